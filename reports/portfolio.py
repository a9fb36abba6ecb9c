"""The portfolio on any day, grouped: as reported for a closed month end, else with what is known now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import LivelihoodKind
from loans.core.risk import Portfolio
from loans.models import Allocation, Fund, Instalment, Loan, LoanProduct, LoanQuerySet, LoanTransaction, MonthClose
from office.core.money import CURRENCIES, summed
from office.models import ExchangeRate, Place, PolicyFigure, User
from office.rates import converted
from reports.exposures import Cells, known_now, reported

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Group:
    """The loans of one key in one currency. `name` in the reader's language."""

    key: str
    name: str
    currency: str
    portfolio: Portfolio

    @property
    def principal(self) -> Money:
        return Money(self.portfolio.principal, self.currency)


@dataclass(frozen=True, slots=True)
class PortfolioReport:
    """`basis`: "reported" (the stored rows of a closed month end) or "known_now". `now`: for a closed month end, what
    is known now beside what was reported, all loans together per currency."""

    as_of: date
    by: str
    basis: str
    groups: tuple[Group, ...]
    totals: tuple[Group, ...]
    now: tuple[Group, ...] = ()

    @property
    def has_corrections(self) -> bool:
        return bool(self.now) and [g.portfolio for g in self.now] != [g.portfolio for g in self.totals]


def build_portfolio(*, as_of: date, by: str, loans: LoanQuerySet | None = None) -> PortfolioReport:
    """Active loans as at the close of `as_of`; written-off and repaid ones are in no figure."""
    chosen = Loan.objects.all() if loans is None else loans
    close = MonthClose.objects.filter(end=as_of).first()
    if close is None:
        cells = known_now(chosen, as_of, by)
        return PortfolioReport(as_of, by, "known_now", _groups(cells, by), _totals(cells))
    cells = reported(close, chosen, by)
    now = _totals(known_now(chosen, as_of, by))
    return PortfolioReport(as_of, by, "reported", _groups(cells, by), _totals(cells), now)


def _totals(cells: Cells) -> tuple[Group, ...]:
    found = []
    for currency in CURRENCIES:
        whole = Portfolio()
        for (_key, of), each in cells.items():
            if of == currency:
                whole.merge(each)
        if whole.loans:
            found.append(Group(ALL, _("All"), currency, whole))
    return tuple(found)


def _groups(cells: Cells, by: str) -> tuple[Group, ...]:
    names = _names(by, {key for key, _currency in cells})
    groups = [Group(key, names.get(key, key), currency, each) for (key, currency), each in cells.items()]
    return tuple(sorted(groups, key=lambda g: (CURRENCIES.index(g.currency), -g.portfolio.principal, g.key)))


def _names(by: str, keys: Iterable[str]) -> dict[str, str]:
    models: dict[str, Any] = {
        "commune": (Place, "full_name"), "officer": (User, "username"), "livelihood": (LivelihoodKind, "name"),
        "product": (LoanProduct, "name"), "fund": (Fund, "name"),
    }  # fmt: skip
    model, name = models[by]
    return {str(each.pk): str(getattr(each, name)) for each in model.objects.filter(pk__in=list(keys))}


@dataclass(frozen=True, slots=True)
class Collected:
    """Of what fell due in a period: how much, and how much of it was paid by its end. Both by due date."""

    currency: str
    due: Decimal
    paid: Decimal

    @property
    def share(self) -> Decimal | None:
        return (self.paid / self.due).quantize(Decimal("0.0001")) if self.due else None


def collected_on_time(*, start: date, end: date, loans: LoanQuerySet | None = None) -> tuple[Collected, ...]:
    """On-time collection: neither what was paid ahead for later rows nor what was paid of older ones counts."""
    chosen = Loan.objects.all() if loans is None else loans
    rows = Instalment.objects.filter(due_on__range=(start, end), loan__in=chosen.paid_out().values("pk"))
    of_row = Allocation.objects.filter(
        transaction__loan=OuterRef("loan"), instalment_number=OuterRef("number"), kind="paid",
        transaction__value_on__lte=end,
    ).order_by()  # fmt: skip
    paid = of_row.values("instalment_number").annotate(t=Sum(F("principal") + F("interest"))).values("t")
    sums = rows.annotate(paid_by_end=Coalesce(Subquery(paid), Value(Decimal(0)))).order_by().values("currency")
    found = sums.annotate(fell_due=Sum(F("principal") + F("interest")), was_paid=Sum("paid_by_end"))
    return tuple(
        Collected(row["currency"], summed(row["fell_due"]), summed(row["was_paid"]))
        for row in sorted(found, key=lambda row: CURRENCIES.index(row["currency"]))
    )


def written_off_in(*, start: date, end: date) -> dict[str, Decimal]:
    """Principal written off by value date, per currency, without what was reversed."""
    entries = LoanTransaction.objects.standing().filter(
        kind=LoanTransaction.Kind.WRITE_OFF, value_on__range=(start, end)
    )
    sums = (
        entries.values("amount_currency")
        .order_by()
        .annotate(total=Sum("allocations__principal", filter=Q(allocations__kind="written_off")))
    )
    return {row["amount_currency"]: summed(row["total"]) for row in sums}


LEAST_SHOWN = 10


def without_small_groups(report: PortfolioReport) -> PortfolioReport:
    """For those who see figures and no loans: groups of fewer than ten loans are left out, and where that leaves out
    one alone, the next smallest too, so that no difference tells it."""
    kept: list[Group] = []
    for currency in CURRENCIES:
        of = sorted((g for g in report.groups if g.currency == currency), key=lambda g: g.portfolio.loans)
        small = sum(1 for g in of if g.portfolio.loans < LEAST_SHOWN)
        kept += of[2 if small == 1 else small :]
    groups = tuple(g for g in report.groups if g in kept)
    return replace(report, groups=groups, totals=tuple(g for g in report.totals if g.portfolio.loans >= LEAST_SHOWN))


@dataclass(frozen=True, slots=True)
class Gauge:
    """How near the lender is to where it must register or be licensed, in riel and in borrowers."""

    lent: Decimal
    borrowers: int
    register_at: Decimal
    licence_at: Decimal
    licence_borrowers: int

    @property
    def steps(self) -> tuple[tuple[str, Decimal], ...]:
        """Each threshold with the share of it that is reached."""
        return (
            ("register", self.lent / self.register_at),
            ("licence", self.lent / self.licence_at),
            ("borrowers", Decimal(self.borrowers) / self.licence_borrowers),
        )


def gauge_of(totals: Iterable[Group], *, on: date) -> Gauge | None:
    """All outstanding principal in riel at the rate of the day; None where dollars are lent and no rate is set."""
    riel, borrowers = Decimal(0), 0
    for total in totals:
        amount, borrowers = Money(total.portfolio.principal, total.currency), borrowers + total.portfolio.loans
        if total.currency != "KHR" and ExchangeRate.objects.on(on) is None:
            return None
        riel += converted(amount, "KHR", on=on).amount

    def figure(name: PolicyFigure.Name) -> Decimal:
        return PolicyFigure.objects.value(name, on=on)

    name = PolicyFigure.Name
    return Gauge(
        riel, borrowers, figure(name.REGISTER_AT), figure(name.LICENCE_AT), int(figure(name.LICENCE_BORROWERS))
    )
