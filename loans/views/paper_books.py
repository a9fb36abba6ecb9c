"""Receipt books of an office's officers, with the leaves that are missing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loans.forms.paper_books import PaperBookForm, SpoiledLeafForm
from loans.models import PaperBook, SpoiledLeaf
from loans.services.paper_books import hand_out_book, spoil_leaf, states_of, take_back_book
from loans.views.cash import MAY
from loans.views.common import act_form, office_or_404
from office.errors import Refusal
from office.requests import SignedInRequest


@permission_required(MAY, raise_exception=True)
def paper_books(request: SignedInRequest) -> HttpResponse:
    office = office_or_404(request)
    form = PaperBookForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            hand_out_book(**form.cleaned_data, by=request.user)
        except Refusal as refused:
            refused.show_on(form)
        else:
            messages.success(request, _("Recorded."))
            return redirect("loans:paper-books")
    books = PaperBook.objects.filter(officer__office=office).select_related("officer__key")
    return render(request, "loans/paper_books.html", {"form": form, "states": states_of(books)})


@permission_required(MAY, raise_exception=True)
def leaf_spoil(request: SignedInRequest) -> HttpResponse:
    office = office_or_404(request)

    def act(values: dict[str, Any]) -> SpoiledLeaf:
        return spoil_leaf(office=office, on=timezone.localdate(), by=request.user, **values)

    def done(spoiled: SpoiledLeaf) -> HttpResponse:
        messages.success(request, _("Recorded."))
        return redirect("loans:paper-books")

    return act_form(
        request, SpoiledLeafForm(request.POST or None), act, done, page_title=_("Note a spoiled leaf"),
        submit=_("Record"), back_url=reverse("loans:paper-books"), back_label=_("Receipt books"),
        notice=_("Only a leaf under which no money was taken."),
    )  # fmt: skip


@require_POST
@permission_required(MAY, raise_exception=True)
def paper_book_back(request: SignedInRequest, pk: int) -> HttpResponse:
    book = get_object_or_404(PaperBook, pk=pk, officer__office=office_or_404(request))
    take_back_book(book, on=timezone.localdate(), by=request.user)
    messages.success(request, _("Recorded."))
    return redirect("loans:paper-books")
