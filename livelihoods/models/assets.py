"""What belongs to a business: things bought with the loan, misfortunes, and bookings of a shared facility."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from livelihoods.models.businesses import Business
from livelihoods.models.people import FREE_TEXT_HINT, Participant
from livelihoods.models.visits import CURRENCY_CHOICES, amount_column
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import PersonKey, User


class Asset(models.Model):
    """Something the business works with; which loan paid for it, where one did."""

    business = models.ForeignKey(Business, models.PROTECT, related_name="assets")
    name = SealedText(_("what it is"), max_length=80, help_text=FREE_TEXT_HINT)
    bought_on = models.DateField(_("bought on"))
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    cost = amount_column()
    loan_number = models.CharField(_("paid from loan"), max_length=16, blank=True)
    gone_on = models.DateField(_("no longer there since"), null=True)

    class Meta:
        verbose_name = _("asset")
        ordering = ["bought_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(cost__gte=0), name="asset_cost_not_negative")]

    def __str__(self) -> str:
        return f"{self.business_id}/{self.pk}"

    @property
    def seal_key(self) -> PersonKey:
        return self.business.key

    @property
    def money(self) -> Money:
        return Money(self.cost, self.currency)


class ShockQuerySet(models.QuerySet["Shock"]):
    def open(self) -> Self:
        return self.filter(over_on=None)


class Shock(models.Model):
    """A misfortune that struck a business. While it lasts, rescheduling its loan is proposed."""

    class Kind(models.TextChoices):
        ANIMALS = "animals", _("animals lost")
        FLOOD = "flood", _("flood")
        THEFT = "theft", _("theft")

    business = models.ForeignKey(Business, models.PROTECT, related_name="shocks")
    kind = models.CharField(_("what happened"), max_length=8, choices=Kind)
    on = models.DateField(_("since"))
    over_on = models.DateField(_("over since"), null=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ShockQuerySet.as_manager()

    class Meta:
        verbose_name = _("misfortune")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kind"], condition=Q(over_on=None), name="one_open_shock_a_kind"
            ),
            models.CheckConstraint(condition=Q(over_on=None) | Q(over_on__gte=models.F("on")), name="shock_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.kind} {self.on}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(facility__in=Business.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        return self.filter(cancelled_by=None).exclude(cancels__isnull=False)


class Booking(AppendOnly):
    """A day at a shared facility: who dried how many tonnes, for what fee. A cancellation is a booking that cancels."""

    facility = models.ForeignKey(Business, models.PROTECT, related_name="bookings")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="bookings", help_text="null: somebody else of the village"
    )
    on = models.DateField(_("date"))
    tonnes = models.DecimalField(_("tonnes"), max_digits=7, decimal_places=2)
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    fee = amount_column()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, related_name="cancelled_by")

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["facility", "on"])]
        constraints = [
            models.CheckConstraint(condition=Q(tonnes__gt=0), name="booking_has_tonnes"),
            models.CheckConstraint(condition=Q(fee__gte=0), name="booking_fee_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.on}"

    @property
    def money(self) -> Money:
        return Money(self.fee, self.currency)
