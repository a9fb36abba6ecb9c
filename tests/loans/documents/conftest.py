from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext, override

MADE_AT = datetime(2026, 5, 20, 9, 30, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


@pytest.fixture
def khmer():
    """The words of the papers in Khmer: from the compiled catalogue, or skip where there is none yet."""
    with override("km"):
        if gettext("Repayment statement") == "Repayment statement":
            pytest.skip("the Khmer messages are not compiled: make messages")


@pytest.fixture
def clock(monkeypatch):
    """Papers are issued at the moment given, each a second after the one before: clock(datetime)."""
    from django.utils import timezone

    def start_at(moment):
        seconds = count()
        monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(seconds=next(seconds)))

    start_at(MADE_AT)
    return start_at
