"""The PDF itself, as other programs read it: text, fonts, tags, pages."""

import gc
import io
import re
from html import escape
from pathlib import Path

import pikepdf
import pytest
from django.utils.translation import gettext_lazy as _
from fontTools.ttLib import TTFont

from paper.core.khmer_breaks import ZWSP
from paper.fonts import FAMILIES
from paper.pdf import bulk
from paper.sources import SourceRefused

DATA = Path(__file__).parent / "data" / "sentences.tsv"
SENTENCES = DATA.read_text(encoding="utf-8").replace("\t", "\n").splitlines()
PAPERS = [(name, language) for name in ("statement", "receipt", "contract") for language in ("km", "en", "both")]


@pytest.fixture(scope="module")
def printed():
    """Papers already printed: making them once is enough for all who look at them."""
    return {}


@pytest.fixture(params=PAPERS, ids="-".join)
def paper(request, printed, print_proof):
    if request.param not in printed:
        name, language = request.param
        printed[request.param] = print_proof(name, language=language, title=_("Repayment statement"))
    return printed[request.param]


@pytest.fixture
def print_content(print_proof):
    return lambda content, **options: print_proof("content", content=content, **options)


@pytest.fixture
def text_of(tool, tmp_path):
    def read(pdf, *options):
        (tmp_path / "paper.pdf").write_bytes(pdf)
        return tool("poppler-utils", "pdftotext", *options, str(tmp_path / "paper.pdf"), "-")

    return read


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def fonts_in(pdf):
    """Name without the subset's prefix, and size of the embedded file, of each font."""
    with opened(pdf) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        return {
            re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont)): len(
                font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            )
            for font in fonts
        }


def shown_glyphs(pdf):
    """Each glyph drawn, with the number of glyphs that its embedded font has."""
    with opened(pdf) as file:
        for page in file.pages:
            count = 0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    descriptor = page.Resources.Font[operands[0]].DescendantFonts[0].FontDescriptor
                    count = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))["maxp"].numGlyphs
                elif str(operator) in ("Tj", "TJ"):
                    texts = operands[0] if str(operator) == "TJ" else operands
                    codes = b"".join(bytes(text) for text in texts if isinstance(text, pikepdf.String))
                    yield from ((int.from_bytes(codes[i : i + 2], "big"), count) for i in range(0, len(codes), 2))


def test_text_copied_from_the_pdf_is_the_text_that_was_written(print_content, text_of):
    html = "".join(f"<p>{escape(sentence)}</p>" for sentence in SENTENCES)
    words = re.sub(r"\s", "", text_of(print_content(html), "-raw"))
    assert len(SENTENCES) >= 40
    assert [sentence for sentence in SENTENCES if re.sub(r"\s", "", sentence) not in words] == []
    assert ZWSP not in words


def test_a_sentence_that_fits_a_line_keeps_its_spaces_too(print_content, text_of):
    lines = text_of(print_content("".join(f"<p>{escape(s)}</p>" for s in SENTENCES[:20])), "-layout").splitlines()
    assert {sentence for sentence in SENTENCES[:20] if len(sentence) < 70} <= {line.strip() for line in lines}


def test_figures_and_labels_of_a_table_can_be_copied(print_proof, text_of):
    text = text_of(print_proof("statement", title=_("Repayment statement")), "-layout")
    assert re.search(r"1 15/10/2026 +300,000៛ +4,500៛ +500៛ +305,000៛ +3,300,000៛", text)
    assert "ប្រាក់នៅជំពាក់សរុប / Total outstanding" in text
    assert "របាយការណ៍បង់ប្រាក់ / Repayment statement: L-2026-00042" in text  # over the second page
    assert text.count("7KQ2-M4AX-9P") == 2


def test_only_our_fonts_are_in_it_embedded_and_subset(paper):
    fonts = fonts_in(paper)
    families = {re.sub("-Bold$", "", name).replace("-", " ") for name in fonts}
    assert families <= FAMILIES
    assert "Noto Sans Khmer" in families
    assert all(0 < size < 60_000 for size in fonts.values()), fonts


def test_poppler_finds_the_same_fonts_all_embedded(paper, tool, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper)
    rows = tool("poppler-utils", "pdffonts", str(tmp_path / "paper.pdf")).splitlines()[2:]
    assert rows
    assert all(re.search(r"^[A-Z]{6}\+(Noto-Sans-Khmer|Moul|Battambang)", row) for row in rows)
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_no_letter_is_drawn_as_a_box(paper):
    glyphs = list(shown_glyphs(paper))
    assert len(glyphs) > 100
    assert all(0 < glyph < count for glyph, count in glyphs)  # 0, or one past the last, is drawn as a box


def test_it_is_tagged_and_says_its_language_title_and_maker(paper, request):
    language = request.node.callspec.params["paper"][1]
    with opened(paper) as file:
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root
        assert str(file.Root.Lang) == ("en" if language == "en" else "km")
        assert file.Root.ViewerPreferences["/DisplayDocTitle"]
        properties = {key: str(value) for key, value in file.docinfo.items()}
        with file.open_metadata(set_pikepdf_as_editor=False) as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:creator"] == ["Small Business Loans"]
    assert set(properties) == {"/Title", "/Author", "/Producer", "/CreationDate"}
    assert properties["/Author"] == "Small Business Loans"
    assert properties["/Producer"] == "WeasyPrint 70.0"
    assert properties["/CreationDate"] == "D:20261121093000+07'00"


def test_each_line_says_its_language(print_proof):
    with opened(print_proof("contract", title=_("Loan contract"))) as file:
        spans = [
            operands[1] for operands, operator in pikepdf.parse_content_stream(file.pages[0]) if str(operator) == "BDC"
        ]
        texts = [(str(span.get("/Lang")), str(span.get("/ActualText", ""))) for span in spans if "/Lang" in span]
    assert {language for language, _text in texts} == {"km", "en"}
    assert all(re.search("[\u1780-\u17ff]", text) for language, text in texts if language == "km")
    assert not any(text for language, text in texts if language == "en")


def test_headings_are_bookmarks_without_break_marks(print_content):
    with opened(print_content("<h2>អត្រាការប្រាក់ប្រសិទ្ធ</h2>")) as file, file.open_outline() as outline:
        titles = [child.title for item in outline.root for child in (item, *item.children)]
    assert "អត្រាការប្រាក់ប្រសិទ្ធ" in titles


def test_qpdf_finds_no_fault(paper, tool, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper)
    assert "No syntax or stream encoding errors" in tool("qpdf", "qpdf", "--check", str(tmp_path / "paper.pdf"))


@pytest.mark.parametrize(("name", "size"), [("receipt", (105, 148)), ("statement", (210, 297))])
def test_a_receipt_is_one_page_of_a6_and_a_statement_a4(print_proof, name, size):
    with opened(print_proof(name, title=_("Receipt"))) as file:
        assert len(file.pages) == {"receipt": 1, "statement": 2}[name]
        for page in file.pages:
            assert [round(float(edge) / 72 * 25.4) for edge in page.MediaBox] == [0, 0, *size]


def test_long_khmer_stays_within_its_column(print_content, tool, tmp_path):
    content = f"<div class='narrow'>{''.join(f'<p>{escape(s)}</p>' for s in SENTENCES)}</div>"
    pdf = print_content(content, stylesheets=["paper_proof/narrow.css"])
    (tmp_path / "paper.pdf").write_bytes(pdf)
    layout = tool("poppler-utils", "pdftotext", "-bbox", str(tmp_path / "paper.pdf"), "-")
    boxes = re.findall(r'yMin="([\d.]+)" xMax="([\d.]+)"', layout)
    column = [float(right) for top, right in boxes if 60 < float(top) / 72 * 25.4 < 270]
    assert len(column) > 100
    assert max(column) <= (18 + 42 + 1) / 25.4 * 72  # margin, column, and what a letter may overhang


def test_only_files_of_static_are_read(print_content, tmp_path):
    for source in (
        "https://example.org/x.png",
        "file:///etc/passwd",
        "../manage.py",
        "data:image/png;base64,AA",
        "none.png",
    ):
        with pytest.raises(SourceRefused):
            print_content(f"<img src='{source}' alt='x'>")


def test_a_stylesheet_with_a_letter_that_no_font_has_is_refused(print_content):
    with pytest.raises(ValueError, match="No font of ours"):
        print_content('<p style=\'quotes: "→" "→"\'><q>x</q></p>')


def test_a_family_that_we_do_not_have_falls_back_on_ours(print_content):
    fonts = fonts_in(print_content("<p style='font-family: Arial, monospace'>ប្រាក់ Loan</p>"))
    assert {name.removesuffix("-Bold") for name in fonts} <= {"Noto-Sans-Khmer", "Moul", "Battambang"}


def test_in_bulk_garbage_waits_and_collection_comes_back(print_content):
    with bulk():
        assert not gc.isenabled()
        print_content("<p>x</p>")
    assert gc.isenabled()
