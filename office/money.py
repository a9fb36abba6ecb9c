"""Money in models and forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

CURRENCY_CHOICES = [("KHR", _("riel (KHR)")), ("USD", _("dollar (USD)"))]


def amount_field(label: Any = None, **kwargs: Any) -> Any:
    """Money of up to 14 digits before the point, with its currency beside it."""
    return MoneyField(label, max_digits=16, decimal_places=2, **{"default_currency": None, **kwargs})
