"""What the trail must not tell a reader: that somebody complained of them."""

from collections.abc import Iterable
from uuid import UUID

from livelihoods.models import Complaint
from office.models import User


def complaints_about(user: User) -> Iterable[UUID]:
    return Complaint.objects.filter(about=user).values_list("pk", flat=True)
