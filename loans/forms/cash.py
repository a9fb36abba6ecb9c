"""The cash box: what is carried, what is counted, what waits in suspense."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loans.core.cash import NOTES
from loans.forms.money import KeyedForm, amount_in_chosen_currency
from loans.models import CashTransaction, Loan
from loans.services.days import BoxDay, Count
from office.models import Office, User
from office.money import CURRENCY_CHOICES
from office.roles import OFFICER
from paper.forms import AmountField, DayField

Kind = CashTransaction.Kind
REASON = _("No names.")


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.shown_name} · {obj.username}" if obj.name else obj.username


class CarryForm(KeyedForm):
    """An advance, a handover, a deposit or a withdrawal."""

    officer = OfficerField(User.objects.none(), label=_("Loan officer"))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    amount = AmountField(label=_("Amount"))
    value_on = DayField(label=_("Date"))
    note = forms.CharField(label=_("Reference"), max_length=60, required=False)

    def __init__(self, *args: Any, kind: Kind, office: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount_in_chosen_currency(self)
        self.fields["value_on"].initial = timezone.localdate
        officers = User.objects.filter(is_active=True, groups__name=OFFICER, office=office).order_by("username")
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        if kind == Kind.WITHDRAWAL:
            del self.fields["officer"]
        elif kind == Kind.DEPOSIT:
            self.fields["officer"].required = False
            self.fields["officer"].help_text = _("Only if an officer brought it to the bank, straight from the field.")
        if kind in (Kind.DEPOSIT, Kind.WITHDRAWAL):
            self.fields["note"].label = _("Number of the bank slip")
            self.fields["note"].required = True
        else:
            self.fields["note"].help_text = REASON


class BoxForm(forms.Form):
    """The notes of one box in one currency. `box` says whose, and what the books expect."""

    reason = forms.CharField(label=_("Why count and books differ"), max_length=200, required=False, help_text=REASON)

    def __init__(self, *args: Any, box: BoxDay, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"{box.holder.pk if box.holder else 0}-{box.currency}", **kwargs})
        self.box = box
        if box.expected.amount % NOTES[box.currency][-1]:
            self.fields["reason"].help_text = _(
                "By the books there are cents, which no note can be counted for: in the box they are riel. Count the "
                "notes that are there and write that here; the difference is booked."
            )
        for note in NOTES[box.currency]:
            self.fields[str(note)] = forms.IntegerField(
                label=f"{note:,}", min_value=0, max_value=100_000, required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-worth": note}),
            )  # fmt: skip

    @property
    def notes(self) -> list[Any]:
        return [self[str(note)] for note in NOTES[self.box.currency]]

    def count(self) -> Count:
        counted = {note: self.cleaned_data[str(note)] or 0 for note in NOTES[self.box.currency]}
        return Count(self.box.holder, self.box.currency, counted, self.cleaned_data["reason"])


class GiveForm(KeyedForm):
    """Suspended money given to its loan."""

    loan = forms.CharField(label=_("Loan number"), max_length=16)
    amount = AmountField(label=_("Amount"))

    def __init__(self, *args: Any, waiting: CashTransaction, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["amount"].currency = str(waiting.amount.currency.code)  # type: ignore[attr-defined]
        self.fields["amount"].initial = waiting.left_money

    def clean_loan(self) -> Loan:
        number = self.cleaned_data["loan"].strip().upper()
        loan = Loan.objects.visible_to(self.user).filter(number=number).first()
        if loan is None:
            raise forms.ValidationError(_("There is no loan of this number."))
        return loan


class PayBackForm(KeyedForm):
    value_on = DayField(label=pgettext_lazy("money given back", "Paid back on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_on"].initial = timezone.localdate
