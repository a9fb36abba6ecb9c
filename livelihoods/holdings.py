"""What this room keeps a user from stopping for: registered when the program starts."""

from django.utils.translation import ngettext

from livelihoods.models import Complaint, Task
from office.models import User


def waiting_tasks(user: User) -> list[str]:
    count = Task.objects.waiting().filter(owner=user).count()
    return [ngettext("%(count)s task", "%(count)s tasks", count) % {"count": count}] if count else []


def open_complaints(user: User) -> list[str]:
    count = Complaint.objects.open().filter(owner=user).count()
    return [ngettext("%(count)s complaint", "%(count)s complaints", count) % {"count": count}] if count else []
