"""Age bands: the only thing about age that stands in clear."""

ADULT = 18
BANDS = ("under_25", "25_34", "35_49", "50_over")


def age_in_year(born: int, year: int) -> int:
    """The age reached in that year. Only the year of birth is known: for 18 see `is_surely_adult`."""
    return year - born


def is_surely_adult(born: int, year: int) -> bool:
    """Whether the person is 18 on every day of that year, whatever the birthday."""
    return year - born > ADULT


def age_band(born: int, year: int) -> str:
    age = age_in_year(born, year)
    for limit, band in ((25, BANDS[0]), (35, BANDS[1]), (50, BANDS[2])):
        if age < limit:
            return band
    return BANDS[3]
