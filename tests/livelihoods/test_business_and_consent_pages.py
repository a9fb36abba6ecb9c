"""Pages of businesses, consents and possible duplicates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import Business, BusinessMember, LivelihoodKind, SuspectedDuplicate
from office.models import TrailEntry
from office.roles import AUDITOR, MANAGER
from tests.factories import LONG_AGO, make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
DUPLICATES = reverse("livelihoods:duplicates")


def url(name, person):
    return reverse(f"livelihoods:{name}", args=[person.code])


def change_url(business):
    return reverse("livelihoods:business-change", args=[business.pk])


def sent(**changes):
    kind = LivelihoodKind.objects.get(slug="phone-repair")
    good = {"livelihood": kind.pk, "status": "operating", "started_on": "01/11/2025", "name": "ហាងសុភា", "place": ""}
    return {**good, **changes}


@pytest.mark.parametrize("language", ["km", "en"])
def test_adding_a_business_leads_back_to_the_person(language, officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer, language)
    assert client.get(url("business-add", person)).status_code == 200
    for _twice in range(2):
        response = client.post(url("business-add", person), sent())
        assert response["Location"] == person.get_absolute_url()
    business = Business.objects.select_related("key").get()
    assert (business.name, business.status, business.started_on.isoformat()) == ("ហាងសុភា", "operating", "2025-11-01")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("livelihood", ""),
        ("livelihood", "999"),
        ("status", "closed"),  # a business does not begin closed
        ("started_on", ""),
        ("started_on", "31/02/2025"),
        ("started_on", (timezone.localdate() + timedelta(1)).isoformat()),
        ("name", "ក" * 81),
    ],
)
def test_a_bad_business_is_said_at_its_field(field, typed, officer, sign_in):
    person = make_participant(by=officer)
    response = sign_in(officer).post(url("business-add", person), sent(**{field: typed}))
    assert set(response.context["form"].errors) == {field}
    assert not Business.objects.exists()


def changed(business, **changes):
    values = {"status": business.status, "since": timezone.localdate().isoformat(), "started_on": business.started_on}
    return {**values, "name": business.name, "place": business.place, **changes}


def test_a_new_status_joins_the_history(officer, sign_in):
    business = make_business(make_participant(by=officer), by=officer, name="ហាងសុភា")
    client = sign_in(officer)
    client.post(change_url(business), changed(business, status="paused", since="01/10/2025"))
    page = client.get(change_url(business)).content.decode()
    assert page.index("01/10/2025") < page.index("01/01/2025")
    assert list(business.statuses.values_list("status", flat=True)) == ["operating", "paused"]
    lines = TrailEntry.objects.filter(user=officer, what="livelihoods.business").order_by("pk")
    assert list(lines.values_list("act", "fields"))[1:] == [("write", "status"), ("read", "")]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("since", (timezone.localdate() + timedelta(1)).isoformat()),
        ("since", "2024-12-31"),
        ("started_on", "2099-01-01"),
        ("status", "sold"),
    ],
)
def test_a_bad_change_of_a_business_is_said_at_its_field(field, typed, officer, sign_in):
    business = make_business(make_participant(by=officer), by=officer)
    response = sign_in(officer).post(change_url(business), changed(business, **{"status": "paused", field: typed}))
    assert set(response.context["form"].errors) == {field}


def test_a_business_is_seen_by_whoever_sees_a_member(officer, sign_in):
    mine, theirs = make_participant(by=officer), make_participant(at="010301", name_km="ចាន់ ដារ៉ា")
    business = make_business(theirs)
    client = sign_in(officer)
    assert client.get(change_url(business)).status_code == 404
    BusinessMember.objects.create(business=business, participant=mine, share=50, from_on=LONG_AGO)
    page = client.get(change_url(business))
    assert page.status_code == 200
    assert theirs.code not in page.content.decode()
    assert mine.code in page.content.decode()
    assert sign_in(make_user(role=AUDITOR)).get(change_url(business)).status_code == 403


@pytest.mark.parametrize("language", ["km", "en"])
def test_consents_are_given_and_taken_back(language, officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer, language)
    page = url("consent-change", person)
    for _twice in range(2):
        assert client.post(page, {"purpose": "call", "gives": "yes"}).status_code == 302
    assert person.consents.filter(purpose="call", withdrawn_on=None).count() == 1
    client.post(page, {"purpose": "call", "gives": "no"})
    assert person.consents.get(purpose="call").withdrawn_on == timezone.localdate()
    for bad in ({"purpose": "photo", "gives": "yes"}, {"purpose": "call", "gives": "maybe"}, {}):
        assert client.post(page, bad).status_code == 200
    assert person.consents.count() == 2


def test_whoever_no_longer_wants_a_record_is_brought_to_the_manager(officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer)
    assert "Tell the manager" not in client.get(url("consent-change", person)).content.decode()
    client.post(url("consent-change", person), {"purpose": "record", "gives": "no"})
    assert "Tell the manager" in client.get(url("consent-change", person)).content.decode()


# --- Possible duplicates --------------------------------------------------------------------------------------


def test_a_manager_sees_pairs_by_code_and_settles_them(sign_in):
    first, second = make_participant(), make_participant(at="010301")
    manager = make_user(role=MANAGER)
    client = sign_in(manager)
    page = client.get(DUPLICATES).content.decode()
    assert first.code in page
    assert second.code in page
    assert "សុភា" not in page
    pair = SuspectedDuplicate.objects.get()
    settle = reverse("livelihoods:duplicate-settle", args=[pair.pk])
    assert client.get(settle).status_code == 405
    assert client.post(settle).status_code == 302
    assert client.post(settle).status_code == 302  # again, harmless
    assert first.code not in client.get(DUPLICATES).content.decode()
    pair.refresh_from_db()
    assert pair.settled_on == timezone.localdate()
    assert TrailEntry.objects.filter(user=manager, what="livelihoods.suspectedduplicate", act="write").count() == 1


def test_nobody_else_sees_them(officer, sign_in):
    make_participant(), make_participant()
    settle = reverse("livelihoods:duplicate-settle", args=[SuspectedDuplicate.objects.get().pk])
    for user in (officer, make_user(role=AUDITOR)):
        client = sign_in(user)
        assert client.get(DUPLICATES).status_code == client.post(settle).status_code == 403
        assert DUPLICATES not in client.get(reverse("livelihoods:people")).content.decode()
    assert DUPLICATES in sign_in(make_user(role=MANAGER)).get(reverse("livelihoods:people")).content.decode()
