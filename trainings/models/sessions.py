"""Sessions of a course, with the half-days they are planned for."""

from datetime import date
from typing import Self

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Participant
from office.models import Place, User
from trainings.core import attendance
from trainings.core.passing import names_are_open
from trainings.models.courses import Course
from trainings.models.staff import StaffMember


class SessionQuerySet(models.QuerySet["Session"]):
    def run_by(self, user: User) -> Self:
        """Those the user leads or supervises."""
        return self.filter(Q(lead__user=user) | Q(supervisor__user=user))

    def visible_to(self, user: User) -> Self:
        """All, or one's own; for whoever looks after people, those in which these are enrolled."""
        if not user.has_perm("trainings.view_session"):
            return self.none()
        if user.has_perm("trainings.see_all_sessions"):
            return self
        theirs = Participant.objects.visible_to(user).values("pk")
        with_theirs = Session.objects.filter(enrolments__participant__in=theirs).values("pk")
        return self.filter(Q(lead__user=user) | Q(supervisor__user=user) | Q(pk__in=with_theirs))

    def changeable_by(self, user: User) -> Self:
        """A trainer's own; all for whoever manages the trainings."""
        if not user.has_perm("trainings.run_session"):
            return self.none()
        return self if user.has_perm("trainings.manage_trainings") else self.run_by(user)

    def coming(self, *, on: date) -> Self:
        return self.filter(first_on__gt=on)

    def going_on(self, *, on: date) -> Self:
        return self.filter(first_on__lte=on, last_on__gte=on)

    def over(self, *, on: date) -> Self:
        return self.filter(last_on__lt=on)

    def for_lists(self) -> Self:
        people = ("lead__key", "lead__user", "supervisor__key", "supervisor__user")
        return self.select_related("course", "commune__parent", *people).annotate(enrolled=Count("enrolments"))


class Session(models.Model):
    class Level(models.IntegerChoices):
        """Who is trained, from the top of the cascade down."""

        TRAINERS = 1, _("1: trainers")
        STAFF = 2, _("2: staff")
        FACILITATORS = 3, _("3: community facilitators")
        PARTICIPANTS = 4, _("4: participants")

    code = models.CharField(_("session"), max_length=12, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("course"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.PARTICIPANTS)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    commune = models.ForeignKey(
        Place, models.PROTECT, limit_choices_to={"level": "commune"}, related_name="+", verbose_name=_("commune")
    )
    place = models.CharField(
        _("place"), max_length=80, blank=True, help_text=_("The hall or school, as people call it; no person's name.")
    )
    lead = models.ForeignKey(StaffMember, models.PROTECT, related_name="led", verbose_name=_("led by"))
    supervisor = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name=_("supervised by"),
        help_text=_("Needed where the person who leads holds no certificate that day."),
    )  # fmt: skip
    is_supervised = models.BooleanField(default=False, editable=False, help_text="the lead was not certified")
    fund_code = models.CharField(_("paid from (code)"), max_length=12, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        default_permissions = ("view",)
        permissions = [
            ("run_session", "Can plan sessions and enter attendance and scores"),
            ("see_all_sessions", "Can see all sessions"),
            ("manage_trainings", "Can manage courses, trainers, items and every session"),
            ("view_figures", "Can see who trained whom, and the figures of the trainings"),
        ]
        indexes = [models.Index(fields=["first_on", "code"])]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="session_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(is_supervised=False) | Q(supervisor__isnull=False), name="supervised_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(supervisor=F("lead")), name="nobody_supervises_themselves"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("trainings:session", args=[self.code])

    @property
    def certifier(self) -> StaffMember:
        """Who answers for it: the lead, or where that one was not certified, the supervisor."""
        return self.supervisor if self.is_supervised and self.supervisor else self.lead

    def is_run_by(self, user: User) -> bool:
        return user.pk in (self.lead.user_id, self.supervisor.user_id if self.supervisor else None)

    def names_open_to(self, user: User, *, on: date) -> bool:
        """Whoever runs it sees the names of those enrolled, for a while before and after."""
        return self.is_run_by(user) and names_are_open(self.first_on, self.last_on, on)


class HalfDay(models.Model):
    class Part(models.TextChoices):
        MORNING = "am", _("morning")
        AFTERNOON = "pm", _("afternoon")

    session = models.ForeignKey(Session, models.CASCADE, related_name="half_days")
    on = models.DateField()
    part = models.CharField(max_length=2, choices=Part)

    class Meta:
        verbose_name = _("half-day")
        default_permissions = ()
        ordering = ["on", "part"]
        constraints = [models.UniqueConstraint(fields=["session", "on", "part"], name="one_half_day_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.on} {self.part}"

    @property
    def plain(self) -> attendance.HalfDay:
        return attendance.HalfDay(self.pk, self.on)


class SessionSeries(models.Model):
    """The last number given to a session in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

    @classmethod
    @transaction.atomic
    def take(cls, year: int) -> str:
        """The next code of the year: S-26-0012."""
        cls.objects.get_or_create(year=year)
        series = cls.objects.select_for_update().get(year=year)
        cls.objects.filter(year=year).update(last=F("last") + 1)
        return f"S-{year % 100:02d}-{series.last + 1:04d}"
