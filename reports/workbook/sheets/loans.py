"""Sheet Loans: loans paid out before. Terms left empty are the product's; the status follows from the repayments."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.models import Channel, Fund, Loan, LoanProduct, LoanTerms, LoanTransaction
from loans.services.history import PastEntry
from loans.services.past_loans import PastLoan, import_loans
from office.models import Office
from paper.core.khmer_spelling import folded
from reports.workbook.cells import Choice, days, rate, same_day, same_number, text, whole
from reports.workbook.columns import Column
from reports.workbook.folds import fold_new
from reports.workbook.plan import FundDraft, LoanDraft, Target
from reports.workbook.refs import TOGETHER, key_of
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.businesses import KEY as BUSINESSES
from reports.workbook.sheets.common import (
    MONEY,
    MOST_REF,
    REF_COLUMN,
    TEXT,
    channel_column,
    date_column,
    find_business,
    read_amount,
    warn_future,
)  # fmt: skip
from reports.workbook.sheets.participants import KEY as PARTICIPANTS

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "loans"
Method = LoanTerms.Method
METHOD = Choice(
    (Method.NONE, ("none", "no interest", "without interest", "គ្មានការប្រាក់")),
    (Method.DECLINING, ("declining", "declining balance", "ការប្រាក់លើប្រាក់ដើមនៅសល់", "ថយចុះ")),
)
TERMS = tuple(f.name for f in LoanTerms._meta.local_fields)
MOST_INSTALMENTS = 120
MOST_NAME = 80
COLUMNS = (
    REF_COLUMN,
    Column("participant", ("Participant", "អ្នកចូលរួម"), text(MOST_REF), required=True, refers_to=PARTICIPANTS, style=TEXT,
           aliases=("participant ref", "client", "លេខយោងអ្នកចូលរួម"), note=_("The ref of the participant's row.")),
    Column("business", ("Business", "មុខរបរ"), text(MOST_REF), required=True, refers_to=BUSINESSES, style=TEXT,
           aliases=("business ref", "លេខយោងមុខរបរ"), note=_("The ref of the business's row.")),
    Column("fund", ("Fund", "មូលនិធិ"), text(MOST_NAME), required=True,
           aliases=("fund code", "លេខកូដមូលនិធិ", "កូដមូលនិធិ"),
           note=_("The code of the loan fund.")),
    Column("product", ("Loan product", "ប្រភេទកម្ចី"), text(MOST_NAME), required=True, aliases=("product",),
           note=_("The name of the loan product, as on its page. It says the currency.")),
    Column("principal", ("Principal", "ប្រាក់ដើម"), text(40), required=True, same=same_number, style=MONEY,
           aliases=("amount", "loan amount", "ចំនួនទឹកប្រាក់", "ចំនួនប្រាក់", "ទំហំកម្ចី")),
    Column("annual_rate", ("Annual rate, %", "អត្រាការប្រាក់ប្រចាំឆ្នាំ, %"), rate, same=same_number,
           aliases=("annual rate", "rate", "interest rate", "អត្រាការប្រាក់", "អត្រាប្រចាំឆ្នាំ"),
           note=_("12 means 12 percent a year.")),
    Column("method", ("Interest", "ការប្រាក់"), METHOD, aliases=("method", "interest method")),
    Column("instalments", ("Instalments", "ចំនួនលើកបង់រំលស់"), whole(1, MOST_INSTALMENTS), same=same_number,
           aliases=("number of instalments", "ចំនួនលើក", "ចំនួនដងបង់", "ចំនួនការបង់រំលស់")),
    date_column("first_due", ("First due date", "ថ្ងៃត្រូវបង់លើកដំបូង"), "first due", "first due on",
                "ថ្ងៃត្រូវបង់លើកទី១"),
    Column("due_dates", ("Due dates", "ថ្ងៃត្រូវបង់"), days, same=same_day, style=TEXT,
           note=_("Only where they follow no rhythm: each date, separated by ;")),
    Column("grace", ("Grace, instalments", "រយៈពេលអនុគ្រោះ (លើក)"), whole(0, MOST_INSTALMENTS), same=same_number,
           aliases=("grace", "grace period", "រយៈពេលអនុគ្រោះ"), note=_("Instalments without principal at the start.")),
    Column("fee", ("Fee kept back", "កម្រៃសេវាកាត់ទុក"), text(40), same=same_number, style=MONEY,
           aliases=("fee", "កម្រៃសេវា")),
    date_column("disbursed_on", ("Disbursed on", "ថ្ងៃបើកប្រាក់កម្ចី"), "disbursement date", "paid out on", "date",
                "ថ្ងៃបើកប្រាក់", required=True),
    channel_column(),
    Column("officer", ("Officer's sign-in name", "ឈ្មោះចូលប្រើរបស់មន្ត្រីឥណទាន"), text(30), style=TEXT,
           aliases=("officer", "loan officer", "មន្ត្រីឥណទាន"), note=_("The officer of the commune unless stated.")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    person = check.find(line, "participant")
    business = find_business(line, check, person)
    fund, officer = _fund(line, check), line.read("officer", reader=_user(check))
    product = line.read("product", reader=_product(check))
    loan = _loan(line, product) if product else None
    disbursement = _disbursement(line, loan, check)
    if not (person and person.is_sound and business and business.is_sound):
        return
    office = _office(line, person, check)
    if line.is_sound and loan and disbursement and fund and office:
        loan.planned_on, loan.office = disbursement.value_on, office
        draft = LoanDraft(
            line=line, loan=loan, person=person, business=business, fund=fund, disbursement=disbursement,
            officer=officer or check.sources.officer_of(check.commune_of(person)),
        )  # fmt: skip
        check.add(line, draft)
        check.plan.loans.append(draft)


def settle(check: "Check") -> None:
    """Fold every new loan with its repayments, once the last sheet is read."""
    for draft in check.progress.through(check.plan.loans):
        fold_new(draft)


def write(writer: "Writer") -> None:
    for drafts in writer.progress.in_chunks(writer.plan.loans, TOGETHER):
        assert writer.second is not None, "asked for before anything was written"
        past = [_past_loan(writer, draft) for draft in drafts]
        import_loans(past, by=writer.by, second=writer.second, on=writer.on)
        for draft in drafts:
            writer.wrote(draft.line, draft.loan.pk)


def _past_loan(writer: "Writer", draft: LoanDraft) -> PastLoan:
    loan, state = draft.loan, draft.state
    assert state is not None, "the check folded every loan that it accepted"
    loan.participant, loan.business = writer.person(draft.person), writer.business(draft.business)
    loan.fund, loan.officer = writer.fund(draft.fund), draft.officer or writer.by
    return PastLoan(loan, [past.entry for past in draft.history], state)


def _user(check: "Check") -> Any:
    return lambda raw: check.sources.user(text(MOST_REF)(raw))


def _product(check: "Check") -> Any:
    return lambda raw: check.sources.product(text(MOST_NAME)(raw))


def _fund(line: Line, check: "Check") -> Fund | FundDraft | None:
    typed = line.read("fund")
    if not typed:
        return None
    found = check.sources.fund(typed) or check.plan.funds.get(folded(typed))
    if found is None and not check.has_errors("funds"):
        line.error("fund", "fund.unknown")
    return found


def _loan(line: Line, product: LoanProduct) -> Loan | None:
    """The loan of this line with the product's terms, where the line does not state its own."""
    currency = product.currency
    principal = read_amount(line, "principal", currency)
    fee = read_amount(line, "fee", currency, zero=True) if line.has("fee") else Decimal(0)
    terms = {name: getattr(product, name) for name in TERMS} | _stated_terms(line, product)
    due_dates = line.read("due_dates", ())
    first_due = line.read("first_due")
    if due_dates:
        _check_count(line, due_dates)
        terms["instalments"] = len(due_dates)
    if not line.is_sound or principal is None:
        return None
    amounts: dict[str, Any] = {"principal": Money(principal, currency), "household_income": Money(0, currency)}
    return Loan(
        product=product, fee=fee, **amounts, **terms,
        first_due=None if due_dates else first_due, due_dates=[d.isoformat() for d in due_dates or ()],
    )  # fmt: skip


def _stated_terms(line: Line, product: LoanProduct) -> dict[str, Any]:
    rate, method = line.read("annual_rate", product.annual_rate), line.read("method", product.method)
    if line.has("annual_rate") and rate and method == Method.NONE:
        line.error("annual_rate", "rate.without_interest")
    return {
        "method": method,
        "annual_rate": Decimal(0) if method == Method.NONE else rate,
        "instalments": line.read("instalments", product.instalments),
        "principal_grace": line.read("grace", product.principal_grace),
    }


def _check_count(line: Line, due_dates: tuple[Any, ...]) -> None:
    stated = line.read("instalments", len(due_dates))
    if stated is not None and stated != len(due_dates):
        line.error("instalments", "instalments.not_the_dates", dates=len(due_dates))


def _disbursement(line: Line, loan: Loan | None, check: "Check") -> PastEntry | None:
    value_on, channel = line.read("disbursed_on"), line.read("channel", Channel.CASH)
    warn_future(line, "disbursed_on", value_on, check)
    if loan is None or value_on is None or channel is None:
        return None
    kind = LoanTransaction.Kind.DISBURSEMENT
    return PastEntry(kind, loan.principal, value_on, key_of(KEY, line.ref), channel)


def _office(line: Line, person: Target, check: "Check") -> Office | None:
    """The office of the participant's commune, else the importer's."""
    office = check.sources.office_of(check.commune_of(person)) or (check.by.office if check.by else None)
    if office is None:
        line.error("participant", "commune.no_office")
    return office


SHEET = Sheet(KEY, ("Loans", "កម្ចី"), COLUMNS, check, write, settle=settle, weight=12)
