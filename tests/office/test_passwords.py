"""A password withstands guessing."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from office.models import User
from office.services.users import TEMPORARY_ALPHABET, temporary_password


@pytest.mark.parametrize(
    "password", ["short", "password12", "1234567890", "qwertyuiop", "cambodia2024", "desk-one-desk"]
)
def test_easy_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="desk-one"))


@pytest.mark.parametrize("password", ["bamboo-river-lantern", "ឫស្សី ទន្លេ គោម ស្វាយ", "x" + "kR9#vT2q" * 20])
def test_hard_ones_pass(password):
    validate_password(password)


def test_temporary_ones_pass_and_differ():
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)
        assert [len(part) for part in password.split("-")] == [4, 4, 4, 4]
        assert set(password) <= set(TEMPORARY_ALPHABET) | {"-"}


def test_the_help_says_how():
    assert len(password_validators_help_texts()) == 2
