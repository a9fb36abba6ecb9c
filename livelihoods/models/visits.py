"""Monitoring visits, what was earned, and when a person is to be asked."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from moneyed import Money

from livelihoods.core import rounds
from livelihoods.models.businesses import Business
from livelihoods.models.people import FREE_TEXT_HINT, Participant
from office.append_only import AppendOnly
from office.core.money import CURRENCIES
from office.fields import SealedText
from office.models import PersonKey, User

CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]


def amount_column(**kwargs: Any) -> Any:
    """An amount in the row's own currency."""
    return models.DecimalField(max_digits=16, decimal_places=2, **kwargs)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Without those that a later one put right."""
        return self.filter(replaced_by=None)


class Visit(AppendOnly):
    """Somebody of the office went to see a business. What was wrong is put right by a visit that replaces it."""

    class Purpose(models.TextChoices):
        FOLLOW_UP = "follow_up", _("monitoring visit")
        LOAN_USE = "loan_use", _("check of what the loan was used for")

    class Found(models.TextChoices):
        OPERATING = "operating", _("operating")
        PAUSED = "paused", _("seasonal pause")
        CLOSED = "closed", pgettext_lazy("business", "closed")

    class Difficulty(models.TextChoices):
        NONE = "none", pgettext_lazy("difficulty", "none")
        MARKET = "market", _("finding buyers")
        PRICES = "prices", _("prices")
        STOCK = "stock", _("animals, stock or materials")
        TOOLS = "tools", _("tools and equipment")
        CASH = "cash", _("cash")
        TIME = "time", _("time or helping hands")
        SKILLS = "skills", _("knowing how")
        WEATHER = "weather", _("weather")
        OTHER = "other", pgettext_lazy("difficulty", "other")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="visits")
    business = models.ForeignKey(Business, models.PROTECT, related_name="visits")
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose, default=Purpose.FOLLOW_UP)
    on = models.DateField(_("date"))
    found = models.CharField(_("the business is"), max_length=9, choices=Found)
    used_as_agreed = models.BooleanField(_("the loan was used as agreed"), null=True)
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    stock = amount_column(null=True, help_text="worth of what is in stock")
    jobs = models.DecimalField(_("people working (full-day equivalent)"), max_digits=5, decimal_places=1, null=True)
    difficulty = models.CharField(_("main difficulty"), max_length=8, choices=Difficulty, blank=True)
    next_step = SealedText(_("next step"), max_length=200, blank=True, help_text=FREE_TEXT_HINT)
    next_on = models.DateField(_("by"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring visit")
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["business", "on"]), models.Index(fields=["participant", "on"])]
        constraints = [
            models.CheckConstraint(condition=Q(stock=None) | Q(stock__gte=0), name="stock_not_negative"),
            models.CheckConstraint(condition=Q(jobs=None) | Q(jobs__gte=0), name="jobs_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.on}"

    @property
    def seal_key(self) -> PersonKey:
        return self.participant.key


class IncomeRecordQuerySet(models.QuerySet["IncomeRecord"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Without those that a later one put right."""
        return self.filter(replaced_by=None)


class IncomeRecord(AppendOnly):
    """What a business earned and what the household had left in one month, as told on a day.

    In the currency it was told in, and in riel at the rate of that month. The business's figures are those of the
    whole business, whoever else has a share in it; the household's are the participant's.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="income_records")
    business = models.ForeignKey(Business, models.PROTECT, null=True, related_name="income_records")
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="income")
    month = models.DateField(_("month"), help_text="its first day")
    told_on = models.DateField(_("told on"))
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    revenue = amount_column(null=True)
    cost = amount_column(null=True)
    household = amount_column(null=True, help_text="net income of the household")
    rate = models.DecimalField(max_digits=9, decimal_places=2, help_text="riel for one unit of the currency")
    net_khr = amount_column(null=True, help_text="revenue less cost, in riel")
    household_khr = amount_column(null=True)
    household_size = models.PositiveSmallIntegerField(help_text="people in the household when it was told")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = IncomeRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("income record")
        ordering = ["month", "pk"]
        indexes = [models.Index(fields=["participant", "month"]), models.Index(fields=["business", "month"])]
        constraints = [
            models.CheckConstraint(
                condition=(Q(revenue=None) | Q(revenue__gte=0)) & (Q(cost=None) | Q(cost__gte=0)),
                name="revenue_and_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(revenue=None, cost=None, net_khr=None)
                | Q(revenue__isnull=False, cost__isnull=False, net_khr__isnull=False, business__isnull=False),
                name="revenue_and_cost_together",
            ),
            models.CheckConstraint(
                condition=Q(revenue__isnull=False) | Q(household__isnull=False), name="income_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.month:%Y-%m}"

    @property
    def net(self) -> Money | None:
        """Of the whole business, in the currency it was told in."""
        if self.revenue is None or self.cost is None:
            return None
        return Money(self.revenue - self.cost, self.currency)

    @property
    def household_money(self) -> Money | None:
        return None if self.household is None else Money(self.household, self.currency)


class IncomeLine(AppendOnly):
    """One kind of sale or cost of a month, in the currency of its record."""

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("sale of products")
        SERVICES = "services", _("services and repairs")
        STOCK = "stock", _("stock, feed and materials")
        WAGES = "wages", _("wages")
        RUNNING = "running", _("rent, power and transport")
        OTHER = "other", _("other costs")

    record = models.ForeignKey(IncomeRecord, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind)
    amount = amount_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "kind"], name="one_line_a_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="income_line_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"


SALES = (IncomeLine.Kind.PRODUCTS, IncomeLine.Kind.SERVICES)
COSTS = (IncomeLine.Kind.STOCK, IncomeLine.Kind.WAGES, IncomeLine.Kind.RUNNING, IncomeLine.Kind.OTHER)


class VisitDraft(models.Model):
    """What was typed of a visit and not sent yet; its author's alone."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    business = models.ForeignKey(Business, models.PROTECT, related_name="+")
    typed = SealedText(max_length=2000)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "business"], name="one_draft_a_business")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.business_id}"

    @property
    def seal_key(self) -> PersonKey:
        return self.business.key


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user).values("pk"))

    def due(self, *, on: date) -> Self:
        """Nothing was told yet and there is still time."""
        return self.filter(told_on=None, first_on__lte=on, last_on__gte=on)

    def lost(self, *, on: date) -> Self:
        return self.filter(told_on=None, last_on__lt=on)


class FollowUp(models.Model):
    """One monitoring round of a person, and what answered it. A projection: only `services.rounds` writes it.

    Amounts in riel; the business's are the person's share of all their businesses together.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(help_text="after the first disbursement; 0 is the baseline")
    due_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    told_on = models.DateField(null=True)
    business_khr = amount_column(null=True)
    household_khr = amount_column(null=True)
    household_size = models.PositiveSmallIntegerField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["months"]
        indexes = [models.Index(fields=["last_on", "first_on"], condition=Q(told_on=None), name="rounds_not_told")]
        constraints = [models.UniqueConstraint(fields=["participant", "months"], name="one_row_a_round")]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.months}"

    @property
    def label(self) -> str:
        return round_label(self.months)

    def state(self, *, on: date) -> rounds.Answer:
        asked = rounds.Round(self.months, self.due_on, self.first_on, self.last_on)
        return rounds.state_of(asked, self.told_on, on=on)


def round_label(months: int) -> str:
    return str(_("baseline")) if months == 0 else str(_("month %(months)s")) % {"months": months}
