"""Codes that stand for a person: what was mistyped is noticed."""

import random

import pytest

from office.core.codes import ALPHABET, BODY, check_character, new_code, read_code

SAMPLE = ["0000000", *(body + check_character(body) for body in ("7H3KQ2", "ABCDEF", "YXWVTS", "101010"))]


def codes(number=40):
    rng = random.Random(7)
    bodies = ("".join(rng.choices(ALPHABET, k=BODY)) for _ in range(number))
    return [body + check_character(body) for body in bodies]


def test_a_new_code_reads_back():
    code = new_code()
    assert read_code(code) == code
    assert len(code) == BODY + 1


def test_codes_differ():
    assert len({new_code() for _ in range(500)}) == 500


@pytest.mark.parametrize("code", SAMPLE + codes())
def test_one_wrong_character_is_always_noticed(code):
    for place in range(len(code)):
        for other in set(ALPHABET) - {code[place]}:
            assert read_code(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("code", SAMPLE + codes())
def test_two_swapped_neighbours_are_always_noticed(code):
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_code(swapped) is None


def test_what_people_type_is_read_as_meant():
    body = "10AB1C"
    code = body + check_character(body)
    for typed in (code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}", "IO" + code[2:], "lo" + code[2:]):
        assert read_code(typed) == code


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFGH", "ABCDEU1", "ABCDEZ1", "កខគឃងចឆ"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None
