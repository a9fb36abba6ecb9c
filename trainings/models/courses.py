"""Courses: what is taught, and what it takes to pass."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.collation import KHMER
from office.validators import validate_khmer
from trainings.core.passing import Rules

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Course(models.Model):
    """Changed in what it asks for, a course becomes a new version: a certificate says which one was taken."""

    class Topic(models.TextChoices):
        BUSINESS = "business", _("running a business")
        BOOKKEEPING = "bookkeeping", _("bookkeeping")
        ANIMALS = "animals", _("animal raising")
        REPAIR = "repair", _("repair")
        TRAINING = "training", _("training skills")

    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    name_km = models.CharField(_("name in Khmer"), max_length=80, db_collation=KHMER, validators=[validate_khmer])
    name_en = models.CharField(_("name in English"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1, validators=[MinValueValidator(1)])
    hours = models.PositiveSmallIntegerField(_("hours"), validators=[MinValueValidator(1), MaxValueValidator(400)])
    pass_mark = models.DecimalField(
        _("pass mark, percent"), max_digits=5, decimal_places=2, default=Decimal(70), validators=PERCENT
    )
    attendance_needed = models.DecimalField(
        _("attendance needed, percent"), max_digits=5, decimal_places=2, default=Decimal(80), validators=PERCENT
    )
    validity_months = models.PositiveSmallIntegerField(
        _("certificate holds, months"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)], help_text=_("Empty: it has no end."),
    )  # fmt: skip
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("course")
        default_permissions = ()
        ordering = ["name_km", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_en", "version"], name="one_course_per_name_and_version",
                violation_error_message=_("There is a course of this name and version already."),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=0, pass_mark__lte=100, attendance_needed__gte=0, attendance_needed__lte=100),
                name="course_asks_for_percents",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_km if get_language() == "km" else self.name_en

    @property
    def rules(self) -> Rules:
        return Rules(attendance=self.attendance_needed, pass_mark=self.pass_mark)
