"""Age bands from the year of birth alone."""

import pytest

from office.ages_text import AgeBand
from office.core.ages import BANDS, age_band, is_surely_adult


@pytest.mark.parametrize(
    ("born", "band"),
    [(2008, "under_25"), (2002, "under_25"), (2001, "25_34"), (1992, "25_34"), (1991, "35_49"), (1977, "35_49"),
     (1976, "50_over"), (1930, "50_over")],
)  # fmt: skip
def test_band_in_2026(born, band):
    assert age_band(born, 2026) == band


@pytest.mark.parametrize(("born", "sure"), [(2007, True), (2008, False), (2009, False)])
def test_eighteen_on_every_day_of_2026(born, sure):
    assert is_surely_adult(born, 2026) is sure


def test_the_choices_are_the_bands():
    assert tuple(AgeBand.values) == BANDS
