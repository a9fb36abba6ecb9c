import pytest

from tests.factories import make_user


@pytest.fixture
def officer(db):
    """Works in 010201 and 010202."""
    return make_user(communes=("010201", "010202"))
