"""The loans of a portfolio on a day, added up by group and currency in the database."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from livelihoods.models import Sex
from loans.core.risk import STEPS, Exposure, Portfolio
from loans.models import LoanOfficer, LoanQuerySet, LoanStatus, MonthClose, MonthEndRow, ScheduleChange
from loans.services.looking_back import put_back, reshaped_since, split
from loans.services.standing import folded_on
from office.core.money import summed

# What the loans may be grouped by, and the path to its key from a loan.
KEYS: Final[Mapping[str, str]] = {
    "commune": "commune",
    "officer": "officer_then",
    "livelihood": "business__livelihood",
    "product": "product",
    "fund": "fund",
}
Cell = tuple[str, str]  # key and currency
Cells = dict[Cell, Portfolio]


def known_now(loans: LoanQuerySet, on: date, by: str) -> Cells:
    """One grouped query for all loans to which nothing happened later; what was laid on the others since is taken back,
    and only those whose schedule changed since, or that were charged something, are folded."""
    later = Q(value_on__gt=on)
    known: Any = _described(loans.filter(disbursed_on__lte=on), on, by)
    parts = split(known, later, reshaped_since(later), on=on)
    cells: Cells = defaultdict(Portfolio)
    _add_grouped(cells, parts.kept.filter(status=LoanStatus.ACTIVE), _of_loans(on))
    rows = parts.back.order_by("pk").values_list(*VALUES, named=True).iterator()
    for stood in put_back(parts.back, rows, later, on=on, tolerated=parts.tolerated):
        if stood.outstanding:
            _add(cells, stood.row, stood.principal, stood.days_past_due)
    for each in folded_on(parts.folded, on=on):
        if each.status == LoanStatus.ACTIVE:
            _add(cells, each.loan, each.principal, each.days_past_due)
    return cells


def reported(close: MonthClose, loans: LoanQuerySet, by: str) -> Cells:
    """The stored rows; what they do not hold (product, livelihood, sex, term) never changes for a loan."""
    rows = MonthEndRow.objects.filter(close=close, status=LoanStatus.ACTIVE, loan__in=loans.values("pk"))
    stored = {"commune": "commune", "officer": "officer", "fund": "fund"}
    changed = ScheduleChange.objects.filter(posted_on__lte=close.end, reverses=None).exclude(
        reversed_by__posted_on__lte=close.end
    )
    described = rows.annotate(
        key=F(stored.get(by) or f"loan__{KEYS[by]}"), is_rescheduled=_is(Q(loan__in=changed.values("loan")))
    )
    cells: Cells = defaultdict(Portfolio)
    _add_grouped(cells, described, _OF_STORED)
    return cells


# grouping ----------------------------------------------------------------------------------------------

# What a grouped row is made of, by the names it has beside a loan and in a stored row.
VALUES = ("pk", "key", "principal_currency", "outstanding_principal", "outstanding", "is_long_term", "is_rescheduled",
          "is_woman")  # fmt: skip


def _of_loans(on: date) -> dict[str, Any]:
    steps = [When(late_since__lte=on - timedelta(days=least), then=Value(least)) for least in reversed(STEPS) if least]
    # Most loans are not late: asked first, it is all that is asked of them.
    late = [When(late_since__gt=on - timedelta(days=STEPS[1]), then=Value(0)), *steps]
    return {
        "late": Case(*late, default=Value(0), output_field=IntegerField()), "in_currency": F("principal_currency"),
        "is_long": F("is_long_term"), "owed": F("outstanding_principal"), "sex": F("participant__sex"),
    }  # fmt: skip


_OF_STORED: dict[str, Any] = {
    "late": Case(
        *[When(days_past_due__gte=least, then=Value(least)) for least in reversed(STEPS) if least], default=Value(0),
        output_field=IntegerField(),
    ),
    "in_currency": F("currency"), "is_long": F("loan__is_long_term"), "owed": F("principal"),
    "sex": F("loan__participant__sex"),
}  # fmt: skip


def _add_grouped(cells: Cells, rows: QuerySet[Any], names: Mapping[str, Any]) -> None:
    """Loans alike in all that a portfolio asks, counted and added up together."""
    alike = ("key", "in_currency", "late", "is_long", "is_rescheduled")
    grouped = rows.annotate(**names).order_by().values(*alike)
    women = Count("pk", filter=Q(sex=Sex.FEMALE))
    for row in grouped.annotate(total=Sum("owed"), loans=Count("pk"), women=women):
        exposure = Exposure(
            summed(row["total"]), row["late"], row["is_long"], row["is_rescheduled"], row["loans"], row["women"]
        )
        cells[str(row["key"]), row["in_currency"]].add(exposure)


def _add(cells: Cells, loan: Any, principal: Any, days_past_due: int) -> None:
    exposure = Exposure(principal, days_past_due, loan.is_long_term, loan.is_rescheduled, 1, loan.is_woman)
    cells[str(loan.key), str(loan.principal_currency)].add(exposure)


def _described(loans: LoanQuerySet, on: date, by: str) -> QuerySet[Any]:
    """With the group of each loan, and whether it was rescheduled by then; the officer is the one of that day."""
    changed = ScheduleChange.objects.filter(value_on__lte=on, reverses=None, reversed_by=None)
    if by == "officer":
        earlier = LoanOfficer.objects.filter(loan=OuterRef("pk"), from_on__lte=on).order_by("-from_on", "-pk")
        then = Coalesce(Subquery(earlier.values("user")[:1]), F("officer"), output_field=BigIntegerField())
        loans = loans.annotate(officer_then=then)
    return loans.annotate(
        key=F(KEYS[by]),
        is_rescheduled=_is(Q(pk__in=changed.values("loan"))),
        is_woman=Case(When(participant__sex=Sex.FEMALE, then=Value(1)), default=Value(0)),
    )


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
