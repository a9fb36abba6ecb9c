"""A person's income against the instalments, month by month, in riel."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum
from moneyed import Money

from livelihoods.models import BusinessMember, IncomeRecord, Participant
from loans.models import PAID_OUT, Instalment
from office.core.months import first_of, last_of
from office.rates import Rates
from reports.core.picture import Month, Picture, draw, months_shown

WHOLE = Decimal(100)
ByMonth = dict[date, Decimal]


def income_picture(participant: Participant, *, with_loans: bool, on: date) -> Picture | None:
    """None while there is nothing to compare: no income told, or no month at all.

    Dollars in riel at the rate of the month (of today for what is still to come); of a shared business the share.
    """
    household, business = _told(participant)
    due = _due(participant, on=on) if with_loans else {}
    days = [*household, *business, *due]
    if not household and not business:
        return None
    months = months_shown(min(days), max(days))
    return draw([Month(m, household.get(m), business.get(m), due.get(m, Decimal(0))) for m in months])


def _told(participant: Participant) -> tuple[ByMonth, ByMonth]:
    """Household net and the person's share of business net; of several of one month the last told counts."""
    shares = dict(
        BusinessMember.objects.filter(participant=participant).order_by("pk").values_list("business", "share")
    )
    mine = Q(participant=participant) | Q(business__in=shares)
    household: ByMonth = {}
    earned: dict[tuple[date, int | None], Decimal] = {}
    for record in IncomeRecord.objects.standing().filter(mine).order_by("told_on", "pk"):
        if record.household_khr is not None and record.participant_id == participant.pk:
            household[record.month] = record.household_khr
        if record.net_khr is not None:
            share = shares.get(record.business_id, WHOLE) if record.business_id else WHOLE
            earned[record.month, record.business_id] = record.net_khr * share / WHOLE
    business: ByMonth = defaultdict(Decimal)
    for (month, _business), net in earned.items():
        business[month] += net
    return household, dict(business)


def _due(participant: Participant, *, on: date) -> ByMonth:
    """Dollars from before any rate was set cannot be drawn beside riel."""
    rows = Instalment.objects.filter(loan__participant=participant, loan__status__in=PAID_OUT)
    whole = F("principal") + F("interest") + F("fee") + F("penalty") - F("waived")
    due: ByMonth = defaultdict(Decimal)
    rates = Rates()
    for day, currency, total in rows.values_list("due_on", "currency").annotate(total=Sum(whole)).order_by("due_on"):
        rate_on = min(last_of(day), on)
        if rates.has(currency, rate_on):
            due[first_of(day)] += rates.in_riel(Money(total, currency), rate_on)
    return dict(due)
