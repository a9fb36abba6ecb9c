"""Items: received, handed out, and what was wrong put right. Nowhere is less than nothing left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from office import trail
from office.errors import KeySentBefore
from office.models import Place, User
from trainings.errors import TrainingError
from trainings.models import Enrolment, Item, ItemMovement, Session

Kind = ItemMovement.Kind
OPPOSITE = {Kind.RECEIVED: Kind.SENT_BACK, Kind.HANDED_OUT: Kind.TAKEN_BACK}
SAID = ("item_id", "place_id", "kind", "quantity", "enrolment_id", "undoes_id")


@dataclass(frozen=True, slots=True)
class Left:
    item: Item
    place: Place
    quantity: int


@transaction.atomic
def receive_items(*, item: Item, place: Place, quantity: int, on: date, key: UUID, by: User) -> ItemMovement:
    return _move(item, key=key, by=by, place=place, kind=Kind.RECEIVED, quantity=quantity, on=on)


@transaction.atomic
def hand_out(
    session: Session, seats: Sequence[Enrolment], *, item: Item, quantity: int, on: date, key: UUID, by: User
) -> list[ItemMovement]:
    """So many to each, from what is left in the session's commune; all of them or nobody."""
    return [
        _move(
            item, key=uuid5(key, str(seat.pk)), by=by, place=session.commune, kind=Kind.HANDED_OUT, quantity=quantity,
            on=on, enrolment=seat,
        )
        for seat in seats
    ]  # fmt: skip


@transaction.atomic
def undo_movement(movement: ItemMovement, *, on: date, by: User) -> ItemMovement:
    """Its opposite. Asked twice, it is undone once."""
    kind = OPPOSITE.get(Kind(movement.kind))
    if kind is None:
        raise TrainingError(_("This line already undoes another."))
    return _move(
        movement.item, key=uuid5(movement.key, "undone"), by=by, place=movement.place, kind=kind,
        quantity=movement.quantity, on=on, enrolment=movement.enrolment, undoes=movement,
    )  # fmt: skip


def left_at(places: Iterable[Place] | None = None) -> list[Left]:
    """What is left of each item at each of these places, or everywhere; places where nothing ever was are not told."""
    movements = ItemMovement.objects.all()
    if places is not None:
        movements = movements.filter(place__in=places)
    rows: list[Any] = list(movements.per_place())
    items = Item.objects.in_bulk({row["item"] for row in rows})
    found = Place.objects.select_related("parent").in_bulk({row["place"] for row in rows})
    left = [Left(items[row["item"]], found[row["place"]], row["left"]) for row in rows]
    return sorted(left, key=lambda each: (each.place.pk, each.item.pk))


def given_to(session: Session) -> dict[int, list[tuple[Item, int]]]:
    """For each seat what its person was given, less what was undone."""
    moved = ItemMovement.objects.filter(enrolment__session=session).order_by().values("enrolment", "item")
    signed = Case(When(kind=Kind.HANDED_OUT, then=F("quantity")), default=-F("quantity"))
    rows = [row for row in moved.annotate(given=Sum(signed)).order_by("item") if row["given"]]
    items = Item.objects.in_bulk({row["item"] for row in rows})
    given: dict[int, list[tuple[Item, int]]] = {}
    for row in rows:
        given.setdefault(row["enrolment"], []).append((items[row["item"]], row["given"]))
    return given


def _move(item: Item, *, key: UUID, by: User, **said: Any) -> ItemMovement:
    # The item's row is held: two who hand out the last one do it one after the other.
    item = Item.objects.select_for_update().get(pk=item.pk)
    movement = ItemMovement(key=key, item=item, by=by, **said)
    if before := ItemMovement.objects.filter(key=key).first():
        if any(getattr(before, name) != getattr(movement, name) for name in SAID):
            raise KeySentBefore
        return before
    left = item.movements.filter(place=movement.place).left()
    if movement.kind not in ItemMovement.INTO and movement.quantity > left:
        raise TrainingError(
            _("Only %(left)s left in %(place)s.") % {"left": left, "place": movement.place.full_name}, field="quantity"
        )
    movement.save()
    trail.record(trail.Act.WRITE, movement, by=by, fields=[movement.kind])
    return movement
