"""A file somebody sent: what is no workbook, or not safe to open, is refused before a cell of it is read."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from reports.workbook.findings import NotAccepted
from reports.workbook.opening import OLE, UNCALCULATED, ErrorValue, Percent, RawSheet, open_workbook
from tests.reports.workbook.books import saved

MOST = 1024 * 1024


def small_book(*rows):
    book = Workbook()
    for row in rows or [("ref", "sex")]:
        book.active.append(row)
    return saved(book)


def repacked(content, *, replace=None, add=None, drop=(), compression=zipfile.ZIP_DEFLATED):
    """The same archive with other members."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for member in old.infolist():
            if member.filename not in drop:
                new.writestr(member.filename, (replace or {}).get(member.filename, old.read(member)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def sheet_with(body, *, head=""):
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{head}<worksheet xmlns="{namespace}"><sheetData>{body}</sheetData></worksheet>'.encode()
    )


def with_flag(content):
    """The archive with its first member marked as encrypted."""
    marked = bytearray(content)
    marked[6] |= 1
    at = bytes(marked).find(b"PK\x01\x02")
    marked[at + 8] |= 1
    return bytes(marked)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
SHEET = "xl/worksheets/sheet1.xml"
FILES = {
    "too big": (lambda: b"x" * (MOST + 1), "file.too_big"),
    "empty": (lambda: b"", "file.not_a_workbook"),
    "text": (lambda: b"ref,sex\n1,F\n", "file.not_a_workbook"),
    "old format under a new name": (lambda: OLE + b"\0" * 600, "file.old_format"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
    "encrypted member": (lambda: with_flag(small_book()), "file.encrypted"),
    "another archive": (lambda: repacked(small_book(), drop=("xl/workbook.xml",)), "file.not_a_workbook"),
    "cut off": (lambda: small_book()[:-200], "file.broken"),
    "macros": (lambda: repacked(small_book(), add={"xl/vbaProject.bin": b"\0"}), "file.macros"),
    "macro type": (
        lambda: repacked(small_book(), replace={"[Content_Types].xml": b"<Types>sheet.macroEnabled.main+xml</Types>"}),
        "file.macros",
    ),
    "bomb": (lambda: repacked(small_book(), add={"xl/media/image1.png": b"\0" * 40_000_000}), "file.bomb"),
    "entities in a sheet": (
        lambda: repacked(small_book(), replace={SHEET: sheet_with("", head=ENTITIES)}), "file.unsafe",
    ),
    "entities in the list of parts": (
        lambda: repacked(small_book(), replace={"xl/workbook.xml": (ENTITIES + "<workbook/>").encode()}), "file.unsafe",
    ),
    "entities in another encoding": (
        lambda: repacked(small_book(), replace={SHEET: sheet_with("", head=ENTITIES).decode().encode("utf-16")}),
        "file.unsafe",
    ),
    "not XML": (lambda: repacked(small_book(), replace={SHEET: b"<worksheet"}), "file.broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_not_opened(name):
    make, code = FILES[name]
    with pytest.raises(NotAccepted) as refused:
        read_all(make())
    assert refused.value.code == code


def read_all(content):
    book = open_workbook(content, most_bytes=MOST)
    return [list(book.rows(sheet)) for sheet in book.sheets()]


def test_a_member_that_lies_about_its_size_is_broken():
    content = bytearray(small_book())
    at = bytes(content).find(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(NotAccepted) as refused:
        open_workbook(bytes(content), most_bytes=MOST)
    assert refused.value.code == "file.broken"


def rows_of(content):
    book = open_workbook(content, most_bytes=MOST)
    return list(book.rows(book.sheets()[0]))


def test_values_as_they_stand():
    book = Workbook()
    page = book.active
    page.append(["P-1", 1250000, 25.1, datetime(2026, 11, 21), True, None, "  "])
    page["H1"], page["H1"].number_format = 0.12, "0.00%"
    number, values = rows_of(saved(book))[0]
    assert number == 1
    assert values[:7] == ["P-1", 1250000, 25.1, datetime(2026, 11, 21), True, None, None]
    assert isinstance(values[7], Percent)
    assert values[7] == 0.12


def test_empty_rows_are_left_out_and_numbers_kept():
    assert [number for number, _values in rows_of(small_book(["a"], [None], [" "], ["b"]))] == [1, 4]


def test_a_size_that_the_file_states_wrongly_does_not_matter():
    content = small_book(["a", "b"], ["c", "d"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b'ref="A1:B2"', b'ref="A1:A1"')
    assert [values[:2] for _number, values in rows_of(repacked(content, replace={SHEET: sheet}))] == [
        ["a", "b"],
        ["c", "d"],
    ]


@pytest.mark.parametrize(("cell", "expected"), [
    ('<c r="A1"><f>1+1</f><v>2</v></c>', 2),
    ('<c r="A1"><f>1+1</f></c>', UNCALCULATED),
    ('<c r="A1"><f>1+1</f><v></v></c>', UNCALCULATED),
    ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
    ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
    ('<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
])  # fmt: skip
def test_of_a_formula_the_stored_result_is_read(cell, expected):
    body = f'<row r="1">{cell}<c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
    [(_number, values)] = rows_of(repacked(small_book(), replace={SHEET: sheet_with(body)}))
    assert values[0] == expected
    assert type(values[0]) is type(expected)


def test_links_to_other_files_are_not_followed():
    body = '<row r="1"><c r="A1"><f>[1]Other!A1</f><v>7</v></c></row>'
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = repacked(
        small_book(), replace={SHEET: sheet_with(body)}, add={"xl/externalLinks/externalLink1.xml": link}
    )
    assert rows_of(content)[0][1][0] == 7


def test_sheets_have_their_place():
    book = Workbook()
    book.create_sheet("Loans")
    assert open_workbook(saved(book), most_bytes=MOST).sheets() == [RawSheet("Sheet", 1), RawSheet("Loans", 2)]
