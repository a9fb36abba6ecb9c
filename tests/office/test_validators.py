import pytest
from django.core.exceptions import ValidationError

from office.validators import validate_khmer


@pytest.mark.parametrize("name", ["មូលនិធិទី១", "មូលនិធិ ABC", "ការិយាល័យប៉ោយប៉ែត"])
def test_khmer_letters_make_a_khmer_name(name):
    validate_khmer(name)


@pytest.mark.parametrize("name", ["Fund", "១២៣", "៛", ""])
def test_a_khmer_name_without_khmer_letters_is_asked_back(name):
    with pytest.raises(ValidationError):
        validate_khmer(name)
