"""Leaves of a receipt book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.core.leaves import as_paper_no, leaf_of, missing_leaves


@pytest.mark.parametrize(("typed", "leaf"), [
    ("A-0007", ("A", 7)), (" a 0007", ("A", 7)), ("a0007", ("A", 7)), ("0007", ("", 7)), ("7", ("", 7)),
    ("BM-2-0150", ("BM-2", 150)), ("A", None), ("", None), ("A-7b", None),
])  # fmt: skip
def test_a_leaf_is_read_as_it_is_typed(typed, leaf):
    assert leaf_of(as_paper_no(typed)) == leaf


@pytest.mark.parametrize(("used", "in_use", "over"), [
    ([], [], [(1, 10)]),
    ([1, 2, 3], [], [(4, 10)]),
    ([2, 5, 6], [(1, 1), (3, 4)], [(1, 1), (3, 4), (7, 10)]),
    ([10], [(1, 9)], [(1, 9)]),
    ([0, 11, 500], [], [(1, 10)]),
])  # fmt: skip
def test_missing_leaves_by_hand(used, in_use, over):
    assert missing_leaves(1, 10, used, is_over=False) == in_use
    assert missing_leaves(1, 10, used, is_over=True) == over


@given(st.sets(st.integers(1, 60)), st.integers(1, 30), st.integers(0, 30))
def test_every_leaf_of_a_book_that_is_over_is_used_or_missing_once(used, first, more):
    found = [leaf for start, end in missing_leaves(first, first + more, used, is_over=True)
             for leaf in range(start, end + 1)]  # fmt: skip
    assert sorted([*found, *(leaf for leaf in used if first <= leaf <= first + more)]) == [
        *range(first, first + more + 1)
    ]
