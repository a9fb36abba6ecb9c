import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from loans.core.simulate import simulate_all


class Command(BaseCommand):
    help = (
        'Read one case as JSON from standard input (or {"cases": [..]}) and write what the loan does. '
        "Needs no database. Exit status 2 where a single case is refused."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, **options: Any) -> None:
        result = answer(sys.stdin.buffer.read())
        self.stdout.write(json.dumps(result))
        if "errors" in result:
            sys.exit(2)


def answer(text: bytes) -> dict[str, Any]:
    try:
        document = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        # Not only syntax: wrong bytes, a number of thousands of digits, brackets nested without end.
        return {"errors": {"json": [f"This is not JSON: {broken}"]}}
    return simulate_all(document)
