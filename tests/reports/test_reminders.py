"""Reminders: whom, of what, only as people agreed, neutral, once, and noted."""

import http.server
import json
import threading
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.errors import LivelihoodError
from livelihoods.messaging import GatewayBackend, NotSent, message_backend, reminder_text
from livelihoods.models import Consent, Contact
from livelihoods.services import forget_participant, give_consent, send_reminder, withdraw_consent
from loans.models import Loan
from paper import jobs
from paper.models import Job
from reports.reminders import to_remind
from tests.factories import make_active, make_office, make_participant, make_user, receive, riel
from tests.trainings.factories import make_session, seat

DUE = date(2026, 2, 15)
TODAY = date(2026, 2, 10)


@pytest.fixture
def officer(db):
    return make_user(communes=("010201",))


@pytest.fixture
def loan(officer):
    person = make_participant(by=officer, phone="012345678", safe_hours="ក្រោយម៉ោង ៥ ល្ងាច")
    return make_active(participant=person, officer=officer)


@pytest.fixture
def sent():
    """What the sender was handed, instead of a gateway."""
    taken = []

    class Taker:
        def send(self, **message):
            taken.append(message)

    with patch("livelihoods.services.reminders.message_backend", return_value=Taker()):
        yield taken


def agree(loan, *purposes):
    for purpose in purposes:
        give_consent(loan.participant, purpose, by=loan.officer, on=TODAY)


@pytest.mark.parametrize(
    ("on", "listed"),
    [(DUE, True), (DUE - timedelta(days=6), True), (DUE - timedelta(days=7), False), (DUE + timedelta(days=1), False)],
)
def test_what_falls_due_within_a_week_and_nothing_late(loan, on, listed):
    assert to_remind(Loan.objects.all(), on=on).exists() is listed


def test_who_has_paid_is_not_reminded(loan):
    receive(loan, riel(100_000), TODAY)
    assert not to_remind(Loan.objects.all(), on=TODAY).exists()


def page(client, user):
    client.force_login(user)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(reverse("reports:reminders")).content.decode()


def test_the_page_respects_consent_and_hours(loan, client, clock, settings):
    clock(TODAY)
    settings.MESSAGE_BACKEND = "console"
    text = page(client, loan.officer)
    assert "instalment 15/02/2026: 100,000៛" in text
    assert ("tel:" in text, "Send a message" in text) == (False, False)
    agree(loan, Consent.Purpose.CALL)
    text = page(client, loan.officer)
    assert ("tel:+85512345678" in text, "Send a message" in text) == (True, False)
    assert "ក្រោយម៉ោង ៥ ល្ងាច" in text
    agree(loan, Consent.Purpose.MESSAGE)
    assert "Send a message" in page(client, loan.officer)
    settings.MESSAGE_BACKEND = ""
    assert "Send a message" not in page(client, loan.officer)


def test_a_session_that_begins_this_week_is_an_appointment_too(loan, client, clock):
    clock(TODAY)
    session = make_session(first_on=TODAY + timedelta(days=2), days=2)
    seat(session, loan.participant), seat(session, make_participant(at="010301"))
    text = page(client, loan.officer)
    assert f"session 12/02/2026: {session.course.name}" in text
    assert text.count("session 12/02/2026") == 1  # the other lives where another officer works
    clock(TODAY + timedelta(days=3))
    assert "session 12/02/2026" not in page(client, loan.officer)


def test_a_call_is_noted_and_shown(loan, client, clock):
    clock(TODAY)
    page(client, loan.officer)
    url = reverse("reports:reminder-called", args=[loan.participant.code])
    client.post(url, {"channel": "call", "outcome": "reached"})
    assert not Contact.objects.exists()  # the person did not agree to be called
    agree(loan, Consent.Purpose.CALL)
    client.post(url, {"channel": "call", "outcome": "reached"})
    assert Contact.objects.get().outcome == "reached"
    assert "reached ·" in page(client, loan.officer)
    client.post(url, {"channel": "call", "outcome": "no_contact"})
    assert not loan.participant.consents.filter(purpose=Consent.Purpose.CALL, withdrawn_on=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_is_sent_once_a_day_and_noted(loan, sent):
    agree(loan, Consent.Purpose.MESSAGE)
    day = date.today() + timedelta(days=3)
    first = send_reminder(loan.participant, day=day, by=loan.officer)
    assert send_reminder(loan.participant, day=day, by=loan.officer) == first
    jobs.run(str(first.pk))  # done at once after the commit already: running it again sends nothing
    (message,) = sent
    assert (message["phone"], message["key"]) == ("+85512345678", str(first.pk))
    assert [(c.channel, c.outcome) for c in Contact.objects.all()] == [("message", "sent")]


def test_the_text_is_neutral_and_in_both_languages(loan):
    text = reminder_text(DUE, make_office().phone)
    khmer, english = text.splitlines()
    assert "ថ្ងៃទី១៥ ខែកុម្ភៈ ឆ្នាំ២០២៦" in khmer
    assert english == "A reminder of our appointment on 15 February 2026. Questions: 012 000 111."
    for word in ("loan", "instalment", "100,000", "កម្ចី", "បង់", loan.participant.name_km, loan.participant.code):
        assert word not in text


def without_consent(person):
    withdraw_consent(person, Consent.Purpose.MESSAGE, by=make_user(), on=TODAY)


def without_phone(person):
    person.phone = ""
    person.save()


def without_life(person):
    person.status = "died"
    person.save()


@pytest.mark.parametrize("without", [without_consent, without_phone, without_life])
def test_no_message_to_who_cannot_or_must_not_get_one(without, loan, sent):
    agree(loan, Consent.Purpose.MESSAGE)
    without(loan.participant)
    with pytest.raises(LivelihoodError):
        send_reminder(loan.participant, day=date.today(), by=loan.officer)
    assert not Job.objects.exists()


def test_no_message_while_sending_is_off_or_for_a_day_that_has_passed(loan, sent):
    agree(loan, Consent.Purpose.MESSAGE)
    with pytest.raises(LivelihoodError):
        send_reminder(loan.participant, day=date.today() - timedelta(days=1), by=loan.officer)
    with patch("livelihoods.services.reminders.message_backend", return_value=None), pytest.raises(LivelihoodError):
        send_reminder(loan.participant, day=date.today(), by=loan.officer)
    assert not Job.objects.exists()


def test_consent_taken_back_meanwhile_stops_the_message(loan, sent):
    agree(loan, Consent.Purpose.MESSAGE)
    asked = send_reminder(loan.participant, day=date.today(), by=loan.officer)
    withdraw_consent(loan.participant, Consent.Purpose.MESSAGE, by=loan.officer, on=TODAY)
    jobs.run(str(asked.pk))
    assert sent == []
    assert not Contact.objects.exists()


def test_nobody_forgotten_is_written_to(officer, sent):
    person = make_participant(by=officer, phone="012345678")
    give_consent(person, Consent.Purpose.MESSAGE, by=officer, on=TODAY)
    asked = send_reminder(person, day=date.today(), by=officer)
    forget_participant(person, by=officer)
    jobs.run(str(asked.pk))
    assert sent == []


def test_ten_cost_as_much_as_one(loan, officer, client, clock, django_assert_num_queries):
    clock(TODAY)
    page(client, officer)
    with CaptureQueriesContext(connection) as queries:
        page(client, officer)
    for _ in range(9):
        make_active(participant=make_participant(by=officer), officer=officer)
    with django_assert_num_queries(len(queries)):
        page(client, officer)


class TestGateway:
    @pytest.fixture
    def gateway(self, settings):
        """An HTTP server that keeps what it was sent and answers with `status`."""
        taken = []

        class Handler(http.server.BaseHTTPRequestHandler):
            status = 200

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.append((self.headers["Authorization"], self.headers["Idempotency-Key"], json.loads(body)))
                self.send_response(Handler.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MESSAGE_BACKEND, settings.MESSAGE_GATEWAY_TOKEN = "http", "token"
        settings.MESSAGE_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/messages"
        yield taken, Handler
        server.shutdown()

    def test_it_takes_phone_text_and_key(self, gateway):
        taken, _handler = gateway
        backend = message_backend()
        assert isinstance(backend, GatewayBackend)
        backend.send(phone="+85512345678", text="អត្ថបទ", key="k")
        assert taken == [("Bearer token", "k", {"to": "+85512345678", "text": "អត្ថបទ", "id": "k"})]

    def test_a_refusal_is_said(self, gateway):
        gateway[1].status = 503
        with pytest.raises(NotSent):
            GatewayBackend().send(phone="+85512345678", text="-", key="k")


@pytest.mark.parametrize(
    ("backend", "url", "problems"),
    [
        ("", "", []),
        ("console", "", []),
        ("pigeon", "", ["serve.E006"]),
        ("http", "http://example.org", ["serve.E007"]),
        ("http", "https://example.org", []),
        ("http", "http://127.0.0.1:9000", []),
    ],
)
def test_a_real_office_starts_only_with_a_safe_gateway(backend, url, problems, settings):
    settings.MESSAGE_BACKEND, settings.MESSAGE_GATEWAY_URL = backend, url
    found = [error.id for error in run_checks(tags=["serve"], include_deployment_checks=True)]
    assert [each for each in found if each in ("serve.E006", "serve.E007")] == problems
