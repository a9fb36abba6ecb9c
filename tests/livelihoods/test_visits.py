"""A visit and what follows from it: income in riel, status, misfortune, tasks, rounds; all of it or nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livelihoods.core.rounds import EITHER_SIDE, MONTHS
from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, FollowUp, IncomeRecord, Milestone, Shock, Task, Visit, VisitDraft
from livelihoods.services import (
    IncomeTold,
    VisitTold,
    follow_ups_of,
    give_share,
    record_income,
    record_milestone,
    record_visit,
)
from livelihoods.services.missed import note_missed_visits
from office.core.months import add_months
from office.errors import AppendOnlyError, KeySentBefore, Refusal
from office.models import ExchangeRate
from office.roles import AUDITOR, MANAGER
from tests.factories import make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
FUNDED = date(2025, 8, 15)
DAY = date(2025, 11, 20)  # within the round of three months
TODAY = date(2026, 3, 1)


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def person(officer):
    return make_participant(by=officer, household_size=4)


@pytest.fixture
def business(person, officer):
    return make_business(person, by=officer)


def riel_told(on=DAY, sales=900_000, costs=300_000, household=None, currency="KHR"):
    lines = None if sales is None else {"products": Decimal(sales), "stock": Decimal(costs)}
    left = None if household is None else Decimal(household)
    return IncomeTold(told_on=on, month=on, currency=currency, lines=lines, household=left)


def told(on=DAY, found="operating", income=None, **fields):
    return VisitTold(on=on, found=found, income=income or riel_told(on), **fields)


def visit(business, person, officer, what=None, **how):
    return record_visit(
        what or told(), business=business, participant=person, by=officer, today=TODAY, **{"key": uuid4(), **how}
    )


def fund(person, on=FUNDED, reference="BM-L25-00001", kind=Milestone.Kind.FUNDED):
    record_milestone(person.pk, kind, on=on, reference=reference)


def told_rounds(person):
    return {f.months: (f.told_on, f.business_khr, f.household_khr) for f in FollowUp.objects.filter(participant=person)}


class TestRecording:
    def test_a_visit_with_everything(self, business, person, officer):
        what = told(
            income=riel_told(household=650_000), stock=Decimal(120_000), jobs=Decimal("1.5"), difficulty="market",
            shock="flood", next_step="ទិញចំណី", next_on=date(2025, 12, 1),
        )  # fmt: skip
        made = visit(business, person, officer, what)
        record = made.income
        assert (record.revenue, record.cost, record.net_khr) == (900_000, 300_000, 600_000)
        assert (record.household_khr, record.household_size, record.rate) == (650_000, 4, 1)
        assert {(line.kind, line.amount) for line in record.lines.all()} == {("products", 900_000), ("stock", 300_000)}
        assert list(business.shocks.open().values_list("kind", "on")) == [("flood", DAY)]
        task = Task.objects.waiting().get()
        assert (task.kind, task.due_on, task.owner, task.note) == ("next_step", date(2025, 12, 1), officer, "ទិញចំណី")

    def test_sent_twice_it_is_one(self, business, person, officer):
        key = uuid4()
        first = visit(business, person, officer, key=key)
        assert visit(business, person, officer, key=key) == first
        with pytest.raises(KeySentBefore):
            visit(business, person, officer, told(date(2025, 11, 21)), key=key)
        assert (Visit.objects.count(), IncomeRecord.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        "other",
        [
            told(income=riel_told(sales=950_000)),
            told(stock=Decimal(1)),
            told(difficulty="prices"),
            told(found="paused"),
        ],
    )
    def test_a_key_with_anything_else_is_refused_and_nothing_is_lost_in_silence(self, business, person, officer, other):
        key = uuid4()
        visit(business, person, officer, key=key)
        with pytest.raises(KeySentBefore):
            visit(business, person, officer, other, key=key)

    def test_a_visit_entered_late_undoes_nothing_that_was_seen_later(self, business, person, officer):
        visit(business, person, officer, told(date(2025, 11, 26), next_step="-", next_on=date(2025, 12, 3)))
        visit(business, person, officer, told(date(2025, 11, 25), found="closed"))
        business.refresh_from_db()
        assert business.status == "operating"
        assert Task.objects.waiting().filter(kind="next_step").exists()

    def test_a_day_before_anybody_was_known_is_a_slip(self, business, person, officer):
        with pytest.raises(LivelihoodError) as refused:
            visit(business, person, officer, told(date(1900, 1, 1), income=riel_told(date(1900, 1, 1))))
        assert refused.value.field == "on"

    def test_a_household_may_have_lost_money(self, business, person, officer, sign_in, clock):
        clock(TODAY)
        url = reverse("livelihoods:visit-add", args=[business.pk])
        sign_in(officer).post(url, form(household="-៥០ ០០០"))
        assert IncomeRecord.objects.get().household_khr == -50_000

    def test_dollars_are_kept_and_valued_at_the_rate_of_the_month(self, business, person, officer):
        ExchangeRate.objects.create(on=date(2025, 11, 1), riel_per_dollar=4000)
        ExchangeRate.objects.create(on=date(2025, 11, 18), riel_per_dollar=4100)
        ExchangeRate.objects.create(on=date(2025, 11, 25), riel_per_dollar=9999)  # not known when it was told
        income = riel_told(sales="200.50", costs="50.50", household="100", currency="USD")
        record = visit(business, person, officer, told(income=income)).income
        assert (record.rate, record.net_khr, record.household_khr) == (4100, 615_000, 410_000)

    def test_without_a_rate_nothing_is_written(self, business, person, officer):
        with pytest.raises(Refusal):
            visit(business, person, officer, told(income=riel_told(sales="200", costs="1", currency="USD")))
        assert not Visit.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"on": date(2026, 3, 2), "income": riel_told(date(2026, 3, 2))}, "on"),
            ({"next_step": "-", "next_on": date(2025, 11, 19)}, "next_on"),
        ],
    )
    def test_what_cannot_be(self, business, person, officer, changes, field):
        with pytest.raises(LivelihoodError) as refused:
            visit(business, person, officer, replace(told(), **changes))
        assert refused.value.field == field
        assert not Visit.objects.exists()

    def test_only_of_somebody_with_a_share(self, business, officer):
        with pytest.raises(LivelihoodError):
            visit(business, make_participant(by=officer), officer)

    def test_the_business_stands_as_it_was_found(self, business, person, officer):
        visit(business, person, officer, told(found="paused"))
        business.refresh_from_db()
        assert (business.status, business.statuses.last().from_on) == ("paused", DAY)
        visit(business, person, officer, told(date(2025, 10, 1), found="operating"))  # more is known of a later day
        business.refresh_from_db()
        assert business.status == "paused"

    def test_what_is_closed_earns_nothing(self, business, person, officer):
        nothing = IncomeTold(DAY, DAY, "KHR", None, Decimal(200_000))
        record = visit(business, person, officer, told(found="closed", income=nothing)).income
        assert (record.revenue, record.cost, record.net_khr) == (0, 0, 0)

    def test_asked_about_nothing_no_income_is_invented(self, business, person, officer):
        visit(business, person, officer, told(income=IncomeTold(DAY, DAY, "KHR", None, None)))
        assert not IncomeRecord.objects.exists()

    def test_a_visit_ends_the_tasks_it_was_for(self, business, person, officer):
        visit(business, person, officer, told(next_step="-", next_on=date(2025, 12, 1)))
        visit(business, person, officer, told(date(2025, 12, 2)))
        assert not Task.objects.waiting().exists()

    def test_it_is_written_once_and_put_right_by_another(self, business, person, officer):
        fund(person)
        wrong = visit(business, person, officer)
        wrong.found = "closed"
        with pytest.raises(AppendOnlyError):
            wrong.save()
        right = visit(business, person, officer, told(income=riel_told(sales=90_000)), replaces=wrong)
        assert list(Visit.objects.standing()) == [right]
        assert told_rounds(person)[3] == (DAY, Decimal(-210_000), None)
        with pytest.raises(LivelihoodError):
            visit(business, person, officer, replaces=wrong)


class TestRounds:
    def test_the_first_payout_sets_them_and_its_reversal_takes_them_back(self, person):
        assert told_rounds(person) == {}
        fund(person)
        assert list(FollowUp.objects.values_list("months", "due_on")) == [(m, add_months(FUNDED, m)) for m in MONTHS]
        fund(person, date(2025, 12, 1), "BM-L25-00002")  # a second loan moves nothing
        assert FollowUp.objects.get(months=0).due_on == FUNDED
        fund(person, date(2025, 12, 2), "BM-L25-00001", Milestone.Kind.UNFUNDED)
        assert FollowUp.objects.get(months=0).due_on == date(2025, 12, 1)
        fund(person, date(2025, 12, 3), "BM-L25-00002", Milestone.Kind.UNFUNDED)
        assert told_rounds(person) == {}

    def test_what_was_told_before_the_payout_is_found_too(self, business, person, officer):
        visit(business, person, officer, told(date(2025, 8, 1), income=riel_told(date(2025, 8, 1), household=300_000)))
        fund(person)
        assert told_rounds(person)[0] == (date(2025, 8, 1), 600_000, 300_000)

    def test_a_share_counts_and_a_members_word_counts_for_all(self, business, person, officer):
        fund(person)
        give_share(business, participant=person, share=Decimal(60), on=FUNDED, by=officer)
        other = make_participant(by=officer, name_km="ចាន់ ដារា")
        give_share(business, participant=other, share=Decimal(40), on=FUNDED, by=officer)
        fund(other, reference="BM-L25-00002")
        visit(business, person, officer, told(income=riel_told(household=500_000)))
        assert told_rounds(person)[3] == (DAY, 360_000, 500_000)
        assert told_rounds(other)[3] == (DAY, 240_000, None)

    def test_two_businesses_are_added_up(self, business, person, officer):
        fund(person)
        second = make_business(person, kind="pig-farming", by=officer)
        visit(business, person, officer)
        visit(second, person, officer, told(date(2025, 11, 25), income=riel_told(date(2025, 11, 25), sales=400_000)))
        assert told_rounds(person)[3] == (DAY, 700_000, None)  # the nearer day stands for the round

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(days=st.lists(st.tuples(st.integers(-60, 800), st.integers(0, 9), st.booleans()), max_size=8))
    def test_they_equal_a_slow_count(self, days, django_db_blocker):
        from django.db import transaction

        with transaction.atomic():
            officer = make_user(communes=("010201",))
            person = make_participant(by=officer)
            business = make_business(person, by=officer)
            fund(person)
            for offset, amount, has_household in days:
                on = date.fromordinal(FUNDED.toordinal() + offset)
                household = amount * 1000 if has_household else None
                record_income(riel_told(on, sales=amount * 10_000, costs=0, household=household), participant=person,
                              business=business, by=officer, key=uuid4())  # fmt: skip
            kept = {f.months: (f.business_khr, f.household_khr) for f in FollowUp.objects.filter(participant=person)}
            assert kept == {m: slow_round(m, days) for m in MONTHS}
            fresh = {f.months: (f.business_khr, f.household_khr) for f in follow_ups_of(person.pk)}
            assert fresh == kept
            transaction.set_rollback(True)


def slow_round(months, days):
    """What one finds going through the records with a finger: the nearest day in time, of one day the last entry."""
    due = add_months(FUNDED, months)

    def pick(rows):
        best = None
        for offset, amount, _household in rows:
            on = date.fromordinal(FUNDED.toordinal() + offset)
            if abs(on - due) > EITHER_SIDE:
                continue
            before = months == 0 and on <= due
            rank = (not before if months == 0 else 0, abs((on - due).days), -on.toordinal())
            if best is None or rank <= best[0]:
                best = (rank, amount)
        return best

    business, household = pick(days), pick([d for d in days if d[2]])
    return (
        None if business is None else Decimal(business[1] * 10_000),
        None if household is None else Decimal(household[1] * 1000),
    )


class TestMissed:
    def test_a_round_whose_day_has_passed_becomes_one_task(self, person, business, officer):
        fund(person)  # the baseline was lost; the third month was due on 15 November
        assert note_missed_visits(on=date(2025, 11, 15)) == 1  # only the use of the loan
        assert note_missed_visits(on=date(2025, 11, 16)) == 1
        assert note_missed_visits(on=date(2025, 11, 17)) == 0
        assert {t.about for t in Task.objects.waiting()} == {"month 3", "check of what the loan was used for"}
        waiting = Task.objects.waiting().filter(kind=Task.Kind.VISIT)
        assert {t.reference.rsplit("-", 1)[0] for t in waiting} == {"round", "loan-use"}
        visit(business, person, officer)
        assert [t.reference.rsplit("-", 1)[0] for t in waiting.all()] == ["loan-use"]
        visit(business, person, officer, told(date(2025, 11, 21), purpose="loan_use", used_as_agreed=True))
        assert not waiting.all()
        assert note_missed_visits(on=date(2025, 12, 1)) == 0

    def test_the_use_of_a_loan_is_asked_after_thirty_days(self, person):
        fund(person, date(2026, 1, 1))
        assert note_missed_visits(on=date(2026, 1, 1)) == 0
        assert note_missed_visits(on=date(2026, 1, 31)) == 1  # the baseline: its day has passed, there is still time
        assert note_missed_visits(on=date(2026, 2, 1)) == 1

    def test_nobody_asks_who_is_gone(self, person):
        fund(person, date(2026, 1, 1))
        person.status = "moved"
        person.save()
        assert note_missed_visits(on=date(2026, 2, 20)) == 0


FORM = {
    "on": "2025-11-20", "found": "operating", "currency": "KHR", "products": "៩០០ ០០០", "stock": "300,000",
    "household": "650.000", "jobs": "១.៥", "key": "",
}  # fmt: skip


def form(**changes):
    return {**FORM, "key": str(uuid4()), **changes}


class TestPages:
    @pytest.fixture(autouse=True)
    def _clock(self, clock):
        clock(TODAY)

    def test_a_visit_is_recorded_with_khmer_digits(self, business, person, officer, sign_in):
        client, url = sign_in(officer, "km"), reverse("livelihoods:visit-add", args=[business.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, form()).status_code == 302
        record = IncomeRecord.objects.get()
        assert (record.net_khr, record.household_khr, record.month) == (600_000, 650_000, date(2025, 11, 1))
        assert Visit.objects.get().jobs == Decimal("1.5")

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"products": "many"}, "This is not an amount."),
            ({"products": "-5"}, "The amount must be above zero."),
            ({"currency": "USD", "products": "1.250"}, "This can be read in two ways."),
            ({"on": "2026-03-02"}, "This day has not come yet."),
            ({"next_step": "ទិញ"}, "Enter by when."),
            ({"next_on": "2025-12-01"}, "Enter what is to be done."),
            ({"key": "x"}, "This form is damaged."),
            ({"currency": "USD", "products": "12", "household": "3", "stock": "1"}, "No exchange rate is set"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(self, changes, said, business, officer, sign_in):
        answer = sign_in(officer).post(reverse("livelihoods:visit-add", args=[business.pk]), form(**changes))
        page = answer.content.decode()
        assert said in page
        assert "300,000" in page or changes.get("stock", "") in page  # what was typed stays
        assert not Visit.objects.exists()

    def test_what_was_told_last_stands_beside_the_field(self, business, person, officer, sign_in):
        visit(business, person, officer, told(income=riel_told(household=650_000), stock=Decimal(50_000)))
        page = sign_in(officer).get(reverse("livelihoods:visit-add", args=[business.pk])).content.decode()
        for words in ("Last: 900,000៛ (11/2025)", "Last: 650,000៛ (11/2025)", "Last: 50,000៛ (20/11/2025)"):
            assert words in page

    def test_a_draft_is_its_authors_alone_sealed_and_gone_when_sent(self, business, person, officer, sign_in):
        url, draft = (reverse(f"livelihoods:{name}", args=[business.pk]) for name in ("visit-add", "visit-draft"))
        client = sign_in(officer)
        assert "Kept as a draft" in client.post(draft, form(next_step="ទិញចំណី", csrf="no")).content.decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT typed FROM livelihoods_visitdraft")
            assert "ទិញចំណី".encode() not in bytes(cursor.fetchone()[0])
        assert "ទិញចំណី" in client.get(url).content.decode()
        colleague = make_user(communes=("010201",))
        assert "ទិញចំណី" not in sign_in(colleague).get(url).content.decode()
        client.post(url, form())
        assert not VisitDraft.objects.exists()
        client.post(draft, form(next_step="ទិញចំណី"))
        client.post(draft, {"drop": "1"})
        assert not VisitDraft.objects.exists()

    def test_the_use_of_a_loan_is_asked_for_until_somebody_looked(self, business, person, officer, sign_in):
        client, url = sign_in(officer), reverse("livelihoods:visit-add", args=[business.pk])
        due = reverse("livelihoods:visits-due")
        assert "Was the loan used as agreed?" not in client.get(url).content.decode()
        fund(person, date(2026, 2, 1))
        assert "Was the loan used as agreed?" in client.get(url).content.decode()
        assert "paid out 01/02/2026" in client.get(due).content.decode()
        client.post(url, form(on="2026-02-20", used_as_agreed="yes"))
        assert Visit.objects.get().purpose == Visit.Purpose.LOAN_USE
        assert "Was the loan used as agreed?" not in client.get(url).content.decode()
        assert "paid out 01/02/2026" not in client.get(due).content.decode()

    def test_who_is_due_and_who_was_lost(self, business, person, officer, sign_in):
        fund(person)  # of the baseline and the third month nothing was told; the sixth is due since 01/01/2026
        client = sign_in(officer)
        assert "month 6 · 15/02/2026" in client.get(reverse("livelihoods:visits-due")).content.decode()
        lines = client.get(reverse("livelihoods:rounds")).context["lines"]
        counts = {line.months: (line.told, line.due, line.later, line.lost) for line in lines}
        assert counts == {0: (0, 0, 0, 1), 3: (0, 0, 0, 1), 6: (0, 1, 0, 0), 12: (0, 0, 1, 0), 24: (0, 0, 1, 0)}
        lost = client.get(reverse("livelihoods:rounds"), {"months": 3, "state": "lost"}).content.decode()
        assert person.code in lost
        stranger = sign_in(make_user(communes=("010301",)))
        assert person.code not in stranger.get(reverse("livelihoods:visits-due")).content.decode()

    @pytest.mark.parametrize("query", [{"months": "x", "state": "lost"}, {"months": "3", "state": "waiting"}])
    def test_a_strange_question_lists_nobody(self, query, officer, sign_in):
        assert "page" not in sign_in(officer).get(reverse("livelihoods:rounds"), query).context

    def test_a_visit_is_put_right_from_its_page(self, business, person, officer, sign_in):
        wrong, client = visit(business, person, officer), sign_in(officer)
        page = client.get(reverse("livelihoods:visit", args=[wrong.pk])).content.decode()
        url = f"{reverse('livelihoods:visit-add', args=[business.pk])}?replaces={wrong.pk}"
        assert url.replace("&", "&amp;") in page
        assert "900,000" in client.get(url).content.decode()  # begins as it was
        assert client.post(url, form(products="90,000", stock="")).status_code == 302
        assert Visit.objects.standing().get().income.net_khr == 90_000
        gone = client.get(reverse("livelihoods:visit", args=[wrong.pk])).content.decode()
        assert "this one no longer counts" in gone
        assert client.get(url).status_code == 404  # nothing left to put right

    def test_the_auditor_reads_without_the_next_step_and_changes_nothing(self, business, person, officer, sign_in):
        made = visit(business, person, officer, told(next_step="ទិញចំណី", next_on=date(2025, 12, 1)))
        auditor = sign_in(make_user(role=AUDITOR))
        page = auditor.get(reverse("livelihoods:visit", args=[made.pk])).content.decode()
        assert "600,000" in page
        assert "ទិញចំណី" not in page
        assert auditor.get(reverse("livelihoods:visit-add", args=[business.pk])).status_code == 403

    def test_a_page_of_ten_costs_as_much_as_one_of_one(self, officer, sign_in, django_assert_num_queries):
        client, url = sign_in(make_user(role=MANAGER)), reverse("livelihoods:visits-due")
        fund(make_participant(by=officer), date(2026, 2, 1))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        for _ in range(9):
            fund(make_participant(by=officer), date(2026, 2, 1))
        with django_assert_num_queries(len(queries)):
            client.get(url)

    def test_misfortunes_are_noted_once_and_end(self, business, officer, sign_in):
        client, add = sign_in(officer), reverse("livelihoods:shock-add", args=[business.pk])
        assert "The business had not begun" in client.post(add, {"kind": "flood", "on": "1999-01-01"}).content.decode()
        client.post(add, {"kind": "animals", "on": "2026-02-01"})
        client.post(add, {"kind": "animals", "on": "2026-02-01"})
        again = client.post(add, {"kind": "animals", "on": "2026-02-02"}).content.decode()
        assert "One is noted since 01/02/2026 already." in again
        shock = Shock.objects.get()
        over = reverse("livelihoods:shock-over", args=[business.pk, shock.pk])
        assert "It cannot be over before it began." in client.post(over, {"on": "2026-01-31"}).content.decode()
        assert "This day has not come yet." in client.post(over, {"on": "2026-03-31"}).content.decode()
        client.post(over, {"on": "2026-02-20"})
        assert not business.shocks.open().exists()
        assert Business.objects.get(pk=business.pk).status == "operating"
