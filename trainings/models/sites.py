"""Sites: the communes of the programme, what is planned to be spent in each month, and what was."""

from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from moneyed import Money

from office.append_only import AppendOnly
from office.core.money import CURRENCIES, summed
from office.models import Place, User
from office.money import amount_field


class CostLine(models.TextChoices):
    TRAINING = "training", pgettext_lazy("cost line", "training")
    STAFF = "staff", pgettext_lazy("cost line", "staff")
    TRAVEL = "travel", pgettext_lazy("cost line", "travel")
    MATERIALS = "materials", pgettext_lazy("cost line", "materials")
    START_UP = "start_up", pgettext_lazy("cost line", "start-up items")
    OTHER = "other", pgettext_lazy("cost line", "other")


class SiteQuerySet(models.QuerySet["Site"]):
    def planned(self) -> Self:
        return self.filter(started_on=None, closed_on=None)

    def active(self) -> Self:
        return self.filter(started_on__isnull=False, closed_on=None)

    def closed(self) -> Self:
        return self.exclude(closed_on=None)

    def by_status(self) -> Self:
        """Active ones first, closed ones last; then by commune."""
        rank = Case(
            When(closed_on__isnull=False, then=Value(2)), When(started_on=None, then=Value(1)), default=Value(0)
        )
        return self.alias(rank=rank).order_by("rank", "commune")

    def with_spent(self) -> Self:
        """What was spent, of each currency: `spent_khr`, `spent_usd`."""
        standing = Q(costs__reverses=None, costs__reversed_by=None)
        sums = {
            f"spent_{code.lower()}": Sum("costs__amount", filter=standing & Q(costs__amount_currency=code))
            for code in CURRENCIES
        }
        return self.annotate(**sums)


class Site(models.Model):
    """A commune of the programme. Its status follows from its dates."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("site", "planned")
        ACTIVE = "active", pgettext_lazy("site", "active")
        CLOSED = "closed", pgettext_lazy("site", "closed")

    commune = models.OneToOneField(
        Place, models.PROTECT, limit_choices_to={"level": "commune"}, related_name="+", verbose_name=_("commune")
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        default_permissions = ()
        permissions = [
            ("view_site", "Can see sites, their budget and cost"),
            ("manage_sites", "Can add sites, set their budget and record cost"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(started_on=None) | Q(closed_on__gte=F("started_on")),
                name="site_closed_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commune_id}"

    def get_absolute_url(self) -> str:
        return reverse("trainings:site", args=[self.pk])

    @property
    def status(self) -> Status:
        if self.closed_on:
            return self.Status.CLOSED
        return self.Status.ACTIVE if self.started_on else self.Status.PLANNED

    @property
    def spent(self) -> list[Money]:
        """As `with_spent` annotates it; currencies in which nothing was spent are left out."""
        sums = {code: getattr(self, f"spent_{code.lower()}") for code in CURRENCIES}
        return [Money(summed(total), code) for code, total in sums.items() if total]


class SiteBudgetQuerySet(models.QuerySet["SiteBudget"]):
    def in_force(self) -> Self:
        """Of each site, month, line and currency the amount set last."""
        later = SiteBudget.objects.filter(
            site=OuterRef("site"), month=OuterRef("month"), line=OuterRef("line"),
            amount_currency=OuterRef("amount_currency"), pk__gt=OuterRef("pk"),
        )  # fmt: skip
        return self.filter(~Exists(later))


class SiteBudget(AppendOnly):
    """What is to be spent on one line in one month. A new amount is a new row: what was planned before stays."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="budgets")
    month = models.DateField(_("month"), help_text="its first day")
    line = models.CharField(_("cost line"), max_length=10, choices=CostLine)
    amount = amount_field(_("budget"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set on"), default=timezone.now)

    objects = SiteBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget of a site")
        default_permissions = ()
        indexes = [models.Index(fields=["site", "month", "line"])]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_below_zero")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.month:%Y-%m} {self.line} {self.amount}"


class SiteCostQuerySet(models.QuerySet["SiteCost"]):
    def standing(self) -> Self:
        """Not reversed, and no reversal."""
        return self.filter(reverses=None, reversed_by=None)


class SiteCost(AppendOnly):
    """A sum spent for a site. A mistake is put right by a row that reverses it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="costs")
    line = models.CharField(_("cost line"), max_length=10, choices=CostLine)
    amount = amount_field(_("amount"))
    spent_on = models.DateField(_("spent on"))
    reference = models.CharField(_("reference"), max_length=40, blank=True, help_text="of the voucher; no names")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(default=timezone.now)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    key = models.UUIDField(unique=True)

    objects = SiteCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost of a site")
        default_permissions = ()
        indexes = [models.Index(fields=["site", "spent_on"])]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="site_cost_above_zero")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.spent_on} {self.line} {self.amount}"

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversed_by")
