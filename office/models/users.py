"""Those who sign in. The sign-in name is neutral; the person's name is sealed like anybody's."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.fields import SealedText
from office.models.keys import PersonKey
from office.models.offices import Office
from office.models.places import Place
from office.roles import ADMIN, ROLE_NAMES


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("key")

    @transaction.atomic
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Nobody stands above the roles: the first user is an administrator, who sees no participants."""
        user = self.create_user(username, password, **fields)
        user.groups.add(Group.objects.get(name=ADMIN))
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Never deleted: what they entered stays signed."""

    username = models.CharField(
        _("sign-in name"),
        max_length=30,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        help_text=_("Neutral: a desk or a number, not a person's name."),
    )
    key = models.OneToOneField(PersonKey, models.PROTECT, editable=False)
    name = SealedText(_("name"), max_length=120, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, null=True, verbose_name=_("office"))
    language = models.CharField(_("language"), max_length=2, choices=[("km", "ខ្មែរ"), ("en", "English")], default="km")
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        default_permissions = ()
        permissions = [
            ("manage_users", "Can manage users"),
            ("manage_assignments", "Can assign communes to officers"),
            ("manage_calendar", "Can set holidays, exchange rates and policy figures"),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.key_id is None:
            self.key = PersonKey.make()
            self.key.save()
        super().save(*args, **kwargs)

    @property
    def seal_key(self) -> PersonKey:
        return self.key

    @property
    def shown_name(self) -> str:
        return self.name or self.username

    @property
    def role(self) -> str:
        """The one group of office/roles.py the user is in, or "". Prefetch `groups` for a list."""
        return next((group.name for group in self.groups.all() if group.name in ROLE_NAMES), "")

    @property
    def role_name(self) -> Any:
        return ROLE_NAMES.get(self.role, "")

    def commune_codes(self, *, on: date) -> list[str]:
        """Codes of the communes assigned to the user on that day."""
        return list(self.assignments.current(on=on).values_list("commune_id", flat=True))


class AssignmentQuerySet(models.QuerySet["CommuneAssignment"]):
    def current(self, *, on: date) -> "AssignmentQuerySet":
        return self.filter(from_on__lte=on).not_over(on=on)

    def not_over(self, *, on: date) -> "AssignmentQuerySet":
        """Those that hold on that day or begin later."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=on))

    def overlapping(self, first: date, last: date | None) -> "AssignmentQuerySet":
        """Those that share a day with the span; without a last day it has no end."""
        rows = self.not_over(on=first)
        return rows if last is None else rows.filter(from_on__lte=last)


class CommuneAssignment(models.Model):
    """A commune an officer works in, from the first to the last day, both included."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("loan officer"))
    commune = models.ForeignKey(Place, models.PROTECT, limit_choices_to={"level": "commune"}, verbose_name=_("commune"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune of an officer")
        ordering = ["commune_id", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")),
                name="assignment_ends_after_start",
            ),
            models.UniqueConstraint(fields=["user", "commune", "from_on"], name="one_assignment_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.commune_id}"
