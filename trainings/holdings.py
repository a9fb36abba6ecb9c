"""What this room keeps a user from stopping for: registered when the program starts."""

from django.utils.translation import ngettext

from office.models import User
from trainings.models import WorkplanLine


def open_lines(user: User) -> list[str]:
    count = WorkplanLine.objects.open().filter(responsible=user).count()
    text = ngettext("%(count)s line of the workplan", "%(count)s lines of the workplan", count)
    return [text % {"count": count}] if count else []
