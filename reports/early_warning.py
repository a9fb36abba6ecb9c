"""Who needs a visit, with plain reasons. It helps; it blocks nothing and scores nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from livelihoods.models import Business, IncomeRecord, Shock, Task
from loans.models import Instalment, LoanQuerySet
from office.models import ExchangeRate, PolicyFigure

NOT_AT_WORK = (Business.Status.PAUSED, Business.Status.CLOSED)
SOMETHING_PAID = Q(paid_principal__gt=0) | Q(paid_interest__gt=0) | Q(paid_fee__gt=0) | Q(paid_penalty__gt=0)
A_YEAR, MONTHS = timedelta(days=365), Decimal(12)
REASONS = ("is_part_paid", "is_not_at_work", "is_struck", "has_fallen", "is_stretched", "has_missed", "broke_promise")


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """An active loan whose client is worth a visit, and why."""

    loan: Any
    reasons: tuple[str, ...]


def to_visit(loans: LoanQuerySet, *, on: date) -> LoanQuerySet:
    """Active loans with a reason for a visit, the longest unpaid first; what is a reason is annotated.

    An instalment due before `on` was paid in part; the business pauses, is closed or was struck by a misfortune; what
    it earned fell twice running; the dues of the next twelve months take more of the income told last than one
    approver may decide (else the ratio of the application does); a session was missed; a promise was not kept.
    """
    most = PolicyFigure.objects.value(PolicyFigure.Name.DSR_SECOND, on=on)
    return (
        loans.active()
        .annotate(**_money_reasons(on), **_told(), **_other_reasons(on))
        .annotate(has_fallen=_is(Q(net_last__lt=F("net_before")) & Q(net_before__lt=F("net_first"))))
        .annotate(is_stretched=_is(_stretched(most, on=on)))
        .filter(Q(*((name, True) for name in REASONS), _connector=Q.OR))
        .order_by(F("late_since").asc(nulls_last=True), "number")
    )


def early_warning(loan: Any) -> EarlyWarning:
    """A row of the list from a loan that `to_visit` annotated."""
    reasons = {
        "is_part_paid": _("an instalment was paid in part"),
        "is_not_at_work": _("the business: %(status)s") % {"status": loan.business.get_status_display()},
        "is_struck": _("a misfortune struck the business"),
        "has_fallen": _("what the business earned fell twice running"),
        "is_stretched": _stretch_text(loan),
        "has_missed": _("a session was missed"),
        "broke_promise": _("a promise to pay was not kept"),
    }
    return EarlyWarning(loan, tuple(text for name, text in reasons.items() if getattr(loan, name)))


def _money_reasons(on: date) -> dict[str, Any]:
    rows = Instalment.objects.filter(loan=OuterRef("pk"), unpaid__gt=0).order_by()
    coming = rows.filter(due_on__gte=on, due_on__lt=on + A_YEAR).values("loan").annotate(total=Sum("unpaid"))
    return {
        "is_part_paid": Exists(rows.filter(SOMETHING_PAID, due_on__lt=on)),
        "due_in_a_year": Subquery(coming.values("total")),
    }


def _told() -> dict[str, Any]:
    """What the business earned at the last three tellings, and what the household had left at the last."""
    told = IncomeRecord.objects.standing().filter(business=OuterRef("business"), net_khr__isnull=False)
    earned = told.order_by("-told_on", "-pk").values("net_khr")
    had = IncomeRecord.objects.standing().filter(participant=OuterRef("participant"), household_khr__isnull=False)
    return {
        "net_last": Subquery(earned[:1]), "net_before": Subquery(earned[1:2]), "net_first": Subquery(earned[2:3]),
        "household_last": Subquery(had.order_by("-told_on", "-pk").values("household_khr")[:1]),
    }  # fmt: skip


def _other_reasons(on: date) -> dict[str, Any]:
    tasks = Task.objects.waiting().filter(participant=OuterRef("participant"))
    return {
        "is_not_at_work": _is(Q(business__status__in=NOT_AT_WORK)),
        "is_struck": Exists(Shock.objects.open().filter(business=OuterRef("business"))),
        "has_missed": Exists(tasks.filter(kind=Task.Kind.SESSION)),
        "broke_promise": Exists(tasks.filter(kind=Task.Kind.PROMISE, reference=OuterRef("number"), due_on__lt=on)),
    }


def _stretched(most: Decimal, *, on: date) -> Q:
    """Dues of the next twelve months / 12 above `most` percent of the income; dollars at the last rate set."""
    rate = ExchangeRate.objects.on(on)
    riel_per_dollar = rate.riel_per_dollar if rate else Decimal(0)
    in_riel = Case(When(principal_currency="USD", then=Value(riel_per_dollar)), default=Value(Decimal(1)))
    share = Coalesce(F("due_in_a_year"), Value(Decimal(0))) * in_riel * Value(Decimal(100)) / Value(MONTHS)
    return Q(household_last__isnull=False, household_last__lt=share / Value(most)) | Q(
        household_last=None, debt_service_ratio__gt=most
    )


def _is(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _stretch_text(loan: Any) -> str:
    if loan.household_last is None:
        return _("instalments take %(ratio)s %% of the income") % {"ratio": loan.debt_service_ratio}
    return _("instalments take more than the income told last allows")
