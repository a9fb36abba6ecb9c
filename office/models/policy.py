"""Figures the office may change, each from a day on. The past keeps the figure that applied then."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyQuerySet(models.QuerySet["PolicyFigure"]):
    def value(self, name: "PolicyFigure.Name", *, on: date) -> Decimal:
        """The figure that applied on that day: the latest set by then, else the default."""
        row = self.filter(name=name, from_on__lte=on).order_by("-from_on", "-pk").first()
        return row.value if row else DEFAULTS[name]

    def all_on(self, names: Iterable["PolicyFigure.Name"], *, on: date) -> dict[str, Decimal]:
        """Several figures in one query."""
        names = list(names)
        rows = self.filter(name__in=names, from_on__lte=on).order_by("-from_on", "-pk")
        found: dict[str, Decimal] = {}
        for name, value in rows.values_list("name", "value"):
            found.setdefault(name, value)
        return {name: found.get(name, DEFAULTS[name]) for name in names}


class PolicyFigure(models.Model):
    class Name(models.TextChoices):
        RATE_CEILING = "rate_ceiling", _("ceiling of the annual rate, percent")
        DSR_WARNING = "dsr_warning", _("debt-service ratio: warning above, percent")
        DSR_SECOND = "dsr_second", _("debt-service ratio: second approver above, percent")
        DSR_REFUSAL = "dsr_refusal", _("debt-service ratio: refusal above, percent")
        APPROVAL_EXPIRY = "approval_expiry", _("days after which an approval expires")
        REGISTER_AT = "register_at", _("riel outstanding from which a lender must register")
        LICENCE_AT = "licence_at", _("riel outstanding from which a lender must be licensed")
        LICENCE_BORROWERS = "licence_borrowers", _("borrowers from which a lender must be licensed")
        POVERTY_LINE = "poverty_line", _("poverty line, riel a person and day")
        TOLERANCE_KHR = "tolerance_khr", _("riel that may stay unpaid before a loan counts as late")
        TOLERANCE_USD = "tolerance_usd", _("dollars that may stay unpaid before a loan counts as late")

    name = models.CharField(_("figure"), max_length=30, choices=Name)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    from_on = models.DateField(_("from"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy figure")
        ordering = ["name", "-from_on"]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} from {self.from_on}"


DEFAULTS: dict[str, Decimal] = {
    # Prakas B7-017-109 of the National Bank of Cambodia: 18 % a year since 1 April 2017.
    PolicyFigure.Name.RATE_CEILING: Decimal("18"),
    PolicyFigure.Name.DSR_WARNING: Decimal("40"),
    PolicyFigure.Name.DSR_SECOND: Decimal("50"),
    PolicyFigure.Name.DSR_REFUSAL: Decimal("70"),
    PolicyFigure.Name.APPROVAL_EXPIRY: Decimal("60"),
    # Thresholds for an NGO lender, National Bank of Cambodia (taken from practice: ask before relying on them).
    PolicyFigure.Name.REGISTER_AT: Decimal("100000000"),
    PolicyFigure.Name.LICENCE_AT: Decimal("1000000000"),
    PolicyFigure.Name.LICENCE_BORROWERS: Decimal("1000"),
    # National line of the Cambodia Socio-Economic Survey 2019-20, at the prices of then (taken second-hand).
    PolicyFigure.Name.POVERTY_LINE: Decimal("10951"),
    PolicyFigure.Name.TOLERANCE_KHR: Decimal("0"),
    PolicyFigure.Name.TOLERANCE_USD: Decimal("0"),
}
