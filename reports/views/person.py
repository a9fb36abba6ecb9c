"""A participant's page: one story, top to bottom."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from livelihoods.documents import business_cards, consent_lines, person_card
from livelihoods.models import Participant, Task
from loans.folding import fold_loan
from loans.models import Loan
from loans.views.facts import acts_on, figures_of
from office import trail
from office.requests import SignedInRequest
from reports.income_picture import income_picture
from reports.story import current_loan, story_of


@permission_required("livelihoods.view_participant", raise_exception=True)
def participant(request: SignedInRequest, code: str) -> HttpResponse:
    user = request.user
    people = Participant.objects.visible_to(user).select_related("key", "commune__parent")
    person = get_object_or_404(people, code=code)
    trail.record(trail.Act.READ, person, by=user)
    loan, today = current_loan(person, user), timezone.localdate()
    state = fold_loan(loan) if loan else None
    cards = business_cards(person, to=user)
    loans = Loan.objects.visible_to(user).filter(participant=person).for_lists().order_by("-pk")
    context = {
        "person": person,
        "name": person.shown_to(user),
        "kinds": [card.livelihood for card in cards],
        "card": person_card(person, to=user, on=today),
        "business_cards": cards,
        "consent_lines": consent_lines(person),
        "may_change": user.has_perm("livelihoods.change_participant") and not person.is_forgotten,
        "loan": loan,
        "state": state,
        "today": today,
        "figures": figures_of(loan, state, on=today) if loan and state else [],
        "acts": acts_on(loan, user) if loan else [],
        "loans": loans,
        "tasks": Task.objects.visible_to(user).waiting().filter(participant=person).for_lists(),
        "picture": income_picture(person, with_loans=user.has_perm("loans.view_loan"), on=today),
        "story": story_of(person, user),
        "linkages": person.linkages.open().select_related("participant__key"),
        "may_apply": user.has_perm("loans.apply_for_loan"),
    }
    return render(request, "reports/participant.html", context)
