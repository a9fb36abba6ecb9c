"""The fonts of our paper: those in static/fonts and no others, whatever the machine has installed.

WeasyPrint starts from the system's Fontconfig, so a letter that our fonts lack, or a family misspelt in a
stylesheet, would silently be set in whatever is at hand. Here Fontconfig starts empty.
"""

import logging
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration

STATIC = Path(__file__).resolve().parent.parent / "static"
FONTS = STATIC / "fonts"
TEXT = FONTS / "noto-sans-khmer" / "NotoSansKhmer_400Regular.ttf"
TEXT_BOLD = FONTS / "noto-sans-khmer" / "NotoSansKhmer_700Bold.ttf"
FAMILIES = frozenset({"Noto Sans Khmer", "Moul", "Battambang"})

_NOT_DRAWN = "\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff"  # laid out or ignored, never a glyph
_LOGGER = logging.getLogger(__name__)

ffi.cdef("FcConfig * FcConfigCreate (void);")


class OwnFonts(FontConfiguration):
    """A WeasyPrint font configuration that knows only what our stylesheets load."""

    def __init__(self) -> None:
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)  # the map holds it now
        self._folder = None
        self._made_by = os.getpid()
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}

    def __del__(self, process: Callable[[], int] = os.getpid) -> None:
        # A forked worker shares the folder of font files: only the process that made it may remove it.
        # `process` is bound early: when the interpreter ends, `os` may be gone before this runs.
        if process() == self._made_by:
            super().__del__()


@cache
def own_fonts() -> OwnFonts:
    """One for the process: fonts are read and matched once. To be used under the renderer's lock."""
    return OwnFonts()


def printable(text: str) -> str:
    """`text` with `?` for what no font of ours draws (an emoji in a note, say), and a warning in the log."""
    if missing := _unprintable().findall(text):
        _LOGGER.warning("Printed as ?: %s", ", ".join(sorted({f"U+{ord(c):04X}" for c in missing})))
        return _unprintable().sub("?", text)
    return text


@cache
def _unprintable() -> re.Pattern[str]:
    covered = TTFont(TEXT, lazy=True).getBestCmap()
    letters = "".join(re.escape(chr(code)) for code in sorted(covered))
    return re.compile(f"[^{letters}{_NOT_DRAWN}]")
