"""Every page, visited as nobody, as a stranger and as each role. A page that the table does not list fails the test."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from livelihoods.models import SuspectedDuplicate, Task
from livelihoods.services import (
    IncomeTold,
    VisitTold,
    add_asset,
    add_linkage,
    add_task,
    book,
    give_complaint,
    note_shock,
    record_complaint,
    record_visit,
)
from loans.documents.printing import issue_schedule
from loans.folding import fold_loan
from loans.services import changes
from loans.services.deputies import name_deputy
from loans.services.paper_books import hand_out_book
from loans.services.repayments import record_unknown_receipt
from loans.services.reversals import request_reversal
from office.roles import ADMIN, AUDITOR, CASHIER, MANAGER, MONITORING, OFFICER, TRAINER
from paper.models import IssuedDocument
from reports.models import WorkbookImport
from tests.factories import make_active, make_business, make_office, make_participant, make_user, receive, riel
from tests.trainings.factories import attend, make_item, make_session, make_staff, make_trainer, score, seat
from trainings.models import WorkplanLine
from trainings.services.certifying import issue_certificates
from trainings.services.items import receive_items
from trainings.services.sites import add_sites, record_cost
from trainings.services.workplan import save_line

pytestmark = pytest.mark.django_db
ROLES = (OFFICER, CASHIER, MANAGER, TRAINER, MONITORING, AUDITOR, ADMIN)
EVERYONE = frozenset(ROLES)
PUBLIC = "public"  # answers without signing in


def who(*roles: str) -> frozenset[str]:
    return frozenset(roles)


@dataclass(frozen=True)
class Page:
    """`args` names things of the world below; `stranger` tells that an officer of other communes gets a 404."""

    roles: frozenset[str] | str
    args: tuple[str, ...] = ()
    stranger: bool = False
    post: bool = False
    absent: bool = False  # not there for a user without a second factor
    unseen: bool = False  # a matter of those who deal with it: to all others it is not there, rather than refused


SEES_PEOPLE, SEES_LOANS = who(OFFICER, MANAGER, AUDITOR), who(OFFICER, CASHIER, MANAGER, AUDITOR)
CHANGES_PEOPLE, APPLIES, TAKES_MONEY = who(OFFICER, MANAGER), who(OFFICER), who(OFFICER, CASHIER, MANAGER)
KEEPS_CASH = who(CASHIER, MANAGER)
PLANS, SEES_SITES = who(MANAGER, MONITORING), who(MANAGER, MONITORING, AUDITOR)
SEES_PORTFOLIO = who(OFFICER, MANAGER, MONITORING, AUDITOR)
SEES_SESSIONS, SEES_FIGURES = (
    who(OFFICER, TRAINER, MANAGER, MONITORING, AUDITOR),
    who(TRAINER, MANAGER, MONITORING, AUDITOR),
)
RUNS_SESSIONS = who(TRAINER, MANAGER)

PAGES: dict[str, Page] = {
    "reports:home": Page(EVERYONE),
    "reports:participant": Page(SEES_PEOPLE, ("code",), stranger=True),
    "reports:visits": Page(who(OFFICER, MANAGER)),
    "reports:portfolio": Page(SEES_PORTFOLIO),
    "reports:portfolio-export": Page(SEES_PORTFOLIO),
    "reports:reminders": Page(CHANGES_PEOPLE),
    "reports:reminder-send": Page(CHANGES_PEOPLE, ("code",), stranger=True, post=True),
    "reports:reminder-called": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "reports:outcomes": Page(SEES_PORTFOLIO),
    "reports:outcomes-export": Page(SEES_PORTFOLIO),
    "reports:import": Page(who(MANAGER)),
    "reports:import-template": Page(who(MANAGER)),
    "reports:import-result": Page(who(MANAGER), ("workbook",)),
    "reports:import-progress": Page(who(MANAGER), ("workbook",)),
    "reports:import-commit": Page(who(MANAGER), ("workbook",), post=True),
    "livelihoods:kinds": Page(who(MANAGER)),
    "livelihoods:kind-add": Page(who(MANAGER)),
    "livelihoods:kind-change": Page(who(MANAGER), ("kind",)),
    "livelihoods:visits-due": Page(CHANGES_PEOPLE),
    "livelihoods:visit": Page(SEES_PEOPLE, ("visit",), stranger=True),
    "livelihoods:visit-begin": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:visit-add": Page(CHANGES_PEOPLE, ("business",), stranger=True),
    "livelihoods:visit-draft": Page(CHANGES_PEOPLE, ("business",), stranger=True, post=True),
    "livelihoods:quality": Page(SEES_PORTFOLIO),
    "livelihoods:rounds": Page(SEES_PEOPLE),
    "livelihoods:business": Page(SEES_PEOPLE, ("business",), stranger=True),
    "livelihoods:share-give": Page(CHANGES_PEOPLE, ("business",), stranger=True),
    "livelihoods:share-end": Page(CHANGES_PEOPLE, ("business", "member"), stranger=True),
    "livelihoods:asset-add": Page(CHANGES_PEOPLE, ("business",), stranger=True),
    "livelihoods:asset-gone": Page(CHANGES_PEOPLE, ("business", "asset"), stranger=True),
    "livelihoods:shock-add": Page(CHANGES_PEOPLE, ("business",), stranger=True),
    "livelihoods:shock-over": Page(CHANGES_PEOPLE, ("business", "shock"), stranger=True),
    "livelihoods:bookings": Page(SEES_PEOPLE, ("floor",), stranger=True),
    "livelihoods:booking-cancel": Page(CHANGES_PEOPLE, ("floor", "booking"), stranger=True, post=True),
    "livelihoods:tasks": Page(CHANGES_PEOPLE),
    "livelihoods:task-done": Page(CHANGES_PEOPLE, ("task",), stranger=True),
    "loans:promise-add": Page(CHANGES_PEOPLE, ("number",), stranger=True),
    "loans:leaf-spoil": Page(KEEPS_CASH),
    "loans:loans": Page(SEES_LOANS),
    "loans:export": Page(SEES_LOANS),
    "loans:loan": Page(SEES_LOANS, ("number",), stranger=True),
    "loans:entry": Page(SEES_LOANS, ("number", "seq"), stranger=True),
    "loans:waiting": Page(who(MANAGER)),
    "loans:decide": Page(who(MANAGER), ("number",)),
    "loans:to-pay-out": Page(who(CASHIER)),
    "loans:pay-out": Page(who(CASHIER), ("number",)),
    "loans:reversals": Page(who(CASHIER, MANAGER)),
    "loans:reversal-decide": Page(who(CASHIER, MANAGER), ("request",), post=True),
    "loans:reversal-request": Page(TAKES_MONEY, ("number", "seq"), stranger=True),
    "loans:repayment-add": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:repayment-preview": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:unknown-receipt": Page(TAKES_MONEY),
    "loans:choose-product": Page(APPLIES, ("code",), stranger=True),
    "loans:application-add": Page(APPLIES, ("code", "business", "product"), stranger=True),
    "loans:application-change": Page(APPLIES, ("number",), stranger=True),
    "loans:submit": Page(APPLIES, ("number",), stranger=True, post=True),
    "loans:withdraw": Page(APPLIES, ("number",), stranger=True, post=True),
    "loans:what-if": Page(who(OFFICER, MANAGER)),
    "loans:products": Page(who(MANAGER)),
    "loans:product-add": Page(who(MANAGER)),
    "loans:product-change": Page(who(MANAGER), ("product",)),
    "loans:funds": Page(who(MANAGER, AUDITOR)),
    "loans:fund": Page(who(MANAGER, AUDITOR), ("fund",)),
    "loans:fund-add": Page(who(MANAGER)),
    "loans:fund-change": Page(who(MANAGER), ("fund",)),
    "loans:capital-add": Page(who(MANAGER), ("fund",)),
    "loans:settle": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:charge": Page(who(OFFICER, MANAGER), ("number",), stranger=True),
    "loans:waive": Page(who(MANAGER), ("number",)),
    "loans:refund": Page(who(CASHIER), ("number",)),
    "loans:reschedule": Page(who(OFFICER, MANAGER), ("number",), stranger=True),
    "loans:write-off": Page(who(OFFICER, MANAGER), ("number",), stranger=True),
    "loans:schedule-change": Page(SEES_LOANS, ("number", "change_seq"), stranger=True),
    "loans:changes": Page(who(MANAGER)),
    "loans:change-decide": Page(who(MANAGER), ("change",), post=True),
    "loans:paper-books": Page(KEEPS_CASH),
    "loans:paper-book-back": Page(KEEPS_CASH, ("book",), post=True),
    "loans:deputies": Page(who(MANAGER)),
    "loans:deputy-end": Page(who(MANAGER), ("deputy",), post=True),
    "loans:collection": Page(who(OFFICER, MANAGER)),
    "loans:collection-pdf": Page(who(OFFICER, MANAGER)),
    "loans:caseload": Page(who(MANAGER, ADMIN)),
    "loans:cash": Page(KEEPS_CASH),
    "loans:cash-count": Page(KEEPS_CASH),
    "loans:cash-carry": Page(KEEPS_CASH, ("carried",)),
    "loans:day-close": Page(KEEPS_CASH),
    "loans:day-closes": Page(KEEPS_CASH),
    "loans:suspense": Page(KEEPS_CASH),
    "loans:suspense-give": Page(KEEPS_CASH, ("suspense",)),
    "loans:suspense-give-back": Page(KEEPS_CASH, ("suspense",)),
    "loans:suspense-receipt": Page(KEEPS_CASH, ("suspense",)),
    "loans:cash-reverse": Page(KEEPS_CASH, ("suspense",), post=True),
    "loans:books": Page(who(MANAGER, AUDITOR)),
    "loans:put-right": Page(who(MANAGER, AUDITOR)),
    "loans:books-export": Page(who(MANAGER, AUDITOR)),
    "loans:account": Page(who(MANAGER, AUDITOR), ("fund", "currency", "account")),
    "loans:month-close": Page(who(MANAGER), post=True),
    "loans:statement-pdf": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:statement-json": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:schedule-pdf": Page(TAKES_MONEY, ("number",), stranger=True),
    "loans:kept-pdf": Page(TAKES_MONEY, ("number", "paper"), stranger=True),
    "loans:receipt-pdf": Page(TAKES_MONEY, ("number", "seq"), stranger=True),
    "trainings:sessions": Page(SEES_SESSIONS),
    "trainings:session": Page(SEES_SESSIONS, ("session",), stranger=True),
    "trainings:session-add": Page(RUNS_SESSIONS),
    "trainings:session-change": Page(RUNS_SESSIONS, ("session",)),
    "trainings:enrol": Page(RUNS_SESSIONS, ("session",)),
    "trainings:enrolment-remove": Page(RUNS_SESSIONS, ("session", "enrolment"), post=True),
    "trainings:attendance": Page(RUNS_SESSIONS, ("session",)),
    "trainings:attendance-pdf": Page(RUNS_SESSIONS, ("session",)),
    "trainings:absent": Page(RUNS_SESSIONS, ("session",)),
    "trainings:scores": Page(RUNS_SESSIONS, ("session",)),
    "trainings:certificates": Page(RUNS_SESSIONS, ("session",)),
    "trainings:certificate-pdf": Page(RUNS_SESSIONS, ("session", "seat")),
    "trainings:certificate-withdraw": Page(who(MANAGER), ("session", "seat"), post=True),
    "trainings:hand-out": Page(RUNS_SESSIONS, ("session",)),
    "trainings:courses": Page(who(MANAGER)),
    "trainings:course-add": Page(who(MANAGER)),
    "trainings:course-change": Page(who(MANAGER), ("course",)),
    "trainings:staff": Page(who(MANAGER)),
    "trainings:staff-add": Page(who(MANAGER)),
    "trainings:staff-change": Page(who(MANAGER), ("staff",)),
    "trainings:staff-certify": Page(who(MANAGER), ("staff",)),
    "trainings:staff-forget": Page(who(MANAGER), ("staff",)),
    "trainings:items": Page(SEES_FIGURES),
    "trainings:item-add": Page(who(MANAGER)),
    "trainings:items-receive": Page(RUNS_SESSIONS),
    "trainings:movement-undo": Page(RUNS_SESSIONS, ("movement",), post=True),
    "trainings:cascade": Page(SEES_FIGURES),
    "livelihoods:people": Page(SEES_PEOPLE),
    "livelihoods:people-export": Page(SEES_PEOPLE),
    "livelihoods:villages": Page(SEES_PEOPLE),
    "livelihoods:participant-add": Page(who(OFFICER)),
    "livelihoods:participant-change": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:participant-move": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:participant-forget": Page(who(MANAGER), ("code",)),
    "livelihoods:consent-change": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:business-add": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:business-change": Page(CHANGES_PEOPLE, ("business",), stranger=True),
    "livelihoods:duplicates": Page(who(MANAGER)),
    "livelihoods:duplicate-settle": Page(who(MANAGER), ("duplicate",), post=True),
    "livelihoods:complaints": Page(EVERYONE),
    "livelihoods:complaint-add": Page(EVERYONE),
    "livelihoods:complaint": Page(CHANGES_PEOPLE, ("complaint",), stranger=True, unseen=True),
    "livelihoods:complaint-step": Page(CHANGES_PEOPLE, ("complaint",), stranger=True, unseen=True),
    "livelihoods:complaint-give": Page(who(MANAGER), ("complaint",)),
    "livelihoods:linkages": Page(SEES_PEOPLE),
    "livelihoods:linkage-add": Page(CHANGES_PEOPLE, ("code",), stranger=True),
    "livelihoods:linkage-done": Page(CHANGES_PEOPLE, ("linkage",), stranger=True),
    "trainings:sites": Page(SEES_SITES),
    "trainings:site-add": Page(PLANS),
    "trainings:site": Page(SEES_SITES, ("site",)),
    "trainings:site-change": Page(PLANS, ("site",)),
    "trainings:site-budget": Page(PLANS, ("site",)),
    "trainings:site-cost-add": Page(PLANS, ("site",)),
    "trainings:site-cost-reverse": Page(PLANS, ("site_cost",), post=True),
    "trainings:workplan": Page(SEES_SITES | who(OFFICER, TRAINER)),
    "trainings:workplan-add": Page(PLANS),
    "trainings:workplan-change": Page(PLANS, ("workplan_line",)),
    "trainings:workplan-done": Page(PLANS | who(OFFICER), ("workplan_line",)),  # the officer is responsible for it
    "office:language": Page(PUBLIC, post=True),
    "office:user-list": Page(who(ADMIN)),
    "office:user-add": Page(who(ADMIN)),
    "office:user-change": Page(who(ADMIN), ("user",)),
    "office:user-reset-password": Page(who(ADMIN), ("user",), post=True),
    "office:user-reset-second-factor": Page(who(ADMIN), ("user",), post=True),
    "office:user-deactivate": Page(who(ADMIN), ("user",), post=True),
    "office:user-reactivate": Page(who(ADMIN), ("user",), post=True),
    "office:assignment-list": Page(who(MANAGER, ADMIN)),
    "office:assignment-add": Page(who(MANAGER, ADMIN)),
    "office:assignment-end": Page(who(MANAGER, ADMIN), ("assignment",)),
    "office:office-list": Page(who(MANAGER, ADMIN)),
    "office:office-add": Page(who(MANAGER, ADMIN)),
    "office:office-change": Page(who(MANAGER, ADMIN), ("office",)),
    "office:office-communes": Page(who(MANAGER, ADMIN), ("office",)),
    "office:holiday-list": Page(who(MANAGER, ADMIN)),
    "office:holiday-add": Page(who(MANAGER, ADMIN)),
    "office:holiday-remove": Page(who(MANAGER, ADMIN), ("holiday",), post=True),
    "office:rate-list": Page(who(MANAGER, ADMIN)),
    "office:rate-set": Page(who(MANAGER, ADMIN)),
    "office:policy-list": Page(who(MANAGER, ADMIN)),
    "office:policy-set": Page(who(MANAGER, ADMIN)),
    "office:trail-list": Page(who(MANAGER, AUDITOR, ADMIN)),
    "office:trail-verify": Page(who(MANAGER, AUDITOR, ADMIN), post=True),
    "account_login": Page(PUBLIC),
    "account_signup": Page(PUBLIC),
    "account_logout": Page(PUBLIC),
    "account_inactive": Page(PUBLIC),
    "account_reauthenticate": Page(EVERYONE),
    "account_change_password": Page(EVERYONE),
    "mfa_index": Page(EVERYONE),
    "mfa_authenticate": Page(PUBLIC),
    "mfa_reauthenticate": Page(EVERYONE),
    "mfa_activate_totp": Page(EVERYONE),
    "mfa_deactivate_totp": Page(EVERYONE, absent=True),
    "mfa_view_recovery_codes": Page(EVERYONE, absent=True),
    "mfa_generate_recovery_codes": Page(EVERYONE),
    "mfa_download_recovery_codes": Page(EVERYONE, absent=True),
}


def url_names(resolver=None, namespace=""):
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from url_names(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{namespace}{each.name}"


def test_the_table_lists_every_page():
    assert set(PAGES) == set(url_names())


def test_every_page_has_a_name():
    def nameless(resolver):
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from nameless(each)
            elif not each.name:
                yield str(each.pattern)

    assert list(nameless(get_resolver())) == []


@pytest.fixture
def world():
    """One of everything that an address can name, in commune 010201 of the office BM."""
    from office.models import CommuneAssignment, Holiday

    officer = make_user(communes=("010201",))
    person = make_participant(by=officer)
    loan = make_active(participant=person, officer=officer)
    entry = receive(loan, riel(100_000), timezone.localdate())
    asked = request_reversal(entry=entry, reason="-", by=officer)
    row = fold_loan(loan).rows[5]
    for _ in range(2):  # one decided, one that waits
        wanted = changes.NewSchedule(row.due_on, extra_instalments=1)
        change = changes.request_reschedule(
            loan_id=loan.pk, new=wanted, value_on=timezone.localdate(), reason="-", by=officer
        )
        if not loan.schedule_changes.exists():
            changes.confirm_change(request_id=change.pk, key=uuid4(), by=make_user(role=MANAGER))
    waiting = record_unknown_receipt(
        fund=loan.fund, amount=riel(50_000), value_on=timezone.localdate(), key=uuid4(), by=officer, channel="cash"
    )
    twin = make_participant(by=officer)
    pair = SuspectedDuplicate.objects.get_or_create(newer=twin, older=person)[0]
    holiday = Holiday.objects.create(
        on=timezone.localdate().replace(year=2099), name_km="ថ្ងៃឈប់សម្រាក", name_en="Day off"
    )
    manager = make_user(role=MANAGER)
    today = timezone.localdate()
    deputy = name_deputy(approver=manager, deputy=make_user(role=TRAINER), from_on=today, to_on=today, by=manager)
    workbook = WorkbookImport.objects.create(by=manager)
    complaint = record_complaint(
        category="delay", channel="phone", received_on=today, text="-", form_key=uuid4(), participant=person,
        by=officer, on=today,
    )  # fmt: skip
    give_complaint(complaint, owner=officer, by=manager, on=today)
    linkage = add_linkage(person, kind="market", to="-", made_on=today, by=officer, on=today)
    site = add_sites([loan.commune], planned_start=today, by=manager)[0]
    cost = record_cost(site, line="travel", amount=riel(10_000), spent_on=today, key=uuid4(), by=manager, on=today)
    line = save_line(
        WorkplanLine(), activity_km="ប្រជុំ", activity_en="Meeting", site=site, responsible=officer, from_on=today,
        to_on=today, by=manager, on=today,
    )  # fmt: skip
    issue_schedule(loan, language="both", on=timezone.localdate(), by=officer)
    task = add_task(person.pk, Task.Kind.INSTALMENT, due_on=today, on=today)
    things = _things_of(loan.business, person, officer, today)
    return trainings_of(person) | {
        **things,
        "task": task.pk,
        "manager": manager,
        "workbook": workbook.pk,
        "complaint": complaint.pk,
        "linkage": linkage.pk,
        "site": site.pk, "site_cost": cost.pk, "workplan_line": line.pk,
        "paper": IssuedDocument.objects.get().pk,
        "officer": officer, "code": person.code, "number": loan.number, "seq": entry.seq, "request": asked.pk,
        "business": loan.business_id, "product": loan.product_id, "fund": loan.fund_id, "duplicate": pair.pk,
        "user": officer.pk, "assignment": CommuneAssignment.objects.first().pk, "office": make_office().pk,
        "holiday": holiday.pk, "carried": "handover", "currency": "KHR", "account": "receivable",
        "suspense": waiting.pk, "change": change.pk, "change_seq": loan.schedule_changes.get().seq,
        "deputy": deputy.pk,
        "book": hand_out_book(officer=loan.officer, series="A", first=1, last=50, issued_on=today, by=manager).pk,
    }  # fmt: skip


def _things_of(business, person, officer, today):
    """One of everything that belongs to a business."""
    nothing = IncomeTold(today, today, "KHR", None, None)
    seen = record_visit(VisitTold(today, "operating", nothing), business=business, participant=person, by=officer,
                        key=uuid4(), today=today)  # fmt: skip
    floor = make_business(person, kind="cassava-drying", by=officer)
    booking = book(floor, participant=None, on=today, tonnes=1, fee=riel(100), key=uuid4(), by=officer)
    return {
        "visit": seen.pk, "member": business.memberships.get().pk, "floor": floor.pk, "booking": booking.pk,
        "asset": add_asset(business, name="-", bought_on=today, cost=riel(100), by=officer).pk,
        "shock": note_shock(business, kind="flood", on=today, by=officer).pk, "kind": business.livelihood_id,
    }  # fmt: skip


def trainings_of(person):
    """A session of today in which the person passed, a second seat, and items received; its trainer signs in."""
    trainer, lead = make_trainer()
    session = make_session(lead=lead, first_on=timezone.localdate(), days=1)
    passed, idle = seat(session, person), seat(session, make_staff())
    attend(session, (passed, 0), (passed, 1))
    score(passed, pre=40, post=80)
    issue_certificates(session, by=trainer, on=session.last_on)
    received = receive_items(
        item=make_item(), place=session.commune, quantity=5, on=session.first_on, key=uuid4(), by=trainer
    )
    return {
        "trainer": trainer, "session": session.code, "seat": passed.seat, "enrolment": idle.pk, "staff": lead.code,
        "course": session.course_id, "movement": received.pk,
    }  # fmt: skip


def visit(client, name, world):
    page = PAGES[name]
    url = reverse(name, args=[world[a] for a in page.args])
    return client.post(url) if page.post else client.get(url)


def member(role, world):
    """The officer of the world's loan, the manager who sent its workbook, its trainer, else one of that role."""
    known = {OFFICER: world["officer"], MANAGER: world["manager"], TRAINER: world["trainer"]}
    return known.get(role) or make_user(role=role)


@pytest.mark.parametrize("name", [n for n, p in PAGES.items() if p.roles != PUBLIC])
def test_nobody_is_sent_to_sign_in(name, world, client):
    answer = visit(client, name, world)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_no_other(role, world, client):
    user = member(role, world)
    wrong = {}
    for name, page in PAGES.items():
        client.force_login(user)
        status = visit(client, name, world).status_code
        expected = page.roles == PUBLIC or role in page.roles
        is_gone = (expected and page.absent) or (page.unseen and not expected)
        is_refused = not expected and not page.unseen
        if (status == 403) != is_refused or status >= 500 or (status == 404) != is_gone:
            wrong[name] = status
    assert wrong == {}


def test_another_communes_officer_finds_nothing(world, client):
    stranger = make_user(communes=("010301",))
    client.force_login(stranger)
    answers = {name: visit(client, name, world).status_code for name, page in PAGES.items() if page.stranger}
    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_not_there_and_out_of_scope_look_the_same(world, client):
    client.force_login(make_user(communes=("010301",)))
    hidden = client.get(reverse("loans:loan", args=[world["number"]]))
    absent = client.get(reverse("loans:loan", args=["BM-L26-99999"]))
    assert hidden.status_code == absent.status_code == 404
    blank = re.compile(rb"[A-Za-z0-9]{64}|BM-L26-\d+")  # the request's own token and address
    assert blank.sub(b"", hidden.content) == blank.sub(b"", absent.content)


def test_a_stranger_cannot_post_money(world, client):
    client.force_login(make_user(communes=("010301",)))
    url = reverse("loans:repayment-add", args=[world["number"]])
    assert client.post(url, {"amount": "100000"}).status_code == 404


def test_the_auditor_reads_codes_and_no_names(world, client):
    client.force_login(make_user(role=AUDITOR))
    for name in ("reports:participant", "loans:loan", "loans:loans", "livelihoods:people", "loans:entry"):
        text = visit(client, name, world).content.decode()
        assert "សុខ សុភា" not in text, name
        assert "Sok Sophea" not in text, name
