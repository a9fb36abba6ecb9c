"""Money in and money out of a loan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from livelihoods.models import FREE_TEXT_HINT
from loans.models import Channel, Fund, Loan, PaidBy
from loans.services.exchanging import OTHER
from office.money import CURRENCY_CHOICES
from paper.forms import AmountField, DayField, KeyField

MONEY_CHANNELS = [(c.value, c.label) for c in (Channel.CASH, Channel.BANK, Channel.MOBILE)]


class KeyedForm(forms.Form):
    """A form that carries the key under which it is recorded: sent twice, it is one entry."""

    key = KeyField()


class ChannelFields(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=MONEY_CHANNELS, initial=Channel.CASH)
    reference = forms.CharField(
        label=_("Reference of the payment"), max_length=60, required=False,
        help_text=_("For bank and mobile payment: the number on the slip or in the message."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("channel") in (Channel.BANK, Channel.MOBILE) and not values.get("reference"):
            self.add_error("reference", _("Enter the reference of this payment."))
        return values


class RepaymentForm(KeyedForm, ChannelFields):
    """Money received for a loan, in the loan's currency."""

    amount = AmountField(label=_("Amount received"))
    value_on = DayField(label=_("Received on"))
    paid_by = forms.ChoiceField(label=_("Paid by"), choices=PaidBy.choices, initial=PaidBy.SELF)
    paper_no = forms.CharField(
        label=_("Number of the paper receipt"), max_length=20, required=False,
        help_text=_("If a receipt from a pre-printed book was given."),
    )  # fmt: skip
    tendered = AmountField(
        label=_("Handed over in the other currency"), required=False,
        help_text=_("The amount above is paid from it at the rate of the day; change is given in riel."),
    )  # fmt: skip
    ahead = forms.BooleanField(
        label=_("What is paid ahead reduces the principal"), required=False,
        help_text=_("The later instalments become smaller; their dates stay."),
    )  # fmt: skip
    sure = forms.CharField(required=False, widget=forms.HiddenInput, help_text="names of the doubts answered")

    field_order = ("amount", "value_on", "channel", "reference", "paid_by", "paper_no", "tendered", "ahead")

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]
        self.fields["tendered"].currency = OTHER[loan.currency]  # type: ignore[attr-defined]
        self.fields["value_on"].initial = timezone.localdate
        if loan.method == Loan.Method.NONE:
            del self.fields["ahead"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("tendered") and values.get("channel") != Channel.CASH:
            self.add_error("tendered", _("Only cash is changed here."))
        return values

    def entry(self) -> dict[str, Any]:
        """The arguments of `record_repayment`."""
        values = dict(self.cleaned_data)
        values["ahead"] = "reduce_principal" if values.get("ahead") else ""
        values["sure"] = values["sure"].split()
        return values


class UnknownReceiptForm(KeyedForm, ChannelFields):
    """Money whose loan is not known yet."""

    fund = forms.ModelChoiceField(Fund.objects.filter(is_open=True), label=_("Loan fund"))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    amount = AmountField(label=_("Amount received"))
    value_on = DayField(label=_("Received on"))
    paper_no = forms.CharField(label=_("Number of the paper receipt"), max_length=20, required=False)
    note = forms.CharField(label=_("Reference"), max_length=60, required=False, help_text=_("No names."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_on"].initial = timezone.localdate
        amount_in_chosen_currency(self)


class PayOutForm(KeyedForm, ChannelFields):
    amount = AmountField(label=_("Principal paid out"), help_text=_("Less than all: the rest can be paid out later."))
    value_on = DayField(label=_("Paid out on"))
    field_order = ("amount", "value_on", "channel", "reference")

    def __init__(self, *args: Any, left: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = str(left.currency.code)  # type: ignore[attr-defined]
        self.fields["amount"].initial = left
        self.fields["value_on"].initial = timezone.localdate


class PromiseForm(forms.Form):
    """What the client promises to pay, and by when."""

    amount = AmountField(label=_("Amount promised"))
    pay_on = DayField(label=_("Will pay by"))

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = loan.currency  # type: ignore[attr-defined]


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=FREE_TEXT_HINT, widget=forms.Textarea(attrs={"rows": 2})
    )


def amount_in_chosen_currency(form: forms.Form | forms.ModelForm, *names: str) -> None:
    if (chosen := form.data.get(form.add_prefix("currency"))) in ("KHR", "USD"):
        for name in names or ("amount",):
            form.fields[name].currency = chosen  # type: ignore[attr-defined]
