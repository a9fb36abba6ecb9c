import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.models import LivelihoodKind
from loans.models import CURRENCY_CHOICES, Fund, Loan, LoanProduct, LoanQuerySet, LoanStatus
from office.core.codes import read_code


class LoanFilter(django_filters.FilterSet):
    """By number or code, status, lateness, product, fund, livelihood, currency."""

    q = django_filters.CharFilter(label=_("Loan number or code"), method="by_number")
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
        if code := read_code(value):
            return loans.filter(participant__code=code)
        return loans.filter(number__icontains=value.strip())

    def by_lateness(self, loans: LoanQuerySet, name: str, value: str) -> LoanQuerySet:
        return loans.late_by(int(value), on=timezone.localdate())
