"""Pages about who works where, and about offices."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office import roles
from office.models import CommuneAssignment, Office, OfficeCommune, Place
from office.views import assignments as views
from tests.factories import make_office, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make_user(role=roles.ADMIN)
    client.force_login(user)
    return user


def url(name, *args, **query):
    return reverse(f"office:{name}", args=args, query=query or None)


def offered(answer):
    return [commune.pk for commune in answer.context["offered"]]


def test_first_the_officer_is_asked_alone(client, admin):
    answer = client.get(url("assignment-add"))
    assert "officer" not in answer.context
    assert offered(answer) == []


def test_then_the_communes_of_the_officers_office_by_district(client, admin):
    make_office(communes=("010201", "010202", "010301"))
    make_office("SR", communes=("010302",))
    officer = make_user(communes=("010201",))
    assert offered(client.get(url("assignment-add", user=officer.pk))) == ["010202", "010301"]
    assert offered(client.get(url("assignment-add", user=officer.pk, district="0103"))) == ["010301"]


def test_a_large_office_chooses_a_district_or_searches(client, admin, monkeypatch):
    monkeypatch.setattr(views, "SHOWN_AT_ONCE", 1)
    officer = make_user()
    answer = client.get(url("assignment-add", user=officer.pk))
    assert (offered(answer), answer.context["too_many"]) == ([], True)
    name = Place.objects.get(pk="010202").name_km
    for query in ({"district": "0102", "q": name}, {"q": "010202"}, {"q": name}):
        assert offered(client.get(url("assignment-add", user=officer.pk, **query))) == ["010202"]


@pytest.mark.parametrize("query", [{"user": "x"}, {"user": "0"}, {"user": "9" * 30}, {"user": ""}, {"user": "-1"}])
def test_an_officer_who_is_none_is_asked_again(client, admin, query):
    answer = client.get(url("assignment-add", **query))
    assert answer.status_code == 200
    assert answer.context["who"].errors


def test_a_district_that_is_none_is_said(client, admin):
    answer = client.get(url("assignment-add", user=make_user().pk, district="9999"))
    assert "district" in answer.context["who"].errors


def test_several_communes_are_assigned_at_once(client, admin):
    officer = make_user()
    here = url("assignment-add", user=officer.pk)
    answer = client.post(here, {"communes": ["010201", "010202"], "from_on": "2026-03-01", "to_on": ""})
    assert answer.url == url("assignment-list")
    assert officer.commune_codes(on=timezone.localdate()) == ["010201", "010202"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"communes": []}, "communes"), ({"communes": ["010301"]}, "communes"), ({"from_on": "soon"}, "from_on"),
     ({"to_on": "2026-02-28"}, "to_on")],
)  # fmt: skip
def test_bad_input_is_said_beside_its_field(client, admin, changes, field):
    here = url("assignment-add", user=make_user().pk)
    given = {"communes": ["010201"], "from_on": "2026-03-01", "to_on": "", **changes}
    assert field in client.post(here, given).context["form"].errors
    assert not CommuneAssignment.objects.exists()


def test_an_overlap_is_refused_on_the_page(client, admin):
    officer = make_user()
    here = url("assignment-add", user=officer.pk)
    CommuneAssignment.objects.create(user=officer, commune_id="010201", from_on="2026-03-01", to_on="2026-12-31")
    answer = client.post(here, {"communes": ["010201"], "from_on": "2026-12-31"})
    assert answer.context["form"].errors["communes"]
    assert officer.assignments.count() == 1


def test_the_list_shows_what_holds_unless_asked_otherwise(client, admin):
    officer, other = make_user(communes=("010201",)), make_user(communes=("010202",))
    over = CommuneAssignment.objects.create(
        user=officer, commune_id="010202", from_on="2024-01-01", to_on=timezone.localdate() - timedelta(days=1)
    )

    def rows(**query):
        return {row.record for row in client.get(url("assignment-list", **query)).context["table"].rows}

    assert rows() == {officer.assignments.first(), other.assignments.get()}
    assert rows(state="over") == {over}
    assert rows(state="all", user=officer.pk) == set(officer.assignments.all())
    assert len(rows(state="all")) == 3


def test_an_assignment_is_ended(client, admin):
    row = make_user(communes=("010201",)).assignments.get()
    client.post(url("assignment-end", row.pk), {"last_on": "2026-12-31"})
    row.refresh_from_db()
    assert str(row.to_on) == "2026-12-31"
    answer = client.post(url("assignment-end", row.pk), {"last_on": "2020-01-01"})
    assert "last_on" in answer.context["form"].errors


def test_an_office_is_added_with_a_clean_code(client, admin):
    given = {"code": " pp ", "name_km": "ភ្នំពេញ", "name_en": "Phnom Penh", "phone": ""}
    assert client.post(url("office-add"), given).url == url("office-list")
    assert Office.objects.filter(code="PP").exists()
    assert "code" in client.post(url("office-add"), given).context["form"].errors
    assert "code" in client.post(url("office-add"), {**given, "code": "P-1"}).context["form"].errors


def test_an_office_is_changed(client, admin):
    office = make_office()
    client.post(url("office-change", office.pk), {"code": "BM", "name_km": "ថ្មី", "name_en": "New", "phone": "1"})
    office.refresh_from_db()
    assert office.name_en == "New"


def test_the_districts_an_office_works_in_are_counted(client, admin):
    office = make_office(communes=("010201", "010202", "010301"))
    districts = client.get(url("office-communes", office.pk)).context["districts"]
    assert [(d.pk, d.count) for d in districts] == [("0102", 2), ("0103", 1)]


def test_ticked_communes_belong_and_anothers_are_only_named(client, admin):
    office = make_office()
    make_office("SR", communes=("010301",))
    here = url("office-communes", office.pk, district="0103")
    answer = client.get(here)
    assert [link.pk for link in answer.context["taken"]] == ["010301"]
    assert "010301" not in answer.context["form"].fields["communes"].by_code
    client.post(here, {"communes": ["010302", "010303"]})
    assert OfficeCommune.objects.filter(office=office, commune__parent="0103").count() == 2
    client.post(here, {})
    assert OfficeCommune.objects.filter(office=office, commune__parent="0103").count() == 0


def test_a_commune_of_another_office_or_district_cannot_be_ticked(client, admin):
    make_office("SR", communes=("010301",))
    here = url("office-communes", make_office().pk, district="0103")
    for code in ("010301", "010401", "x"):
        assert "communes" in client.post(here, {"communes": [code]}).context["form"].errors


@pytest.mark.parametrize("district", ["", "9999", "010201", "x"])
def test_a_district_that_is_none_shows_the_summary(client, admin, district):
    answer = client.get(url("office-communes", make_office().pk, district=district))
    assert answer.status_code == 200
    assert "form" not in answer.context
