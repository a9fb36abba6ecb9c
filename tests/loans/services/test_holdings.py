"""Nobody is closed while holding cash, nobody is forgotten while money is owed."""

from datetime import date

import pytest

from livelihoods.errors import LivelihoodError
from livelihoods.services import forget_participant
from loans.holdings import cash_in_hand, holdings, open_loan
from office import roles
from office.services import holdings_of
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db


def test_cash_taken_in_a_commune_is_held_by_the_officer():
    loan = make_active()
    receive(loan, riel(100_000), date(2026, 2, 15))
    receive(loan, riel(50_000), date(2026, 3, 15), by=make_user(role=roles.CASHIER))
    assert list(cash_in_hand(loan.officer)) == [riel(100_000)]
    assert any("100,000៛" in line for line in holdings_of(loan.officer))


def test_open_loans_are_named_too():
    loan = make_active()
    assert any("1" in line for line in holdings(loan.officer))


def test_a_person_with_an_open_loan_is_not_forgotten():
    loan = make_active()
    manager = make_user(role=roles.MANAGER)
    with pytest.raises(LivelihoodError, match="still open"):
        forget_participant(loan.participant, by=manager)
    receive(loan, riel(1_200_000), date(2026, 2, 15))
    assert open_loan(loan.participant) is None
    forget_participant(loan.participant, by=manager)
    loan.refresh_from_db()
    assert loan.participant.shown_to(manager) == loan.participant.code
    assert loan.outstanding == 0
