"""Participants. In clear stand the code, commune, sex, age band and household size; everything else is sealed."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.ages_text import AgeBand
from office.core.codes import new_code
from office.fields import SealedText
from office.models import CommuneAssignment, PersonKey, Place, User

FREE_TEXT_HINT = _("Only what is needed for the business. Nothing about health, the past or other people.")


class Sex(models.TextChoices):
    FEMALE = "F", _("female")
    MALE = "M", _("male")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: User, *, on: date | None = None) -> Self:
        """Those living today in the communes assigned to the user, or all; nobody without the permission."""
        if not user.has_perm("livelihoods.view_participant"):
            return self.none()
        if user.has_perm("livelihoods.see_all_communes"):
            return self
        mine = CommuneAssignment.objects.current(on=on or timezone.localdate()).filter(user=user)
        return self.filter(commune__in=mine.values("commune"))

    def matching(self, tokens: list[str]) -> Self:
        """Those who carry every one of the search tokens."""
        found = self
        for token in tokens:
            found = found.filter(pk__in=SearchToken.objects.filter(token=token).values("participant"))
        return found

    def for_lists(self) -> Self:
        """With all that a list shows of each, in as many queries for ten as for one."""
        return self.select_related("key", "commune__parent").prefetch_related("memberships__business__livelihood")

    def not_forgotten(self) -> Self:
        return self.filter(key__wrapped__isnull=False)


class Participant(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("person", "active")
        MOVED = "moved", _("moved away")
        LEFT = "left", _("no longer takes part")
        DIED = "died", _("died")

    code = models.CharField(_("code"), max_length=7, unique=True, default=new_code, editable=False)
    key = models.OneToOneField(PersonKey, models.PROTECT, editable=False)
    name_km = SealedText(_("name in Khmer"), max_length=80)
    name_latin = SealedText(_("name in Latin letters"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    year_of_birth = SealedText(_("year of birth"), max_length=4)
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand, editable=False)
    commune = models.ForeignKey(
        Place,
        models.PROTECT,
        limit_choices_to={"level": "commune"},
        verbose_name=_("commune"),
        related_name="+",
    )
    village = SealedText(_("village"), max_length=80, blank=True)
    phone = SealedText(_("phone"), max_length=20, blank=True)
    safe_hours = SealedText(_("when to call"), max_length=80, blank=True)
    household_size = models.PositiveSmallIntegerField(_("people in the household"), default=1)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    registered_on = models.DateField(_("registered on"), default=timezone.localdate)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        permissions = [
            ("see_names", "Can see names and phones"),
            ("see_all_communes", "Can see the people of all communes"),
            ("view_quality", "Can see what in the data wants a second look"),
        ]
        indexes = [models.Index(fields=["commune", "code"]), models.Index(fields=["registered_on", "code"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(household_size__gte=1, household_size__lte=40), name="household_of_1_to_40"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page on which the rooms below tell this person's story."""
        return reverse("reports:participant", args=[self.code])

    @property
    def seal_key(self) -> PersonKey:
        return self.key

    @property
    def is_forgotten(self) -> bool:
        return self.key.is_destroyed

    @property
    def livelihoods(self) -> list[str]:
        """What the businesses the person now has a share in do."""
        return sorted({m.business.livelihood.name for m in self.memberships.all() if m.to_on is None})

    def shown_to(self, user: User) -> str:
        """The name where the user may see names, else the code."""
        return (self.name_km or self.code) if user.has_perm("livelihoods.see_names") else self.code


class SearchToken(models.Model):
    """A keyed hash of something the person can be found by: a prefix of a name, a phone number."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="search_tokens")
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "participant"], name="one_token_per_person")]

    def __str__(self) -> str:
        return self.token


class Residence(models.Model):
    """Where the person lives, from a day on. Today's decides who sees them."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="residences")
    commune = models.ForeignKey(Place, models.PROTECT, limit_choices_to={"level": "commune"}, related_name="+")
    from_on = models.DateField()

    class Meta:
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.commune_id} {self.from_on}"


class Consent(models.Model):
    """What the person agreed to, when, and when they took it back."""

    class Purpose(models.TextChoices):
        RECORD = "record", _("keeping this record")
        CALL = "call", _("being called by phone")
        MESSAGE = "message", _("receiving messages")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=8, choices=Purpose)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
                name="withdrawn_after_given",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.purpose}"


class SuspectedDuplicate(models.Model):
    """Two records that may be one person. Only a manager is told: a warning to an officer would cross scope."""

    newer = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    older = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    settled_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("possible duplicate")
        constraints = [models.UniqueConstraint(fields=["newer", "older"], name="one_suspicion_per_pair")]

    def __str__(self) -> str:
        return f"{self.newer_id} ~ {self.older_id}"


class Milestone(models.Model):
    """Something that happened to a person's livelihood, told by the rooms below: funded, loan closed, certified."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered")
        APPLIED = "applied", _("applied for a loan")
        APPROVED = "approved", _("loan approved")
        REJECTED = "rejected", _("loan not approved")
        FUNDED = "funded", _("loan paid out")
        UNFUNDED = "unfunded", _("payout reversed")
        CLOSED = "closed", _("loan repaid in full")
        REOPENED = "reopened", _("reversed: the loan is as before")
        TRAINED = "trained", _("completed a course")
        CERTIFIED = "certified", _("certified")
        MISSED = "missed", _("missed a session")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    reference = models.CharField(max_length=20, blank=True, help_text="number of the loan or session")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind} {self.on}"
