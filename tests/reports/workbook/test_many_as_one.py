"""What is written for many at once is what entering each by itself would have written."""

from copy import copy
from itertools import combinations
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.db.models.base import ModelState
from django.utils import timezone

from livelihoods.models import Business, Milestone, Participant, SearchToken, SuspectedDuplicate
from livelihoods.searching import tokens_of
from livelihoods.services import Arrival, register_participant, register_participants
from loans.models import Allocation, Instalment, LedgerEntry, Loan, LoanStep, LoanTransaction
from loans.services.books import PART, ROW, check_books
from loans.services.history import PastEntry, add_history
from loans.services.past_loans import import_loan
from loans.services.posting import MILESTONES
from loans.services.projection import BALANCES
from office.models import NumberSeries, TrailEntry, User
from tests.factories import LONG_AGO, commune, make_user
from tests.loans.books import beancount_balances, our_balances

pytestmark = pytest.mark.django_db
PEOPLE = 60


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", "--participants", str(PEOPLE), verbosity=0)
    return User.objects.get(username="demo-manager")


def alone(loan, by):
    """The same loan, its entries made one after the other."""
    twin = copy(loan)
    twin.pk, twin.number = None, ""
    twin._state = ModelState()
    first, *later = [_past(entry) for entry in loan.transactions.order_by("seq")]
    twin = import_loan(twin, [first], by=by, second=by, on=timezone.localdate())
    for past in later:
        add_history(Loan.objects.select_related("office").get(pk=twin.pk), [past], by=by)
    return Loan.objects.get(pk=twin.pk)


def _past(entry):
    return PastEntry(
        entry.kind, entry.amount, entry.value_on, uuid4(), entry.channel, entry.paid_by or "self",
        entry.channel_reference, entry.paper_no,
    )  # fmt: skip


def ledger_of(loan):
    rows = LedgerEntry.objects.filter(loan_transaction__loan=loan).order_by()
    return sorted(
        rows.values_list("debit", "credit", "currency", "holder", "posted_on", "fund").annotate(Sum("amount"))
    )


def projected(loan):
    names = [name for name in PART if name != "transaction_id"]
    laid = Allocation.objects.filter(transaction__loan=loan).values_list("transaction__seq", *names)
    return (
        [getattr(loan, name) for name in BALANCES],
        list(Instalment.objects.filter(loan=loan).order_by("number").values_list(*ROW)),
        sorted(laid),
        list(loan.steps.order_by("pk").values_list("kind", "on")),
    )


def test_loans_are_as_if_every_entry_had_been_made_by_itself(demo):
    for loan in Loan.objects.order_by("pk"):
        twin = alone(loan, demo)
        assert projected(twin) == projected(loan)
        assert ledger_of(twin) == ledger_of(loan)
    assert list(check_books()) == []


def test_the_books_hold(demo):
    assert list(check_books()) == []
    assert beancount_balances() == our_balances()


def test_numbers_have_no_gaps_and_follow_the_journal(demo):
    for kinds, series in ((["disbursement"], "voucher"), (["repayment"], "receipt")):
        numbers = LoanTransaction.objects.filter(kind__in=kinds).order_by("pk").values_list("number", flat=True)
        given = [int(number[-5:]) for number in numbers]
        assert given == list(range(1, NumberSeries.objects.get(kind=series).last + 1))
    loans = [int(number[-5:]) for number in Loan.objects.order_by("pk").values_list("number", flat=True)]
    assert loans == list(range(1, len(loans) + 1))


def test_every_step_has_its_milestone_and_every_act_its_line(demo):
    of_loans = Milestone.objects.filter(kind__in=MILESTONES.values())
    told = sorted(of_loans.values_list("participant", "kind", "on", "reference"))
    steps = LoanStep.objects.filter(kind__in=MILESTONES).select_related("loan")
    assert told == sorted((s.loan.participant_id, MILESTONES[s.kind], s.on, s.loan.number) for s in steps)
    assert Milestone.objects.filter(kind="registered").count() == PEOPLE
    for what, act in (("livelihoods.participant", "registered"), ("livelihoods.business", "added")):
        about = TrailEntry.objects.filter(what=what, fields=act).values_list("object_ids", flat=True)
        assert len(set(about)) == len(about) == PEOPLE
    entries = TrailEntry.objects.filter(what="loans.loantransaction", fields="imported")
    named = sorted(int(pk) for line in entries for pk in line.object_ids.split())
    assert named == sorted(LoanTransaction.objects.values_list("pk", flat=True))


def test_everybody_can_be_found_and_read(demo):
    for person in Participant.objects.select_related("key"):
        assert person.name_km
        assert person.name_latin
        assert set(person.search_tokens.values_list("token", flat=True)) == tokens_of(person)
    assert SearchToken.objects.exclude(participant__in=Participant.objects.all()).count() == 0
    assert all(b.place and b.key_id == b.members.get().key_id for b in Business.objects.select_related("key"))


def _arrival(**details):
    given = {"name_km": "មាស ដារ៉ា", "sex": "M", "year_of_birth": 1990, "commune": commune(), **details}
    return Arrival(given, LONG_AGO)


def test_duplicates_among_those_who_come_together_and_those_here():
    by = make_user()
    here = register_participant(by=by, on=LONG_AGO, **_arrival(phone="012 345 678").details)
    a, b, c, d = register_participants(
        [
            _arrival(),  # the name and age of who is here
            _arrival(name_km="មាសដារ៉ា"),  # the same name written together
            _arrival(name_km="កែវ បូរ៉ា", phone="+855 12 345 678"),  # the phone alone
            _arrival(year_of_birth=1950),  # the name, another age
        ],
        by=by,
    )
    pairs = set(SuspectedDuplicate.objects.values_list("older", "newer"))
    assert pairs == {(here.pk, a.pk), (here.pk, b.pk), (a.pk, b.pk), (here.pk, c.pk)}
    assert d.pk not in {pk for pair in pairs for pk in pair}


def test_duplicates_of_the_demo_are_all_that_are_alike(demo):
    people = list(Participant.objects.select_related("key").order_by("pk"))

    def alike(one, other):
        names = ["".join(p.name_km.split()) for p in (one, other)]
        return (names[0] == names[1] and one.age_band == other.age_band) or (one.phone and one.phone == other.phone)

    expected = {(one.pk, other.pk) for one, other in combinations(people, 2) if alike(one, other)}
    assert set(SuspectedDuplicate.objects.values_list("older", "newer")) == expected


def test_one_who_is_too_young_keeps_out_all_who_come_with_them():
    from livelihoods.errors import LivelihoodError

    with pytest.raises(LivelihoodError):
        register_participants([_arrival(), _arrival(year_of_birth=2015)], by=make_user())
    assert not Participant.objects.exists()
