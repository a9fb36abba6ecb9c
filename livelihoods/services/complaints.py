"""Complaints: recorded by whoever hears one, given to somebody who is not complained of, answered in time."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Complaint, ComplaintStep, Participant
from livelihoods.services.locking import locked
from office import trail
from office.errors import KeySentBefore
from office.models import PersonKey, User
from office.roles import MANAGER
from office.sealing import fingerprint
from paper.core.khmer_spelling import one_line

DAYS_TO_ANSWER = 15
LATEST = timedelta(days=366)  # a complaint heard longer ago is a slip of the pen
Stage = Complaint.Stage
NEXT_STAGES: dict[str, tuple[Stage, ...]] = {
    Stage.RECEIVED: (Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.CLOSED),
    Stage.ACKNOWLEDGED: (Stage.ANSWERED, Stage.CLOSED),
    Stage.ANSWERED: (Stage.CLOSED,),
    Stage.REOPENED: (Stage.ANSWERED, Stage.CLOSED),
    Stage.CLOSED: (Stage.REOPENED,),
}


@transaction.atomic
def record_complaint(
    *, category: str, channel: str, received_on: date, text: str, form_key: UUID, by: User, on: date,
    participant: Participant | None = None, about: User | None = None,
) -> Complaint:  # fmt: skip
    """A complaint of a person, or of nobody named. The same form with the same content is one complaint."""
    if received_on > on:
        raise LivelihoodError(_("This day has not come yet."), field="received_on")
    if received_on < on - LATEST:
        raise LivelihoodError(_("This is more than a year ago."), field="received_on")
    complaint = Complaint(
        id=UUID(fingerprint("complaint", f"{by.pk}:{form_key}")), participant=participant, category=category,
        channel=channel, received_on=received_on, due_on=received_on + timedelta(days=DAYS_TO_ANSWER), about=about,
        owner=_first_owner(about, by=by), recorded_by=by,
    )  # fmt: skip
    complaint.key = locked(participant).key if participant else PersonKey.make()
    complaint.text = _lines(text)
    if not _is_first(complaint):
        return _recorded_before(complaint)
    _add_step(complaint, by=by, on=received_on, stage=Stage.RECEIVED)
    if complaint.owner:
        _add_step(complaint, by=by, on=on, given_to=complaint.owner)
    trail.record(trail.Act.WRITE, complaint, by=by, fields=["registered"])
    return complaint


@transaction.atomic
def give_complaint(complaint: Complaint, *, owner: User, by: User, on: date) -> Complaint:
    """`owner` deals with it from now on. Given again to the same, nothing happens."""
    complaint = _held(complaint, by=by)
    if complaint.is_closed:
        raise LivelihoodError(_("This complaint is closed."), field="owner")
    if not possible_owners(complaint).filter(pk=owner.pk).exists():
        raise LivelihoodError(_("This person cannot deal with it."), field="owner")
    if complaint.owner_id != owner.pk:
        complaint.owner = owner
        complaint.save(update_fields=["owner"])
        _add_step(complaint, by=by, on=on, given_to=owner)
        trail.record(trail.Act.WRITE, complaint, by=by, fields=["owner"])
    return complaint


@transaction.atomic
def take_step(
    complaint: Complaint, stage: str, *, on: date, by: User, today: date,
    note: str = "", outcome: str = "", satisfied: str = "",
) -> Complaint:  # fmt: skip
    """The next stage, on a day not before the last one. Closing needs an outcome, and whether it satisfies."""
    complaint = _held(complaint, by=by)
    if stage not in NEXT_STAGES[complaint.stage]:
        raise LivelihoodError(_("This was done already: see the steps of the complaint."), field="stage")
    _check_day(complaint, on, today=today)
    closes = stage == Stage.CLOSED
    if closes and not (outcome and satisfied):
        raise LivelihoodError(_("Say what came of it."), field="outcome" if not outcome else "satisfied")
    said = {"outcome": outcome, "satisfied": satisfied} if closes else {"outcome": "", "satisfied": ""}
    _project(complaint, Stage(stage), on=on, **said)
    _add_step(complaint, by=by, on=on, stage=stage, note=_lines(note), **said)
    trail.record(trail.Act.WRITE, complaint, by=by, fields=[str(stage)])
    return complaint


def possible_owners(complaint: Complaint) -> QuerySet[User]:
    """Who may read what people say and is not complained of."""
    may = User.objects.filter(is_active=True, groups__permissions__codename="see_names")
    return _without(complaint.about, may).distinct().order_by("username")


def may_deal_with(complaint: Complaint, user: User) -> bool:
    return complaint.owner_id == user.pk or user.has_perm("livelihoods.manage_complaints")


def _first_owner(about: User | None, *, by: User) -> User | None:
    """Nobody while a manager can name one; where the only manager is complained of, whoever heard it."""
    if _without(about, User.objects.filter(is_active=True, groups__name=MANAGER)).exists():
        return None
    if about is not None and about.pk == by.pk:
        raise LivelihoodError(_("Nobody else could deal with it here: let a colleague record it."), field="about")
    return by


def _is_first(complaint: Complaint) -> bool:
    """Written, with its own key where it has one; False where the same form has written it before."""
    try:
        with transaction.atomic():
            if complaint.participant_id is None:
                complaint.key.save(force_insert=True)
            complaint.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _recorded_before(typed: Complaint) -> Complaint:
    """What the same form recorded, if it said the same; else another complaint would be lost unnoticed."""
    earlier = Complaint.objects.select_related("key").get(pk=typed.pk)
    told = ("participant_id", "category", "channel", "received_on", "about_id", "text")
    if any(getattr(earlier, name) != getattr(typed, name) for name in told):
        raise KeySentBefore
    return earlier


def _held(complaint: Complaint, *, by: User) -> Complaint:
    """As it stands now, held until the act is done; nobody acts on a complaint about themselves."""
    rows = Complaint.objects.visible_to(by).select_for_update(of=("self",)).select_related("key")
    held = rows.filter(pk=complaint.pk).first()
    if held is None or not may_deal_with(held, by):
        raise LivelihoodError(_("Somebody else deals with this complaint now."))
    return held


def _check_day(complaint: Complaint, on: date, *, today: date) -> None:
    if on > today:
        raise LivelihoodError(_("This day has not come yet."), field="on")
    last = complaint.steps.exclude(stage="").order_by("-pk")[0]
    if on < last.on:
        raise LivelihoodError(_("This is before the last step."), field="on")


def _project(complaint: Complaint, stage: Complaint.Stage, *, on: date, outcome: str, satisfied: str) -> None:
    complaint.stage, complaint.outcome, complaint.satisfied = stage, outcome, satisfied
    complaint.closed_on = on if stage == Stage.CLOSED else None
    if stage == Stage.REOPENED:
        complaint.answered_on = None
    elif stage in (Stage.ANSWERED, Stage.CLOSED):
        complaint.answered_on = complaint.answered_on or on
    complaint.save(update_fields=["stage", "outcome", "satisfied", "closed_on", "answered_on"])


def _add_step(complaint: Complaint, *, by: User, on: date, **what: object) -> None:
    ComplaintStep.objects.create(complaint=complaint, by=by, on=on, **what)


def _lines(text: str) -> str:
    """Line by line: what somebody said may have paragraphs."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def _without(one: User | None, users: QuerySet[User]) -> QuerySet[User]:
    return users.exclude(pk=one.pk) if one else users
