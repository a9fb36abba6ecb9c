"""Offices: each has its own cash and its own receipt and voucher numbers."""

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.models.places import Place
from office.validators import validate_khmer


class Office(models.Model):
    code = models.CharField(
        _("code"), max_length=4, unique=True, help_text=_("Stands in receipt numbers: PP-26-00412.")
    )
    name_km = models.CharField(_("name in Khmer"), max_length=80, validators=[validate_khmer])
    name_en = models.CharField(_("name in English"), max_length=80)
    phone = models.CharField(_("phone for questions and complaints"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("office")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en


class OfficeCommune(models.Model):
    """A commune belongs to one office."""

    commune = models.OneToOneField(
        Place,
        models.PROTECT,
        primary_key=True,
        limit_choices_to={"level": "commune"},
        related_name="office_link",
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="commune_links")

    def __str__(self) -> str:
        return f"{self.commune_id} → {self.office.code}"


class NumberSeries(models.Model):
    """The last number given in one series of an office and year. Numbers have no gaps: the row is locked and
    raised in the transaction that uses the number."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        VOUCHER = "voucher", _("voucher")
        LOAN = "loan", _("loan")

    office = models.ForeignKey(Office, models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind", "year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.office.code} {self.kind} {self.year}: {self.last}"

    @classmethod
    def take(cls, office: Office, kind: "NumberSeries.Kind", year: int, count: int = 1) -> range:
        """The next numbers; must be called inside the transaction that writes the papers they are for."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a number outside a transaction could be lost")
        cls.objects.get_or_create(office=office, kind=kind, year=year)
        series = cls.objects.select_for_update().get(office=office, kind=kind, year=year)
        cls.objects.filter(pk=series.pk).update(last=F("last") + count)
        return range(series.last + 1, series.last + count + 1)
