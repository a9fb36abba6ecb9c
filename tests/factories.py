"""The smallest valid objects; a test states what matters to it. Amounts are small and round enough to check by eye."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.contrib.auth.models import Group
from moneyed import Money

from livelihoods.models import Business, LivelihoodKind, Participant
from livelihoods.services import add_business, register_participant
from loans.models import Channel, Fund, Loan, LoanProduct, LoanTransaction
from loans.services.applications import approve_loan, save_application, submit_application
from loans.services.disbursing import pay_out
from loans.services.funds import receive_capital
from loans.services.repayments import record_repayment
from office import roles
from office.models import CommuneAssignment, Office, OfficeCommune, Place, User

PASSWORD = "bamboo-river-lantern"
LONG_AGO = date(2025, 1, 1)
EVERY_DOUBT = ("future", "too_early", "too_much", "credit", "no_rate", "paper_no", "reference", "again")
_numbers = count(1)


def riel(amount: int | str) -> Money:
    return Money(Decimal(amount), "KHR")


def usd(amount: int | str) -> Money:
    return Money(Decimal(amount), "USD")


# --- Office ---------------------------------------------------------------------------------------------------


def commune(code: str = "010201") -> Place:
    """Banteay Neang, or the commune of that code."""
    return Place.objects.get(code=code, level="commune")


def make_office(code: str = "BM", *, communes: tuple[str, ...] = ("010201", "010202")) -> Office:
    office, _created = Office.objects.get_or_create(
        code=code, defaults={"name_km": "ការិយាល័យប៉ោយប៉ែត", "name_en": "Poipet office", "phone": "012 000 111"}
    )
    for each in communes:
        OfficeCommune.objects.get_or_create(commune_id=each, defaults={"office": office})
    return office


def make_user(
    username: str = "", *, role: str = roles.OFFICER, office: Office | None = None, communes: tuple[str, ...] = (),
    **fields: object,
) -> User:  # fmt: skip
    """A user of one role; communes are assigned from long ago without end."""
    user = User.objects.create_user(
        username or f"{role}-{next(_numbers)}", PASSWORD, office=office or make_office(), **{"language": "en", **fields}
    )
    user.groups.add(Group.objects.get(name=role))
    for each in communes:
        CommuneAssignment.objects.create(user=user, commune=commune(each), from_on=LONG_AGO)
    return user


# --- Livelihoods ----------------------------------------------------------------------------------------------


def make_participant(
    *, by: User | None = None, at: str = "010201", on: date = LONG_AGO, **fields: object
) -> Participant:
    values = {"name_km": "សុខ សុភា", "name_latin": "Sok Sophea", "sex": "F", "year_of_birth": 1990, "phone": "", **fields}
    return register_participant(commune=commune(at), by=by or make_user(communes=(at,)), on=on, **values)


def make_business(
    participant: Participant, *, kind: str = "phone-repair", by: User | None = None, **fields: object
) -> Business:
    livelihood = LivelihoodKind.objects.get(slug=kind)
    return add_business(
        participant=participant, livelihood=livelihood, by=by or make_user(), on=LONG_AGO,
        **{"status": Business.Status.OPERATING, "started_on": LONG_AGO, **fields},
    )  # fmt: skip


# --- Loans ----------------------------------------------------------------------------------------------------


def make_fund(code: str = "F1", *, capital: Money | None = None) -> Fund:
    fund, created = Fund.objects.get_or_create(
        code=code, defaults={"name_km": "មូលនិធិទី១", "name_en": "First fund", "funder": "A Foundation"}
    )
    if created or capital:
        receive_capital(
            fund=fund, amount=capital or riel(100_000_000), value_on=LONG_AGO, key=uuid4(), channel=Channel.BANK,
            by=make_user(role=roles.MANAGER),
        )  # fmt: skip
    return fund


def make_product(**fields: object) -> LoanProduct:
    values = {
        "name_km": "កម្ចីគ្មានការប្រាក់", "name_en": "Loan without interest", "currency": "KHR",
        "least_principal": 100_000, "greatest_principal": 40_000_000, "instalment_multiple": Decimal(100), **fields,
    }  # fmt: skip
    product, _created = LoanProduct.objects.get_or_create(
        name_en=values.pop("name_en"), currency=values.pop("currency"), defaults=values
    )
    return product


def make_application(
    *, participant: Participant | None = None, officer: User | None = None, principal: Money | None = None,
    planned_on: date = date(2026, 1, 15), on: date = date(2026, 1, 5), product: LoanProduct | None = None,
    income: Money | None = None, **terms: object,
) -> Loan:  # fmt: skip
    """A draft of 1,200,000 riel without interest in 12 monthly instalments, unless told otherwise."""
    officer = officer or make_user(communes=("010201",))
    participant = participant or make_participant(by=officer)
    business = participant.businesses.first() or make_business(participant, by=officer)
    product = product or make_product()
    principal = principal or riel(1_200_000)
    loan = Loan(
        participant=participant, business=business, product=product, fund=make_fund(), office=make_office(),
        officer=officer, principal=principal, planned_on=planned_on,
        household_income=principal if income is None else income,
        **{"instalment_multiple": product.instalment_multiple, "shift": "none", **terms},
    )  # fmt: skip
    return save_application(loan, debts=[], guarantors=[], by=officer, on=on)


def make_approved(*, manager: User | None = None, approved_on: date | None = None, **fields: object) -> Loan:
    """Approved nine days before the planned payout, unless told otherwise."""
    loan = make_application(**fields)
    approved_on = approved_on or loan.planned_on - timedelta(days=9)
    submit_application(loan_id=loan.pk, by=loan.officer, on=approved_on)
    return approve_loan(loan_id=loan.pk, by=manager or make_user(role=roles.MANAGER), on=approved_on)


def make_active(*, cashier: User | None = None, paid_out_on: date | None = None, **fields: object) -> Loan:
    """Paid out in cash on the planned day."""
    loan = make_approved(**fields)
    pay_out(
        loan_id=loan.pk, value_on=paid_out_on or loan.planned_on, channel=Channel.CASH, key=uuid4(),
        by=cashier or make_user(role=roles.CASHIER),
    )  # fmt: skip
    return Loan.objects.get(pk=loan.pk)


def receive(loan: Loan, amount: Money, on: date, **fields: object) -> LoanTransaction:
    """A repayment in cash taken by the loan's officer."""
    entry = record_repayment(
        loan_id=loan.pk,
        amount=amount,
        value_on=on,
        **{"key": uuid4(), "by": loan.officer, "sure": EVERY_DOUBT, **fields},
    )
    loan.refresh_from_db()
    return entry
