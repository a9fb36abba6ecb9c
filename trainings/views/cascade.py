"""Who certified whom: a picture, the same as a list, and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import trail
from office.models import User
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date
from trainings.core.cascade import Learning, Node
from trainings.core.tree import Spot, layout
from trainings.documents.cascade import Cascade, build_cascade
from trainings.models import Course, StaffMember

STAGE_TONES = {0: "late", 30: "due", 60: ""}
WIDE_ENOUGH = 9  # circles in a row under which each bears its name


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the list, in words."""

    shown: str
    kind: str
    note: str
    below: tuple["Branch", ...]


@permission_required("trainings.view_figures", raise_exception=True)
def cascade(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    value = build_cascade(on=today)
    names, kinds = _people(request.user)
    trail.record(trail.Act.LIST, StaffMember, by=request.user)
    tree = layout(value.roots)
    context = {
        "value": value,
        "figures": _figures(value),
        "tree": tree,
        "spots": [(spot, _spot_title(spot, names), _label(spot, names, len(value.roots))) for spot in tree.spots],
        "headings": [(heading, _generation(heading.generation, heading.people)) for heading in tree.headings],
        "branches": [_branch(node, names, kinds) for node in value.roots],
        "generations": [(each, learning_shown(each.learning)) for each in value.generations],
        "refreshers": _refreshers(value, names),
        "idle": [(names.get(each.holder, each.holder), _idle_since(each)) for each in value.idle],
    }
    return render(request, "trainings/cascade.html", context)


def learning_shown(learning: Learning) -> tuple[str, str]:
    """Pass rate and knowledge gain, each with the number behind it."""
    rate = "–" if learning.pass_rate is None else f"{learning.pass_rate} %"
    gain = "–" if learning.gain is None else f"{learning.gain:+}"
    return rate, gain


def _people(user: User) -> tuple[dict[str, str], dict[str, str]]:
    """How the user knows each of them, and what they work as."""
    members = list(StaffMember.objects.for_lists())
    return (
        {member.code: member.shown_to(user) for member in members},
        {member.code: str(member.get_kind_display()) for member in members},
    )


def _figures(value: Cascade) -> list[dict[str, Any]]:
    rate, gain = learning_shown(value.learning)
    tested = ngettext("of %(count)d test", "of %(count)d tests", value.learning.tested)
    matched = ngettext("points, %(count)d person with both tests", "points, %(count)d people with both tests",
                       value.learning.matched)  # fmt: skip
    sessions = ngettext("in %(count)d session", "in %(count)d sessions", value.sessions)
    return [
        {"label": _("Participants reached"), "value": str(value.reached), "note": sessions % {"count": value.sessions}},
        {"label": _("Certified trainers and staff"), "value": str(value.people)},
        {"label": _("Pass rate"), "value": rate, "note": tested % {"count": value.learning.tested}},
        {"label": _("Knowledge gain"), "value": gain, "note": matched % {"count": value.learning.matched}},
    ]


def _generation(number: int, people: int) -> str:
    said = ngettext("Generation %(number)d · %(count)d person", "Generation %(number)d · %(count)d people", people)
    return said % {"number": number, "count": people}


def _spot_title(spot: Spot, names: Mapping[str, str]) -> str:
    who = names.get(spot.code, spot.code) if spot.code else _people_count(spot.people)
    return " · ".join(filter(None, [who, _note(spot.below, spot.participants)]))


def _label(spot: Spot, names: Mapping[str, str], roots: int) -> str:
    """Names in the first row alone, where they have room."""
    named = spot.generation == 1 and spot.code and roots <= WIDE_ENOUGH
    return names.get(spot.code, spot.code).rsplit(maxsplit=1)[-1] if named else ""


def _branch(node: Node, names: Mapping[str, str], kinds: Mapping[str, str]) -> Branch:
    return Branch(
        shown=names.get(node.code, node.code),
        kind=kinds.get(node.code, ""),
        note=_note(len(node.below), node.participants),
        below=tuple(_branch(each, names, kinds) for each in node.below),
    )


def _note(certified: int, participants: int) -> str:
    said = []
    if certified:
        text = ngettext("certified %(count)d person", "certified %(count)d people", certified)
        said.append(text % {"count": certified})
    if participants:
        text = ngettext("reached %(count)d participant", "reached %(count)d participants", participants)
        said.append(text % {"count": participants})
    return ", ".join(said)


def _people_count(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _refreshers(value: Cascade, names: Mapping[str, str]) -> list[dict[str, Any]]:
    courses = {str(course.pk): course.name for course in Course.objects.all()}
    words = {0: _("refresher is due"), 30: _("ends within 30 days"), 60: _("ends within 60 days")}
    return [
        {
            "title": names.get(each.holder, each.holder), "note": words[each.stage], "tone": STAGE_TONES[each.stage],
            "context": f"{courses.get(each.course, '')} · {short_date(each.expires_on)}",
        }
        for each in value.refreshers
    ]  # fmt: skip


def _idle_since(each: Any) -> str:
    text = _("last session %(day)s") if each.has_trained else _("no session since the certificate of %(day)s")
    return text % {"day": short_date(each.since)}
