"""What a user still holds: cash, tasks, communes. The rooms above say what, each for itself."""

from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.translation import ngettext

from office.models import User

Holdings = Callable[[User], Iterable[str]]
_sources: dict[str, Holdings] = {}


def register_holdings(find: Holdings) -> Holdings:
    """`find(user)` gives one translated line for each thing held. For AppConfig.ready(); may be repeated."""
    _sources[f"{find.__module__}.{find.__qualname__}"] = find
    return find


def holdings_of(user: User) -> list[str]:
    """Everything that must be handed over before the user may stop."""
    return [line for find in _sources.values() for line in find(user)]


@register_holdings
def _communes(user: User) -> list[str]:
    count = user.assignments.not_over(on=timezone.localdate()).count()
    text = ngettext("%(count)s assigned commune", "%(count)s assigned communes", count)
    return [text % {"count": count}] if count else []
