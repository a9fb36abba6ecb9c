"""What a form asks of the names that stand on pages and paper."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KHMER_LETTER = re.compile("[\u1780-\u17b3]")


def validate_khmer(text: str) -> None:
    """A name in Khmer has Khmer letters: it stands on Khmer pages and papers. Latin ones may stand beside."""
    if not KHMER_LETTER.search(text):
        raise ValidationError(_("Write this name in Khmer letters."), code="not_khmer")
