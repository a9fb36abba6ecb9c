"""Sheet Businesses: each of one participant of the workbook, or of one imported before."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from livelihoods.models import FREE_TEXT_HINT, Business, LivelihoodKind
from livelihoods.services import NewBusiness, add_business, add_first_businesses
from reports.workbook.cells import Choice, text
from reports.workbook.columns import Column
from reports.workbook.findings import NotAccepted
from reports.workbook.plan import BusinessDraft
from reports.workbook.refs import TOGETHER
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import MOST_REF, REF_COLUMN, TEXT, date_column
from reports.workbook.sheets.participants import KEY as PARTICIPANTS
from reports.workbook.sheets.participants import warn_of_private_words

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "businesses"
Status = Business.Status
STATUS = Choice(
    (Status.PLANNED, ("planned", "គ្រោងទុក")),
    (Status.OPERATING, ("operating", "open", "កំពុងដំណើរការ")),
    (Status.PAUSED, ("paused", "seasonal pause", "ផ្អាកតាមរដូវ")),
    (Status.CLOSED, ("closed", "បិទ", "បានបិទ")),
    (Status.CHANGED, ("changed", "changed to another business", "ប្តូរមុខរបរ")),
)
COLUMNS = (
    REF_COLUMN,
    Column("participant", ("Participant", "អ្នកចូលរួម"), text(MOST_REF), required=True, refers_to=PARTICIPANTS, style=TEXT,
           aliases=("participant ref", "លេខយោងអ្នកចូលរួម"), note=_("The ref of the participant's row.")),
    Column("livelihood", ("Livelihood", "ប្រភេទមុខរបរ"), text(60), required=True,
           aliases=("kind", "livelihood kind", "មុខរបរ")),
    Column("name", ("Name of the business", "ឈ្មោះមុខរបរ"), text(80), aliases=("business name", "name", "ឈ្មោះ"),
           note=FREE_TEXT_HINT),
    Column("place", ("Place", "ទីតាំង"), text(120), aliases=("place of the business", "ទីតាំងមុខរបរ", "ទីកន្លែង"),
           note=FREE_TEXT_HINT),
    Column("status", ("Status", "ស្ថានភាព"), STATUS,
           note=_("Operating unless stated.")),
    date_column("started_on", ("Operating since", "ដំណើរការតាំងពី"), "started on", "since",
                "ថ្ងៃចាប់ផ្តើម", "ចាប់ផ្តើមនៅថ្ងៃ"),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    person = check.find(line, "participant")
    started_on, status = line.read("started_on"), line.read("status", Status.OPERATING)
    if started_on and started_on > check.on and status != Status.PLANNED:
        line.error("started_on", "business.not_begun")
    for column in ("name", "place"):
        warn_of_private_words(line, column)
    name, place = line.read("name", ""), line.read("place", "")
    livelihood = _livelihood(line, check)
    if line.is_sound and person and person.is_sound and livelihood:
        new = NewBusiness(livelihood, name, place, status, started_on)
        draft = BusinessDraft(line=line, person=person, new=new)
        check.add(line, draft)
        check.plan.businesses.append(draft)


def _livelihood(line: Line, check: "Check") -> LivelihoodKind | None:
    typed = line.read("livelihood")
    if not typed:
        return None
    try:
        return check.sources.livelihood(typed)
    except NotAccepted as refused:
        line.error("livelihood", refused.code, **refused.params)
        return None


def write(writer: "Writer") -> None:
    """Those of people registered a moment ago together; those of earlier people under the lock of each."""
    first = [draft for draft in writer.plan.businesses if draft.person.pk is None]
    for drafts in writer.progress.in_chunks(first, TOGETHER):
        new = [(draft.person.draft.made, draft.new) for draft in drafts]
        for draft, made in zip(drafts, add_first_businesses(new, by=writer.by, on=writer.on), strict=True):
            draft.made = made
            writer.wrote(draft.line, made.pk, secret=made.key.secret.hex())
    for draft in writer.plan.businesses:
        if draft.person.pk is not None:
            person, told = writer.person(draft.person), draft.new
            draft.made = add_business(
                participant=person, livelihood=told.livelihood, name=told.name, place=told.place, status=told.status,
                started_on=told.started_on, by=writer.by, on=writer.on,
            )  # fmt: skip
            writer.wrote(draft.line, draft.made.pk, secret=person.key.secret.hex())


def secrets(pks: Iterable[int]) -> Mapping[int, str | None]:
    businesses = Business.objects.select_related("key").in_bulk(list(pks))
    return {pk: None if b.key.is_destroyed else b.key.secret.hex() for pk, b in businesses.items()}


SHEET = Sheet(KEY, ("Businesses", "មុខរបរ"), COLUMNS, check, write, weight=2, secrets=secrets)
