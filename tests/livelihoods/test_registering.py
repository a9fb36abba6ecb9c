"""Registering and changing people, and what is noted silently."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from livelihoods.errors import FormSentBefore, LivelihoodError
from livelihoods.models import Consent, Milestone, Participant, Residence, SuspectedDuplicate
from livelihoods.services import (
    change_participant,
    give_consent,
    move_participant,
    register_participant,
    settle_duplicate,
    withdraw_consent,
)
from office.core.codes import read_code
from office.models import PersonKey, TrailEntry
from tests.factories import commune, make_participant, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


def written_by(user):
    return [(e.what, e.object_ids, e.fields) for e in TrailEntry.objects.filter(user=user, act="write").order_by("pk")]


def test_a_new_participant_has_a_key_a_code_a_residence_a_consent_and_a_line_in_the_trail(officer):
    person = make_participant(by=officer, on=ON, year_of_birth=1990)
    assert read_code(person.code) == person.code
    assert not PersonKey.objects.get(pk=person.key_id).is_destroyed
    assert list(Residence.objects.values_list("participant", "commune", "from_on")) == [(person.pk, "010201", ON)]
    assert list(person.consents.values_list("purpose", "given_on", "withdrawn_on")) == [("record", ON, None)]
    assert list(person.milestones.values_list("kind", "on")) == [(Milestone.Kind.REGISTERED, ON)]
    assert written_by(officer) == [("livelihoods.participant", str(person.pk), "registered")]


def test_names_are_kept_in_one_spelling(officer):
    person = make_participant(by=officer, name_km="  សុខ\u200b   បុ៊ន ", name_latin=" Sok   Bun ")
    person = Participant.objects.get(pk=person.pk)
    assert (person.name_km, person.name_latin) == ("សុខ ប៊ុន", "Sok Bun")


@pytest.mark.parametrize(
    ("born", "band"), [(2007, "under_25"), (2002, "under_25"), (2001, "25_34"), (1991, "35_49"), (1976, "50_over")]
)
def test_the_age_band_is_that_of_the_year(born, band, officer):
    assert make_participant(by=officer, on=ON, year_of_birth=born).age_band == band


@pytest.mark.parametrize("born", [2008, 2009, 2026])
def test_whoever_may_be_under_18_is_refused_at_the_field(born, officer):
    with pytest.raises(LivelihoodError, match="18 or older") as refused:
        make_participant(by=officer, on=ON, year_of_birth=born)
    assert refused.value.field == "year_of_birth"
    assert not Participant.objects.exists()
    assert PersonKey.objects.count() == 1  # the officer's own


@pytest.mark.parametrize("born", [1900, 2027, 2540])
def test_a_year_that_cannot_be_is_refused(born, officer):
    with pytest.raises(LivelihoodError, match="not possible"):
        make_participant(by=officer, on=ON, year_of_birth=born)


def test_without_consent_nothing_is_recorded(officer):
    with pytest.raises(LivelihoodError, match="only if the person agrees") as refused:
        make_participant(by=officer, consents=("call",))
    assert refused.value.field == "consents"


def test_the_same_form_sent_twice_registers_once(officer):
    key = uuid4()
    one, again = (make_participant(by=officer, form_key=key, phone="012 345 678") for _ in range(2))
    assert one == again
    assert Participant.objects.count() == 1
    assert len(written_by(officer)) == 1


def test_the_same_form_with_other_content_is_asked_back_and_loses_nobody(officer):
    key = uuid4()
    make_participant(by=officer, form_key=key)
    for other in ({"name_km": "កែវ ដារ៉ា"}, {"phone": "012 345 678"}, {"at": "010202"}):
        with pytest.raises(FormSentBefore):
            make_participant(by=officer, form_key=key, **other)
    assert make_participant(by=officer, form_key=uuid4(), name_km="កែវ ដារ៉ា").name_km == "កែវ ដារ៉ា"


def test_another_user_with_the_same_form_key_is_another_sending(officer):
    key, colleague = uuid4(), make_user(communes=("010201",))
    assert make_participant(by=officer, form_key=key) != make_participant(by=colleague, form_key=key)


def test_a_change_writes_the_fields_it_names_and_no_other(officer):
    person = make_participant(by=officer, village="ភូមិ១", phone="012 345 678")
    stale = Participant.objects.get(pk=person.pk)
    change_participant(person, by=officer, on=ON, village="ភូមិ២")
    change_participant(stale, by=officer, on=ON, status="moved")
    person = Participant.objects.get(pk=person.pk)
    assert (person.village, person.status, person.phone) == ("ភូមិ២", "moved", "+85512345678")
    assert [fields for _what, _ids, fields in written_by(officer)] == ["registered", "village", "status"]


def test_the_trail_never_holds_a_value(officer):
    person = make_participant(by=officer)
    change_participant(person, by=officer, on=ON, name_km="កែវ ដារ៉ា", phone="097 123 4567", safe_hours="ល្ងាច")
    for entry in TrailEntry.objects.all():
        line = f"{entry.what} {entry.object_ids} {entry.fields}"
        assert line.isascii()
        assert "4567" not in line


def test_a_move_is_a_new_residence_and_clears_the_village(officer):
    person = make_participant(by=officer, on=ON, village="ភូមិ១")
    move_participant(person, commune=commune("010202"), by=officer, on=date(2026, 5, 1))
    person = Participant.objects.get(pk=person.pk)
    assert (person.commune_id, person.village) == ("010202", "")
    assert list(person.residences.values_list("commune", "from_on")) == [
        ("010201", ON), ("010202", date(2026, 5, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("to", "on", "field"), [("010201", date(2026, 5, 1), "commune"), ("010202", date(2026, 3, 1), "moved_on")]
)
def test_a_move_that_cannot_be_is_refused_at_its_field(to, on, field, officer):
    person = make_participant(by=officer, on=ON)
    with pytest.raises(LivelihoodError) as refused:
        move_participant(person, commune=commune(to), by=officer, on=on)
    assert refused.value.field == field


def test_consents_keep_their_dates(officer):
    person = make_participant(by=officer, on=ON)
    give_consent(person, "call", by=officer, on=ON)
    give_consent(person, "call", by=officer, on=date(2026, 4, 1))  # said twice, it is one
    withdraw_consent(person, "call", by=officer, on=date(2026, 5, 1))
    withdraw_consent(person, "call", by=officer, on=date(2026, 6, 1))
    give_consent(person, "call", by=officer, on=date(2026, 7, 1))
    assert list(person.consents.filter(purpose="call").order_by("pk").values_list("given_on", "withdrawn_on")) == [
        (ON, date(2026, 5, 1)), (date(2026, 7, 1), None),
    ]  # fmt: skip
    assert [f for _w, _i, f in written_by(officer)][1:] == [
        "consent_call_given", "consent_call_withdrawn", "consent_call_given",
    ]  # fmt: skip


def test_the_database_refuses_a_consent_withdrawn_before_it_was_given(officer):
    person = make_participant(by=officer, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(participant=person, purpose="call", given_on=ON, withdrawn_on=date(2026, 1, 1))


# --- Duplicates -----------------------------------------------------------------------------------------------


def pairs():
    return list(SuspectedDuplicate.objects.values_list("older", "newer"))


def test_the_same_phone_or_the_same_name_is_noted_in_silence_across_scope(officer):
    colleague = make_user(communes=("010301",))
    first = make_participant(by=officer, name_km="សុខ សុភា", phone="012 345 678")
    same_phone = make_participant(by=colleague, at="010301", name_km="កែវ ដារ៉ា", phone="+855 12 345 678")
    same_name = make_participant(by=colleague, at="010301", name_km="សុខ\u200bសុភា")
    assert pairs() == [(first.pk, same_phone.pk), (first.pk, same_name.pk)]
    assert [f for _w, _i, f in written_by(colleague)] == ["registered", "registered"]


@pytest.mark.parametrize(
    "other", [{"name_km": "សុខ សុភាព"}, {"year_of_birth": 1970}, {"name_km": "សុភា សុខ"}], ids=["longer", "age", "order"]
)
def test_what_is_only_alike_is_not_noted(other, officer):
    make_participant(by=officer)
    make_participant(by=officer, **other)
    assert pairs() == []


def test_a_longer_name_registered_first_is_not_noted_either(officer):
    make_participant(by=officer, name_km="សុខ សុភាព")
    make_participant(by=officer, name_km="សុខ សុភា")
    assert pairs() == []


def test_a_change_notes_too_and_a_settled_pair_stays_settled(officer):
    first, second = make_participant(by=officer), make_participant(by=officer, name_km="កែវ ដារ៉ា")
    change_participant(second, by=officer, on=ON, name_km="សុខ សុភា")
    assert pairs() == [(first.pk, second.pk)]
    settle_duplicate(SuspectedDuplicate.objects.get(), by=officer, on=ON)
    change_participant(first, by=officer, on=ON, phone="012 345 678")
    assert SuspectedDuplicate.objects.get().settled_on == ON


def test_registering_takes_as_many_queries_whoever_else_there_is(officer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            register_participant(name_km="ហេង វិសាល", sex="M", year_of_birth=1980, commune=commune(), by=officer, on=ON)
        return len(captured)

    alone = queries()
    for number in range(5):
        make_participant(by=officer, name_km=f"សុខ {'កខគឃង'[number]}រ៉ា")
    assert queries() <= alone + 2  # the first is opened, and is a pair with this one
