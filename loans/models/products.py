"""Loan funds and loan products."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.collation import KHMER
from office.core.money import STEP
from office.money import CURRENCY_CHOICES
from office.validators import validate_khmer


class Named(models.Model):
    name_km = models.CharField(_("name in Khmer"), max_length=80, db_collation=KHMER, validators=[validate_khmer])
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en


class FundQuerySet(models.QuerySet["Fund"]):
    def with_capital_in(self, currency: str) -> Self:
        """Open funds that ever received capital in that currency."""
        return self.filter(is_open=True, ledger__currency=currency, ledger__credit="capital").distinct()


class Fund(Named):
    """Money that revolves: received as capital, lent, repaid, lent again. Who gave it stands on fund pages only."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    funder = models.CharField(_("funder"), max_length=80, blank=True)
    is_open = models.BooleanField(_("open for new loans"), default=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan fund")
        ordering = ["code"]
        default_permissions = ("view",)
        permissions = [("manage_funds", "Can manage funds and receive capital")]


class LoanTerms(models.Model):
    """The choices that a product proposes and a loan keeps. Their exact meaning: loans/core/terms.py."""

    class Method(models.TextChoices):
        NONE = "none", _("without interest")
        DECLINING = "declining", _("interest on the declining balance")

    class Amortisation(models.TextChoices):
        EQUAL_INSTALMENTS = "equal_instalments", _("equal instalments")
        EQUAL_PRINCIPAL = "equal_principal", _("equal principal parts")

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")

    class DayCount(models.TextChoices):
        THIRTY_360 = "30/360", _("30 days a month, 360 a year")
        ACTUAL_365 = "actual/365", _("actual days, 365 a year")
        ACTUAL_360 = "actual/360", _("actual days, 360 a year")

    class Rounding(models.TextChoices):
        HALF_UP = "half_up", _("half up")
        HALF_EVEN = "half_even", _("half to even")
        UP = "up", _("up")
        DOWN = "down", _("down")

    class Allocation(models.TextChoices):
        INSTALMENT_FIRST = "instalment_first", _("oldest instalment first")
        DUE_FIRST = "due_first", _("all that is due first")

    class Shift(models.TextChoices):
        NONE = "none", _("stays on the day")
        NEXT = "next", _("moves to the next working day")
        PREVIOUS = "previous", _("moves to the working day before")

    annual_rate = models.DecimalField(
        _("annual rate, percent"), max_digits=6, decimal_places=3, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    method = models.CharField(_("interest"), max_length=10, choices=Method, default=Method.NONE)
    amortisation = models.CharField(
        _("amortisation"), max_length=20, choices=Amortisation, default=Amortisation.EQUAL_INSTALMENTS
    )
    instalments = models.PositiveSmallIntegerField(
        _("number of instalments"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    every = models.PositiveSmallIntegerField(
        _("one every"), default=1, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    unit = models.CharField(_("unit"), max_length=6, choices=Unit, default=Unit.MONTHS)
    day_count = models.CharField(_("day count"), max_length=12, choices=DayCount, default=DayCount.THIRTY_360)
    instalment_multiple = models.DecimalField(_("instalment rounded to"), max_digits=10, decimal_places=2)
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding, default=Rounding.HALF_UP)
    interest_rounding = models.CharField(
        _("rounding of interest"), max_length=10, choices=Rounding, default=Rounding.DOWN
    )
    principal_grace = models.PositiveSmallIntegerField(_("grace period of principal, instalments"), default=0)
    interest_grace = models.PositiveSmallIntegerField(_("instalments with deferred interest"), default=0)
    interest_free = models.PositiveSmallIntegerField(_("instalments free of interest"), default=0)
    allocation = models.CharField(
        _("order of allocation"), max_length=20, choices=Allocation, default=Allocation.INSTALMENT_FIRST
    )
    shift = models.CharField(_("due date on a holiday"), max_length=10, choices=Shift, default=Shift.NEXT)

    class Meta:
        abstract = True


class LoanProduct(Named, LoanTerms):
    """What the office lends, and on what usual terms."""

    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES)
    least_principal = models.DecimalField(_("least principal"), max_digits=16, decimal_places=2)
    greatest_principal = models.DecimalField(_("greatest principal"), max_digits=16, decimal_places=2)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("loan product")
        ordering = ["name_km"]
        default_permissions = ()
        permissions = [("manage_products", "Can manage loan products")]

    @property
    def step(self) -> Decimal:
        return STEP[self.currency]
