"""From the choice of a product to the decision."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from moneyed import Money

from livelihoods.income import mean_household_income
from livelihoods.models import FREE_TEXT_HINT, Participant
from loans.models import Fund, Loan, LoanProduct
from loans.services.applications import Debt, Surety
from office.errors import Refusal
from paper.forms import AmountField, DayField, parse_days

ROWS_OF_DEBTS = 3
ROWS_OF_GUARANTORS = 2


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=FREE_TEXT_HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ChooseProductForm(forms.Form):
    """The first step of an application: for which business, and on which product's terms."""

    business: Any = forms.ModelChoiceField(None, label=_("Business"))
    product = forms.ModelChoiceField(LoanProduct.objects.filter(is_offered=True), label=_("Loan product"))

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["business"].queryset = participant.businesses.select_related("livelihood", "key")  # type: ignore[attr-defined]
        for name in ("business", "product"):
            _choose_the_only_one(self.fields[name])


TERMS_FIELDS = (
    "annual_rate", "method", "amortisation", "instalments", "every", "unit", "principal_grace", "interest_grace",
    "interest_free",
)  # fmt: skip


class ApplicationForm(forms.ModelForm):
    """An application on a product's terms. Money fields are in the product's currency."""

    principal = AmountField(label=_("Principal"))
    household_income = AmountField(label=_("Net household income a month"), help_text=_("As declared, all members."))
    planned_on = DayField(label=_("Planned disbursement"))
    first_due = DayField(
        label=_("First due date"), required=False, help_text=_("Empty: one period after the disbursement.")
    )
    dates = forms.CharField(
        label=_("Due dates given one by one"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if instalments fall when the business has cash: 15/12/2026, 15/02/2027 …"),
    )  # fmt: skip

    class Meta:
        model = Loan
        fields = ["fund", "purpose", *TERMS_FIELDS]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}

    field_order = (
        "principal", "planned_on", "instalments", "every", "unit", "first_due", "dates", "principal_grace",
        "interest_grace", "interest_free", "method", "annual_rate", "amortisation", "purpose", "household_income",
        "fund",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loan = self.instance
        self.fields["fund"].queryset = Fund.objects.with_capital_in(loan.product.currency)  # type: ignore[attr-defined]
        _choose_the_only_one(self.fields["fund"])
        self.fields["purpose"].help_text = FREE_TEXT_HINT
        for name in ("principal", "household_income"):
            self.fields[name].currency = loan.product.currency  # type: ignore[attr-defined]
            if loan.pk:
                self.fields[name].initial = getattr(loan, name)
        if not loan.pk:
            self._propose_income()
        self.fields["planned_on"].initial = loan.planned_on or timezone.localdate()
        self.fields["first_due"].initial = loan.first_due
        self.fields["dates"].initial = "\n".join(f"{date.fromisoformat(d):%d/%m/%Y}" for d in loan.due_dates)

    def _propose_income(self) -> None:
        """What the household told at visits, where it did; the officer may put in another figure."""
        loan, field = self.instance, self.fields["household_income"]
        try:
            told = mean_household_income(loan.participant, loan.product.currency, on=timezone.localdate())
        except Refusal:
            return  # told in the other currency, and no rate is set: nothing can be proposed
        if told is not None:
            field.initial = told.mean
            field.help_text = ngettext(
                "As told at %(times)s visit in the last 12 months.",
                "The mean of what was told at %(times)s visits in the last 12 months.",
                told.times,
            ) % {"times": told.times}

    def clean_dates(self) -> list[str]:
        return [day.isoformat() for day in parse_days(self.cleaned_data["dates"])]

    def clean_annual_rate(self) -> Decimal:
        return self.cleaned_data["annual_rate"] or Decimal(0)

    def save(self, commit: bool = True) -> Loan:
        loan = super().save(commit=False)
        for name in ("principal", "household_income", "planned_on", "first_due"):
            setattr(loan, name, self.cleaned_data[name])
        loan.due_dates = self.cleaned_data["dates"]
        return loan


class DebtForm(forms.Form):
    lender = forms.CharField(label=_("Lender"), max_length=80, required=False)
    balance = AmountField(label=_("Balance"), required=False)
    monthly_payment = AmountField(label=_("Payment a month"), required=False)

    def use_currency(self, currency: str) -> None:
        for name in ("balance", "monthly_payment"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(values.get(n) for n in ("balance", "monthly_payment")) and not values.get("lender"):
            self.add_error("lender", _("Name the lender."))
        if values.get("lender") and not values.get("monthly_payment") and "monthly_payment" not in self.errors:
            self.add_error("monthly_payment", _("Enter what is paid each month."))
        return values


class GuarantorForm(forms.Form):
    name = forms.CharField(label=_("Name of the guarantor"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    relation = forms.CharField(label=_("Relation to the client"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("name") and (values.get("phone") or values.get("relation")):
            raise ValidationError({"name": _("Enter the name of the guarantor.")})
        return values


DebtFormSet = forms.formset_factory(DebtForm, extra=ROWS_OF_DEBTS, max_num=8)
GuarantorFormSet = forms.formset_factory(GuarantorForm, extra=ROWS_OF_GUARANTORS, max_num=4)


def debts_from(formset: Any, currency: str) -> list[Debt]:
    rows = [f.cleaned_data for f in formset if f.cleaned_data.get("lender")]
    nothing = Money(0, currency)
    return [Debt(r["lender"], r["balance"] or nothing, r["monthly_payment"]) for r in rows]


def guarantors_from(formset: Any) -> list[Surety]:
    rows = [f.cleaned_data for f in formset if f.cleaned_data.get("name")]
    return [Surety(r["name"], r["phone"], r["relation"]) for r in rows]


def _choose_the_only_one(field: Any) -> None:
    choices = list(field.queryset[:2])
    if len(choices) == 1:
        field.initial, field.empty_label = choices[0], None
