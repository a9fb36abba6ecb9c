from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.forms.cash import OfficerField
from office.forms.fields import CommunesField
from office.models import Place, User
from office.roles import OFFICER
from paper.forms import DayField


def officers() -> Any:
    return User.objects.filter(groups__name=OFFICER).order_by("username")


class GiverForm(forms.Form):
    giver = OfficerField(User.objects.none(), label=_("Whose caseload"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = officers()  # type: ignore[attr-defined]


class CaseloadForm(forms.Form):
    """Which communes of one officer go to whom, and from when."""

    taker = OfficerField(User.objects.none(), label=_("Who takes it over"))
    from_on = DayField(label=_("First day"))

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = officers().filter(is_active=True, office=giver.office).exclude(pk=giver.pk)  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.fields["from_on"].initial = today
        held = giver.assignments.not_over(on=today).values("commune")
        communes = list(Place.objects.filter(pk__in=held).select_related("parent").order_by("code"))
        self.fields["communes"] = CommunesField(communes, initial=[commune.pk for commune in communes])
