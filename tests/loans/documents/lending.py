"""Loans for the tests of papers and commands, beyond what tests/factories.py makes."""

from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from loans.models import Loan, LoanTransaction
from loans.services.posting import Draft, lock_loan, post_entry
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from tests.factories import make_active, make_approved, make_fund, make_participant, make_product, make_user, usd

CLIENT = {"name_km": "សុខ សុភា", "name_latin": "Sok Sophea", "village": "អូរធំ"}
LONG_NAME = {"name_km": "ចាន់ សុវណ្ណារ៉ា ព្រះពុទ្ធិវង្សរតនា", "name_latin": "Chan Sovannara Preah Putthivongratana"}
Kind = LoanTransaction.Kind


def apply_for(principal, *, person=None, **terms):
    """An approved loan of a client with a village, in the currency of `principal`."""
    return fresh(make_approved(**_wanted(principal, person, terms)))


def lend(principal, *, person=None, **terms):
    """The same, paid out on 15 January 2026 unless told otherwise."""
    return fresh(make_active(**_wanted(principal, person, terms)))


@transaction.atomic
def enter(kind, loan, amount, on, **details):
    """Any entry of the journal, without a service of its own."""
    draft = Draft(Kind(kind), amount, on, uuid4(), make_user(role=roles.MANAGER), details=details)
    return post_entry(lock_loan(loan.pk), draft)


def reverse(entry):
    asked = request_reversal(entry=entry, reason="typed twice", by=entry.loan.officer)
    return confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))


def fresh(loan):
    return Loan.objects.select_related("participant__key", "participant__commune", "office", "officer").get(pk=loan.pk)


def entry_of(loan, **found):
    """One entry of the journal, its loan loaded as the views load it."""
    entry = loan.transactions.select_related("reverses").get(**found)
    entry.loan = fresh(loan)
    return entry


def _wanted(principal, person, terms):
    officer = terms.pop("officer", None) or make_user(communes=("010201",))
    if principal.currency.code == "USD" and "product" not in terms:
        make_fund(capital=usd(100_000))
        terms["product"] = make_product(
            name_en="Loan in dollars", currency="USD", least_principal=10, greatest_principal=10_000,
            instalment_multiple=Decimal("0.01"),
        )  # fmt: skip
    participant = make_participant(by=officer, **{**CLIENT, **(person or {})})
    return {"officer": officer, "participant": participant, "principal": principal, "purpose": "ទិញគ្រឿងបន្លាស់", **terms}
