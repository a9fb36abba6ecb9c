"""One form that does one act: what the service refuses is said at its field."""

from collections.abc import Callable
from typing import Any

from django import forms

from office.errors import Refusal


def attempt(form: forms.BaseForm, act: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
    """What the service answers; None where it refused."""
    try:
        return act(*args, **values)
    except Refusal as refused:
        refused.show_on(form)
        return None
