"""What a loan page says, as labelled values; and what the user may do next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from moneyed import Money

from loans.core.effective_rate import effective_rate
from loans.core.state import State
from loans.folding import terms_of
from loans.models import CASH_IN, Loan, LoanStatus, LoanStep, LoanTransaction, WriteOffCause
from loans.services.applications import Verdict
from loans.services.disbursing import left_to_pay_out
from office.models import User
from paper.templatetags.paper_tags import money, short_date

Fact = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Act:
    label: str
    url: str
    post: bool = False
    asks: str = ""  # what is said before an act that cannot be taken back
    main: bool = True
    rare: bool = False  # folded away


def figures_of(loan: Loan, state: State, *, on: date) -> list[dict[str, Any]]:
    """What one looks for first: outstanding, next due, late."""
    if not state.movements:
        return [
            {"label": _("Principal"), "amount": loan.principal, "note": loan.product.name},
            {"label": _("Instalments"), "value": str(len(state.rows))},
        ]
    whole = Money(state.outstanding, loan.currency)
    of = _("of %(principal)s") % {"principal": money(loan.principal)}
    figures: list[dict[str, Any]] = [{"label": _("Total outstanding"), "amount": whole, "note": of}]
    coming = next((row for row in state.rows if row.unpaid and row.due_on >= on), None)
    if coming and state.outstanding:
        unpaid = Money(coming.unpaid, loan.currency)
        figures.append({"label": _("Due next"), "amount": unpaid, "note": short_date(coming.due_on)})
    if days := loan.days_past_due(on=on):
        late = Money(state.arrears(on).total, loan.currency)
        count = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
        figures.append({"label": _("Arrears"), "amount": late, "note": count, "tone": "late"})
    if state.overpaid:
        figures.append({"label": _("Credit owed to the client"), "amount": Money(state.overpaid, loan.currency)})
    return figures


def facts_of_terms(loan: Loan) -> list[Fact]:
    rate = effective_rate(terms_of(loan)) if loan.method != Loan.Method.NONE or loan.fee else None
    facts: list[Fact] = [
        (_("Principal"), money(loan.principal)),
        (_("Interest"), loan.get_method_display() if loan.method == Loan.Method.NONE
            else f"{loan.annual_rate.normalize():f} % · {loan.get_method_display()}"),
        (_("Instalments"), len(loan.due_dates) or loan.instalments),
        (_("Disbursement"), short_date(loan.disbursed_on or loan.planned_on)),
        (_("Loan officer"), loan.officer.shown_name),
        (_("Loan product"), loan.product.name),
        (_("Loan fund"), loan.fund.name),
    ]  # fmt: skip
    if rate is not None:
        facts.insert(2, (_("Effective annual rate"), f"{rate * 100:.2f} %"))
    if loan.fee:
        facts.insert(3, (_("Fee kept back at disbursement"), money(Money(loan.fee, loan.currency))))
    return facts


def facts_of_application(loan: Loan, user: User) -> list[Fact]:
    facts: list[Fact] = [
        (_("Net household income a month"), money(loan.household_income) if loan.household_income else _("not known"))
    ]
    if loan.debt_service_ratio is not None:
        facts.append((_("Debt-service ratio"), f"{loan.debt_service_ratio} %"))
    if not user.has_perm("livelihoods.see_names"):
        return facts
    if loan.purpose:
        facts.append((_("What the loan is for"), loan.purpose))
    facts += [(_("Guarantor"), " · ".join(filter(None, (g.name, g.phone, g.relation)))) for g in loan.guarantors.all()]
    facts += [(_("Debt elsewhere"), _("%(lender)s: %(payment)s a month, balance %(balance)s") % {
        "lender": d.lender, "payment": money(d.monthly_payment), "balance": money(d.balance),
    }) for d in loan.declared_debts.all()]  # fmt: skip
    return facts


def acts_on(loan: Loan, user: User) -> list[Act]:
    """What this user may do now, the main act first."""

    def act(permission: str | tuple[str, ...], label: str, name: str, **how: Any) -> list[Act]:
        may = user.has_perms((permission,) if isinstance(permission, str) else permission)
        return [Act(label, reverse(f"loans:{name}", args=[loan.number]), **how)] if may else []

    apply, approve = "loans.apply_for_loan", "loans.approve_loan"
    asks = _("The application ends here. For another try it must be entered anew.")
    withdraw = act(apply, _("Withdraw the application"), "withdraw", post=True, asks=asks, main=False)
    if loan.status == LoanStatus.DRAFT:
        return [
            *act(apply, _("Submit for approval"), "submit", post=True),
            *act(apply, _("Change"), "application-change"),
            *withdraw,
        ]
    if loan.status == LoanStatus.SUBMITTED:
        seconded = loan.steps.filter(kind=LoanStep.Kind.SECONDED, by=user).exists()
        own = seconded or user.pk in (loan.entered_by_id, loan.officer_id)
        return [*([] if own else act(approve, _("Decide"), "decide")), *withdraw]
    if loan.status == LoanStatus.APPROVED:
        return [*act("loans.pay_out_loan", _("Pay out"), "pay-out"), *withdraw]
    if loan.is_paid_out:
        return _acts_on_paid_out(loan, act)
    return []


def _acts_on_paid_out(loan: Loan, act: Callable[..., list[Act]]) -> list[Act]:
    is_active, rare = loan.status == LoanStatus.ACTIVE, {"main": False, "rare": True}
    acts = act("loans.record_repayment", _("Receive money"), "repayment-add",
               main=is_active or loan.status == LoanStatus.WRITTEN_OFF)  # fmt: skip
    if loan.credit:
        acts += act("loans.refund_credit", _("Pay credit back"), "refund", main=False)
    if is_active:
        acts += act("loans.record_repayment", _("Settle early"), "settle", main=False)
        acts += act(("loans.record_repayment", "livelihoods.change_participant"), _("Promise to pay"), "promise-add",
                    main=False)  # fmt: skip
        if left_to_pay_out(loan):
            acts += act("loans.pay_out_loan", _("Pay out a further part"), "pay-out", main=False)
        acts += act("loans.request_change", _("Reschedule"), "reschedule", **rare)
        acts += act("loans.charge_loan", _("Charge a fee or penalty"), "charge", **rare)
        acts += act("loans.waive_charge", _("Waive"), "waive", **rare)
        acts += act("loans.request_change", _("Write off"), "write-off", **rare)
    return acts


def papers_of(loan: Loan, user: User) -> list[tuple[str, str]]:
    if not user.has_perm("loans.print_paper") or loan.status in (LoanStatus.REJECTED, LoanStatus.WITHDRAWN):
        return []
    schedule = (_("Repayment schedule"), reverse("loans:schedule-pdf", args=[loan.number]))
    statement = (_("Repayment statement"), reverse("loans:statement-pdf", args=[loan.number]))
    return [statement, schedule] if loan.is_paid_out else [schedule]


def facts_of_entry(entry: LoanTransaction) -> list[Fact]:
    facts: list[Fact] = [
        (_("Entry"), entry.get_kind_display()),
        (_("Date"), short_date(entry.value_on)),
        (_("Posted on"), short_date(entry.posted_on)),
        (_("Entered by"), entry.entered_by.shown_name),
    ]
    if entry.number:
        facts.insert(0, (_("Receipt") if entry.kind in CASH_IN else _("Voucher"), entry.number))
    if entry.channel != "none":
        facts.append((_("Channel"), " · ".join(filter(None, (entry.get_channel_display(), entry.channel_reference)))))
    if entry.tendered:
        facts.append((_("Handed over"), money(entry.tendered)))
    if entry.suspense:
        facts.append((_("Paid from suspense"), entry.suspense.number))
    if entry.cause:
        facts.append((_("Cause"), WriteOffCause(entry.cause).label))
    if entry.paid_by:
        facts.append((_("Paid by"), entry.get_paid_by_display()))
    if entry.paper_no:
        facts.append((_("Number of the paper receipt"), entry.paper_no))
    return facts


def warning_of(loan: Loan, verdict: Verdict) -> str:
    if loan.debt_service_ratio is None:
        return _("There is no income to pay from: the debt-service ratio cannot be told.") if verdict.is_refused else ""
    ratio = {"ratio": loan.debt_service_ratio}
    if verdict.is_refused:
        return _("The debt-service ratio of %(ratio)s %% is above what the office allows.") % ratio
    if verdict.needs_two:
        return _("The debt-service ratio of %(ratio)s %% needs two approvers.") % ratio
    if verdict.is_warned:
        return _("The debt-service ratio of %(ratio)s %% is high: look at the income once more.") % ratio
    return ""
