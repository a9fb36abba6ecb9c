import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from office.errors import Refusal
from office.models import User
from reports.workbook.checking import Check, check_workbook
from reports.workbook.committing import MAY_IMPORT, MAY_VOUCH, commit
from reports.workbook.findings import Finding
from reports.workbook.progress import Progress
from reports.workbook.summary import summary_of
from reports.workbook.words import place_of, said

LANGUAGES = ("en", "km")


class Command(BaseCommand):
    help = "Check a workbook and show what it would change; with --commit, write all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--commit", action="store_true", dest="is_commit", help="write it, if there is no error")
        parser.add_argument("--by", metavar="USERNAME", help="who imports")
        parser.add_argument("--second", metavar="USERNAME", help="who vouches for the approvals made before")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, file: Path, is_commit: bool, by: str | None, second: str | None, format: str, **options):
        importer = _named(by, MAY_IMPORT, "--by", is_needed=is_commit)
        progress = Progress(self._tell if self.stderr.isatty() else None)
        check = check_workbook(_content(file), on=timezone.localdate(), by=importer, progress=progress)
        vouching = _named(second, MAY_VOUCH, "--second", is_needed=is_commit and bool(check.plan.loans), but=importer)
        written = None
        if is_commit and not check.findings.errors:
            self.stderr.write(f"Imported by {importer}; approvals of before vouched for by {vouching or 'nobody'}.")
            written = _committed(check, importer, vouching, progress)
        self._print(check, written, format)
        if check.findings.errors:
            raise CommandError(f"{len(check.findings.errors)} errors. Nothing was written.")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{100 * done // total} %", ending="\n" if done == total else "")

    def _print(self, check: Check, written: int | None, format: str) -> None:
        found: dict[str, Any] = {
            "committed": written is not None,
            "written": written or 0,
            "changes": check.plan.changes,
            "errors": [_as_json(f) for f in check.findings.errors],
            "warnings": [_as_json(f) for f in check.findings.warnings],
            "summary": summary_of(check.plan),
        }
        if format == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for kind in ("errors", "warnings"):
            for each in found[kind]:
                where = f"{each['sheet_name']} {each['cell']}".strip()
                self.stdout.write(f"{kind[:-1]}  {where}  {each['message']['en']} · {each['message']['km']}")
        self._print_summary(found)

    def _print_summary(self, found: dict[str, Any]) -> None:
        summary = found["summary"]
        for name in ("funds", "participants", "businesses", "loans", "loans_extended", "repayments", "unchanged"):
            self.stdout.write(f"{name.replace('_', ' ')}: {summary[name]}")
        for name in ("capital", "lent", "repaid"):
            sums = ", ".join(f"{s['amount']} {s['currency']}" for s in summary[name])
            self.stdout.write(f"{name}: {sums or 0}")
        if found["committed"]:
            self.stdout.write(f"{found['written']} rows written.")
        elif not found["changes"] and not found["errors"]:
            self.stdout.write("Everything in this workbook is here already. Nothing would change.")
        elif not found["errors"]:
            self.stdout.write("Nothing was written. Add --commit to write it.")


def _content(file: Path) -> bytes:
    """One byte more than may be is enough to be refused."""
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    with file.open("rb") as source:
        return source.read(settings.WORKBOOK_MAX_BYTES + 1)


def _committed(check: Check, by: User | None, second: User | None, progress: Progress) -> int:
    assert by is not None
    try:
        return commit(check, by=by, second=second, on=timezone.localdate(), progress=progress)
    except Refusal as refused:
        raise CommandError(f"{refused} Nothing was written.") from refused


def _named(
    username: str | None, permission: str, option: str, *, is_needed: bool, but: User | None = None
) -> User | None:
    """The user of that name. In the demo the first who may; a real office names both persons itself."""
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not user.has_perm(permission):
            raise CommandError(f"{option}: there is no user {username} who may do this.")
        return user
    if not is_needed:
        return None
    able = (u for u in User.objects.filter(is_active=True).order_by("pk") if u != but and u.has_perm(permission))
    if settings.DEMO and (first := next(able, None)):
        return first
    raise CommandError(f"--commit needs {option} USERNAME.")


def _as_json(finding: Finding) -> dict[str, Any]:
    message, sheet_name = {}, ""
    for language in reversed(LANGUAGES):
        with override(language):
            message[language], sheet_name = said(finding), place_of(finding)
    return {**finding.as_json(), "sheet_name": sheet_name, "message": message}
