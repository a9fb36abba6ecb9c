"""What is typed about a complaint."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livelihoods.forms.fields import PersonField
from livelihoods.models import FREE_TEXT_HINT, Complaint
from livelihoods.services.complaints import NEXT_STAGES, Stage
from office.forms.fields import ColleagueField
from office.models import User
from paper.forms import DayField, KeyField

WHAT_IS_DONE = {
    Stage.ACKNOWLEDGED: _("Acknowledged: the person knows that we received it"),
    Stage.ANSWERED: _("Answered: the person heard our answer"),
    Stage.CLOSED: _("Closed"),
    Stage.REOPENED: _("Opened again"),
}


class ComplaintForm(forms.Form):
    """A complaint somebody heard or found. The key it carries makes a second sending harmless."""

    form_key = KeyField()
    participant = PersonField(
        label=_("Code of the participant"), required=False,
        help_text=_("Leave empty where the person does not want to be named."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Category"), choices=Complaint.Category.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it came"), choices=Complaint.Channel.choices, widget=forms.RadioSelect)
    received_on = DayField(label=pgettext_lazy("complaint", "Received on"))
    text = forms.CharField(
        label=_("What was said"), max_length=1000, help_text=FREE_TEXT_HINT, widget=forms.Textarea(attrs={"rows": 5})
    )
    about = ColleagueField(
        User.objects.none(), label=_("About this member of staff"), required=False,
        help_text=_("They will not see it, nor learn that it exists."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].user = user  # type: ignore[attr-defined]
        self.fields["received_on"].initial = on
        staff = User.objects.filter(is_active=True).order_by("username")
        self.fields["about"].queryset = staff  # type: ignore[attr-defined]
        if not user.has_perm("livelihoods.view_participant"):
            del self.fields["participant"]


class OwnerForm(forms.Form):
    """Who deals with a complaint. The one complained of is not offered."""

    owner = ColleagueField(User.objects.none(), label=_("Who deals with it"))

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """The next step of a complaint."""

    stage = forms.ChoiceField(label=_("What was done"), widget=forms.RadioSelect)
    on = DayField(label=_("Date"))
    note = forms.CharField(
        label=_("What was said or done"), max_length=500, required=False, help_text=FREE_TEXT_HINT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("What came of it"), required=False, help_text=_("When it is closed."),
        choices=[("", "–"), *Complaint.Outcome.choices],
    )  # fmt: skip
    satisfied = forms.ChoiceField(
        label=_("Is the person satisfied?"), required=False, help_text=_("When it is closed."),
        choices=[("", "–"), *Complaint.Satisfied.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, complaint: Complaint, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = NEXT_STAGES[complaint.stage]
        self.fields["stage"].choices = [(s.value, WHAT_IS_DONE[s]) for s in stages]  # type: ignore[attr-defined]
        self.fields["on"].initial = on
        if complaint.is_closed:
            del self.fields["outcome"], self.fields["satisfied"]
            self.fields["stage"].initial = stages[0]
