"""Receipt books of an office's officers, with the leaves that are missing."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loans.forms.paper_books import PaperBookForm
from loans.models import PaperBook
from loans.services.paper_books import hand_out_book, states_of, take_back_book
from loans.views.cash import MAY
from loans.views.common import office_or_404
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


@require_POST
@permission_required(MAY, raise_exception=True)
def paper_book_back(request: SignedInRequest, pk: int) -> HttpResponse:
    book = get_object_or_404(PaperBook, pk=pk, officer__office=office_or_404(request))
    take_back_book(book, on=timezone.localdate(), by=request.user)
    messages.success(request, _("Recorded."))
    return redirect("loans:paper-books")
