"""`seed_demo`: fictional people by way of their workbook; harmless when repeated, and never among real people."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from livelihoods.models import Business, Participant
from loans.models import Fund, Instalment, Loan, LoanTransaction
from loans.services.books import check_books
from office.core.money import STEP
from office.demo import DEMO_USERNAMES
from office.models import CommuneAssignment, Office, User
from reports.demo.maker import COMMUNES, Ground, make_book
from reports.demo.names import BEFORE, FAMILIES, GIVEN
from reports.demo.story import COURSES
from reports.models import ImportedRow
from reports.workbook.checking import check_book, check_workbook
from tests.factories import make_user
from tests.test_do_no_harm import speaks_of

GROUND = Ground(communes=dict.fromkeys(COMMUNES, ("ឃុំ", "ស្រុក")), villages={c: ["ភូមិ"] for c in COMMUNES})


def seed(*options):
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def demo(db, data_dir):
    seed("--participants", "40")
    return data_dir


def test_the_demo_shows_every_kind_of_loan(demo):
    assert Participant.objects.count() == 40
    assert set(User.objects.values_list("username", flat=True)) == set(DEMO_USERNAMES)
    assert Office.objects.get().code == "BM"
    assert set(Participant.objects.values_list("commune", flat=True)) == set(COMMUNES)
    assert Business.objects.values("livelihood").distinct().count() == 7
    assert {"active", "closed", "overpaid"} <= set(Loan.objects.values_list("status", flat=True))
    assert set(Loan.objects.values_list("principal_currency", flat=True)) == {"KHR", "USD"}
    assert set(Loan.objects.values_list("method", flat=True)) == {"none", "declining"}
    assert Loan.objects.exclude(due_dates=[]).exists()
    assert Fund.objects.count() == 2
    per_officer = CommuneAssignment.objects.values_list("user__username", flat=True)
    assert sorted(per_officer) == ["demo-officer1"] * 4 + ["demo-officer2"] * 4


def test_something_is_due_today_this_week_and_overdue(demo):
    today = timezone.localdate()
    assert Instalment.objects.unpaid().filter(due_on=today).exists()
    assert Instalment.objects.unpaid().filter(due_on__gt=today, due_on__lte=today + timedelta(days=7)).exists()
    assert Loan.objects.overdue(on=today).exists()
    assert not LoanTransaction.objects.filter(value_on__gt=today).exists()


def test_its_books_are_right(demo):
    assert list(check_books()) == []
    for entry in LoanTransaction.objects.all():
        assert entry.amount.amount % STEP[entry.amount.currency.code] == 0


def test_seeding_again_changes_nothing_and_says_so(demo):
    before = ImportedRow.objects.count()
    assert "Nothing was changed" in seed("--participants", "40")
    assert "Nothing was changed" in seed("--participants", "20", "--seed", "7")
    assert ImportedRow.objects.count() == before


def test_more_people_are_added_to_those_there(demo):
    assert "2 fictional people were added" in seed("--participants", "42")
    assert Participant.objects.count() == 42
    assert list(check_books()) == []


def test_its_workbook_is_kept_and_would_change_nothing(demo):
    manager = User.objects.get(username="demo-manager")
    checked = check_workbook((demo / "demo.xlsx").read_bytes(), on=timezone.localdate(), by=manager)
    assert checked.findings.errors == []
    assert not checked.plan.changes


@pytest.mark.django_db
def test_a_database_with_other_people_is_refused(data_dir):
    make_user("somebody")
    with pytest.raises(CommandError, match="other people"):
        seed()
    assert not User.objects.filter(username__in=DEMO_USERNAMES).exists()
    assert not list(data_dir.iterdir())


@pytest.mark.parametrize("number", ["0", "100001"])
def test_numbers_that_make_no_sense(number):
    with pytest.raises(CommandError):
        seed("--participants", number)


def book(seed=1, first=1, last=24, on=date(2026, 6, 15)):
    from reports.workbook.opening import open_workbook

    made = make_book(first, last, seed=seed, on=on, ground=GROUND)
    opened = open_workbook(made.as_file(), most_bytes=10**7)
    found, as_made = ({s.title: [_filled(row) for row in of.rows(s)] for s in of.sheets()} for of in (opened, made))
    assert found == as_made  # what is imported is what a reader of the file finds
    return found


def _filled(row):
    """Without the empty cells behind the last filled one: a file has none there."""
    number, values = row
    return number, values[: max(i for i, value in enumerate(values, start=1) if value is not None)]


def test_the_same_seed_and_day_give_the_same_rows():
    assert book() == book()
    assert book() != book(seed=2)


def test_a_persons_rows_do_not_depend_on_how_many_there_are():
    few, many = book(last=12), book(last=24)
    people = next(title for title in few if "Participants" in title)
    assert few[people] == many[people][: len(few[people])]


@pytest.mark.parametrize(
    "on", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 5, 31), date(2028, 2, 29), date(2026, 12, 30)]
)
@pytest.mark.django_db
def test_the_workbook_is_sound_on_any_day(on, data_dir):
    seed("--participants", "1")
    manager = User.objects.get(username="demo-manager")
    communes = Participant.objects.model._meta.get_field("commune").related_model.objects
    ground = Ground(
        communes={c.code: (c.name_km, c.parent.name_km) for c in communes.filter(code__in=COMMUNES)},
        villages={c: ["ភូមិ"] for c in COMMUNES},
    )
    made = make_book(100, 100 + 3 * len(COURSES), seed=3, on=on, ground=ground)
    assert check_book(made, on=on, by=manager).findings.errors == []


def test_no_name_hints_at_anything():
    parts = [part for part, _latin in (*FAMILIES, *GIVEN["F"], *GIVEN["M"], *BEFORE["F"], *BEFORE["M"])]
    assert not [part for part in parts if "សុខ" in part or part == "ជា"]
    for rows in book(last=60).values():
        for _number, values in rows:
            assert not [value for value in values if isinstance(value, str) and speaks_of(value)]
