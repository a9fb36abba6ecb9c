"""Those who train or are trained and are no participants. Everything that names them is sealed, as a participant's."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Sex
from office.core.codes import new_code
from office.fields import SealedText
from office.models import PersonKey, User


class StaffQuerySet(models.QuerySet["StaffMember"]):
    def active(self) -> Self:
        return self.filter(is_active=True, key__wrapped__isnull=False)

    def for_lists(self) -> Self:
        return self.select_related("key")


class StaffMember(models.Model):
    class Kind(models.TextChoices):
        MASTER = "master", _("master trainer")
        TRAINER = "trainer", _("trainer")
        STAFF = "staff", _("staff member")
        FACILITATOR = "facilitator", _("community facilitator")

    code = models.CharField(_("code"), max_length=7, unique=True, default=new_code, editable=False)
    key = models.OneToOneField(PersonKey, models.PROTECT, editable=False)
    kind = models.CharField(_("works as"), max_length=12, choices=Kind)
    name_km = SealedText(_("name in Khmer"), max_length=80)
    name_latin = SealedText(_("name in Latin letters"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    phone = SealedText(_("phone"), max_length=20, blank=True)
    safe_hours = SealedText(_("when to call"), max_length=80, blank=True)
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="staff_member", verbose_name=_("signs in as")
    )
    is_active = models.BooleanField(_("works with us"), default=True)
    added_on = models.DateField(default=timezone.localdate)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainer or staff member")
        default_permissions = ()
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def seal_key(self) -> PersonKey:
        return self.key

    @property
    def is_forgotten(self) -> bool:
        return self.key.is_destroyed

    def shown_to(self, user: User) -> str:
        """The name where the user sees names; whoever plans sessions also knows by name those who train."""
        trains = self.kind in (self.Kind.MASTER, self.Kind.TRAINER) or self.user_id == user.pk
        sees = user.has_perm("livelihoods.see_names") or (trains and user.has_perm("trainings.run_session"))
        return (self.name_km or self.code) if sees else self.code
