"""Who needs a visit, with plain reasons. It helps; it blocks nothing and scores nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext as _

from livelihoods.models import Business
from loans.models import Instalment, LoanQuerySet
from office.models import PolicyFigure

NOT_AT_WORK = (Business.Status.PAUSED, Business.Status.CLOSED)
SOMETHING_PAID = Q(paid_principal__gt=0) | Q(paid_interest__gt=0) | Q(paid_fee__gt=0) | Q(paid_penalty__gt=0)


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """An active loan whose client is worth a visit, and why."""

    loan: Any
    reasons: tuple[str, ...]


def to_visit(loans: LoanQuerySet, *, on: date) -> LoanQuerySet:
    """Active loans with a reason for a visit, the longest unpaid first; what is a reason is annotated.

    An instalment due before `on` was paid in part, the business pauses or is closed, or the debt-service ratio of the
    application lies above what one approver may decide.
    """
    part_paid = Instalment.objects.filter(SOMETHING_PAID, loan=OuterRef("pk"), due_on__lt=on, unpaid__gt=0)
    most = PolicyFigure.objects.value(PolicyFigure.Name.DSR_SECOND, on=on)
    is_stretched = ExpressionWrapper(Q(debt_service_ratio__gt=most), output_field=BooleanField())
    return (
        loans.active()
        .annotate(is_part_paid=Exists(part_paid), is_stretched=is_stretched)
        .filter(Q(is_part_paid=True) | Q(business__status__in=NOT_AT_WORK) | Q(is_stretched=True))
        .order_by(F("late_since").asc(nulls_last=True), "number")
    )


def early_warning(loan: Any) -> EarlyWarning:
    """A row of the list from a loan that `to_visit` annotated."""
    reasons = []
    if loan.is_part_paid:
        reasons.append(_("an instalment was paid in part"))
    if loan.business.status in NOT_AT_WORK:
        reasons.append(_("the business: %(status)s") % {"status": loan.business.get_status_display()})
    if loan.is_stretched:
        reasons.append(_("instalments take %(ratio)s %% of the income") % {"ratio": loan.debt_service_ratio})
    return EarlyWarning(loan, tuple(reasons))
