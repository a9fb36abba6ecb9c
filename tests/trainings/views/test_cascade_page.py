"""The cascade as one value and as a page."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from office import roles
from tests.factories import make_participant, make_user
from tests.trainings.factories import MONDAY, attend, make_course, make_session, make_staff, manager, score, seat
from trainings.documents.cascade import build_cascade, cascade_json
from trainings.services.certifying import issue_certificates

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_generations():
    """A master certified abroad, a trainer they certified, and two participants of whom one passed."""
    tot = make_course(topic="training", name_en="Teaching adults", validity_months=24)
    master = make_staff(kind="master", certified=tot, name_km="គឹម មាលា")
    trainer = make_staff(name_km="ហេង ពិទូ")
    hold(make_session(course=tot, lead=master, level=1, days=1), trainer=trainer)
    last = make_session(course=make_course(), lead=trainer, first_on=MONDAY + timedelta(7), days=1)
    one, two = seat(last, make_participant()), seat(last, make_participant())
    attend(last, (one, 0), (one, 1), (two, 0), (two, 1))
    score(one, pre=40, post=90)
    score(two, pre=30, post=50)
    issue_certificates(last, by=manager(), on=last.last_on)
    return master, trainer


def hold(session, *, trainer):
    there = seat(session, trainer)
    attend(session, (there, 0), (there, 1))
    score(there, pre=50, post=75)
    issue_certificates(session, by=manager(), on=session.last_on)


def test_who_certified_whom(three_generations):
    master, trainer = three_generations
    value = build_cascade(on=timezone.localdate())
    root = value.roots[0]
    assert (root.code, [node.code for node in root.below]) == (master.code, [trainer.code])
    assert root.reached == 2
    assert [(g.number, g.people, g.sessions, g.reached, g.certified) for g in value.generations] == [
        (1, 1, 1, 1, 1), (2, 1, 1, 2, 1),
    ]  # fmt: skip


def test_a_supervised_session_belongs_to_the_supervisor(three_generations):
    master, _trainer = three_generations
    tot = master.certifications.get().course
    session = make_session(course=tot, lead=make_staff(), supervisor=master, level=2, days=1)
    hold(session, trainer=make_staff())
    assert len(build_cascade(on=timezone.localdate()).roots[0].below) == 2


def test_the_figures_for_a_report_hold_no_person(three_generations):
    plain = cascade_json(build_cascade(on=timezone.localdate()))
    assert plain["generations"][1] == {
        "generation": 2, "people": 1, "sessions": 1, "reached": 2, "certified": 1, "tested": 2, "passed": 1,
        "pass_rate": "50.0", "knowledge_gain": "35.0", "knowledge_gain_people": 2,
    }  # fmt: skip
    assert plain["participants_reached"] == 2
    assert not any(member.code in json.dumps(plain) for member in three_generations)


def test_a_day_long_past_knows_nothing_of_later_sessions(three_generations):
    value = build_cascade(on=MONDAY)
    assert [g.number for g in value.generations] == [1, 2]
    assert (value.reached, value.sessions) == (0, 1)


@pytest.mark.parametrize(
    ("role", "named"), [(roles.MANAGER, True), (roles.TRAINER, True), (roles.MONITORING, False), (roles.AUDITOR, False)]
)
def test_the_page_names_trainers_to_those_who_plan_with_them(client, three_generations, role, named):
    master, trainer = three_generations
    client.force_login(make_user(role=role))
    page = client.get("/trainings/cascade/").content.decode()
    for member, name in ((master, "គឹម មាលា"), (trainer, "ហេង ពិទូ")):
        assert (name in page) is named
        assert (member.code in page) is not named
    assert "<details>" in page
    assert "<svg" in page


def test_nobody_yet_is_said_so(client):
    client.force_login(make_user(role=roles.MANAGER))
    assert "Nobody is certified yet." in client.get("/trainings/cascade/").content.decode()
