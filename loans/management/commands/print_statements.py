import io
import multiprocessing
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db.models import QuerySet
from django.utils import timezone

from loans.documents.printing import Sheet, issue_statement
from loans.management.commands.statement import LANGUAGES, user_named
from loans.models import PAID_OUT, Loan
from paper.pdf import bulk

BATCH = 32
BAR = 30


class Command(BaseCommand):
    help = "Print the statements of many loans: one PDF each in a folder, or all joined in one PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        statuses = [str(status.value) for status in PAID_OUT]
        parser.add_argument("--output", required=True, help="a folder, or a file that ends in .pdf for all in one")
        parser.add_argument("--commune", action="append", help="code of a commune; may be given more than once")
        parser.add_argument("--status", action="append", choices=statuses, help="default: active")
        parser.add_argument("--lang", choices=LANGUAGES, default="both")
        parser.add_argument("--by", help="sign-in name of the person who prints; kept with the papers")
        parser.add_argument("--workers", type=int, default=min(2, multiprocessing.cpu_count()))

    def handle(self, *, output: str, lang: Any, by: str | None, workers: int, **options: Any) -> None:
        loans = _chosen(options["commune"], options["status"] or ["active"])
        total, on, user = loans.count(), timezone.localdate(), user_named(by)
        if not total:
            raise CommandError("No loan is meant by this.")
        sheets = (issue_statement(loan, language=lang, on=on, by=user) for loan in loans.iterator(BATCH))
        joined = output.lower().endswith(".pdf")
        with TemporaryDirectory() as scratch:
            folder = Path(scratch if joined else output)
            _make(folder)
            done = 0
            for done, (sheet, pdf) in enumerate(rendered(sheets, workers), start=1):
                (folder / sheet.file_name).write_bytes(pdf)
                show_progress(self.stderr, done, total)
            if joined:
                join(sorted(folder.glob("*.pdf")), Path(output), lang)
        self.stderr.write(f"{done} statements in {output}", str)


def rendered(sheets: Iterable[Sheet], workers: int) -> Iterator[tuple[Sheet, bytes]]:
    """Each sheet with its PDF, in order. The database is read here; other processes only set type."""
    sheets = iter(sheets)
    first = next(sheets)
    with bulk():
        yield first, first.pdf()  # fonts and styles are read once, before the processes part
        with _renderer(workers) as render:
            while batch := list(islice(sheets, BATCH)):
                yield from zip(batch, render(batch), strict=True)


@contextmanager
def _renderer(workers: int) -> Iterator[Callable[[list[Sheet]], Iterable[bytes]]]:
    if workers < 2:
        yield lambda batch: map(Sheet.pdf, batch)
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield lambda batch: pool.imap(Sheet.pdf, batch)


def join(files: Iterable[Path], output: Path, language: str) -> None:
    """One PDF of all, page after page, with a neutral title."""
    with pikepdf.new() as whole:
        for file in files:
            with pikepdf.open(io.BytesIO(file.read_bytes())) as each:
                whole.pages.extend(each.pages)
        whole.docinfo["/Title"] = "Repayment statements"
        whole.docinfo["/Author"] = settings.LENDER_NAME_EN
        whole.Root.Lang = pikepdf.String("en" if language == "en" else "km")
        whole.save(output)


def show_progress(stream: OutputWrapper, done: int, total: int) -> None:
    """A bar on a terminal; elsewhere a line now and then."""
    full = BAR * done // total
    if stream.isatty():
        bar = f"[{'#' * full}{'.' * (BAR - full)}] {done} / {total}"
        stream.write(f"\r{bar}", str, ending="\n" if done == total else "")
    elif full != BAR * (done - 1) // total:
        stream.write(f"{done} / {total}", str)


def _chosen(communes: list[str] | None, statuses: list[str]) -> QuerySet[Loan]:
    loans = Loan.objects.filter(status__in=statuses).order_by("participant__commune", "number")
    if communes:
        loans = loans.filter(participant__commune__in=communes)
    return loans.select_related("participant__key", "participant__commune", "office")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise CommandError(f"{folder} cannot be made: {failed.strerror}") from failed
