"""One business as its page shows it: whose, how it stands, what it works with, what it earned."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from moneyed import Money

from livelihoods.documents import Facts, StatusLine, status_lines
from livelihoods.models import Business, IncomeRecord, Participant
from office.models import User

MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month as told: of the whole business, and of the household of who told it where the reader may see it."""

    record: IncomeRecord

    @property
    def visit_url(self) -> str:
        return reverse("livelihoods:visit", args=[self.record.visit_id]) if self.record.visit_id else ""

    @property
    def revenue(self) -> Money | None:
        return None if self.record.revenue is None else Money(self.record.revenue, self.record.currency)

    @property
    def cost(self) -> Money | None:
        return None if self.record.cost is None else Money(self.record.cost, self.record.currency)


@dataclass(frozen=True, slots=True)
class MemberLine:
    pk: int
    shown: str
    url: str  # empty for a member out of the reader's scope
    code: str
    share: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class BusinessPage:
    """One business for its page; names and places only for those who see names."""

    name: str
    facts: Facts
    members: tuple[MemberLine, ...]
    assets: tuple[Any, ...]
    shocks: tuple[Any, ...]
    months: tuple[MonthLine, ...]
    visits: tuple[Any, ...]
    history: tuple[StatusLine, ...]
    may_change: bool
    sees_names: bool


def business_page(business: Business, *, to: User) -> BusinessPage:
    sees = to.has_perm("livelihoods.see_names")
    records = business.income_records.standing().exclude(revenue=None).order_by("-month", "-pk")
    visits = business.visits.standing().order_by("-on", "-pk").select_related("participant")
    return BusinessPage(
        name=business.name if sees else "",
        facts=_facts_of(business, sees=sees),
        members=_member_lines(business, to),
        assets=tuple(business.assets.select_related("business__key")),
        shocks=tuple(business.shocks.order_by("-on")),
        months=tuple(MonthLine(record) for record in records[:MOST_ROWS]),
        visits=tuple(visits[:MOST_ROWS]),
        history=status_lines(business),
        may_change=to.has_perm("livelihoods.change_participant") and not business.key.is_destroyed,
        sees_names=sees,
    )


def _facts_of(business: Business, *, sees: bool) -> Facts:
    worked = business.visits.standing().exclude(jobs=None).order_by("on", "pk").last()
    jobs = f"{worked.jobs.normalize():f} ({worked.on:%d/%m/%Y})" if worked and worked.jobs is not None else ""
    return (
        *([(_("Place of the business"), business.place)] if sees and business.place else []),
        *([(_("Operating since"), f"{business.started_on:%d/%m/%Y}")] if business.started_on else []),
        *([(_("People working (full-day equivalent)"), jobs)] if jobs else []),
    )


def _member_lines(business: Business, to: User) -> tuple[MemberLine, ...]:
    members = list(business.memberships.select_related("participant__key").order_by("to_on", "from_on", "pk"))
    seen = Participant.objects.visible_to(to).filter(memberships__business=business)
    visible = set(seen.values_list("pk", flat=True))
    return tuple(
        MemberLine(
            m.pk,
            m.participant.shown_to(to) if m.participant_id in visible else pgettext("of a business", "another member"),
            m.participant.get_absolute_url() if m.participant_id in visible else "",
            m.participant.code if m.participant_id in visible else "",
            f"{m.share.normalize():f} %", m.from_on, m.to_on,
        )
        for m in members
    )  # fmt: skip
