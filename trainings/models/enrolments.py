"""Who takes part in a session: seats, presence, scores, certificates."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Participant
from office.models import PersonKey, User
from trainings.models.courses import PERCENT, Course
from trainings.models.sessions import HalfDay, Session
from trainings.models.staff import StaffMember

ONE_PERSON = Q(participant__isnull=False, staff=None) | Q(participant=None, staff__isnull=False)


def _score(label: object) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, validators=PERCENT)  # type: ignore[arg-type]


def _is_percent(name: str) -> models.CheckConstraint:
    within = Q((name, None)) | Q((f"{name}__gte", 0), (f"{name}__lte", 100))
    return models.CheckConstraint(condition=within, name=f"{name}_from_0_to_100")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> Self:
        """All of one's own sessions; else the people one looks after, and the staff for whoever sees all sessions."""
        if not user.has_perm("trainings.view_session"):
            return self.none()
        theirs = Q(participant__in=Participant.objects.visible_to(user).values("pk"))
        if user.has_perm("trainings.see_all_sessions") and user.has_perm("livelihoods.view_participant"):
            theirs |= Q(participant=None)
        return self.filter(theirs | Q(session__in=Session.objects.run_by(user).values("pk")))

    def for_lists(self) -> Self:
        standing = models.Prefetch("certifications", Certification.objects.standing(), to_attr="standing_certificates")
        return self.select_related("participant__key", "participant__commune", "staff__key").prefetch_related(standing)


class Enrolment(models.Model):
    """A seat in a session, of a participant or of a staff member."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments")
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="enrolments")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="enrolments")
    seat = models.PositiveSmallIntegerField(_("seat"))
    enrolled_on = models.DateField()
    pre = _score(_("pre-test"))
    post = _score(_("post-test"))
    skills = _score(_("skills test"))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        default_permissions = ()
        ordering = ["session", "seat"]
        constraints = [
            models.CheckConstraint(condition=ONE_PERSON, name="seat_of_one_person"),
            models.UniqueConstraint(fields=["session", "seat"], name="one_person_per_seat"),
            models.UniqueConstraint(fields=["session", "participant"], name="one_seat_per_participant"),
            models.UniqueConstraint(fields=["session", "staff"], name="one_seat_per_staff_member"),
            *map(_is_percent, ("pre", "post", "skills")),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.seat}"

    @property
    def person(self) -> Participant | StaffMember:
        person = self.participant or self.staff
        assert person is not None
        return person

    @property
    def seal_key(self) -> PersonKey:
        return self.person.key

    @property
    def certificate(self) -> "Certification | None":
        """The one that stands; without a query where `for_lists` has fetched it."""
        found = getattr(self, "standing_certificates", None)
        return self.certifications.standing().first() if found is None else next(iter(found), None)


class Attendance(models.Model):
    """Somebody enrolled was there in a half-day. No row: they were not, or it was not held."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="attendances")

    class Meta:
        verbose_name = _("attendance")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["half_day", "enrolment"], name="one_mark_per_half_day")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.half_day_id}"


class CertificationQuerySet(models.QuerySet["Certification"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_on=None)


class Certification(models.Model):
    """Somebody passed a course; without a seat, it was taken elsewhere, before or abroad."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="certifications", verbose_name=_("course"))
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="certifications")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="certifications")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="certifications")
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("holds until"), null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        default_permissions = ()
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_PERSON, name="certificate_of_one_person"),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False) | Q(staff__isnull=False), name="participants_are_certified_here"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="certificate_holds_a_while",
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(withdrawn_on=None), name="one_certificate_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.issued_on}"
