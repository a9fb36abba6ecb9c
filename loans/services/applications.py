"""From the application to the decision: entered, submitted, approved by another person, or not."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import Milestone
from livelihoods.services import record_milestone
from loans.core.affordability import Due, debt_service_ratio, dues_of_next_year
from loans.core.schedule import Schedule, build_schedule
from loans.core.terms import check_terms
from loans.errors import LoanError
from loans.folding import terms_of
from loans.models import DeclaredDebt, Guarantor, Loan, LoanStatus, LoanStep
from loans.refusals import words_for
from loans.services.ceiling import ceiling_broken_by
from loans.services.numbers import paper_number
from loans.services.posting import lock_loan
from office import trail
from office.models import NumberSeries, PolicyFigure, User
from office.rates import converted
from office.working_days import holidays_between
from paper.core.numbers import format_amount

Step = LoanStep.Kind
A_YEAR = timedelta(days=366)
ROOM_TO_MOVE = A_YEAR  # a rescheduled loan still finds its holidays


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt elsewhere, as declared."""

    lender: str
    balance: Money
    monthly_payment: Money


@dataclass(frozen=True, slots=True)
class Surety:
    """A guarantor, as named."""

    name: str
    phone: str = ""
    relation: str = ""


@transaction.atomic
def save_application(loan: Loan, *, debts: list[Debt], guarantors: list[Surety], by: User, on: date) -> Loan:
    """Write a new or changed draft, with its debts and guarantors. Terms that cannot be are refused at their field."""
    is_new = loan.pk is None
    if not is_new and Loan.objects.select_for_update().get(pk=loan.pk).status != LoanStatus.DRAFT:
        raise LoanError(_("Only a draft can be changed."))
    if is_new:
        loan.entered_by, loan.commune = by, loan.participant.commune
        loan.number = paper_number(loan.office, NumberSeries.Kind.LOAN, on)
    _check_business(loan)
    if loan.planned_on < on:
        raise LoanError(_("The planned disbursement lies in the past."), field="planned_on")
    fix_terms(loan)
    check_application(loan)
    loan.save()
    loan.declared_debts.all().delete()
    loan.guarantors.all().delete()
    for debt in debts:
        DeclaredDebt.objects.create(  # type: ignore[misc]
            loan=loan, lender=debt.lender, balance=debt.balance, monthly_payment=debt.monthly_payment
        )
    for g in guarantors:
        Guarantor.objects.create(loan=loan, name=g.name, phone=g.phone, relation=g.relation)
    _step(loan, Step.ENTERED if is_new else Step.CHANGED, by, on)
    return loan


@transaction.atomic
def submit_application(*, loan_id: int, by: User, on: date) -> Loan:
    loan = _locked(loan_id, LoanStatus.DRAFT)
    _check_only_loan(loan)
    loan.debt_service_ratio = ratio_of(loan, on=on)
    _move(loan, LoanStatus.SUBMITTED, Step.SUBMITTED, by, on)
    record_milestone(loan.participant_id, Milestone.Kind.APPLIED, on=on, reference=loan.number)
    return loan


@transaction.atomic
def approve_loan(*, loan_id: int, by: User, on: date, note: str = "") -> Loan:
    """Approve, or give the first of two approvals where the ratio asks for two."""
    loan = _locked(loan_id, LoanStatus.SUBMITTED)
    _check_second_person(loan, by)
    _check_only_loan(loan)
    loan.debt_service_ratio = ratio_of(loan, on=on)
    loan.save(update_fields=["debt_service_ratio"])
    verdict = verdict_on(loan.debt_service_ratio, on=on)
    if verdict.is_refused:
        raise LoanError(_("The debt-service ratio is too high: %(ratio)s %%.") % {"ratio": loan.debt_service_ratio})
    if verdict.needs_two:
        seconded = loan.steps.filter(kind=Step.SECONDED).order_by("-pk").first()
        if seconded is None:
            _step(loan, Step.SECONDED, by, on, note)
            return loan
        if seconded.by_id == by.pk:
            raise LoanError(_("You gave the first approval; a second approver must decide."))
    loan.approved_on = on
    _move(loan, LoanStatus.APPROVED, Step.APPROVED, by, on, note)
    record_milestone(loan.participant_id, Milestone.Kind.APPROVED, on=on, reference=loan.number)
    return loan


@transaction.atomic
def reject_loan(*, loan_id: int, by: User, on: date, note: str) -> Loan:
    loan = _locked(loan_id, LoanStatus.SUBMITTED)
    _check_second_person(loan, by)
    _move(loan, LoanStatus.REJECTED, Step.REJECTED, by, on, note)
    record_milestone(loan.participant_id, Milestone.Kind.REJECTED, on=on, reference=loan.number)
    return loan


@transaction.atomic
def withdraw_loan(*, loan_id: int, by: User, on: date) -> Loan:
    loan = _locked(loan_id, LoanStatus.DRAFT, LoanStatus.SUBMITTED, LoanStatus.APPROVED)
    _move(loan, LoanStatus.WITHDRAWN, Step.WITHDRAWN, by, on)
    return loan


@transaction.atomic
def expire_approvals(*, on: date) -> int:
    """Approvals that were not paid out within the office's term. Nobody's act: the step names no user."""
    stale = Loan.objects.select_for_update().filter(
        status=LoanStatus.APPROVED, approved_on__lt=oldest_valid_approval(on=on)
    )
    for loan in stale:
        _move(loan, LoanStatus.EXPIRED, Step.EXPIRED, None, on)
    return len(stale)


def oldest_valid_approval(*, on: date) -> date:
    """An approval before this day has expired by `on` (setting, 60 days)."""
    return on - timedelta(days=int(PolicyFigure.objects.value(PolicyFigure.Name.APPROVAL_EXPIRY, on=on)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the ratio asks for, by the thresholds of the day."""

    is_warned: bool
    needs_two: bool
    is_refused: bool


def verdict_on(ratio: Decimal | None, *, on: date) -> Verdict:
    def above(name: PolicyFigure.Name) -> bool:
        return ratio is None or ratio > PolicyFigure.objects.value(name, on=on)

    name = PolicyFigure.Name
    return Verdict(above(name.DSR_WARNING), above(name.DSR_SECOND), above(name.DSR_REFUSAL))


def ratio_of(loan: Loan, *, on: date) -> Decimal | None:
    """The debt-service ratio over this loan, other loans here and debts declared elsewhere, in the loan's currency."""
    start = max(on, loan.planned_on)
    proposed = dues_of_next_year(_dues(build_schedule(terms_of(loan))), start=loan.planned_on)
    others = sum((_dues_of(other, loan.currency, start) for other in other_loans(loan)), Decimal(0))
    declared = sum(
        (12 * converted(d.monthly_payment, loan.currency, on=on).amount for d in loan.declared_debts.all()),
        Decimal(0),
    )
    income = converted(loan.household_income, loan.currency, on=on).amount
    return debt_service_ratio(proposed + others + declared, income)


def other_loans(loan: Loan) -> Any:
    """The participant's other loans that are open or were paid out, newest first."""
    return (
        Loan.objects.filter(participant=loan.participant_id)
        .exclude(pk=loan.pk)
        .exclude(status__in=[LoanStatus.DRAFT, LoanStatus.WITHDRAWN])
        .order_by("-pk")
    )


def check_application(loan: Loan) -> None:
    """Raises LoanError at the field whose value the terms refuse."""
    for field, refusals in check_terms(terms_of(loan)).items():
        raise LoanError(words_for(refusals[0]), field=field)
    product = loan.product
    if not product.least_principal <= loan.principal.amount <= product.greatest_principal:
        raise LoanError(_("This product lends from %(least)s to %(greatest)s.") % {
            "least": format_amount(product.least_principal, product.currency),
            "greatest": format_amount(product.greatest_principal, product.currency),
        }, field="principal")  # fmt: skip
    if ceiling := ceiling_broken_by(terms_of(loan), on=loan.planned_on):
        raise LoanError(_("With its fee the loan costs more than the ceiling of %(ceiling)s %% a year.")
                        % {"ceiling": ceiling}, field="annual_rate")  # fmt: skip


def fix_terms(loan: Loan) -> None:
    """What is fixed with the terms: holidays known now, so that a later one never moves a date already agreed; and
    whether the loan was agreed for more than a year."""
    loan.holidays = []
    terms = terms_of(loan)
    if not check_terms(terms):
        last = build_schedule(terms).rows[-1].due
        loan.holidays = [d.isoformat() for d in holidays_between(loan.planned_on, last + ROOM_TO_MOVE)]
        loan.is_long_term = last - loan.planned_on > A_YEAR


def _dues(schedule: Schedule) -> list[Due]:
    return [Due(r.due_on, r.principal + r.interest + r.fee + r.penalty) for r in schedule.rows]


def _dues_of(other: Loan, currency: str, start: date) -> Decimal:
    dues = [Due(i.due_on, i.unpaid) for i in other.schedule.filter(unpaid__gt=0)]
    overdue = sum((d.amount for d in dues if d.on <= start), Decimal(0))
    total = Money(overdue + dues_of_next_year(dues, start=start), other.currency)
    return converted(total, currency, on=start).amount


def _check_business(loan: Loan) -> None:
    if not loan.business.members.filter(pk=loan.participant_id).exists():
        raise LoanError(_("This business is not the participant's."), field="business")


def _check_only_loan(loan: Loan) -> None:
    """One active loan at a time, never a loan to repay a loan."""
    if Loan.objects.filter(participant=loan.participant_id).unfinished().exclude(pk=loan.pk).exists():
        raise LoanError(_("The participant has another open loan."))


def _check_second_person(loan: Loan, by: User) -> None:
    if by.pk in (loan.entered_by_id, loan.officer_id):
        raise LoanError(_("Another person must decide: this is your own application."))


def _locked(loan_id: int, *statuses: LoanStatus) -> Loan:
    loan = lock_loan(loan_id)
    if loan.status not in statuses:
        raise LoanError(_("The loan has moved on: it is now “%(status)s”.") % {"status": loan.get_status_display()})
    return loan


def _move(loan: Loan, status: LoanStatus, step: LoanStep.Kind, by: User | None, on: date, note: str = "") -> None:
    loan.status = status
    loan.save(update_fields=["status", "approved_on", "debt_service_ratio"])
    _step(loan, step, by, on, note)


def _step(loan: Loan, kind: LoanStep.Kind, by: User | None, on: date, note: str = "") -> None:
    LoanStep.objects.create(loan=loan, kind=kind, on=on, by=by, note=note, debt_service_ratio=loan.debt_service_ratio)
    trail.record(trail.Act.WRITE, loan, by=by, fields=[kind])
