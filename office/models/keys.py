"""One key per person, wrapped by the master key."""

import uuid
from functools import cached_property

from django.db import models, transaction
from django.utils import timezone

from office.errors import KeyDestroyed
from office.forgotten import note_forgotten
from office.sealing import new_wrapped_key, unwrap_key


class PersonKey(models.Model):
    """The key under which everything about one person is sealed. Destroyed, it forgets them for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    @classmethod
    def make(cls, id: uuid.UUID | None = None) -> "PersonKey":
        """A new key, not saved yet; under a given id where a repeated send must meet the first one."""
        key = cls(id=id or uuid.uuid4())
        key.wrapped = new_wrapped_key(key._context)
        return key

    @property
    def is_destroyed(self) -> bool:
        return self.wrapped is None

    @cached_property
    def secret(self) -> bytes:
        if self.wrapped is None:
            raise KeyDestroyed
        return unwrap_key(bytes(self.wrapped), self._context)

    def destroy(self) -> None:
        """Everything sealed under this key is lost for good, in a backup too once that is restored."""
        transaction.on_commit(lambda: note_forgotten(self.id))
        self.wrapped = None
        self.destroyed_at = timezone.now()
        self.save(update_fields=["wrapped", "destroyed_at"])
        self.__dict__.pop("secret", None)

    @property
    def _context(self) -> str:
        return f"person-key:{self.id}"
