"""The trail: written in the act's own transaction, sealed by a chain of digests every minute."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.models import TrailEntry, TrailSeal, User

BATCH = 5000
Act = TrailEntry.Act


def record(
    act: TrailEntry.Act,
    what: str | models.Model | type[models.Model],
    *,
    by: User | None,
    objects: Iterable[Any] = (),
    fields: Iterable[str] = (),
) -> TrailEntry:
    """One line of the trail. `objects` are primary keys or models; values never come here."""
    entry = line(act, what, by=by, objects=objects, fields=fields)
    entry.save()
    return entry


def line(
    act: TrailEntry.Act,
    what: str | models.Model | type[models.Model],
    *,
    by: User | None,
    objects: Iterable[Any] = (),
    fields: Iterable[str] = (),
) -> TrailEntry:
    """A line not written yet, for `record_all`."""
    if isinstance(what, models.Model):
        objects = [what, *objects]
    label = what if isinstance(what, str) else what._meta.label_lower
    ids = " ".join(str(o.pk if isinstance(o, models.Model) else o) for o in objects)
    return TrailEntry(user=by if by and by.pk else None, act=act, what=label, object_ids=ids, fields=" ".join(fields))


def record_all(lines: Iterable[TrailEntry]) -> None:
    """The lines of many acts done together, one for each."""
    TrailEntry.objects.bulk_create(lines)


# What a line is about, where it is no model.
WHATS: dict[str, Any] = {"reports.demo": _("the demo"), "reports.workbook": _("workbook")}


def shown_what(label: str) -> str:
    """What a line of the trail is about, in the reader's language; a label no model bears any more as it stands."""
    if label in WHATS:
        return str(WHATS[label])
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


# What an act did, where it is neither the name of a field nor one of its choices.
WORDS: dict[str, Any] = {
    "added": _("added"),
    "asked": _("asked for"),
    "attendance": _("attendance"),
    "asked_to_write": _("asked to import"),
    "changed": _("changed"),
    "check_job": _("check"),
    "commit_job": _("import"),
    "communes": _("communes"),
    "confirmed": _("confirmed"),
    "deactivated": _("sign-in closed"),
    "declined": _("declined"),
    "forgotten": _("forgotten"),
    "imported": _("imported"),
    "password": _("password"),
    "password_reset": _("password reset"),
    "reactivated": _("sign-in opened again"),
    "registered": _("registered"),
    "removed": _("removed"),
    "second_factor_reset": _("second factor reset"),
    "seeded": _("made for the demo"),
    "sent": _("sent"),
    "settled_on": _("settled"),
    "verified": _("checked"),
    "consent_record_given": _("consent to the record given"),
    "consent_record_withdrawn": _("consent to the record withdrawn"),
    "consent_call_given": _("consent to calls given"),
    "consent_call_withdrawn": _("consent to calls withdrawn"),
    "consent_message_given": _("consent to messages given"),
    "consent_message_withdrawn": _("consent to messages withdrawn"),
}


def shown_field(label: str, name: str) -> str:
    """A name of the trail's column `fields` in the reader's language: of a field, of one of the room's choices
    (a kind of entry, a step), or of an act; empty where it has no words."""
    try:
        names, choices = _names_of(label)
    except (LookupError, ValueError):
        names, choices = {}, {}
    return str(WORDS.get(name) or names.get(name) or choices.get(name) or "")


@cache
def _names_of(label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a model, and all choices of its room, by the word the program uses."""
    model = apps.get_model(label)
    names = {field.name: field.verbose_name for field in model._meta.fields if isinstance(field.verbose_name, Promise)}
    room = apps.get_app_config(model._meta.app_label).get_models()
    fields = [field for each in room for field in each._meta.fields]
    return names, {str(value): shown for field in fields for value, shown in field.flatchoices}


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """What `verify_trail` found: the seal at which the chain breaks, and how many entries wait for a seal."""

    seals: int
    entries: int
    broken_at: int | None
    unsealed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the seals reach: the newest seal, if any, and how many entries came after it."""

    last: TrailSeal | None
    unsealed: int


def seal_state() -> SealState:
    last = TrailSeal.objects.order_by("-last_id").first()
    return SealState(last, TrailEntry.objects.filter(id__gt=last.last_id if last else 0).count())


@transaction.atomic
def seal_trail() -> int:
    """Seal what was added since the last seal; how many entries that were. 0 while somebody writes."""
    if not _no_entry_is_on_its_way():
        return 0
    last = TrailSeal.objects.select_for_update().order_by("-last_id").first()
    entries = list(TrailEntry.objects.filter(id__gt=last.last_id if last else 0).order_by("id")[:BATCH])
    if not entries:
        return 0
    digest = _chain(last.digest if last else "", entries)
    TrailSeal.objects.create(last_id=entries[-1].id, entries=len(entries), digest=digest)
    return len(entries)


def verify_trail() -> TrailCheck:
    """Recompute every digest. A seal is broken where an entry under it was changed, added or taken away."""
    after, digest, seals, sealed = 0, "", 0, 0
    for seal in TrailSeal.objects.order_by("last_id"):
        entries = list(TrailEntry.objects.filter(id__gt=after, id__lte=seal.last_id).order_by("id"))
        digest = _chain(digest, entries)
        if len(entries) != seal.entries or digest != seal.digest:
            return TrailCheck(seals, sealed, broken_at=seal.last_id, unsealed=())
        after, seals, sealed = seal.last_id, seals + 1, sealed + seal.entries
    unsealed = TrailEntry.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)
    return TrailCheck(seals, sealed, broken_at=None, unsealed=tuple(unsealed))


def _no_entry_is_on_its_way() -> bool:
    """Waits for writers and keeps new ones out until this transaction ends; False if a writer takes too long.

    PostgreSQL gives out ids before commit: an entry that commits after its neighbours were sealed would look
    like one slipped in. SQLite has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(f"LOCK TABLE {TrailEntry._meta.db_table} IN SHARE MODE")
    except OperationalError:
        return False
    return True


def _chain(digest: str, entries: Iterable[TrailEntry]) -> str:
    for e in entries:
        line = "\x1f".join((digest, str(e.id), e.at.isoformat(), str(e.user_id), e.act, e.what, e.object_ids, e.fields))
        digest = sha256(line.encode()).hexdigest()
    return digest
