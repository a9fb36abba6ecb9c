"""Items given to those who take part: what came in, what was handed out, what is left at each place."""

from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.append_only import AppendOnly
from office.collation import KHMER
from office.models import Place, User
from office.validators import validate_khmer
from trainings.models.enrolments import Enrolment


class Item(models.Model):
    name_km = models.CharField(_("name in Khmer"), max_length=60, db_collation=KHMER, validators=[validate_khmer])
    name_en = models.CharField(_("name in English"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("item")
        default_permissions = ()
        ordering = ["name_km"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en


class MovementQuerySet(models.QuerySet["ItemMovement"]):
    def left(self) -> int:
        """What these movements come to."""
        signed = Case(When(kind__in=ItemMovement.INTO, then=F("quantity")), default=-F("quantity"))
        return self.aggregate(left=Sum(signed))["left"] or 0

    def per_place(self) -> Self:
        """`item`, `place` and what is left there."""
        signed = Case(When(kind__in=ItemMovement.INTO, then=F("quantity")), default=-F("quantity"))
        return self.order_by().values("item", "place").annotate(left=Sum(signed))  # type: ignore[return-value]


class ItemMovement(AppendOnly):
    """So many of an item came to a place or left it. What was wrong is put right by its opposite."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("items received")
        HANDED_OUT = "handed_out", _("handed out")
        TAKEN_BACK = "taken_back", _("handing out undone")
        SENT_BACK = "sent_back", _("items received, undone")

    INTO = (Kind.RECEIVED, Kind.TAKEN_BACK)

    key = models.UUIDField(unique=True, help_text="made by the form: sent twice, it is one movement")
    item = models.ForeignKey(Item, models.PROTECT, related_name="movements", verbose_name=_("item"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("commune"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"))
    on = models.DateField(_("day"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="items")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("movement of items")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="movement_of_something"),
            models.CheckConstraint(
                condition=~Q(kind="handed_out") | Q(enrolment__isnull=False), name="handed_out_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["taken_back", "sent_back"], undoes__isnull=False)
                | Q(kind__in=["received", "handed_out"], undoes=None),
                name="undoing_names_what_it_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind} {self.quantity}"

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")
