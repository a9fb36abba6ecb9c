"""Who needs a visit."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from loans.models import Loan
from office import trail
from office.requests import SignedInRequest
from reports.early_warning import early_warning, to_visit

PER_PAGE = 25


@permission_required(("loans.view_loan", "livelihoods.see_names"), raise_exception=True)
def visits(request: SignedInRequest) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    page = Paginator(to_visit(Loan.objects.visible_to(user), on=today).for_lists(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    trail.record(trail.Act.LIST, Loan, by=user, objects=page.object_list)
    rows = [(early_warning(loan), loan.client_shown_to(user)) for loan in page]
    return render(request, "reports/visits.html", {"rows": rows, "page": page})
