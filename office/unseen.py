"""Lines of the trail that this reader must not see: the rooms above say which. Everybody else sees them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from office.models import TrailEntry, User

Unseen = Callable[[User], Iterable[Any]]
_sources: dict[str, Unseen] = {}


def register_unseen(what: str, find: Unseen) -> None:
    """`find(user)` gives ids of `what` that the user may not know of. For AppConfig.ready(); may be repeated.

    The ids must be such that none is part of another, as UUIDs are: a line may hold many.
    """
    _sources[what] = find


def lines_for(user: User) -> QuerySet[TrailEntry]:
    lines = TrailEntry.objects.all()
    for what, find in _sources.items():
        for each in find(user):
            lines = lines.exclude(what=what, object_ids__contains=str(each))
    return lines
