from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.forms.cash import OfficerField
from office.models import Office, User
from office.roles import OFFICER
from paper.forms import DayField


class PaperBookForm(forms.Form):
    officer = OfficerField(User.objects.none(), label=_("Loan officer"))
    series = forms.CharField(
        label=_("Series"), max_length=10, required=False, help_text=_("What stands before the number: A in A-0007.")
    )
    first = forms.IntegerField(label=_("First leaf"), min_value=1, max_value=999_999_999)
    last = forms.IntegerField(label=_("Last leaf"), min_value=1, max_value=999_999_999)
    issued_on = DayField(label=_("Handed out on"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = User.objects.filter(office=office, is_active=True, groups__name=OFFICER)
        self.fields["officer"].queryset = officers.order_by("username")  # type: ignore[attr-defined]
        self.fields["issued_on"].initial = timezone.localdate


class SpoiledLeafForm(forms.Form):
    paper_no = forms.CharField(
        label=_("Number on the leaf"),
        max_length=20,
        help_text=_("The leaf stays in the book, so that it can be shown."),
    )
