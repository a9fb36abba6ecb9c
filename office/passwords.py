"""Password strength, estimated by zxcvbn (Wheeler, USENIX Security 2016)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST_SCORE = 3
LONGEST_JUDGED = 72


class StrengthValidator:
    """Refuses passwords that zxcvbn expects to be guessed offline in a short time (score below 3 of 4)."""

    def validate(self, password: str, user: Any = None) -> None:
        known = [user.username] if user is not None and user.username else []
        if zxcvbn(password[:LONGEST_JUDGED], user_inputs=known)["score"] < LEAST_SCORE:
            message = _("This password is too easy to guess: put several unrelated words together.")
            raise ValidationError(message)

    def get_help_text(self) -> str:
        return _("Several unrelated words are easier to remember and harder to guess than a short one.")
