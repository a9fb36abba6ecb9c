"""Writing a checked workbook: all of it in one transaction, through the services of the rooms, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Business, Participant
from loans.models import Fund, Loan
from office import trail
from office.bulk import insert_rows, room_for_pages
from office.errors import Refusal
from office.models import Office, User
from reports.models import ImportedRow
from reports.workbook.checking import Check
from reports.workbook.plan import FundDraft, Plan, Target
from reports.workbook.progress import TOTAL, Progress
from reports.workbook.refs import content_of, imported
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets import SHEETS
from reports.workbook.together import check_together, funds_of, lock_funds

ROW = ("sheet", "ref", "object_id", "content")
MAY_IMPORT, MAY_VOUCH = "reports.import_workbook", "loans.approve_loan"


class ChangedMeanwhile(Refusal):
    """What the check relied on is no longer so: somebody else wrote in between. Nothing was written."""


@dataclass(slots=True)
class Writer:
    """A commit under way: who, when, and what was written for which line."""

    plan: Plan
    by: User
    second: User | None
    on: date
    progress: Progress
    rows: list[tuple[str, str, int, str]] = field(default_factory=list)  # as ROW
    _people: dict[int, Participant] = field(default_factory=dict)
    _businesses: dict[int, Business] = field(default_factory=dict)

    def wrote(self, line: Line, pk: int, *, secret: str = "") -> None:
        self.rows.append((line.sheet.key, line.ref, pk, content_of(line.same(), secret)))

    def fund(self, fund: Fund | FundDraft) -> Fund:
        made = fund.made if isinstance(fund, FundDraft) else fund
        assert made is not None, "funds are written first"
        return made

    def person(self, target: Target) -> Participant:
        if target.pk is None:
            return target.draft.made
        if target.pk not in self._people:
            self._people[target.pk] = Participant.objects.select_related("key", "commune").get(pk=target.pk)
        return self._people[target.pk]

    def business(self, target: Target) -> Business:
        if target.pk is None:
            return target.draft.made
        if target.pk not in self._businesses:
            self._businesses[target.pk] = Business.objects.select_related("key").get(pk=target.pk)
        return self._businesses[target.pk]


def may_vouch(*, by: User) -> QuerySet[User]:
    """Those who may stand beside the importer: whoever approves loans, but the importer."""
    room, codename = MAY_VOUCH.split(".")
    approves = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=room)
    return User.objects.filter(approves, is_active=True).exclude(pk=by.pk).distinct().order_by("username")


def check_second(by: User, second: User | None) -> None:
    """Approvals of before are vouched for by somebody who may approve, and who is not the importer."""
    if second is None:
        raise Refusal(_("Name the second person who vouches for the approvals of before."), field="second")
    if by.pk == second.pk:
        raise Refusal(_("The second person must be somebody else."), field="second")
    if not second.is_active or not second.has_perm(MAY_VOUCH):
        raise Refusal(_("The second person must be somebody who may approve loans."), field="second")


def commit(check: Check, *, by: User, second: User | None, on: date, progress: Progress | None = None) -> int:
    """Write the plan of a check without errors; the number of rows written. All or nothing.

    Raises Refusal for the second person, ChangedMeanwhile where others wrote what the check did not see.
    """
    if check.findings.errors:
        raise ValueError("a workbook with errors is never written")
    if check.plan.loans:
        check_second(by, second)
    writer = Writer(check.plan, by, second, on, progress or Progress())
    with room_for_pages(), transaction.atomic():
        _check_again(check)
        for sheet, start, end in _stages(check.plan):
            writer.progress.stage(start, end)
            sheet.write(writer)
        insert_rows(ImportedRow, ROW, sorted(writer.rows))
        if writer.rows:
            trail.record(trail.Act.WRITE, "reports.workbook", by=by, fields=["imported"])
    return len(writer.rows)


def _stages(plan: Plan) -> Iterator[tuple[Sheet, int, int]]:
    """Each sheet with the thousandths of the whole that it is likely to take."""
    sizes = [1 + len(plan.new_refs.get(sheet.key, ())) * sheet.weight for sheet in SHEETS]
    done = 0
    for sheet, size in zip(SHEETS, sizes, strict=True):
        yield sheet, TOTAL * done // sum(sizes), TOTAL * (done + size) // sum(sizes)
        done += size


def _check_again(check: Check) -> None:
    """Under the locks: no ref of ours was imported meanwhile, no loan was opened, no fund emptied.

    Loans, funds, offices: the order in which every posting takes its locks, so that none waits for the other.
    """
    list(Loan.objects.select_for_update().filter(pk__in=check.plan.extensions).order_by("pk").values("pk"))
    lock_funds(funds_of(check.plan.loans))
    list(Office.objects.select_for_update(no_key=True).order_by("pk"))  # one import at a time
    if any(imported(sheet, refs) for sheet, refs in check.plan.new_refs.items()):
        raise ChangedMeanwhile(_("Another import wrote some of these rows meanwhile. Check the workbook again."))
    check_together(check.plan)
    if check.findings.errors:
        raise ChangedMeanwhile(_("Loans or funds changed meanwhile. Check the workbook again."))
