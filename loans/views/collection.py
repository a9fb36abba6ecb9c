"""A commune's collections of one day: on the screen posted in one go, row by row; on paper to be filled in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import Participant
from loans.documents.collection_sheet import build_collection_sheet, render_collection_sheet
from loans.due import DueLoan, due_loans, due_row
from loans.errors import Doubtful
from loans.forms.collection import CollectionForm
from loans.models import Loan
from loans.services.repayments import record_repayment
from office import trail
from office.errors import Refusal
from office.models import Place
from office.requests import SignedInRequest
from paper.exports import pdf_response
from paper.forms import AmountField, KeyField

MOST_ROWS = 200


@dataclass(slots=True)
class Row:
    """One loan on the sheet, with what was typed for it and what became of it."""

    due: DueLoan
    client: str
    key: str
    amount: str = ""
    paper_no: str = ""
    sure: str = ""
    error: str = ""
    questions: list[str] = field(default_factory=list)
    entry: Any = None


@permission_required(("loans.record_repayment", "livelihoods.view_participant"), raise_exception=True)
def collection(request: SignedInRequest) -> HttpResponse:
    """What is typed is recorded row by row, each under its own key; a row that cannot be stays, with the reason."""
    form, place, on = _asked(request)
    rows = _rows(request, place, on)
    if request.method == "POST":
        for row in rows:
            _read(row, request.POST)
            if row.amount and row.entry is None:
                _record(row, on, request)
    context = {
        "form": form, "place": place, "on": on, "rows": rows,
        "recorded": [row for row in rows if row.entry], "left": sum(1 for row in rows if row.error or row.questions),
    }  # fmt: skip
    return render(request, "loans/collection.html", context)


@permission_required(("loans.record_repayment", "livelihoods.view_participant"), raise_exception=True)
def collection_pdf(request: SignedInRequest) -> HttpResponse:
    _form, place, on = _asked(request)
    due = [row.due for row in _rows(request, place, on)]
    sheet = build_collection_sheet(due, on=on, place=_in_both(place) if place else _("All"))
    trail.record(trail.Act.PRINT, Loan, by=request.user, objects=[row.loan for row in due], fields=["collection_sheet"])
    name = f"collection-{place.pk if place else 'all'}-{on}.pdf"
    return pdf_response(name, render_collection_sheet(sheet, language="both"))


def _asked(request: SignedInRequest) -> tuple[CollectionForm, Place | None, date]:
    """The commune and day asked for; what is out of scope is not there."""
    seen = Participant.objects.visible_to(request.user).values("commune")
    communes = Place.objects.filter(pk__in=seen).select_related("parent").order_by("pk")
    today = timezone.localdate()
    form = CollectionForm(request.GET or None, communes=communes, initial={"on": today})
    values = form.cleaned_data if form.is_valid() else {}
    place = get_object_or_404(communes, pk=request.GET["commune"]) if request.GET.get("commune") else None
    return form, place, values.get("on") or today


def _rows(request: SignedInRequest, place: Place | None, on: date) -> list[Row]:
    """Due by the day in the order of the list; on a sheet sent, the loans it was sent for."""
    loans = Loan.objects.visible_to(request.user)
    if place:
        loans = loans.filter(participant__commune=place)
    sent = [pk for name in request.POST if (pk := name.removeprefix("key-")) != name and pk.isdecimal()]
    wanted = loans.filter(pk__in=sent) if sent else loans
    due = [due_row(loan, on=on) for loan in due_loans(wanted, on=on).for_lists()[:MOST_ROWS]]
    trail.record(trail.Act.LIST, Loan, by=request.user, objects=[row.loan for row in due])
    found = [Row(each, each.loan.client_shown_to(request.user), str(uuid4())) for each in due]
    missing = set(map(int, sent)) - {row.due.loan.pk for row in found}
    return found + _repaid(wanted.filter(pk__in=missing), request, on)


def _repaid(loans: Any, request: SignedInRequest, on: date) -> list[Row]:
    """Loans of a sheet sent again to which nothing is due any more: their answer is still owed."""
    nothing = [DueLoan(loan, Money(0, loan.currency), 0, on) for loan in loans.for_lists()]
    return [Row(each, each.loan.client_shown_to(request.user), str(uuid4())) for each in nothing]


def _read(row: Row, typed: Any) -> None:
    pk = row.due.loan.pk
    row.key = typed.get(f"key-{pk}", row.key)
    row.amount = typed.get(f"amount-{pk}", "").strip()
    row.paper_no = typed.get(f"paper-{pk}", "").strip()
    row.sure = typed.get(f"sure-{pk}", "")


def _record(row: Row, on: date, request: SignedInRequest) -> None:
    """One row, in a transaction of its own: what is wrong with it touches no other."""
    loan = row.due.loan
    try:
        amount = AmountField(currency=loan.currency).clean(row.amount)
        key = KeyField().clean(row.key)
        paper_no = forms.CharField(max_length=20, required=False).clean(row.paper_no)
        assert amount is not None
        row.entry = record_repayment(
            loan_id=loan.pk, amount=amount, value_on=on, key=key, by=request.user, paper_no=paper_no,
            sure=row.sure.split(),
        )  # fmt: skip
    except ValidationError as wrong:
        row.error = " ".join(wrong.messages)
    except Doubtful as doubtful:
        row.questions = list(doubtful.questions.values())
        row.sure = " ".join([*row.sure.split(), *doubtful.questions])
    except Refusal as refused:
        row.error = str(refused)


def _in_both(place: Place) -> str:
    return f"{place.name_km} · {place.name_en}"
