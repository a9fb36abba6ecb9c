"""Narrowing the list of people."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from livelihoods.choices import ByDistrict
from livelihoods.models import BusinessMember, Complaint, Linkage, LivelihoodKind, Participant, Sex
from livelihoods.models.complaints import ComplaintQuerySet
from livelihoods.models.linkages import LinkageQuerySet
from livelihoods.models.people import ParticipantQuerySet
from livelihoods.scope import communes_of, in_order
from livelihoods.searching import find, read_wanted
from office.models import Place


class CommuneChoiceField(ModelChoiceField):
    iterator = ByDistrict

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


class CommuneFilter(django_filters.ModelChoiceFilter):
    field_class = CommuneChoiceField


def communes_in_scope(request: Any) -> QuerySet[Place]:
    """Those of an officer; for whoever sees all, those where somebody lives."""
    user = request.user
    if not user.has_perm("livelihoods.see_all_communes"):
        return communes_of(user, on=timezone.localdate())
    return in_order(Place.objects.filter(pk__in=Participant.objects.values("commune")))


class PeopleFilter(django_filters.FilterSet):
    """`found` is what a search found by: a code or hashes, never what was typed."""

    found = django_filters.CharFilter(method="by_search", widget=forms.HiddenInput)
    commune = CommuneFilter(label=_("Commune"), queryset=communes_in_scope)
    livelihood = django_filters.ModelChoiceFilter(
        label=_("Livelihood"), queryset=LivelihoodKind.objects.all(), method="by_livelihood"
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Participant.Status.choices)
    sex = django_filters.ChoiceFilter(label=_("Sex"), choices=Sex.choices)

    class Meta:
        model = Participant
        fields: list[str] = []

    def by_search(self, people: ParticipantQuerySet, name: str, value: str) -> ParticipantQuerySet:
        wanted = read_wanted(value)
        by_name = self.request.user.has_perm("livelihoods.see_names")
        return find(people, wanted, by_name=by_name) if wanted else people.none()

    def by_livelihood(self, people: ParticipantQuerySet, name: str, value: LivelihoodKind) -> ParticipantQuerySet:
        now = BusinessMember.objects.filter(business__livelihood=value, to_on=None)
        return people.filter(pk__in=now.values("participant"))


OPEN = "open"


class StateFilter(django_filters.FilterSet):
    """A list that shows what is open until another state is chosen."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__({"state": OPEN, **(data.dict() if data else {})}, *args, **kwargs)


class ComplaintFilter(StateFilter):
    STATES = [(OPEN, _("open")), ("overdue", _("overdue")), ("closed", _("closed")), ("all", _("all"))]

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=None, initial="open"
    )
    category = django_filters.ChoiceFilter(label=_("Category"), choices=Complaint.Category.choices)

    class Meta:
        model = Complaint
        fields: list[str] = []

    def in_state(self, complaints: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        states = {
            OPEN: complaints.open(),
            "overdue": complaints.overdue(on=timezone.localdate()),
            "closed": complaints.exclude(closed_on=None),
        }
        return states.get(value, complaints)


class LinkageFilter(StateFilter):
    STATES = [(OPEN, _("open")), ("done", _("outcome known")), ("all", _("all"))]

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=None, initial="open"
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Linkage.Kind.choices)

    class Meta:
        model = Linkage
        fields: list[str] = []

    def in_state(self, linkages: LinkageQuerySet, name: str, value: str) -> LinkageQuerySet:
        return {OPEN: linkages.open(), "done": linkages.exclude(done_on=None)}.get(value, linkages)
