"""Products, funds, and terms tried out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.forms.applications import TERMS_FIELDS
from loans.forms.money import ChannelFields, KeyedForm, amount_in_chosen_currency
from loans.models import Fund, LoanProduct
from office.money import CURRENCY_CHOICES
from paper.forms import AmountField, DayField, parse_days


class CapitalForm(KeyedForm, ChannelFields):
    """Capital received by a fund."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    amount = AmountField(label=_("Amount received"))
    value_on = DayField(label=_("Received on"))
    field_order = ("currency", "amount", "value_on", "channel", "reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_on"].initial = timezone.localdate
        amount_in_chosen_currency(self)


class ProductForm(forms.ModelForm):
    """Limits are amounts in the product's currency; terms that no loan could have are refused at their field."""

    least_principal = AmountField(label=_("Least principal"))
    greatest_principal = AmountField(label=_("Greatest principal"))

    class Meta:
        model = LoanProduct
        fields = [
            "name_km", "name_en", "currency", "least_principal", "greatest_principal", *TERMS_FIELDS, "day_count",
            "instalment_multiple", "rounding", "interest_rounding", "allocation", "shift", "is_offered",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = ("least_principal", "greatest_principal")
        amount_in_chosen_currency(self, *limits)
        if self.instance.pk and not self.is_bound:
            for name in limits:
                self.fields[name].currency = self.instance.currency  # type: ignore[attr-defined]
                self.initial[name] = Money(getattr(self.instance, name), self.instance.currency)

    def clean_least_principal(self) -> Decimal:
        return self.cleaned_data["least_principal"].amount

    def clean_greatest_principal(self) -> Decimal:
        return self.cleaned_data["greatest_principal"].amount

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        least, greatest = values.get("least_principal"), values.get("greatest_principal")
        if least and greatest and least > greatest:
            self.add_error("greatest_principal", _("This must not be below the least principal."))
        for name in ("name_km", "name_en"):
            if LoanProduct.objects.filter(**{name: values.get(name)}).exclude(pk=self.instance.pk).exists():
                self.add_error(name, _("Another loan product has this name."))
        return values


class FundForm(forms.ModelForm):
    class Meta:
        model = Fund
        fields = ["code", "name_km", "name_en", "funder", "is_open"]


class WhatIfForm(forms.ModelForm):
    """Terms tried out without saving anything: the product's choices, with an amount and dates."""

    COMMON = ("currency", "principal", "disbursed_on", "instalments", "every", "unit", "method", "annual_rate")

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    principal = AmountField(label=_("Principal"))
    fee = AmountField(label=_("Fee kept back at disbursement"), required=False)
    disbursed_on = DayField(label=_("Disbursement"))
    first_due = DayField(label=_("First due date"), required=False)
    dates = forms.CharField(
        label=_("Due dates given one by one"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = LoanProduct
        fields = [*TERMS_FIELDS, "day_count", "instalment_multiple", "rounding", "interest_rounding", "shift"]

    field_order = (
        "currency", "principal", "disbursed_on", "instalments", "every", "unit", "first_due", "dates", "method",
        "annual_rate", "amortisation", "principal_grace", "interest_grace", "interest_free", "fee",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disbursed_on"].initial = timezone.localdate
        self.fields["instalment_multiple"].initial = Decimal(100)
        amount_in_chosen_currency(self, "principal", "fee")

    def clean_dates(self) -> list[str]:
        return [day.isoformat() for day in parse_days(self.cleaned_data["dates"])]
