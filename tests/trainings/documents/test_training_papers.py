"""The list that is signed and the certificate, as the PDF reader sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from livelihoods.services import forget_participant
from office import roles
from paper.fonts import FAMILIES
from paper.issuing import is_unaltered
from paper.models import IssuedDocument
from tests.factories import make_participant, make_user
from tests.loans.documents.pdfs import closed_up, fonts_in, pages_of, properties_of, size_of, text_of
from tests.trainings.factories import attend, make_course, make_session, make_trainer, manager, score, seat
from trainings.services.certifying import issue_certificates

pytestmark = pytest.mark.django_db
NOT_ON_IT = ("donor", "fund", "F1", "treatment", "health", "drug", "participant", "អ្នកចូលរួម", "មូលនិធិ", "ម្ចាស់ជំនួយ")


@pytest.fixture
def trained(client):
    """A session of today led by somebody who signs in; one person passed, under a long name."""
    user, lead = make_trainer()
    course = make_course(name_en="Raising chickens", name_km="ការចិញ្ចឹមមាន់", topic="business", validity_months=24)
    session = make_session(lead=lead, course=course, first_on=timezone.localdate(), days=1, fund_code="F1")
    person = make_participant(name_km="ឧត្តមវណ្ណា សុភាពកល្យាណ", name_latin="Oudomvanna Sopheapkalyan")
    there = seat(session, person)
    attend(session, (there, 0), (there, 1))
    score(there, pre=40, post=80)
    issue_certificates(session, by=manager(), on=session.last_on)
    client.force_login(user)
    return {"user": user, "session": session, "person": person}


def fetched(client, session, name):
    answer = client.get(f"{session.get_absolute_url()}{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    return answer


@pytest.mark.parametrize("name", ["attendance.pdf", "certificates/1.pdf"])
def test_no_paper_of_a_training_says_that_somebody_borrows(client, trained, name):
    pdf = fetched(client, trained["session"], name).content
    said = (closed_up(text_of(pdf)) + str(properties_of(pdf))).casefold()
    for word in ("loan", "lend", "borrow", "កម្ចី", "ឥណទាន", "ប្រាក់"):
        assert word not in said
    assert "small business training" in said or "smallbusinesstraining" in said


def test_the_list_bears_seat_code_and_given_name_only(client, trained):
    pdf = fetched(client, trained["session"], "attendance.pdf").content
    said = closed_up(text_of(pdf))
    for shown in (trained["person"].code, "សុភាពកល្យាណ", "ស្នាមមេដៃ", "thumbprint", trained["session"].code):
        assert closed_up(shown) in said
    assert "ឧត្តមវណ្ណា" not in said
    assert "Oudomvanna" not in said


def test_a_list_of_forty_people_and_three_days_gives_each_day_its_pages(client, trained):
    session = make_session(lead=trained["session"].lead, first_on=timezone.localdate(), days=3)
    for _ in range(40):
        seat(session, make_participant())
    pdf = fetched(client, session, "attendance.pdf").content
    assert pages_of(pdf) == 9
    one = fetched(client, session, f"attendance.pdf?day={timezone.localdate()}").content
    assert pages_of(one) == 3


def test_the_certificate_is_one_page_lying_names_person_and_course_and_no_loan_or_donor(client, trained):
    answer = fetched(client, trained["session"], "certificates/1.pdf")
    pdf = answer.content
    assert pages_of(pdf) == 1
    assert size_of(pdf) == [297, 210]
    said = closed_up(text_of(pdf))
    kept = IssuedDocument.objects.get()
    for shown in (
        "ឧត្តមវណ្ណា សុភាពកល្យាណ", "Oudomvanna Sopheapkalyan", "Raising chickens", "ការចិញ្ចឹមមាន់", "វិញ្ញាបនបត្រ",
        "Certificate", kept.code, f"{trained['session'].code}-01",
    ):  # fmt: skip
        assert closed_up(shown) in said
    assert not [word for word in NOT_ON_IT if closed_up(word) in said]
    assert fonts_in(pdf) <= {family.replace(" ", "-") for family in FAMILIES}
    assert "Oudomvanna" not in properties_of(pdf)
    assert trained["session"].code in answer["Content-Disposition"]


def test_it_is_kept_and_printed_again_word_for_word(client, trained):
    first = text_of(fetched(client, trained["session"], "certificates/1.pdf").content)
    course = trained["session"].course
    course.name_en = "Renamed"
    course.save()
    assert text_of(fetched(client, trained["session"], "certificates/1.pdf").content) == first
    kept = IssuedDocument.objects.get()
    assert is_unaltered(kept)
    assert "Oudomvanna" not in str(kept.figures)


def test_once_the_person_is_forgotten_nobody_is_certified_by_name(client, trained):
    fetched(client, trained["session"], "certificates/1.pdf")
    forget_participant(trained["person"], by=manager())
    assert client.get(f"{trained['session'].get_absolute_url()}certificates/1.pdf").status_code == 302


def test_a_trainer_prints_while_names_are_shown_the_manager_after(client, trained, clock):
    clock(timezone.localdate() + timedelta(days=31))
    url = f"{trained['session'].get_absolute_url()}certificates/1.pdf"
    client.force_login(trained["user"])
    assert client.get(url).status_code == 302
    client.force_login(make_user(role=roles.MANAGER))
    assert client.get(url).status_code == 200


def test_no_certificate_no_paper(client, trained):
    assert client.get(f"{trained['session'].get_absolute_url()}certificates/2.pdf").status_code == 404
    assert client.get(f"{trained['session'].get_absolute_url()}attendance.pdf?day=soon").status_code == 400
