"""The pages of a session: who sees which, names for a while only, lists that cost the same for one and for ten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from livelihoods.services import give_consent
from office import roles
from office.models import TrailEntry
from tests.factories import commune, make_participant, make_user
from tests.trainings.factories import (
    attend,
    make_course,
    make_item,
    make_session,
    make_staff,
    make_trainer,
    manager,
    seat,
)
from trainings.models import Enrolment, Session
from trainings.services.items import left_at

pytestmark = pytest.mark.django_db
NAME = "សុខ សុភា"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def world(today):
    """A trainer's session of today and tomorrow, with one participant of 010201 who may be called."""
    user, lead = make_trainer()
    session = make_session(lead=lead, first_on=today)
    person = make_participant(phone="012 345 678", safe_hours="ពេលព្រឹក", consents=("record", "call"))
    return {"user": user, "lead": lead, "session": session, "person": person, "seat": seat(session, person)}


def text(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_trainer_sees_names_phones_and_safe_hours_of_those_enrolled(client, world):
    page = text(client, world["user"], world["session"].get_absolute_url())
    for shown in (NAME, "tel:+85512345678", "ពេលព្រឹក", world["person"].code):
        assert shown in page


@pytest.mark.parametrize(("days", "named"), [(-15, False), (-14, True), (31, True), (32, False)])
def test_names_stand_open_from_14_days_before_to_30_after(client, world, clock, today, days, named):
    clock(today + timedelta(days=days))
    pages = ["", "scores/", "certificates/", "enrol/", "hand-out/", *(["attendance/"] if days > 0 else [])]
    for name in pages:
        page = text(client, world["user"], f"{world['session'].get_absolute_url()}{name}")
        assert ("សុភា" in page) is named
        assert ("tel:" in page) is (named and name == "")
        assert world["person"].code in page


def test_a_phone_is_no_link_without_consent_to_calls(client, world):
    seat(world["session"], make_participant(name_km="ចាន់ ដារ៉ា", phone="012 999 888"))
    page = text(client, world["user"], world["session"].get_absolute_url())
    assert "tel:+85512999888" not in page
    assert "Has not agreed to be called." in page


def test_the_supervisor_sees_them_too_and_another_trainer_finds_nothing(client, world, today):
    user, member = make_trainer()
    supervised = make_session(lead=make_staff(), supervisor=member, first_on=today)
    seat(supervised, world["person"])
    assert NAME in text(client, user, supervised.get_absolute_url())
    assert client.get(world["session"].get_absolute_url()).status_code == 404
    assert list(Session.objects.visible_to(user)) == [supervised]


def test_the_auditor_reads_codes_monitoring_figures_and_the_officer_their_own_people(client, world):
    url, code = world["session"].get_absolute_url(), world["person"].code
    seat(world["session"], make_participant(at="010301", name_km="ចាន់ ដារ៉ា"))
    auditor = text(client, make_user(role=roles.AUDITOR), url)
    assert code in auditor
    assert NAME not in auditor
    monitoring = text(client, make_user(role=roles.MONITORING), url)
    assert code not in monitoring
    assert "2 people are not shown to you." in monitoring
    officer = text(client, make_user(communes=("010201",)), url)
    assert NAME in officer
    assert "ចាន់ ដារ៉ា" not in officer
    assert "1 person is not shown to you." in officer


def test_an_officer_sees_only_sessions_with_their_people(client, world):
    client.force_login(make_user(communes=("010302",)))
    assert client.get(world["session"].get_absolute_url()).status_code == 404


def test_whose_names_were_shown_stands_in_the_trail(client, world):
    text(client, world["user"], world["session"].get_absolute_url())
    acts = TrailEntry.objects.filter(user=world["user"]).values_list("act", "what", "object_ids")
    assert ("read", "trainings.session", str(world["session"].pk)) in acts
    assert ("list", "livelihoods.participant", str(world["person"].pk)) in acts


@pytest.mark.parametrize("name", ["", "attendance/", "scores/", "certificates/", "enrol/", "hand-out/"])
def test_ten_people_cost_as_many_queries_as_one(client, world, name):
    url = f"{world['session'].get_absolute_url()}{name}"
    text(client, world["user"], url)
    with CaptureQueriesContext(connection) as one:
        text(client, world["user"], url)
    for _ in range(9):
        seat(world["session"], make_participant(consents=("record", "call"), phone="012 345 678"))
    with CaptureQueriesContext(connection) as ten:
        text(client, world["user"], url)
    assert len(ten) == len(one)


@pytest.mark.parametrize(
    "url", ["/trainings/", "/trainings/staff/", "/trainings/courses/", "/trainings/cascade/", "/trainings/items/"]
)
def test_ten_rows_of_a_list_cost_as_many_queries_as_one(client, world, url, today):
    text(client, manager(), url)
    with CaptureQueriesContext(connection) as one:
        text(client, manager(), url)
    for number in range(9):
        make_session(lead=make_staff(certified=make_course()), first_on=today)
        make_course(name_en=f"Course {number}")
    with CaptureQueriesContext(connection) as ten:
        text(client, manager(), url)
    assert len(ten) == len(one)


def test_the_list_is_narrowed_by_state_course_level_and_commune(client, world, today):
    later = make_session(first_on=today + timedelta(days=9), level=2, commune=commune("010202"))
    client.force_login(manager())

    def shown(query):
        return {session.code for session in client.get(f"/trainings/?{query}").context["table"].data}

    first = world["session"].code
    assert shown("state=coming") == {later.code}
    assert shown("state=now") == {first}
    assert shown("level=2") == {later.code}
    assert shown("commune=010201") == {first}
    assert shown(f"q={first}") == {first}
    assert shown("state=over") == set()


PLAN = {
    "level": "4", "weekdays": ["0", "1", "2", "3", "4", "5", "6"], "parts": ["am", "pm"], "commune": "010201",
    "place": "សាលាឃុំ", "supervisor": "", "fund_code": "F1",
}  # fmt: skip


def test_a_trainer_plans_a_session(client, world, today):
    client.force_login(world["user"])
    typed = PLAN | {
        "course": make_course().pk, "lead": world["lead"].pk, "first_on": today.isoformat(),
        "last_on": (today + timedelta(1)).isoformat(),
    }  # fmt: skip
    answer = client.post("/trainings/add/", typed)
    session = Session.objects.order_by("-pk").first()
    assert answer.url == session.get_absolute_url()
    assert session.half_days.count() == 4
    wrong = client.post("/trainings/add/", typed | {"lead": make_staff().pk})
    assert "You plan sessions that you lead or supervise." in wrong.content.decode()
    assert Session.objects.count() == 2


def test_the_form_that_changes_a_plan_shows_it_and_sent_as_it_is_changes_nothing(client, world):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}change/"
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: getattr(value, "pk", value) or "" for name, value in typed.items()}
    before = list(world["session"].half_days.values_list("pk", "on", "part"))
    assert client.post(url, typed).url == world["session"].get_absolute_url()
    assert list(world["session"].half_days.values_list("pk", "on", "part")) == before


def test_a_trainer_enrols_by_code_and_a_double_tap_takes_one_seat(client, world):
    person = make_participant(at="010301")
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}enrol/"
    for _ in range(2):
        client.post(url, {"code": person.code.lower()})
    assert world["session"].enrolments.count() == 2
    wrong = client.post(url, {"code": "0000000"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["code"]


def test_a_trainer_searches_nobody_by_name_a_manager_does(client, world):
    url = f"{world['session'].get_absolute_url()}enrol/"
    other = make_participant(name_km="ចាន់ ដារ៉ា", name_latin="Chan Dara")
    client.force_login(world["user"])
    assert "ចាន់ ដារ៉ា" not in client.post(url, {"q": "ដារ៉ា"}).content.decode()
    client.force_login(manager())
    page = client.post(url, {"q": "ដារ៉ា"}).content.decode()
    assert "ចាន់ ដារ៉ា" in page
    assert TrailEntry.objects.filter(act="search", user=manager(), object_ids=str(other.pk)).exists()


def test_a_seat_is_taken_off(client, world):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}enrol/{world['seat'].pk}/remove/"
    client.post(url)
    assert not Enrolment.objects.exists()
    assert client.post(url).status_code == 404


def grid_of(client, session, day="all"):
    """The hidden fields of the list as the page gives them."""
    context = client.get(f"{session.get_absolute_url()}attendance/?day={day}").context
    return {"base": context["base"], "seats": context["seats"], "half_days": context["open_ids"]}


def test_the_whole_list_is_saved_at_once_and_what_another_saved_meanwhile_is_kept_and_shown(client, world):
    session, one = world["session"], world["seat"]
    other = seat(session, make_participant(name_km="ចាន់ ដារ៉ា"))
    client.force_login(world["user"])
    opened = grid_of(client, session)
    morning = opened["half_days"].split()[0]
    assert len(opened["half_days"].split()) == 2  # tomorrow has not come
    url = f"{session.get_absolute_url()}attendance/"
    assert client.post(url, opened | {"m": [f"{one.pk}-{morning}"]}).url == session.get_absolute_url()
    answer = client.post(url, opened | {"m": [f"{other.pk}-{morning}"]})  # opened before the first was saved
    page = answer.content.decode()
    assert "their changes are kept" in page
    assert page.count("is-changed") == 1
    assert {mark[0] for mark in one.attendances.values_list("enrolment")} == {one.pk}
    assert other.attendances.count() == 1
    again = client.post(url, grid_of(client, session) | {"m": [f"{other.pk}-{morning}", f"{one.pk}-{morning}"]})
    assert again.status_code == 302


def test_nonsense_sent_to_the_list_breaks_nothing(client, world):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}attendance/"
    for sent in ({}, {"m": ["x", "1-", "9-9"], "seats": "a b", "half_days": "@", "base": "1"}):
        assert client.post(url, sent).status_code == 302
    assert world["seat"].attendances.count() == 0


def test_a_long_session_opens_on_today(client, world, today):
    long = make_session(lead=world["lead"], first_on=today - timedelta(days=2), days=5)
    seat(long, world["person"])
    client.force_login(world["user"])
    page = client.get(f"{long.get_absolute_url()}attendance/")
    assert page.context["chosen"] == today
    assert len(page.context["half_days"]) == 2


@pytest.mark.parametrize(
    ("typed", "stored"), [("៧៥", 75), ("75", 75), ("75,5", 75.5), ("75.25", 75.25), ("80 %", 80), ("", None)]
)
def test_scores_are_read_in_both_kinds_of_digits(client, world, typed, stored):
    client.force_login(world["user"])
    client.post(f"{world['session'].get_absolute_url()}scores/", {f"pre-{world['seat'].pk}": typed})
    world["seat"].refresh_from_db()
    assert world["seat"].pre == stored


@pytest.mark.parametrize("typed", ["101", "x", "-1", "7.555", "1e1", "NaN"])
def test_a_wrong_score_is_told_beside_its_cell_and_nothing_is_saved(client, world, typed):
    client.force_login(world["user"])
    pk = world["seat"].pk
    answer = client.post(f"{world['session'].get_absolute_url()}scores/", {f"pre-{pk}": "50", f"post-{pk}": typed})
    page = answer.content.decode()
    assert f'id="wrong-post-{pk}"' in page
    assert f'value="{typed}"' in page
    world["seat"].refresh_from_db()
    assert world["seat"].pre is None


def test_a_score_changed_meanwhile_is_asked_back_and_then_taken(client, world):
    client.force_login(world["user"])
    pk, url = world["seat"].pk, f"{world['session'].get_absolute_url()}scores/"
    client.post(url, {f"pre-{pk}": "50", f"was-pre-{pk}": ""})
    page = client.post(url, {f"pre-{pk}": "60", f"was-pre-{pk}": ""}).content.decode()
    assert "Somebody entered 50 meanwhile." in page
    assert f'name="was-pre-{pk}" value="50"' in page
    assert client.post(url, {f"pre-{pk}": "60", f"was-pre-{pk}": "50"}).status_code == 302


@pytest.fixture
def absentee(world, today):
    """Somebody else was there today, the one participant was not."""
    other = seat(world["session"], make_participant(name_km="ចាន់ ដារ៉ា"))
    attend(world["session"], (other, 0), on=today)
    return world["person"].tasks.get()


def test_whoever_missed_the_session_is_on_the_call_list_until_reached(client, world, absentee, today):
    url = f"{world['session'].get_absolute_url()}absent/"
    page = text(client, world["user"], url)
    assert "tel:+85512345678" in page
    assert "ចាន់" not in page
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "busy"})
    absentee.refresh_from_db()
    assert absentee.due_on == today + timedelta(1)
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "reached"})
    absentee.refresh_from_db()
    assert absentee.closed_on == today
    assert [c.outcome for c in world["person"].contacts.all()] == ["busy", "reached"]
    assert client.post(url, {"task": absentee.pk, "outcome": "reached"}).status_code == 404


def test_what_came_of_it_is_one_of_a_few_words(client, world, absentee):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}absent/"
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "was in a bad way"})
    assert world["person"].contacts.count() == 0
    assert client.post(url, {"task": "x", "outcome": "reached"}).status_code == 404


def test_who_asks_not_to_be_contacted_is_called_no_more(client, world, absentee):
    give_consent(world["person"], "message", by=world["user"], on=absentee.made_on)
    client.force_login(world["user"])
    client.post(f"{world['session'].get_absolute_url()}absent/", {"task": absentee.pk, "outcome": "no_contact"})
    page = text(client, world["user"], world["session"].get_absolute_url())
    assert "tel:" not in page
    assert "is to be called" not in page


def test_items_are_handed_out_to_whom_is_ticked(client, world, today):
    item = make_item()
    client.force_login(world["user"])
    received = {"key": uuid4(), "item": item.pk, "quantity": "៣", "place": "010201", "on": today.isoformat()}
    for _ in range(2):
        client.post("/trainings/items/receive/", received)
    assert left_at()[0].quantity == 3
    url = f"{world['session'].get_absolute_url()}hand-out/"
    sent = {"key": uuid4(), "item": item.pk, "quantity": "1", "on": today.isoformat()}
    assert "Tick at least one person." in client.post(url, sent).content.decode()
    for _ in range(2):
        client.post(url, sent | {"seat": [world["seat"].pk]})
    assert left_at()[0].quantity == 2
    assert "was given: tool kit 1" in text(client, world["user"], url)
    too_many = client.post(url, {**sent, "key": uuid4(), "quantity": "9", "seat": [world["seat"].pk]})
    assert "Only 2 left" in too_many.content.decode()


def test_a_trainer_receives_items_where_they_train_and_nowhere_else(client, world, today):
    client.force_login(world["user"])
    sent = {"key": uuid4(), "item": make_item().pk, "quantity": "3", "place": "010202", "on": today.isoformat()}
    assert client.post("/trainings/items/receive/", sent).context["form"].errors["place"]
