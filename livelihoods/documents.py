"""A person as the pages show them: frozen values with every word on them, and nothing the reader may not see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from livelihoods.models import Business, BusinessMember, Consent, Participant
from livelihoods.phones import shown_phone
from office.core.ages import age_in_year
from office.models import User

Facts = tuple[tuple[str, Any], ...]
Act = tuple[str, str]  # its word, and where it is done


# What a business does now, as a tone: a closed business is no success, as a closed loan is.
TONES = {Business.Status.OPERATING.value: "done", Business.Status.PAUSED.value: "due"}


@dataclass(frozen=True, slots=True)
class PersonCard:
    code: str
    shown: str  # the name, or the code where names are not for the reader
    other_name: str  # in the other script
    facts: Facts
    phone: str
    phone_link: str  # empty where the person is not to be called
    call_note: str
    safe_hours: str
    acts: tuple[Act, ...]
    is_forgotten: bool


@dataclass(frozen=True, slots=True)
class StatusLine:
    label: str
    status: str
    from_on: date

    @property
    def tone(self) -> str:
        return TONES.get(self.status, "")


@dataclass(frozen=True, slots=True)
class BusinessCard:
    livelihood: str
    name: str
    status: str
    status_label: str
    facts: Facts
    history: tuple[StatusLine, ...]
    url: str
    change_url: str

    @property
    def tone(self) -> str:
        return TONES.get(self.status, "")


@dataclass(frozen=True, slots=True)
class ConsentLine:
    purpose: str
    label: str
    given_on: date | None
    withdrawn_on: date | None

    @property
    def stands(self) -> bool:
        return self.given_on is not None and self.withdrawn_on is None


def person_card(participant: Participant, *, to: User, on: date) -> PersonCard:
    """The person, for this reader. Reading is noted in the trail by whoever shows it."""
    sees = to.has_perm("livelihoods.see_names") and not participant.is_forgotten
    note = _call_note(participant) if sees and participant.phone else ""
    died = participant.status == Participant.Status.DIED
    phone = participant.phone if sees and not died else ""
    return PersonCard(
        code=participant.code,
        shown=participant.shown_to(to),
        other_name=participant.name_latin if sees else "",
        facts=_person_facts(participant, sees=sees, on=on),
        phone=shown_phone(phone),
        phone_link="" if note else phone,
        call_note=note,
        safe_hours=participant.safe_hours if sees and not died else "",
        acts=_acts_on(participant, to),
        is_forgotten=participant.is_forgotten,
    )


def business_cards(participant: Participant, *, to: User) -> tuple[BusinessCard, ...]:
    """The person's businesses, the newest first. A member out of the reader's scope is "another member"."""
    mine = participant.memberships.select_related("business__livelihood", "business__key")
    mine = mine.prefetch_related("business__statuses", "business__memberships__participant__key").order_by("-pk")
    memberships = list(mine)
    others = {m.participant_id for mine in memberships for m in mine.business.memberships.all()} - {participant.pk}
    visible = set(Participant.objects.visible_to(to).filter(pk__in=others).values_list("pk", flat=True))
    return tuple(_business_card(m, visible, to=to, sealed=participant.is_forgotten) for m in memberships)


def consent_lines(participant: Participant) -> tuple[ConsentLine, ...]:
    """For each purpose, what was said last."""
    last = {c.purpose: c for c in participant.consents.order_by("given_on", "pk")}
    return tuple(_consent_line(purpose, last.get(purpose.value)) for purpose in Consent.Purpose)


def status_lines(business: Business) -> tuple[StatusLine, ...]:
    """The newest first."""
    lines = (StatusLine(s.get_status_display(), s.status, s.from_on) for s in business.statuses.all())
    return tuple(lines)[::-1]


def _consent_line(purpose: Consent.Purpose, last: Consent | None) -> ConsentLine:
    return ConsentLine(
        purpose.value, str(purpose.label), last.given_on if last else None, last.withdrawn_on if last else None
    )


def _person_facts(participant: Participant, *, sees: bool, on: date) -> Facts:
    commune = participant.commune
    where = [commune.full_name, *([commune.parent.full_name] if commune.parent else [])]
    return (
        (_("Sex"), participant.get_sex_display()),
        (_("Year of birth"), _birth(participant, on=on))
        if sees
        else (_("Age band"), participant.get_age_band_display()),
        (_("Commune"), " · ".join(where)),
        *([(_("Village"), participant.village)] if sees and participant.village else []),
        (_("People in the household"), participant.household_size),
        (_("Status"), participant.get_status_display()),
        (_("Registered on"), f"{participant.registered_on:%d/%m/%Y}"),
    )


def _birth(participant: Participant, *, on: date) -> str:
    year = int(participant.year_of_birth)
    return _("%(year)s (turns %(age)s this year)") % {"year": year, "age": age_in_year(year, on.year)}


def _call_note(participant: Participant) -> str:
    """Why the person is not to be called, or nothing."""
    if participant.status == Participant.Status.DIED:
        return ""
    if not participant.consents.filter(purpose=Consent.Purpose.CALL, withdrawn_on=None).exists():
        return _("Has not agreed to be called.")
    return ""


def _acts_on(participant: Participant, to: User) -> tuple[Act, ...]:
    if participant.is_forgotten or not to.has_perm("livelihoods.change_participant"):
        return ()
    acts = [
        (_("Change the details"), "participant-change"),
        (_("Move to another commune"), "participant-move"),
    ]
    if to.has_perm("livelihoods.see_all_communes"):
        acts.append((_("Forget this person"), "participant-forget"))
    return tuple((word, reverse(f"livelihoods:{name}", args=[participant.code])) for word, name in acts)


def _business_card(mine: BusinessMember, visible: set[int], *, to: User, sealed: bool) -> BusinessCard:
    business = mine.business
    sees = to.has_perm("livelihoods.see_names")
    may_change = to.has_perm("livelihoods.change_participant") and not sealed
    return BusinessCard(
        livelihood=business.livelihood.name,
        name=business.name if sees else "",
        status=business.status,
        status_label=str(business.get_status_display()),
        facts=_business_facts(mine, visible, to=to, place=business.place if sees else ""),
        history=status_lines(business),
        url=reverse("livelihoods:business", args=[business.pk]),
        change_url=reverse("livelihoods:business-change", args=[business.pk]) if may_change else "",
    )


def _business_facts(mine: BusinessMember, visible: set[int], *, to: User, place: str) -> Facts:
    business = mine.business
    others = [m for m in business.memberships.all() if m.pk != mine.pk and m.to_on is None]
    return (
        *([(_("Place of the business"), place)] if place else []),
        *([(_("Operating since"), f"{business.started_on:%d/%m/%Y}")] if business.started_on else []),
        *([(_("Share, percent"), f"{mine.share.normalize():f}")] if others else []),
        *([(_("Together with"), ", ".join(_members(others, visible, to)))] if others else []),
    )


def _members(others: Iterable[BusinessMember], visible: set[int], to: User) -> Sequence[str]:
    return [
        m.participant.shown_to(to) if m.participant_id in visible else pgettext("of a business", "another member")
        for m in others
    ]
