"""The communes a user may choose from, and the villages of a commune."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from office.models import CommuneAssignment, Place, User


def communes_of(user: User, *, on: date) -> QuerySet[Place]:
    """Those assigned to the user on that day; every commune for whoever sees all."""
    communes = in_order(Place.objects.filter(level=Place.Level.COMMUNE))
    if user.has_perm("livelihoods.see_all_communes"):
        return communes
    mine = CommuneAssignment.objects.current(on=on).filter(user=user)
    return communes.filter(pk__in=mine.values("commune"))


def communes_within(province: Place) -> QuerySet[Place]:
    return in_order(Place.objects.filter(level=Place.Level.COMMUNE, parent__parent=province))


def provinces() -> QuerySet[Place]:
    return Place.objects.filter(level=Place.Level.PROVINCE).order_by(_name())


def villages_of(commune: Place | None) -> QuerySet[Place]:
    if commune is None:
        return Place.objects.none()
    return Place.objects.filter(level=Place.Level.VILLAGE, parent=commune).order_by(_name())


def in_order(communes: QuerySet[Place]) -> QuerySet[Place]:
    """District after district, by the names of the reader's language."""
    name = _name()
    return communes.select_related("parent").order_by(f"parent__{name}", "parent", name)


def _name() -> str:
    return "name_km" if get_language() == "km" else "name_en"
