"""Files handed to the browser: spreadsheets in which a cell never becomes a formula, and papers nobody caches."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

# A cell that begins so is run by spreadsheet programs: OWASP, "CSV Injection".
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # one below zero is no formula
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) and not NUMBER.fullmatch(text) else text


def csv_response(filename: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """UTF-8 with a mark at the start, so that spreadsheet programs read Khmer right."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return response


def pdf_response(filename: str, pdf: bytes) -> HttpResponse:
    """A paper to look at and print; no copy stays in the browser's cache."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
