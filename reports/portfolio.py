"""The portfolio on any day, grouped: as reported for a closed month end, else with what is known now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import LivelihoodKind, Sex
from loans.core.risk import Exposure, Portfolio
from loans.models import (
    Allocation,
    Fund,
    Instalment,
    Loan,
    LoanOfficer,
    LoanProduct,
    LoanQuerySet,
    LoanStatus,
    LoanTransaction,
    MonthClose,
    MonthEndRow,
    ScheduleChange,
)
from loans.services.standing import folded_on, has_entries
from office.core.money import CURRENCIES, summed
from office.models import ExchangeRate, Place, PolicyFigure, User
from office.rates import converted

ALL: Final = "all"
# What the loans may be grouped by, and the path to its key from a loan.
KEYS: Final[Mapping[str, str]] = {
    "commune": "commune",
    "officer": "officer_then",
    "livelihood": "business__livelihood",
    "product": "product",
    "fund": "fund",
}


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
        cells = _known_now(chosen, as_of, KEYS[by])
        return PortfolioReport(as_of, by, "known_now", _groups(cells, by), _totals(cells))
    cells = _reported(close, chosen, by)
    now = _totals(_known_now(chosen, as_of, KEYS[by]))
    return PortfolioReport(as_of, by, "reported", _groups(cells, by), _totals(cells), now)


Cell = tuple[str, str]  # key and currency
Cells = dict[Cell, Portfolio]


def _known_now(loans: LoanQuerySet, on: date, path: str) -> Cells:
    """One grouped query for all loans to which nothing happened later; the others are folded one by one."""
    known = _described(loans.filter(disbursed_on__lte=on), on).annotate(moved_later=has_entries(Q(value_on__gt=on)))
    cells: Cells = defaultdict(Portfolio)
    alike = ("principal_currency", "unpaid_since", "is_long_term", "is_rescheduled")
    still = known.filter(moved_later=False, status=LoanStatus.ACTIVE).order_by().values(path, *alike)
    for row in still.annotate(total=Sum("outstanding_principal"), loans=Count("pk"), women=Count("pk", filter=_WOMEN)):
        late = max(0, (on - row["unpaid_since"]).days) if row["unpaid_since"] else 0
        cells[str(row[path]), row["principal_currency"]].add(
            Exposure(summed(row["total"]), late, row["is_long_term"], row["is_rescheduled"], row["loans"], row["women"])
        )
    moved = known.filter(moved_later=True).annotate(key=F(path), is_woman=_IS_WOMAN)
    for each in folded_on(moved, on=on):
        if each.status == LoanStatus.ACTIVE:
            loan: Any = each.loan
            cells[str(loan.key), loan.currency].add(
                Exposure(each.principal, each.days_past_due, loan.is_long_term, loan.is_rescheduled, 1, loan.is_woman)
            )
    return cells


def _reported(close: MonthClose, loans: LoanQuerySet, by: str) -> Cells:
    """The stored rows; what they do not hold (product, livelihood, sex, term) never changes for a loan."""
    rows = MonthEndRow.objects.filter(close=close, status=LoanStatus.ACTIVE, loan__in=loans.values("pk"))
    stored = {"commune": "commune", "officer": "officer", "fund": "fund"}
    path = stored.get(by) or f"loan__{KEYS[by]}"
    changed = ScheduleChange.objects.filter(loan=OuterRef("loan"), posted_on__lte=close.end, reverses=None).exclude(
        reversed_by__posted_on__lte=close.end
    )
    cells: Cells = defaultdict(Portfolio)
    fields = ("currency", "principal", "days_past_due", "loan__is_long_term", "again", "loan__participant__sex")
    for key, currency, principal, late, is_long, again, sex in rows.annotate(again=Exists(changed)).values_list(
        path, *fields
    ):
        cells[str(key), currency].add(Exposure(principal, late, is_long, again, 1, int(sex == Sex.FEMALE)))
    return cells


_WOMEN = Q(participant__sex=Sex.FEMALE)
_IS_WOMAN = Case(When(_WOMEN, then=Value(1)), default=Value(0))


def _described(loans: LoanQuerySet, on: date) -> QuerySet[Any]:
    """With who looked after each loan on that day, and whether it was rescheduled by then."""
    earlier = LoanOfficer.objects.filter(loan=OuterRef("pk"), from_on__lte=on).order_by("-from_on", "-pk")
    changed = ScheduleChange.objects.filter(loan=OuterRef("pk"), value_on__lte=on, reverses=None, reversed_by=None)
    return loans.annotate(
        officer_then=Coalesce(Subquery(earlier.values("user")[:1]), F("officer"), output_field=BigIntegerField()),
        is_rescheduled=Case(When(Exists(changed), then=Value(True)), default=Value(False), output_field=BooleanField()),
    )


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
