"""Registering, changing, moving and forgetting a person on the pages."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import Participant, SuspectedDuplicate
from livelihoods.services import forgetting
from office.models import CommuneAssignment, TrailEntry
from office.roles import AUDITOR, CASHIER, MANAGER
from tests.factories import commune, make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
ADD = reverse("livelihoods:participant-add")
GOOD = {
    "name_km": "សុខ សុភា", "name_latin": "Sok Sophea", "sex": "F", "year_of_birth": "1990", "household_size": "4",
    "commune": "010201", "village": "ភូមិ១", "phone": "012 345 678", "safe_hours": "ល្ងាច",
    "consents": ["record", "call"],
}  # fmt: skip


def url(name, person):
    return reverse(f"livelihoods:{name}", args=[person.code])


def sent(**changes):
    return {**GOOD, "form_key": str(uuid4()), **changes}


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


# --- Registering ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["km", "en"])
def test_registering_leads_to_the_person(language, officer, sign_in):
    client = sign_in(officer, language)
    assert client.get(ADD).status_code == 200
    response = client.post(ADD, sent())
    person = Participant.objects.select_related("key").get()
    assert response.status_code == 302
    assert response["Location"] == person.get_absolute_url()
    assert (person.name_km, person.phone, person.household_size) == ("សុខ សុភា", "+85512345678", 4)
    assert set(person.consents.values_list("purpose", flat=True)) == {"record", "call"}


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name_km", ""),
        ("name_km", "Sok Sophea"),
        ("name_latin", "សុខ"),
        ("sex", "X"),
        ("year_of_birth", ""),
        ("year_of_birth", "ninety"),
        ("year_of_birth", str(timezone.localdate().year - 18)),
        ("year_of_birth", "2540"),
        ("household_size", "0"),
        ("household_size", "41"),
        ("commune", ""),
        ("commune", "010301"),  # not the officer's
        ("commune", "0102"),  # a district
        ("phone", "12 345"),
        ("consents", []),
        ("consents", ["call"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, typed, language, officer, sign_in):
    response = sign_in(officer, language).post(ADD, sent(**{field: typed}))
    assert set(errors_of(response)) == {field}
    assert not Participant.objects.exists()
    assert f'id="id_{field}_error"' in response.content.decode()


def test_khmer_digits_are_read(officer, sign_in):
    sign_in(officer).post(ADD, sent(year_of_birth="១៩៩០", household_size="៤", phone="០១២ ៣៤៥ ៦៧៨"))
    person = Participant.objects.select_related("key").get()
    assert (person.year_of_birth, person.household_size, person.phone) == ("1990", 4, "+85512345678")


def test_a_double_submit_registers_once(officer, sign_in):
    client, twice = sign_in(officer), sent()
    first, second = client.post(ADD, twice), client.post(ADD, twice)
    assert first["Location"] == second["Location"]
    assert Participant.objects.count() == 1


def test_the_form_sent_again_for_another_person_asks_once_and_then_registers(officer, sign_in):
    client, form = sign_in(officer), sent()
    client.post(ADD, form)
    other = {**form, "name_km": "ចាន់ ដារ៉ា"}
    response = client.post(ADD, other)
    assert "send it again" in str(errors_of(response))
    new_key = re.search(r'name="form_key" value="([^"]+)"', response.content.decode())[1]
    assert new_key != form["form_key"]
    assert client.post(ADD, {**other, "form_key": new_key}).status_code == 302
    assert Participant.objects.count() == 2


def test_no_word_of_duplicates_reaches_the_officer(officer, sign_in):
    make_participant(by=make_user(communes=("010301",)), at="010301", phone="012 345 678")
    client = sign_in(officer)
    response = client.post(ADD, sent())
    assert response.status_code == 302
    assert SuspectedDuplicate.objects.count() == 1
    messages = [str(m) for m in client.get(reverse("livelihoods:people")).context["messages"]]
    assert messages == [f"Registered. The code is {Participant.objects.latest('pk').code}."]


def test_communes_of_the_officer_are_offered_by_district(officer, sign_in):
    CommuneAssignment.objects.create(user=officer, commune=commune("010301"), from_on=timezone.localdate())
    page = sign_in(officer).get(ADD).content.decode()
    assert page.count("<optgroup label=") == 2
    assert 'value="010301"' in page
    assert 'value="010302"' not in page


def test_the_villages_of_the_commune_are_offered(sign_in):
    client = sign_in(make_user(communes=("010201",)))
    page = client.get(ADD).content.decode()
    assert re.search(r'<option value="010201" selected', page)  # the only commune
    assert page.count('<option value="') > 5
    villages = client.get(reverse("livelihoods:villages"), {"commune": "010201"}).content.decode()
    assert villages.strip() in page
    assert client.get(reverse("livelihoods:villages"), {"commune": "x"}).content.strip() == b""


def test_free_text_says_beside_it_what_not_to_write(officer, sign_in):
    person = make_participant(by=officer)
    business = make_business(person)
    client = sign_in(officer)
    for page, boxes in (
        (ADD, 2), (url("participant-change", person), 2), (url("participant-move", person), 1),
        (url("business-add", person), 2), (reverse("livelihoods:business-change", args=[business.pk]), 2),
    ):  # fmt: skip
        assert client.get(page).content.decode().count("Only what is needed for the business") == boxes


def test_an_officer_without_a_commune_is_told(sign_in):
    assert "No commune is assigned" in sign_in(make_user()).get(ADD).content.decode()


# --- Changing -------------------------------------------------------------------------------------------------


def form_of(response):
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_changing_writes_what_was_changed(officer, sign_in):
    person = make_participant(by=officer, phone="012 345 678")
    client, page = sign_in(officer), url("participant-change", person)
    typed = form_of(client.get(page))
    assert (typed["phone"], typed["year_of_birth"]) == ("012 345 678", 1990)
    assert client.post(page, {**typed, "safe_hours": "ល្ងាច"})["Location"] == person.get_absolute_url()
    entries = TrailEntry.objects.filter(user=officer).order_by("-pk").values_list("act", "object_ids", "fields")
    assert list(entries[:2]) == [("write", str(person.pk), "safe_hours"), ("read", str(person.pk), "")]
    assert Participant.objects.select_related("key").get().safe_hours == "ល្ងាច"


def test_nothing_changed_writes_nothing(officer, sign_in):
    person = make_participant(by=officer, phone="012 345 678", village="ភូមិ១")
    client, page = sign_in(officer), url("participant-change", person)
    lines = TrailEntry.objects.filter(act="write").count()
    client.post(page, form_of(client.get(page)))
    assert TrailEntry.objects.filter(act="write").count() == lines


@pytest.mark.parametrize(
    ("field", "typed"), [("year_of_birth", "2012"), ("phone", "1"), ("name_km", ""), ("status", "gone")]
)
def test_a_bad_change_is_said_at_its_field_and_changes_nothing(field, typed, officer, sign_in):
    person = make_participant(by=officer)
    client, page = sign_in(officer), url("participant-change", person)
    assert set(errors_of(client.post(page, {**form_of(client.get(page)), field: typed}))) == {field}
    assert Participant.objects.select_related("key").get().name_km == "សុខ សុភា"


# --- Moving ---------------------------------------------------------------------------------------------------


def test_an_officer_who_moves_someone_away_reads_a_neutral_word_and_sees_them_no_more(officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer)
    page = url("participant-move", person)
    day = timezone.localdate().isoformat()
    response = client.post(page, {"commune": "010301", "village": "", "moved_on": day}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("livelihoods:people")
    assert [str(m) for m in response.context["messages"]] == ["The move was recorded."]
    assert person.code not in response.content.decode().replace("The move", "")
    for name in ("participant-change", "participant-move", "consent-change", "business-add"):
        assert client.get(url(name, person)).status_code == 404


def test_a_move_within_the_scope_leads_back_to_the_person(officer, sign_in):
    person = make_participant(by=officer)
    response = sign_in(officer).post(
        url("participant-move", person), {"commune": "010202", "village": "ភូមិ២", "moved_on": "21/11/2025"}
    )
    assert response["Location"] == person.get_absolute_url()
    assert Participant.objects.get().commune_id == "010202"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("commune", "010201"),
        ("commune", "020101"),  # of another province than the one shown
        ("moved_on", (timezone.localdate() + timedelta(1)).isoformat()),
        ("moved_on", "2024-01-01"),
        ("moved_on", "yesterday"),
    ],
)
def test_a_bad_move_is_said_at_its_field(field, typed, officer, sign_in):
    person = make_participant(by=officer)
    values = {"commune": "010202", "village": "", "moved_on": timezone.localdate().isoformat(), field: typed}
    assert set(errors_of(sign_in(officer).post(url("participant-move", person), values))) == {field}


def test_every_province_can_be_chosen_without_script(officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer)
    page = client.get(f"{url('participant-move', person)}?province=12").content.decode()
    assert page.count("<option") > 25 + 100
    assert 'value="120101"' in page
    assert client.get(f"{url('participant-move', person)}?province=99").status_code == 404


# --- Forgetting -----------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_open(monkeypatch):
    monkeypatch.setattr(forgetting, "open_matters", [])


def test_forgetting_asks_for_the_code_and_leaves_the_code_alone(nothing_open, sign_in):
    person, client = make_participant(), sign_in(make_user(role=MANAGER))
    page = url("participant-forget", person)
    for typed in ("", "7K2MQ4X", person.code[:-1]):
        assert set(errors_of(client.post(page, {"code": typed}))) == {"code"}
    assert client.post(page, {"code": person.code.lower()})["Location"] == person.get_absolute_url()
    listed = client.get(reverse("livelihoods:people")).content.decode()
    assert person.code in listed
    assert "សុភា" not in listed
    for name in ("participant-change", "participant-move", "participant-forget", "consent-change", "business-add"):
        assert client.get(url(name, person)).status_code == 404


def test_the_reason_why_nobody_is_forgotten_is_shown(monkeypatch, sign_in):
    monkeypatch.setattr(forgetting, "open_matters", [lambda participant: "A loan is open."])
    person = make_participant()
    response = sign_in(make_user(role=MANAGER)).post(url("participant-forget", person), {"code": person.code})
    assert errors_of(response)["__all__"] == ["A loan is open."]


# --- Who may --------------------------------------------------------------------------------------------------

FOR_A_PERSON = ("participant-change", "participant-move", "consent-change", "business-add")


@pytest.mark.parametrize("name", FOR_A_PERSON)
def test_out_of_scope_is_the_same_as_not_there(name, officer, sign_in):
    make_participant(at="010301", by=officer)
    person, client = Participant.objects.get(), sign_in(officer)
    there = client.get(url(name, person))
    nowhere = client.get(reverse(f"livelihoods:{name}", args=["0000000"]))
    assert there.status_code == nowhere.status_code == 404
    assert _without(there, person.code) == _without(nowhere, "0000000")


def _without(response, code):
    """The page without what differs from one visit to the next."""
    return re.sub(r'value="\w{64}"|"X-CSRFToken": "\w+"', "", response.content.decode()).replace(code, "")


@pytest.mark.parametrize("role", [AUDITOR, CASHIER])
@pytest.mark.parametrize("name", [*FOR_A_PERSON, "participant-forget"])
def test_without_the_permission_it_is_refused(name, role, sign_in):
    assert sign_in(make_user(role=role)).get(url(name, make_participant())).status_code == 403


def test_an_officer_forgets_nobody_and_a_manager_registers_nobody(officer, sign_in):
    person = make_participant(by=officer)
    assert sign_in(officer).get(url("participant-forget", person)).status_code == 403
    assert sign_in(make_user(role=MANAGER)).get(ADD).status_code == 403


def test_every_page_needs_a_sign_in(client):
    person = make_participant()
    business = make_business(person)
    pages = [url(name, person) for name in (*FOR_A_PERSON, "participant-forget")]
    pages += [
        reverse(f"livelihoods:{n}") for n in ("people", "people-export", "villages", "participant-add", "duplicates")
    ]
    pages += [reverse("livelihoods:business-change", args=[business.pk])]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
