"""Pages of complaints, for those who deal with them, and for the one complained of."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import Complaint
from livelihoods.services import give_complaint, record_complaint
from office.models import TrailEntry
from office.roles import ADMIN, AUDITOR, CASHIER, MANAGER, MONITORING, TRAINER
from tests.factories import make_participant, make_user

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("livelihoods:complaints"), reverse("livelihoods:complaint-add")
TODAY = timezone.localdate()
SAID = "ខ្ញុំមិនបានទទួលបង្កាន់ដៃ"


@pytest.fixture
def manager(officer):
    return make_user(role=MANAGER)


def sent(**changes):
    return {"form_key": uuid4(), "participant": "", "category": "money", "channel": "phone",
            "received_on": TODAY.isoformat(), "text": SAID, "about": "", **changes}  # fmt: skip


def complain(by, *, days_ago=0, **changes):
    values = {"category": "money", "channel": "phone", "received_on": TODAY - timedelta(days=days_ago), "text": SAID,
              "form_key": uuid4(), "on": TODAY, **changes}  # fmt: skip
    return record_complaint(by=by, **values)


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("role", [CASHIER, TRAINER, MONITORING, AUDITOR, ADMIN])
def test_anybody_of_staff_records_one_of_nobody_named(role, language, manager, sign_in):
    user = make_user(role=role, language=language)
    client, form = sign_in(user, language), sent()
    assert client.get(ADD).status_code == 200
    for _twice in range(2):
        assert client.post(ADD, form)["Location"] == LIST
    complaint = Complaint.objects.select_related("key").get()
    assert (complaint.recorded_by, complaint.participant, complaint.text) == (user, None, SAID)
    assert client.get(complaint.get_absolute_url()).status_code == 200


def test_an_officer_names_the_person_by_their_code(officer, manager, sign_in):
    person, theirs = make_participant(by=officer), make_participant(at="010301")
    client = sign_in(officer)
    client.post(ADD, sent(participant=person.code.lower()))
    complaint = Complaint.objects.get()
    assert (complaint.participant, complaint.key_id) == (person, person.key_id)
    answer = client.post(ADD, sent(participant=theirs.code))
    absent = client.post(ADD, sent(participant="ZZZZZZZ"))
    assert answer.context["form"].errors == absent.context["form"].errors != {}
    assert "participant" not in sign_in(make_user(role=CASHIER)).get(ADD).context["form"].fields


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("category", "drug"),
        ("category", ""),
        ("channel", "fax"),
        ("received_on", "31/02/2026"),
        ("received_on", (TODAY + timedelta(days=1)).isoformat()),
        ("text", ""),
        ("text", "ក" * 1001),
        ("about", "99999"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, typed, officer, manager, sign_in):
    answer = sign_in(officer).post(ADD, sent(**{field: typed}))
    assert set(answer.context["form"].errors) == {field}
    assert not Complaint.objects.exists()


def test_a_manager_names_the_owner_who_sees_it_wait(officer, manager, sign_in):
    owner = make_user(communes=("010301",))
    complaint = complain(officer, about=officer)
    client = sign_in(manager)
    assert "Complaints nobody deals with yet" in client.get("/").content.decode()
    page = reverse("livelihoods:complaint-give", args=[complaint.pk])
    assert officer.username not in client.get(page).content.decode()
    assert "owner" in client.post(page, {"owner": officer.pk}).context["form"].errors
    assert client.post(page, {"owner": owner.pk}).status_code == 302
    home = sign_in(owner).get("/").content.decode()
    assert "Complaints you deal with" in home
    assert LIST in home
    assert SAID in sign_in(owner).get(complaint.get_absolute_url()).content.decode()
    assert "Complaints nobody deals with yet" not in client.get("/").content.decode()


def test_the_owner_takes_steps_until_it_is_closed(officer, manager, sign_in):
    complaint = complain(officer)
    page = reverse("livelihoods:complaint-step", args=[complaint.pk])
    client = sign_in(officer)
    assert client.get(page).status_code == 404  # recorded it, but does not deal with it
    give_complaint(complaint, owner=officer, by=manager, on=TODAY)
    today = TODAY.isoformat()
    assert client.post(page, {"stage": "answered", "on": today, "note": "បានពន្យល់"}).status_code == 302
    refused = client.post(page, {"stage": "closed", "on": today})
    assert set(refused.context["form"].errors) == {"outcome"}
    closing = {"stage": "closed", "on": today, "outcome": "explained", "satisfied": "yes"}
    assert client.post(page, closing).status_code == 302
    again = client.post(page, closing)
    assert set(again.context["form"].errors) == {"stage"}
    shown = client.get(complaint.get_absolute_url()).content.decode()
    assert shown.index("closed · explained") < shown.index("បានពន្យល់") < shown.index("deals with it")
    assert complaint.steps.count() == 4


def test_the_one_complained_of_finds_nothing_anywhere(officer, manager, sign_in):
    make_user(role=MANAGER)
    person = make_participant(by=officer)
    complaint = complain(officer, about=manager, participant=person)
    client = sign_in(manager)
    for name in ("complaint", "complaint-step", "complaint-give"):
        page = reverse(f"livelihoods:{name}", args=[complaint.pk])
        nowhere = reverse(f"livelihoods:{name}", args=[uuid4()])
        assert client.get(page).status_code == client.get(nowhere).status_code == 404
        assert client.post(page, {"owner": officer.pk, "stage": "closed"}).status_code == 404
    assert list(client.get(f"{LIST}?state=all").context["table"].data) == []
    assert "Complaints nobody deals with yet" not in client.get("/").content.decode()
    assert SAID not in client.get(person.get_absolute_url()).content.decode()
    assert str(complaint.pk) not in client.get(reverse("office:trail-list")).content.decode()


def test_who_records_one_about_themselves_is_led_to_the_list_without_it(officer, manager, sign_in):
    client = sign_in(officer)
    answer = client.post(ADD, sent(about=officer.pk), follow=True)
    assert answer.status_code == 200
    assert list(answer.context["table"].data) == []
    assert Complaint.objects.get().about == officer


def test_another_officer_finds_nothing(officer, manager, sign_in):
    complaint = complain(officer)
    stranger = sign_in(make_user(communes=("010201",)))
    assert stranger.get(complaint.get_absolute_url()).status_code == 404
    assert list(stranger.get(LIST).context["table"].data) == []


def test_the_list_tells_the_days_left_and_sorts_by_them(officer, manager, sign_in):
    late, fresh = complain(officer, days_ago=20), complain(officer, days_ago=1)
    client = sign_in(manager)

    def shown(query=""):
        return [row.record for row in client.get(f"{LIST}{query}").context["table"].rows]

    page = client.get(LIST).content.decode()
    assert "5 days overdue" in page
    assert "14 days left" in page
    assert SAID not in page
    assert shown() == [late, fresh]
    assert shown("?state=overdue") == [late]
    assert shown("?state=closed") == []
    assert shown("?category=staff") == []


def test_the_list_costs_the_same_for_ten_as_for_one(officer, manager, sign_in, django_assert_num_queries):
    client = sign_in(manager)

    def add(number):
        for _ in range(number):
            complaint = complain(officer, participant=make_participant(by=officer))
            give_complaint(complaint, owner=officer, by=manager, on=TODAY)

    add(1)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    add(9)
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_reading_leaves_a_trace(officer, manager, sign_in):
    complaint = complain(officer)
    sign_in(officer).get(complaint.get_absolute_url())
    sign_in(officer).get(LIST)
    acts = TrailEntry.objects.filter(user=officer, what="livelihoods.complaint").order_by("pk")
    assert list(acts.values_list("act", "object_ids")) == [
        (act, str(complaint.pk)) for act in ("write", "read", "list")
    ]
