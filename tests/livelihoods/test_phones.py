import pytest

from livelihoods.errors import LivelihoodError
from livelihoods.phones import digits_to_find, read_phone, shown_phone


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("", "", ""),
        ("012 345 678", "+85512345678", "012 345 678"),
        ("012345678", "+85512345678", "012 345 678"),
        ("០១២ ៣៤៥ ៦៧៨", "+85512345678", "012 345 678"),
        ("+855 97 123 4567", "+855971234567", "097 123 4567"),
        ("+66 81 234 5678", "+66812345678", "+66 81 234 5678"),  # many here carry a Thai number
    ],
)
def test_a_phone_is_kept_in_one_shape(typed, kept, shown):
    assert read_phone(typed) == kept
    assert shown_phone(kept) == shown


@pytest.mark.parametrize("typed", ["345678", "0123", "0111111111", "0800 FLOWERS", "call me", "+999 12 345 678"])
def test_what_cannot_be_a_phone_is_refused_at_its_field(typed):
    with pytest.raises(LivelihoodError) as refused:
        read_phone(typed)
    assert refused.value.field == "phone"


@pytest.mark.parametrize("written", ["+85512345678", "012 345 678", "855 12 345 678", "12345678"])
def test_however_a_number_is_written_it_is_found_by_the_same_digits(written):
    assert digits_to_find(written) == "12345678"
