"""Businesses and the kinds of livelihood they belong to."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from livelihoods.models.people import Participant
from office.collation import KHMER
from office.fields import SealedText
from office.models import PersonKey, User


class LivelihoodKind(models.Model):
    """What a business does; its cycle and usual grace are proposed on the loan form."""

    slug = models.SlugField(max_length=30, unique=True)
    name_km = models.CharField(_("name in Khmer"), max_length=60, db_collation=KHMER)
    name_en = models.CharField(_("name in English"), max_length=60)
    start_up_items_km = models.CharField(_("start-up items in Khmer"), max_length=200, blank=True)
    start_up_items_en = models.CharField(_("start-up items in English"), max_length=200, blank=True)
    cycle_days = models.PositiveSmallIntegerField(_("days from cost to cash"), default=0)
    first_month = models.PositiveSmallIntegerField(
        _("season: first month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    last_month = models.PositiveSmallIntegerField(
        _("season: last month"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    is_shared_facility = models.BooleanField(_("a shared facility with bookings"), default=False)
    usual_grace = models.PositiveSmallIntegerField(_("usual grace, instalments"), default=0)

    class Meta:
        verbose_name = _("livelihood")
        ordering = ["name_km"]
        permissions = [("manage_kinds", "Can edit the livelihood templates")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en

    @property
    def start_up_items(self) -> str:
        return self.start_up_items_km if get_language() == "km" else self.start_up_items_en


class BusinessQuerySet(models.QuerySet["Business"]):
    def visible_to(self, user: User) -> Self:
        mine = Participant.objects.visible_to(user)
        return self.filter(pk__in=BusinessMember.objects.filter(participant__in=mine).values("business"))


class Business(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPERATING = "operating", _("operating")
        PAUSED = "paused", _("seasonal pause")
        CLOSED = "closed", pgettext_lazy("business", "closed")
        CHANGED = "changed", _("changed to another business")

    livelihood = models.ForeignKey(
        LivelihoodKind, models.PROTECT, verbose_name=_("livelihood"), related_name="businesses"
    )
    key = models.ForeignKey(PersonKey, models.PROTECT, editable=False, help_text="key of its first member")
    name = SealedText(_("name of the business"), max_length=80, blank=True)
    place = SealedText(_("place of the business"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    started_on = models.DateField(_("operating since"), null=True, blank=True)
    members = models.ManyToManyField(Participant, through="BusinessMember", related_name="businesses")

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("business")

    def __str__(self) -> str:
        return f"{self.livelihood}"

    @property
    def seal_key(self) -> PersonKey:
        return self.key


class BusinessMember(models.Model):
    """Whose business it is, and with what share, from one day to another."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="memberships")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="memberships")
    share = models.DecimalField(_("share, percent"), max_digits=5, decimal_places=2, default=Decimal(100))
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="share_between_0_and_100"),
            models.UniqueConstraint(fields=["business", "participant", "from_on"], name="one_membership_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} in {self.business_id}"


class BusinessStatus(models.Model):
    """The status of a business from a day on."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=10, choices=Business.Status)
    from_on = models.DateField()

    class Meta:
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        return f"{self.business_id} {self.status} {self.from_on}"
