import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.models import LivelihoodKind
from loans.models import Fund, Loan, LoanProduct, LoanQuerySet, LoanStatus
from loans.searching import of_found, of_number
from office.money import CURRENCY_CHOICES


class LoanFilter(django_filters.FilterSet):
    """By status, lateness, product, fund, livelihood, currency; `number` and `found` are what a search found by, a
    code or hashes and never a name."""

    number = django_filters.CharFilter(method="by_number", widget=forms.HiddenInput)
    found = django_filters.CharFilter(method="by_search", widget=forms.HiddenInput)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=LoanStatus.choices)
    late = django_filters.ChoiceFilter(
        label=_("Days late"),
        method="by_lateness",
        choices=[("1", "1+"), ("30", "30+"), ("60", "60+"), ("90", "90+")],
    )
    livelihood = django_filters.ModelChoiceFilter(
        label=_("Livelihood"), field_name="business__livelihood", queryset=LivelihoodKind.objects.all()
    )
    product = django_filters.ModelChoiceFilter(label=_("Loan product"), queryset=LoanProduct.objects.all())
    fund = django_filters.ModelChoiceFilter(label=_("Loan fund"), queryset=Fund.objects.all())
    currency = django_filters.ChoiceFilter(
        label=_("Currency"), field_name="principal_currency", choices=CURRENCY_CHOICES
    )

    class Meta:
        model = Loan
        fields: list[str] = []

    def by_number(self, loans: LoanQuerySet, name: str, value: str) -> LoanQuerySet:
        return of_number(loans, value)

    def by_search(self, loans: LoanQuerySet, name: str, value: str) -> LoanQuerySet:
        return of_found(loans, value, by_name=self.request.user.has_perm("livelihoods.see_names"))

    def by_lateness(self, loans: LoanQuerySet, name: str, value: str) -> LoanQuerySet:
        return loans.late_by(int(value), on=timezone.localdate())
