"""Many people and loans, written in bulk: loans in riel without interest, each consistent to the last row.

The figures are worked out here by hand, not by the fold; `check_sample` then compares them with what the fold says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from moneyed import Money

from livelihoods.models import (
    Business,
    BusinessMember,
    BusinessStatus,
    Consent,
    LivelihoodKind,
    Milestone,
    Participant,
    Residence,
    SearchToken,
)
from livelihoods.searching import tokens_of
from loans.core.calendar import Unit, steps
from loans.models import (
    Account,
    Allocation,
    Channel,
    Fund,
    Instalment,
    LedgerEntry,
    Loan,
    LoanProduct,
    LoanStatus,
    LoanStep,
    LoanTransaction,
    PaidBy,
)
from loans.services.books import differences_of
from loans.services.funds import receive_capital
from loans.services.numbers import paper_numbers
from office.core.ages import age_band
from office.core.codes import new_code
from office.garbage import collecting_once
from office.models import CommuneAssignment, NumberSeries, Office, OfficeCommune, PersonKey, Place, User
from office.roles import CASHIER, MANAGER, OFFICER
from reports.demo.names import make_name

# The officer's people come first and are the same whatever the size; all others live in the other communes.
MINE, MY_COMMUNES, COMMUNES = 300, 4, 350
AT_ONCE = 1000
INSTALMENTS = 12
# Days from today to the oldest due date that is unpaid: instalments fall on any day of the month, a tenth are late.
DUE_IN = (*range(28), -4, -10, -40)
SAMPLE = 50
NOTHING = Decimal(0)
KHR = "KHR"
Kind = LoanTransaction.Kind


@dataclass(frozen=True, slots=True)
class Ground:
    """What must be there before the first person."""

    today: date
    office: Office
    officer: User
    colleague: User
    cashier: User
    manager: User
    fund: Fund
    product: LoanProduct
    kinds: list[LivelihoodKind]
    communes: list[Place]

    def commune_of(self, number: int) -> Place:
        mine, others = self.communes[:MY_COMMUNES], self.communes[MY_COMMUNES:]
        return mine[number % len(mine)] if number <= MINE else others[number % len(others)]

    def officer_of(self, number: int) -> User:
        return self.officer if number <= MINE else self.colleague


@dataclass(frozen=True, slots=True)
class Case:
    """One person with a business, a loan, and so many instalments paid."""

    number: int
    person: Participant
    business: Business
    loan: Loan
    dues: list[date]
    paid: int

    @property
    def share(self) -> Decimal:
        return self.loan.principal.amount / INSTALMENTS


@transaction.atomic
def prepare() -> Ground:
    today = timezone.localdate()
    communes = list(Place.objects.filter(level=Place.Level.COMMUNE).order_by("code")[:COMMUNES])
    office = Office.objects.create(code="BB", name_km="ការិយាល័យសាកល្បង", name_en="Bench office")
    OfficeCommune.objects.bulk_create(OfficeCommune(office=office, commune=commune) for commune in communes)
    officer, colleague = _user("desk-1", OFFICER, office), _user("desk-2", OFFICER, office)
    manager = _user("desk-3", MANAGER, office)
    for i, commune in enumerate(communes):
        user = officer if i < MY_COMMUNES else colleague
        CommuneAssignment.objects.create(user=user, commune=commune, from_on=today - timedelta(days=2000))
    return Ground(
        today=today, office=office, officer=officer, colleague=colleague, cashier=_user("desk-4", CASHIER, office),
        manager=manager, fund=_fund(manager, today), product=_product(), kinds=list(LivelihoodKind.objects.all()),
        communes=communes,
    )  # fmt: skip


def fill(ground: Ground, first: int, last: int) -> None:
    """The people of these numbers, both included, each with a business and a loan."""
    for start in range(first, last + 1, AT_ONCE):
        with collecting_once(), transaction.atomic():
            _fill(ground, range(start, min(start + AT_ONCE, last + 1)))


def first_of_the_month(today: date, *, before: int) -> date:
    return steps(today.replace(day=1), [-before], 1, Unit.MONTHS)[0]


def check_sample() -> None:
    """The product's own check of its books over some of the loans. Nothing may differ."""
    pks = list(Loan.objects.values_list("pk", flat=True))
    chosen = Random(1).sample(pks, min(SAMPLE, len(pks)))
    found = [d for loan in Loan.objects.filter(pk__in=chosen) for d in differences_of(loan)]
    if found:
        raise SystemExit(f"The books that the bench filled do not hold: {found[:5]}")


# the ground --------------------------------------------------------------------------------------------


def _user(username: str, role: str, office: Office) -> User:
    user = User.objects.create_user(username, None, name="", office=office)
    user.groups.add(Group.objects.get(name=role))
    return user


def _fund(manager: User, today: date) -> Fund:
    fund = Fund.objects.create(code="BENCH", name_km="មូលនិធិសាកល្បង", name_en="Bench fund")
    receive_capital(
        fund=fund, amount=Money(Decimal(10) ** 12, KHR), value_on=today - timedelta(days=1000), key=uuid4(),
        by=manager, channel=Channel.BANK,
    )  # fmt: skip
    return fund


def _product() -> LoanProduct:
    return LoanProduct.objects.create(
        name_km="កម្ចីគ្មានការប្រាក់", name_en="Loan without interest", currency=KHR, instalments=INSTALMENTS,
        least_principal=Decimal(100_000), greatest_principal=Decimal(40_000_000), instalment_multiple=Decimal(100),
        shift=LoanProduct.Shift.NONE,
    )  # fmt: skip


# people ------------------------------------------------------------------------------------------------


def _fill(ground: Ground, numbers: range) -> None:
    people = _people(ground, numbers)
    businesses = _businesses(ground, numbers, people)
    cases = _loans(ground, numbers, people, businesses)
    Instalment.objects.bulk_create(_rows(cases))
    entries = LoanTransaction.objects.bulk_create(_entries(ground, cases))
    Allocation.objects.bulk_create(_allocations(entries))
    LedgerEntry.objects.bulk_create(_postings(ground, entries))
    LoanStep.objects.bulk_create(_steps(ground, cases))
    Milestone.objects.bulk_create(_milestones(cases))


def _people(ground: Ground, numbers: range) -> list[Participant]:
    codes = _free_codes(len(numbers))
    people = [_person(ground, number, code) for number, code in zip(numbers, codes, strict=True)]
    PersonKey.objects.bulk_create(person.key for person in people)
    Participant.objects.bulk_create(people)
    Residence.objects.bulk_create(Residence(participant=p, commune=p.commune, from_on=p.registered_on) for p in people)
    Consent.objects.bulk_create(
        Consent(participant=p, purpose=Consent.Purpose.RECORD, given_on=p.registered_on) for p in people
    )
    SearchToken.objects.bulk_create(SearchToken(participant=p, token=t) for p in people for t in tokens_of(p))
    return people


def _person(ground: Ground, number: int, code: str) -> Participant:
    random = Random(number)
    sex = random.choice("FM")
    name, born = make_name(random, sex), ground.today.year - random.randint(22, 65)
    return Participant(
        code=code, key=PersonKey.make(), name_km=name.km, name_latin=name.latin, sex=sex, year_of_birth=str(born),
        age_band=age_band(born, ground.today.year), commune=ground.commune_of(number), village="", safe_hours="",
        phone=f"+8559900{number % 100_000:05}", household_size=random.randint(1, 8),
        registered_on=ground.today - timedelta(days=random.randint(430, 900)),
    )  # fmt: skip


def _free_codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code() for _ in range(count - len(codes))}
        codes -= set(Participant.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes)


def _businesses(ground: Ground, numbers: range, people: list[Participant]) -> list[Business]:
    operating = Business.Status.OPERATING
    businesses = Business.objects.bulk_create(
        Business(
            livelihood=ground.kinds[number % len(ground.kinds)], key=person.key, name="", place="ជិតផ្សារ",
            status=operating, started_on=person.registered_on,
        )
        for number, person in zip(numbers, people, strict=True)
    )  # fmt: skip
    BusinessMember.objects.bulk_create(
        BusinessMember(business=business, participant=person, from_on=person.registered_on)
        for business, person in zip(businesses, people, strict=True)
    )
    BusinessStatus.objects.bulk_create(
        BusinessStatus(business=b, status=operating, from_on=b.started_on) for b in businesses
    )
    return businesses


# loans -------------------------------------------------------------------------------------------------


def _loans(ground: Ground, numbers: range, people: list[Participant], businesses: list[Business]) -> list[Case]:
    names = paper_numbers(ground.office, NumberSeries.Kind.LOAN, ground.today, len(numbers))
    cases = [_case(ground, *each) for each in zip(numbers, people, businesses, names, strict=True)]
    Loan.objects.bulk_create(case.loan for case in cases)
    return cases


def _case(ground: Ground, number: int, person: Participant, business: Business, name: str) -> Case:
    paid = number % (INSTALMENTS + 1)
    dues = _due_dates(ground.today, number, paid)
    owed = Decimal(100_000 + number % 50 * 1000) * (INSTALMENTS - paid)
    principal = Money(Decimal(100_000 + number % 50 * 1000) * INSTALMENTS, KHR)
    product, started = ground.product, dues[0] - timedelta(days=30)
    loan = Loan(
        number=name, participant=person, business=business, product=product, fund=ground.fund, office=ground.office,
        commune=person.commune, principal=principal, household_income=principal, planned_on=started,
        first_due=dues[0], officer=ground.officer_of(number), entered_by=ground.officer_of(number), purpose="",
        approved_on=started, disbursed_on=started, instalments=INSTALMENTS, shift=product.shift,
        instalment_multiple=product.instalment_multiple, outstanding_principal=owed, outstanding=owed,
        status=LoanStatus.ACTIVE if owed else LoanStatus.CLOSED, unpaid_since=dues[paid] if owed else None,
        late_since=dues[paid] if owed else None,
        closed_on=None if owed else dues[-1],
    )  # fmt: skip
    return Case(number, person, business, loan, dues, paid)


def _due_dates(today: date, number: int, paid: int) -> list[date]:
    """Such that the oldest unpaid one is a few days from today; of a loan repaid the last is past."""
    if paid == INSTALMENTS:
        first = steps(today - timedelta(days=30), [1 - INSTALMENTS], 1, Unit.MONTHS)[0]
    else:
        first = steps(today + timedelta(days=DUE_IN[number % len(DUE_IN)]), [-paid], 1, Unit.MONTHS)[0]
    return list(steps(first, range(INSTALMENTS), 1, Unit.MONTHS))


def _rows(cases: Iterable[Case]) -> Iterator[Instalment]:
    none = dict.fromkeys(
        ("interest", "fee", "penalty", "paid_interest", "paid_fee", "paid_penalty", "waived", "written_off"), NOTHING
    )
    for case in cases:
        for i, due in enumerate(case.dues, start=1):
            is_paid = i <= case.paid
            yield Instalment(
                loan=case.loan, number=i, due_on=due, currency=KHR, principal=case.share,
                balance=case.share * (INSTALMENTS - i), paid_principal=case.share if is_paid else NOTHING,
                unpaid=NOTHING if is_paid else case.share, **none,
            )  # fmt: skip


def _entries(ground: Ground, cases: list[Case]) -> Iterator[LoanTransaction]:
    vouchers = iter(paper_numbers(ground.office, NumberSeries.Kind.VOUCHER, ground.today, len(cases)))
    paid = sum(case.paid for case in cases)
    receipts = iter(paper_numbers(ground.office, NumberSeries.Kind.RECEIPT, ground.today, paid) if paid else [])
    for case in cases:
        loan, officer = case.loan, case.loan.officer
        yield _entry(loan, 1, Kind.DISBURSEMENT, loan.principal, loan.planned_on, next(vouchers),
                     entered_by=ground.cashier, channel=Channel.BANK)  # fmt: skip
        for i, due in enumerate(case.dues[: case.paid], start=1):
            yield _entry(loan, i + 1, Kind.REPAYMENT, Money(case.share, KHR), due, next(receipts),
                         entered_by=officer, holder=officer, channel=Channel.CASH, paid_by=PaidBy.SELF)  # fmt: skip


def _entry(
    loan: Loan, seq: int, kind: Kind, amount: Money, on: date, number: str, **details: object
) -> LoanTransaction:
    return LoanTransaction(
        loan=loan, seq=seq, kind=kind, amount=amount, value_on=on, posted_on=on, number=number, key=uuid4(),
        office=loan.office, entered_at=timezone.now() - timedelta(days=1), **details,
    )  # fmt: skip


def _allocations(entries: Iterable[LoanTransaction]) -> Iterator[Allocation]:
    for entry in entries:
        if entry.kind == Kind.REPAYMENT:
            yield Allocation(
                transaction=entry, instalment_number=entry.seq - 1, kind="paid", principal=entry.amount.amount,
                interest=NOTHING, fee=NOTHING, penalty=NOTHING,
            )  # fmt: skip


def _postings(ground: Ground, entries: Iterable[LoanTransaction]) -> Iterator[LedgerEntry]:
    for entry in entries:
        is_out = entry.kind == Kind.DISBURSEMENT
        yield LedgerEntry(
            fund=ground.fund, office=ground.office, posted_on=entry.posted_on, amount=entry.amount.amount,
            debit=Account.RECEIVABLE if is_out else Account.OFFICER_CASH,
            credit=Account.BANK if is_out else Account.RECEIVABLE, currency=KHR, holder=entry.holder,
            loan_transaction=entry,
        )  # fmt: skip


def _steps(ground: Ground, cases: Iterable[Case]) -> Iterator[LoanStep]:
    for case in cases:
        loan = case.loan
        yield LoanStep(loan=loan, kind=LoanStep.Kind.APPROVED, on=loan.approved_on, by=ground.manager)
        yield LoanStep(loan=loan, kind=LoanStep.Kind.PAID_OUT, on=loan.disbursed_on, by=ground.cashier)
        if loan.closed_on:
            yield LoanStep(loan=loan, kind=LoanStep.Kind.CLOSED, on=loan.closed_on, by=loan.officer)


def _milestones(cases: Iterable[Case]) -> Iterator[Milestone]:
    for case in cases:
        loan, person = case.loan, case.person
        yield Milestone(participant=person, kind=Milestone.Kind.REGISTERED, on=person.registered_on)
        yield Milestone(participant=person, kind=Milestone.Kind.FUNDED, on=loan.disbursed_on, reference=loan.number)
        if loan.closed_on:
            yield Milestone(participant=person, kind=Milestone.Kind.CLOSED, on=loan.closed_on, reference=loan.number)
