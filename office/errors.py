"""What the office refuses. The message is shown to the user as it stands."""

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something a user can cause, with a translated message. Everything else is a bug and fails loudly."""

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)

    def show_on(self, form: BaseForm) -> None:
        """As an error of the form: beside its field where the form has that field, else above all."""
        form.add_error(self.field if self.field in form.fields else None, str(self))


class KeySentBefore(Refusal):
    """A key was sent again with other content. Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__(_("This form was already used for another entry. Nothing was recorded; open it anew."))


class AppendOnlyError(RuntimeError):
    """Code tried to change a row that is written once: a bug, never a user's doing."""


class KeyDestroyed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This person's data was erased."))
