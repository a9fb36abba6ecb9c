"""Provinces, districts, communes, villages: the real type stands before the name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from office.collation import KHMER


class Place(models.Model):
    """One place of the official list. `code` contains its parent's code: 01, 0102, 010201, 01020101."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")
        VILLAGE = "village", _("village")

    class Kind(models.TextChoices):
        PROVINCE = "province", pgettext_lazy("before a name", "province")
        CAPITAL = "capital", pgettext_lazy("before a name", "capital")
        DISTRICT = "district", pgettext_lazy("before a name", "district")
        MUNICIPALITY = "municipality", pgettext_lazy("before a name", "municipality")
        KHAN = "khan", pgettext_lazy("before a name", "khan")
        COMMUNE = "commune", pgettext_lazy("before a name", "commune")
        SANGKAT = "sangkat", pgettext_lazy("before a name", "sangkat")
        VILLAGE = "village", pgettext_lazy("before a name", "village")

    code = models.CharField(max_length=8, primary_key=True)
    level = models.CharField(max_length=8, choices=Level)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name_km = models.CharField(max_length=80, db_collation=KHMER)
    name_en = models.CharField(max_length=80)
    aliases = models.CharField(max_length=200, blank=True, help_text="other spellings, separated by |")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level="province", parent=None) | (~Q(level="province") & Q(parent__isnull=False)),
                name="place_has_parent",
            )
        ]
        indexes = [models.Index(fields=["level", "name_km"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en

    @property
    def full_name(self) -> str:
        """With its type: ឃុំបន្ទាយនាង, Banteay Neang commune."""
        # Reports name hundreds: the choices themselves know the word, `get_kind_display` would go through all of them.
        kind = str(Place.Kind(self.kind).label)
        return f"{kind}{self.name_km}" if get_language() == "km" else f"{self.name_en} {kind}"
