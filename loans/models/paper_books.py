"""Books of pre-printed receipts that officers carry where there is no computer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.append_only import AppendOnly
from office.models import User


class PaperBook(models.Model):
    """A book handed to an officer. `series` stands before the number on each leaf: A in A-0007."""

    officer = models.ForeignKey(User, models.PROTECT, related_name="paper_books", verbose_name=_("loan officer"))
    series = models.CharField(_("series"), max_length=10, blank=True)
    first = models.PositiveIntegerField(_("first leaf"))
    last = models.PositiveIntegerField(_("last leaf"))
    issued_on = models.DateField(_("handed out on"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    returned_on = models.DateField(_("brought back on"), null=True)

    class Meta:
        verbose_name = _("receipt book")
        default_permissions = ()
        ordering = ["returned_on", "series", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=models.F("first")), name="book_has_leaves")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.first}-{self.last}".strip()


class SpoiledLeaf(AppendOnly):
    """A leaf that was torn, wetted or written wrong: it stays in the book, and no money came under its number."""

    series = models.CharField(_("series"), max_length=10, blank=True)
    leaf = models.PositiveIntegerField(_("leaf"))
    noted_on = models.DateField()
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("spoiled leaf")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["series", "leaf"], name="a_leaf_is_spoiled_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.leaf}"
