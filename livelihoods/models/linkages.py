"""Linkages: whom the office brought a person together with, for their business. Outward only.

Who brought the person to the office is never stored: no field here, or anywhere, has room for it.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livelihoods.models.people import FREE_TEXT_HINT, Participant
from office.fields import SealedText
from office.models import PersonKey, User


class LinkageQuerySet(models.QuerySet["Linkage"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        return self.filter(done_on=None)


class Linkage(models.Model):
    class Kind(models.TextChoices):
        MARKET = "market", _("buyer or market")
        BANK = "bank", _("bank or savings group")
        VOCATIONAL = "vocational", _("vocational course")
        LAND = "land", _("land to use")

    class Outcome(models.TextChoices):
        WORKS = "works", pgettext_lazy("linkage", "they work together")
        ONCE = "once", pgettext_lazy("linkage", "it helped once")
        NOTHING = "nothing", pgettext_lazy("linkage", "nothing came of it")
        NOT_WANTED = "not_wanted", pgettext_lazy("linkage", "the person no longer wants it")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="linkages")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    to = SealedText(_("with whom"), max_length=80, help_text=FREE_TEXT_HINT)
    made_on = models.DateField(pgettext_lazy("linkage", "made on"))
    done_on = models.DateField(_("outcome known on"), null=True)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    objects = LinkageQuerySet.as_manager()

    class Meta:
        verbose_name = _("linkage")
        default_permissions = ()
        ordering = ["-made_on", "-pk"]
        indexes = [models.Index(fields=["made_on"], condition=Q(done_on=None), name="open_linkages_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, outcome="") | (Q(done_on__gte=F("made_on")) & ~Q(outcome="")),
                name="done_linkage_has_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind} {self.made_on}"

    @property
    def seal_key(self) -> PersonKey:
        return self.participant.key
