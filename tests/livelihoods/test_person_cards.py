"""A person as pages show them: nothing that the reader may not see."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from livelihoods.documents import business_cards, consent_lines, person_card
from livelihoods.models import BusinessMember, Participant
from livelihoods.services import change_business, change_participant, forget_participant, give_consent, withdraw_consent
from office.roles import AUDITOR, MANAGER
from tests.factories import LONG_AGO, make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
SECRETS = ("សុភា", "Sophea", "345 678", "345678", "ភូមិ១", "1990", "ល្ងាច")


@pytest.fixture
def person(officer):
    return make_participant(by=officer, phone="012 345 678", village="ភូមិ១", safe_hours="ល្ងាច", year_of_birth=1990)


@pytest.fixture(autouse=True)
def _in_english():
    from django.utils.translation import override

    with override("en"):
        yield


def card_of(person, user):
    return person_card(Participant.objects.select_related("key", "commune__parent").get(pk=person.pk), to=user, on=ON)


def html_of(name, **context):
    return render_to_string(f"livelihoods/includes/{name}.html", context)


def test_an_officer_reads_everything_and_may_act(person, officer):
    card = card_of(person, officer)
    assert (card.shown, card.other_name, card.phone) == ("សុខ សុភា", "Sok Sophea", "012 345 678")
    assert ("Year of birth", "1990 (turns 36 this year)") in card.facts
    assert [word for word, _url in card.acts] == ["Change the details", "Move to another commune"]
    assert "012 345 678" in html_of("person", card=card)


def test_an_auditor_reads_the_code_and_what_stands_in_clear(person):
    auditor = make_user(role=AUDITOR)
    make_business(person, name="ហាងសុភា", place="ផ្សារ")
    card = card_of(person, auditor)
    page = html_of("person", card=card) + html_of("businesses", business_cards=business_cards(person, to=auditor))
    assert card.shown == person.code
    assert ("Age band", "35–49") in card.facts
    assert card.acts == ()
    assert "phone repair" in page
    for secret in (*SECRETS, "ហាង", "ផ្សារ", "/change/"):
        assert secret not in page


def test_a_forgotten_person_is_a_code_to_everybody(person):
    manager = make_user(role=MANAGER)
    make_business(person, name="ហាងសុភា")
    assert "Forget this person" in dict(card_of(person, manager).acts)
    forget_participant(person, by=manager)
    card = card_of(person, manager)
    gone = Participant.objects.select_related("key").get(pk=person.pk)
    page = html_of("person", card=card) + html_of("businesses", business_cards=business_cards(gone, to=manager))
    assert (card.shown, card.acts, card.is_forgotten) == (person.code, (), True)
    assert "Only the code remains" in page
    for secret in (*SECRETS, "ហាង", "/change/"):
        assert secret not in page


def test_a_phone_is_dialled_only_with_consent_and_never_after_death(person, officer):
    assert card_of(person, officer).phone_link == ""
    assert "Has not agreed to be called" in html_of("person", card=card_of(person, officer))
    give_consent(person, "call", by=officer, on=ON)
    assert 'href="tel:+85512345678"' in html_of("person", card=card_of(person, officer))
    withdraw_consent(person, "call", by=officer, on=ON)
    assert card_of(person, officer).phone_link == ""
    change_participant(person, by=officer, on=ON, status="died")
    assert card_of(person, officer).phone == card_of(person, officer).safe_hours == ""


def test_consents_say_what_was_said_last(person, officer):
    give_consent(person, "call", by=officer, on=ON)
    withdraw_consent(person, "call", by=officer, on=date(2026, 4, 1))
    lines = {line.purpose: line for line in consent_lines(person)}
    assert [lines[p].stands for p in ("record", "call", "message")] == [True, False, False]
    page = html_of("consents", consent_lines=consent_lines(person))
    assert "01/04/2026" in page
    assert "not given" in page


def test_a_member_out_of_scope_is_another_member(person, officer):
    business = make_business(person, by=officer)
    near = make_participant(by=officer, at="010202", name_km="ចាន់ ដារ៉ា")
    far = make_participant(at="010301", name_km="ហេង វិសាល")
    for other in (near, far):
        BusinessMember.objects.create(business=business, participant=other, share=25, from_on=LONG_AGO)
    (card,) = business_cards(person, to=officer)
    assert dict(card.facts)["Together with"] == "ចាន់ ដារ៉ា, another member"
    page = html_of("businesses", business_cards=[card])
    assert far.code not in page
    assert "ហេង" not in page


def test_a_business_shows_its_history_the_newest_first(person, officer):
    business = make_business(person, by=officer)
    change_business(business, by=officer, on=ON, status="paused")
    (card,) = business_cards(person, to=officer)
    assert [line.status for line in card.history] == ["paused", "operating"]
    assert card.status_label == "seasonal pause"


def test_cards_cost_the_same_queries_for_one_business_and_for_five(person, officer, django_assert_num_queries):
    make_business(person, by=officer)
    officer.get_all_permissions()
    with CaptureQueriesContext(connection) as one:
        business_cards(person, to=officer)
    for number in range(4):
        make_business(person, by=officer, name=f"ហាង {number}")
    with django_assert_num_queries(len(one)):
        assert len(business_cards(person, to=officer)) == 5
