"""Days on which nobody collects, and what a dollar was worth."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A holiday that the office adds to the public holidays of Cambodia (which come from `holidays`)."""

    on = models.DateField(_("date"), unique=True)
    name_km = models.CharField(_("name in Khmer"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        ordering = ["on"]

    def __str__(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def on(self, day: date) -> "ExchangeRate | None":
        """The latest rate set on or before that day."""
        return self.filter(on__lte=day).order_by("-on").first()


class ExchangeRate(models.Model):
    """Riel for one dollar, from that day until the next rate."""

    on = models.DateField(_("date"), unique=True)
    riel_per_dollar = models.DecimalField(
        _("riel for one dollar"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("1"))]
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}: {self.riel_per_dollar}"

    @property
    def shown(self) -> str:
        return f"{self.riel_per_dollar:,.2f}".removesuffix(".00")
