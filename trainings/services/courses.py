"""Courses and items: lists that the office keeps."""

from typing import TypeVar

from django.db import transaction

from office import trail
from office.models import User
from trainings.models import Course, Item

Listed = TypeVar("Listed", Course, Item)


@transaction.atomic
def save_listed(listed: Listed, *, by: User) -> Listed:
    """A new course or item, or a changed one."""
    listed.full_clean()
    listed.save()
    trail.record(trail.Act.WRITE, listed, by=by)
    return listed
