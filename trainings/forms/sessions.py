"""What is typed about a session. The rules are the services'."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from livelihoods.choices import CommuneField
from livelihoods.scope import in_order
from office.models import Place, User
from paper.core.collation import sort_key
from paper.forms import DayField
from trainings.models import Course, HalfDay, Session, StaffMember
from trainings.services.sessions import EVERY_DAY_BUT_SUNDAY, Plan

WEEKDAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip
BOTH_PARTS = (HalfDay.Part.MORNING.value, HalfDay.Part.AFTERNOON.value)


class StaffField(forms.TypedChoiceField):
    """One of these people, as this user knows them; in the order of their names."""

    def __init__(self, **kwargs: Any) -> None:
        self.members: dict[str, StaffMember] = {}
        super().__init__(coerce=lambda pk: self.members[pk], empty_value=None, **kwargs)

    def offer(self, members: Iterable[StaffMember], user: User) -> None:
        shown = [(member, f"{member.shown_to(user)} · {member.get_kind_display()}") for member in members]
        shown.sort(key=lambda each: sort_key(each[1]))
        self.members.update((str(member.pk), member) for member, _text in shown)
        self.choices = [("", "---------"), *((str(member.pk), text) for member, text in shown)]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, StaffMember) else value


class CourseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.name if obj.version == 1 else _("%(name)s, version %(version)s") % {
            "name": obj.name, "version": obj.version,
        }  # fmt: skip


class SessionForm(forms.Form):
    """When, where, which course, and who answers for it."""

    course = CourseField(Course.objects.none(), label=_("Course"))
    level = forms.TypedChoiceField(
        label=_("Who is trained"), choices=Session.Level.choices, coerce=int, initial=Session.Level.PARTICIPANTS
    )
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these weekdays"), choices=WEEKDAYS, coerce=int, initial=sorted(EVERY_DAY_BUT_SUNDAY),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label=_("Half-days"), choices=HalfDay.Part.choices, initial=BOTH_PARTS, widget=forms.CheckboxSelectMultiple
    )
    commune = CommuneField(Place.objects.none(), label=_("Commune"))
    place = forms.CharField(
        label=_("Place"),
        max_length=80,
        required=False,
        help_text=_("The hall or school, as people call it; no person's name."),
    )
    lead = StaffField(label=_("Led by"))
    supervisor = StaffField(
        label=_("Supervised by"), required=False,
        help_text=_("Needed where the person who leads holds no certificate that day."),
    )  # fmt: skip
    fund_code = forms.CharField(label=_("Paid from (code)"), max_length=12, required=False)

    def __init__(self, *args: Any, user: User, plan: Plan | None = None, **kwargs: Any) -> None:
        if plan:
            kwargs["initial"] = _initial_of(plan)
        super().__init__(*args, **kwargs)
        known = [plan.course.pk] if plan else []
        courses = Course.objects.filter(is_offered=True) | Course.objects.filter(pk__in=known)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        worked_in = Place.objects.filter(level=Place.Level.COMMUNE, office_link__isnull=False)
        self.fields["commune"].queryset = in_order(worked_in)  # type: ignore[attr-defined]
        self._offer_people(user, plan)

    def plan(self) -> Plan:
        values = dict(self.cleaned_data)
        return Plan(**{**values, "weekdays": frozenset(values["weekdays"]), "parts": frozenset(values["parts"])})

    def _offer_people(self, user: User, plan: Plan | None) -> None:
        members = list(StaffMember.objects.active().for_lists())
        known = {member.pk for member in members}
        gone = [each for each in (plan and plan.lead, plan and plan.supervisor) if each and each.pk not in known]
        trainers = [m for m in members if m.kind in (m.Kind.MASTER, m.Kind.TRAINER) or m.user_id == user.pk]
        manages = user.has_perm("trainings.manage_trainings")
        for name in ("lead", "supervisor"):
            self.fields[name].offer([*(members if manages else trainers), *gone], user)  # type: ignore[attr-defined]
        if plan is None:
            self.initial.setdefault("lead", next((m for m in members if m.user_id == user.pk), None))


def _initial_of(plan: Plan) -> dict[str, Any]:
    return {
        "course": plan.course, "level": plan.level, "first_on": plan.first_on, "last_on": plan.last_on,
        "weekdays": sorted(plan.weekdays), "parts": sorted(plan.parts), "commune": plan.commune, "place": plan.place,
        "lead": plan.lead, "supervisor": plan.supervisor, "fund_code": plan.fund_code,
    }  # fmt: skip


class CodeForm(forms.Form):
    """Whoever bears this code."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Seven characters, from the person's paper."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
