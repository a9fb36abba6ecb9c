"""Adding sites, their dates, their budget, and what was spent in them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from office import trail
from office.core.money import is_countable
from office.core.months import months_between
from office.errors import KeySentBefore
from office.models import Place, User
from trainings.errors import TrainingError
from trainings.models import Site, SiteBudget, SiteCost

MOST_MONTHS = 36


@transaction.atomic
def add_sites(communes: Iterable[Place], *, planned_start: date | None, by: User) -> list[Site]:
    """Planned sites in these communes; those that are sites already stay as they are."""
    codes = [commune.pk for commune in communes]
    known = set(Site.objects.filter(commune__in=codes).values_list("commune_id", flat=True))
    new = [Site(commune_id=code, planned_start=planned_start) for code in codes if code not in known]
    # Somebody else may add the same commune at this moment: theirs stays.
    Site.objects.bulk_create(new, ignore_conflicts=True)
    made = list(Site.objects.filter(commune__in=[site.commune_id for site in new]).order_by("pk"))
    trail.record(trail.Act.WRITE, Site, by=by, objects=made, fields=["added"])
    return made


@transaction.atomic
def change_site(
    site: Site, *, planned_start: date | None, started_on: date | None, closed_on: date | None, by: User, on: date
) -> Site:
    """Its dates, from which its status follows."""
    site = Site.objects.select_for_update().get(pk=site.pk)
    for name, day in (("started_on", started_on), ("closed_on", closed_on)):
        if day is not None and day > on:
            raise TrainingError(_("This day has not come yet."), field=name)
    if started_on and closed_on and closed_on < started_on:
        raise TrainingError(_("A site cannot close before it started."), field="closed_on")
    wanted = {"planned_start": planned_start, "started_on": started_on, "closed_on": closed_on}
    changed = [name for name, day in wanted.items() if getattr(site, name) != day]
    for name in changed:
        setattr(site, name, wanted[name])
    site.save(update_fields=list(wanted))
    if changed:
        trail.record(trail.Act.WRITE, site, by=by, fields=changed)
    return site


@transaction.atomic
def set_budget(site: Site, *, first: date, last: date, amounts: Mapping[str, Money], by: User) -> int:
    """The same amounts, by line, for each month from `first` to `last`; how many of them are new.

    What was set before stays as history; what is set again as it stands is no change.
    """
    Site.objects.select_for_update().get(pk=site.pk)
    months = list(months_between(first, last))
    if not months:
        raise TrainingError(_("The last month lies before the first."), field="last")
    if len(months) > MOST_MONTHS:
        raise TrainingError(_("At most %(most)s months at once.") % {"most": MOST_MONTHS}, field="last")
    for line, amount in amounts.items():
        _check_countable(amount, line)
    in_force = _in_force(site, months)
    new = [
        SiteBudget(site=site, month=month, line=line, amount=amount, set_by=by)  # type: ignore[misc]
        for month in months
        for line, amount in amounts.items()
        if in_force.get((month, line, amount.currency.code)) != amount.amount
    ]
    SiteBudget.objects.bulk_create(new)
    if new:
        trail.record(trail.Act.WRITE, site, by=by, fields=["budget"])
    return len(new)


@transaction.atomic
def record_cost(
    site: Site, *, line: str, amount: Money, spent_on: date, key: UUID, by: User, on: date, reference: str = ""
) -> SiteCost:
    """A sum spent. The same key with the same content is the same entry; with other content KeySentBefore."""
    Site.objects.select_for_update().get(pk=site.pk)
    if earlier := SiteCost.objects.filter(key=key).first():
        told = (earlier.site_id, earlier.line, earlier.amount, earlier.spent_on)
        if told == (site.pk, line, amount, spent_on):
            return earlier
        raise KeySentBefore
    if spent_on > on:
        raise TrainingError(_("This day has not come yet."), field="spent_on")
    _check_countable(amount, "amount")
    if not amount.amount:
        raise TrainingError(_("The amount must be above zero."), field="amount")
    cost = SiteCost.objects.create(  # type: ignore[misc]
        site=site, line=line, amount=amount, spent_on=spent_on, reference=reference, key=key, entered_by=by
    )
    trail.record(trail.Act.WRITE, cost, by=by, fields=["added"])
    return cost


@transaction.atomic
def reverse_cost(cost: SiteCost, *, key: UUID, by: User) -> SiteCost:
    """A row that takes it back; asked twice, it is one row. A reversal is not reversed: record the cost anew."""
    cost = SiteCost.objects.select_for_update(of=("self",)).get(pk=cost.pk)
    if cost.reverses_id is not None:
        raise TrainingError(_("A reversal stays: record the cost anew."))
    if earlier := SiteCost.objects.filter(reverses=cost).first():
        return earlier
    reversal = SiteCost.objects.create(
        site_id=cost.site_id, line=cost.line, amount=cost.amount, spent_on=cost.spent_on, reverses=cost, key=key,
        entered_by=by,
    )  # fmt: skip
    trail.record(trail.Act.WRITE, reversal, by=by, fields=["reverses"])
    return reversal


def _in_force(site: Site, months: list[date]) -> dict[tuple[date, str, str], Decimal]:
    rows = SiteBudget.objects.filter(site=site, month__in=months).in_force()
    return {(row.month, row.line, row.amount.currency.code): row.amount.amount for row in rows}


def _check_countable(amount: Money, field: str) -> None:
    if not is_countable(amount):
        raise TrainingError(_("The smallest note is 100 riel."), field=field)
