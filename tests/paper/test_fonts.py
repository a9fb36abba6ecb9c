"""The font files: what they hold is what our papers need of them."""

import os
import re
import string

import pytest
from fontTools.ttLib import TTFont

from paper.fonts import FONTS, TEXT, TEXT_BOLD, OwnFonts

KHMER = [chr(code) for code in range(0x1780, 0x17FA) if code not in (0x17DE, 0x17DF, *range(0x17EA, 0x17F0))]


@pytest.mark.parametrize("file", [TEXT, TEXT_BOLD])
def test_the_text_font_has_all_khmer_and_latin_that_papers_use(file):
    letters = TTFont(file).getBestCmap()
    wanted = [*KHMER, *string.printable[:95], *"–—“”‘’·•…×÷−éñü°€\u00a0"]
    assert [letter for letter in wanted if ord(letter) not in letters] == []


@pytest.mark.parametrize("file", [TEXT, TEXT_BOLD])
def test_its_digits_are_of_one_width_so_that_columns_line_up(file):
    font = TTFont(file)
    assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in string.digits}) == 1


def test_each_family_has_its_licence_and_the_stylesheet_names_files_that_exist():
    for folder in filter(os.path.isdir, FONTS.iterdir()):
        assert "SIL Open Font License" in (folder / "OFL.txt").read_text(encoding="utf-8")
    named = re.findall(r'url\("([^"]+)"\)', (FONTS / "fonts.css").read_text(encoding="utf-8"))
    assert len(named) == 4
    assert all((FONTS / name).is_file() for name in named)


def test_a_forked_worker_leaves_the_font_files_to_their_maker(tmp_path):
    fonts = OwnFonts()
    fonts._folder = tmp_path / "fonts"
    fonts._folder.mkdir()
    fonts.__del__(process=lambda: -1)
    assert fonts._folder.is_dir()
    fonts.__del__()
    assert not fonts._folder.exists()
