"""The pages of a session: who sees which, names for a while only, lists that cost the same for one and for ten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import roles
from office.models import TrailEntry
from tests.factories import commune, make_participant, make_user
from tests.trainings.factories import (
    attend,
    make_course,
    make_session,
    make_staff,
    make_trainer,
    manager,
    seat,
)
from tests.trainings.views.reading import text
from trainings.models import Enrolment, Session

pytestmark = pytest.mark.django_db
NAME = "សុខ សុភា"


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


def test_a_missed_session_stands_in_the_story_and_leads_to_it(client, world, today):
    other = seat(world["session"], make_participant())
    attend(world["session"], (other, 0), on=today)
    page = text(client, make_user(communes=("010201",)), world["person"].get_absolute_url())
    assert f'<a href="{world["session"].get_absolute_url()}">missed a session</a>' in page


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
