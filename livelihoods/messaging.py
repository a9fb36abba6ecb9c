"""Messages to people's phones: a small interface, one sender that only prints and one for an HTTP gateway.

Off unless MESSAGE_BACKEND is set. The text is neutral: somebody else may read the phone.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from paper.core.dates import long_date_en, long_date_km

SECONDS = 20


class NotSent(Exception):
    """The gateway did not take the message."""


class MessageBackend(Protocol):
    def send(self, *, phone: str, text: str, key: str) -> None:
        """Hand one message over. `key` is the same when it is tried again. Raises NotSent."""


class ConsoleBackend:
    """Prints what would be sent: for trying things out."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        sys.stdout.write(f"[{key}] {phone}: {text}\n")


class GatewayBackend:
    """POSTs {"to", "text", "id"} as JSON to MESSAGE_GATEWAY_URL, with MESSAGE_GATEWAY_TOKEN as bearer token."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        body = json.dumps({"to": phone, "text": text, "id": key}).encode()
        request = Request(settings.MESSAGE_GATEWAY_URL, data=body, method="POST", headers={
            "Content-Type": "application/json", "Idempotency-Key": key,
            "Authorization": f"Bearer {settings.MESSAGE_GATEWAY_TOKEN}",
        })  # fmt: skip
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # the address is the operator's, checked at the start
                answer.read()
        except (URLError, TimeoutError) as refused:
            raise NotSent from refused


BACKENDS: dict[str, Callable[[], MessageBackend]] = {"console": ConsoleBackend, "http": GatewayBackend}


def message_backend() -> MessageBackend | None:
    """The sender the operator chose; None while sending is off."""
    make = BACKENDS.get(settings.MESSAGE_BACKEND)
    return make() if make else None


def reminder_text(day: date, phone: str) -> str:
    """An appointment on that day and whom to ask, in both languages; not whose appointment, nor what for."""
    return "\n".join(reminder_in(language, day, phone) for language in ("km", "en"))


def reminder_in(language: str, day: date, phone: str) -> str:
    shown = long_date_km(day) if language == "km" else long_date_en(day)
    with override(language):
        return _("A reminder of our appointment on %(day)s. Questions: %(phone)s.") % {"day": shown, "phone": phone}
