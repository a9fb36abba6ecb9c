"""The empty workbook to download: every sheet with its headers in both languages, lists to choose from, and a page
of instructions that says what must never be written."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from livelihoods.models import FREE_TEXT_HINT, LivelihoodKind
from loans.models import Fund, LoanProduct
from office.models import OfficeCommune
from reports.workbook.columns import Column, squeezed
from reports.workbook.sheet import Sheet
from reports.workbook.sheets import SHEETS
from trainings.models import Course

GUIDE, LISTS = "Guide · សេចក្តីណែនាំ", "Lists · បញ្ជី"
LAST_ROW = 5000
WIDTH, WIDE = 22, 100
FONT = "Noto Sans Khmer"
LANGUAGES = ("km", "en")

INSTRUCTIONS: tuple[Any, ...] = (
    _("Each sheet holds one kind of row. Fill only the sheets you need; leave the others empty."),
    _("Do not rename the sheets. Columns may stand in any order, and those that are not needed may be deleted."),
    _("Every row has a ref: your own number for it, each one once. Other sheets name the row by its ref."),
    _("A workbook can be sent again with more rows. Rows that are here already are recognised by their ref and left "
      "as they are; a row that was changed since is refused."),
    _("Dates: 21/11/2026, or cells formatted as dates. Riel: 1,250,000 or 1.250.000. Dollars: 25.50. Khmer digits may "
      "be used."),
    _("Nothing is written before you have seen what was found. With a single error nothing at all is written."),
    _("Approvals made before this system are recorded in the name of who imports and of a second person."),
)  # fmt: skip
NEVER: tuple[Any, ...] = (
    FREE_TEXT_HINT,
    _("The number of a card or book that proves who somebody is."),
    _("An image of somebody, or the exact point where they live."),
    _("Who sent the person to us."),
)


def is_own_page(title: str) -> bool:
    """Whether a sheet of that name is the template's own: nothing is read from it."""
    return squeezed(title) in {squeezed(GUIDE), squeezed(LISTS)}


def make_template() -> bytes:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = settings.LENDER_NAME_EN
    guide: Any = book.active
    _write_guide(guide)
    lists = _Lists(book.create_sheet(LISTS))
    for sheet in SHEETS:
        _write_sheet(book.create_sheet(sheet.title), sheet, lists)
    book.move_sheet(LISTS, offset=len(SHEETS))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class _Lists:
    """The sheet of what may be chosen: a column each, which the lists of the other sheets point at."""

    def __init__(self, page: Worksheet) -> None:
        self._page = page
        self._ranges: dict[str, str] = {}
        for name, header, values in _choices():
            self._add(name, header, values)

    def source(self, name: str) -> str | None:
        return self._ranges.get(name)

    def _add(self, name: str, header: str, values: list[str]) -> None:
        if not values:
            return
        place = len(self._ranges) + 1
        letter = get_column_letter(place)
        for row, value in enumerate([header, *values], start=1):
            self._page.cell(row, place, value).font = Font(name=FONT, bold=row == 1)
        self._page.column_dimensions[letter].width = WIDTH * 1.5
        self._ranges[name] = f"'{LISTS}'!${letter}$2:${letter}${len(values) + 1}"


def _choices() -> Iterable[tuple[str, str, list[str]]]:
    links = OfficeCommune.objects.select_related("commune__parent").order_by("commune_id")
    communes = [f"{link.commune.name_km}, {link.commune.parent.name_km}" for link in links if link.commune.parent]
    yield "commune", "Commune · ឃុំ/សង្កាត់", communes
    yield "livelihood", "Livelihood · ប្រភេទមុខរបរ", [k.name_km for k in LivelihoodKind.objects.all()]
    yield "product", "Loan product · ប្រភេទកម្ចី", [p.name_km for p in LoanProduct.objects.filter(is_offered=True)]
    yield "course", "Course · កម្មវិធីបណ្តុះបណ្តាល", [c.name_km for c in Course.objects.filter(is_offered=True)]
    yield "fund", "Fund · មូលនិធិ", [f.code for f in Fund.objects.filter(is_open=True)]


def _write_guide(page: Worksheet) -> None:
    page.title = GUIDE
    page.column_dimensions["A"].width = WIDE
    row = 0
    for language in LANGUAGES:
        with override(language):
            for text, is_heading in _guide_lines():
                row += 1
                cell = page.cell(row, 1, text)
                cell.font = Font(name=FONT, bold=is_heading, size=13 if is_heading else 11)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        row += 1


def _guide_lines() -> Iterable[tuple[str, bool]]:
    yield str(_("How to fill this workbook")), True
    yield from ((f"• {text}", False) for text in INSTRUCTIONS)
    yield str(_("Never write")), True
    yield from ((f"• {text}", False) for text in NEVER)


def _write_sheet(page: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    page.freeze_panes = "B2"
    page.row_dimensions[1].height = 42
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        head = page.cell(1, place, column.header)
        head.font = Font(name=FONT, bold=column.required)
        head.fill = PatternFill("solid", fgColor="E6ECE4" if column.required else "F4F2EC")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        if note := _note(column):
            head.comment = Comment(note, settings.LENDER_NAME_EN, width=320, height=140)
        page.column_dimensions[letter].width = WIDTH
        if column.style:
            page.column_dimensions[letter].number_format = column.style
        _add_list(page, column, f"{letter}2:{letter}{LAST_ROW}", lists)


def _note(column: Column) -> str:
    said = []
    for language in LANGUAGES:
        with override(language):
            required = str(_("Required.")) if column.required else ""
            said.append(" ".join(filter(None, (required, str(column.note)))))
    return "\n".join(filter(None, said))


def _add_list(page: Worksheet, column: Column, cells: str, lists: _Lists) -> None:
    """A list to choose from. Other spellings are read as well, so nothing else is refused by the sheet."""
    inline = '"' + ",".join(column.offered) + '"' if column.offered else None
    source = inline or lists.source(column.key)
    if source:
        validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
        page.add_data_validation(validation)
        validation.add(cells)
