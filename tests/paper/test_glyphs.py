"""Labels of pictures: outlines of shaped text."""

import re

import pytest

from paper.glyphs import text_path, text_width


def test_a_label_is_a_path_of_shaped_letters():
    path = text_path("ស្រុក A1", x=10, y=20, size=12)
    assert path.startswith('<path transform="translate(10.00 20.00) scale(0.01200 -0.01200)" d="M')
    assert path.count("Z") >= 6
    assert "NaN" not in path


def test_a_cluster_is_as_wide_as_its_shape_and_not_as_its_code_points():
    together, apart = text_width("ស្រុ", size=100), sum(text_width(c, size=100) for c in "ស្រុ")
    assert together < apart
    assert text_width("ប្រាក់ Loan", size=20) == pytest.approx(2 * text_width("ប្រាក់ Loan", size=10))
    assert text_width("ប្រាក់", size=10, bold=True) > text_width("ប្រាក់", size=10)


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_it_is_placed_by_its_start_middle_or_end(anchor, share):
    path = text_path("ប្រាក់ដើម", x=100, y=0, size=10, anchor=anchor)
    left = float(re.search(r"translate\((-?[\d.]+)", path)[1])
    assert left == pytest.approx(100 - share * text_width("ប្រាក់ដើម", size=10), abs=0.01)


def test_what_no_font_draws_is_a_question_mark():
    assert text_width("😀", size=10) == text_width("?", size=10)
