"""WeasyPrint's own code under what we replace: when it changes, someone must look before we go on."""

import hashlib
import inspect

import pydyf
import pytest
import weasyprint
from weasyprint.draw import draw_inline_level
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration

from paper import actual_text

SEEN = {
    "Stream.marked": (actual_text._marked, "3fa3acacbbf66422"),
    "pydyf begin_marked_content": (pydyf.Stream.begin_marked_content, "4348260a8eb6e24f"),
    "draw_inline_level": (draw_inline_level, "068162a401d00efd"),
    "FontConfiguration.__init__": (FontConfiguration.__init__, "9fdb532fe2c80013"),
}


def test_weasyprint_is_the_version_that_was_patched():
    assert weasyprint.__version__ == "70.0", (
        "WeasyPrint changed. Read what is new in the functions named in this file, look at a printed paper, "
        "and only then write the new version and digests here."
    )


@pytest.mark.parametrize("name", SEEN)
def test_the_code_under_our_patches_is_the_code_that_was_read(name):
    function, seen = SEEN[name]
    now = hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]
    assert now == seen, (
        f"{name} is not the code that paper/actual_text.py and paper/fonts.py were written for. "
        f"Read it, look at a printed paper, then write {now} here."
    )


def test_the_patch_is_in_place():
    import paper.pdf  # noqa: F401

    assert Stream.marked is actual_text._marked_with_text
