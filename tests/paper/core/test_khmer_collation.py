"""Khmer dictionary order, in Python and in SQLite."""

import sqlite3

from paper.core.collation import NAME, compare, sort_key

# By code point digits come last, កំ after កោះ, and independent vowels after all consonants.
IN_ORDER = ["១៣ មករា", "២", "៧មករា", "កណ្តាល", "កែងសាន់", "កំពង់ស្នោលិច", "កំព្រីង", "កោះទន្សែ", "ខ្មែរ"]
IN_ORDER += ["ភ្នំស្រុក", "មង្គលបូរី", "ឫស្សីចារ", "សាន់គ", "ឥសាន្ដមានជ័យ", "អូរសឿ", "Sok"]


def test_names_sort_as_in_a_khmer_dictionary():
    by_code_point = sorted(IN_ORDER)
    assert by_code_point != IN_ORDER
    assert sorted(by_code_point, key=sort_key) == IN_ORDER


def test_only_identical_strings_are_equal():
    assert compare("កក", "កក") == 0
    assert compare("កក", "ក\u200bក") != 0
    assert sort_key("កក") != sort_key("ក\u200bក")


def test_key_and_comparison_agree():
    for one in IN_ORDER:
        for other in IN_ORDER:
            assert (sort_key(one) < sort_key(other)) == (compare(one, other) < 0)


def test_sqlite_sorts_by_it():
    database = sqlite3.connect(":memory:")
    database.create_collation(NAME, compare)
    database.execute("create table place (name text)")
    database.executemany("insert into place values (?)", [(name,) for name in reversed(IN_ORDER)])
    rows = database.execute(f'select name from place order by name collate "{NAME}"')
    assert [name for (name,) in rows] == IN_ORDER


def test_django_gives_sqlite_the_collation_on_connecting():
    from types import SimpleNamespace

    from paper.apps import add_khmer_collation

    database = sqlite3.connect(":memory:")
    add_khmer_collation(connection=SimpleNamespace(vendor="sqlite", connection=database))
    assert database.execute(f"select 'កោះ' > 'កំ' collate \"{NAME}\"").fetchone() == (1,)
