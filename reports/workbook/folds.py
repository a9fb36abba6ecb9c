"""Folding loans as the check reads them: what the rules of the loan refuse is shown at its cell."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from loans.core.fold import fold
from loans.core.refusals import Refused
from loans.core.state import State
from loans.folding import events_of, journal_of, terms_of
from loans.models import Loan, LoanTransaction
from loans.refusals import words_for
from loans.services.history import HistoryRefused, check_history
from reports.workbook.findings import shown_amount
from reports.workbook.plan import Extension, LoanDraft, PastLine, in_order

LANGUAGES = ("km", "en")
# The loan's own fields, where the sheet calls them otherwise.
COLUMN_OF = {"principal_grace": "grace", "planned_on": "disbursed_on"}


def fold_new(draft: LoanDraft) -> None:
    """The state after the history; or an error at the cell of the term, or on the row of the entry, refused."""
    history = draft.history
    entries = [past.entry for past in history]
    try:
        draft.state = check_history(draft.loan, entries)
    except HistoryRefused as refused:
        reason = in_both_languages(lambda: _refusal_of(draft.loan, entries))
        if refused.index:
            history[refused.index].line.error("amount", "refused", reason=reason)
        else:
            field = refused.field or "disbursed_on"
            draft.line.error(COLUMN_OF.get(field, field), "refused", reason=reason)
    else:
        _warn_overpaid(draft.loan, draft.repayments, draft.state)


def fold_more(extension: Extension, *, on: date) -> None:
    """The state of a loan that is here, with the new repayments; or an error on the row refused."""
    loan, new = extension.loan, in_order(extension.repayments)
    journal = journal_of(loan)
    entries = [_unsaved(loan, past, seq, on) for seq, past in enumerate(new, start=len(journal) + 1)]
    try:
        extension.state = fold(terms_of(loan), events_of([*journal, *entries]))
    except Refused as refused:
        refusal = refused.refusal
        index = refused.seq - len(journal) - 1 if refused.seq else 0
        reason = in_both_languages(lambda: words_for(refusal))
        new[max(index, 0)].line.error("amount", "refused", reason=reason)
    else:
        _warn_overpaid(loan, extension.repayments, extension.state)


def _unsaved(loan: Loan, past: PastLine, seq: int, on: date) -> LoanTransaction:
    amount: Any = past.entry.amount
    return LoanTransaction(
        loan=loan, seq=seq, kind=past.entry.kind, amount=amount, value_on=past.entry.value_on, posted_on=on
    )


def in_both_languages(say: Callable[[], str]) -> dict[str, str]:
    """A reason is worded in the language of the moment, but read later by somebody: so it is asked for twice."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = say()
    return words


def _refusal_of(loan: Loan, entries: Sequence) -> str:
    try:
        check_history(loan, entries)
    except HistoryRefused as refused:
        return str(refused)
    raise AssertionError("the same history was refused a moment ago")


def _warn_overpaid(loan: Loan, repayments: Sequence[PastLine], state: State) -> None:
    if state.overpaid and repayments:
        last = in_order(list(repayments))[-1]
        last.line.warn("amount", "loan.overpaid", credit=shown_amount(state.overpaid, loan.currency))
