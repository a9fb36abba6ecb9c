"""Outcomes as plain values for JSON: amounts are strings in riel, shares strings with four places, or null."""

from decimal import Decimal
from typing import Any

from office.core.money import plain
from reports.core.outcomes import Change, Middle, Outcomes, Poverty, Survived
from reports.outcomes import Group, Jobs, OutcomeReport

CSV_HEAD = [
    "as_of", "by", "key", "name", "people", "months", "outcome", "n", "lost", "waiting", "no_baseline", "median",
    "mean", "baseline_median", "baseline_mean", "follow_up_median", "follow_up_mean", "could_rise", "rose",
]  # fmt: skip


def outcome_json(report: OutcomeReport) -> dict[str, Any]:
    """All together, then group by group."""
    return {
        "as_of": report.as_of.isoformat(), "currency": "KHR", "by": report.by,
        **_group(report.total),
        "groups": [_group(group) for group in report.groups],
    }  # fmt: skip


def _group(group: Group) -> dict[str, Any]:
    return {
        "key": group.key, "name": group.name, "n": group.people,
        "rounds": [{"months": months, **_outcomes(each)} for months, each in group.rounds.items()],
        "survival": [{"months": age, **_survived(each)} for age, each in group.survival.items()],
        "jobs": _jobs(group.jobs),
    }  # fmt: skip


def _outcomes(outcomes: Outcomes) -> dict[str, Any]:
    return {
        "business_net": _change(outcomes.business),
        "household_net": _change(outcomes.household),
        "poverty": _poverty(outcomes.poverty),
    }


def _change(change: Change | None) -> dict[str, Any] | None:
    """`median` and `mean` are those of the change; before and after stand beside them. None: too few to be told."""
    if change is None:
        return None
    above_zero = change.could_rise
    return {
        "n": change.n, "lost": change.lost, "waiting": change.waiting, "no_baseline": change.no_baseline,
        **_middle(change.change), "baseline": _middle(change.baseline), "follow_up": _middle(change.follow_up),
        "rose_by_20_percent": {"n": change.could_rise, "rose": change.rose, "share": _share(change.share_risen)},
        "baseline_not_above_zero": None if above_zero is None else change.n - above_zero,
    }  # fmt: skip


def _middle(middle: Middle | None) -> dict[str, str | None]:
    if middle is None:
        return {"median": None, "mean": None}
    return {"median": plain(middle.median, "KHR"), "mean": plain(middle.mean, "KHR")}


def _poverty(poverty: Poverty | None) -> dict[str, Any] | None:
    if poverty is None:
        return None
    return {
        "line": plain(poverty.line, "KHR"), "n": poverty.n,
        "baseline": {"poor": poverty.poor_before, "share": _share(poverty.share_before)},
        "follow_up": {"poor": poverty.poor_after, "share": _share(poverty.share_after)},
    }  # fmt: skip


def _survived(survived: Survived | None) -> dict[str, Any]:
    if survived is None:
        return {"n": None, "alive": None, "share": None, "unknown": None}
    return {
        "n": survived.n, "alive": survived.alive, "share": _share(survived.share), "unknown": survived.unknown,
    }  # fmt: skip


def _jobs(jobs: Jobs | None) -> dict[str, Any] | None:
    if jobs is None:
        return None
    mean = None if jobs.mean is None else f"{jobs.mean:.2f}"
    return {"n": jobs.n, "total": f"{jobs.total:.1f}", "mean": mean}


def _share(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"


def outcome_csv(report: OutcomeReport) -> list[list[Any]]:
    """One line a group, round and outcome, with its head."""
    return [CSV_HEAD, *(line for group in (report.total, *report.groups) for line in _lines(report, group))]


def _lines(report: OutcomeReport, group: Group) -> list[list[Any]]:
    told = [report.as_of.isoformat(), report.by, group.key, group.name, group.people]
    return [
        [*told, months, name, change.n, change.lost, change.waiting, change.no_baseline,
         *_both(change.change), *_both(change.baseline), *_both(change.follow_up), change.could_rise, change.rose]
        for months, each in group.rounds.items()
        for name, change in (("business_net", each.business), ("household_net", each.household))
        if change is not None
    ]  # fmt: skip


def _both(middle: Middle | None) -> list[str | None]:
    return list(_middle(middle).values())
