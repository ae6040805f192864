"""No letter of anybody's name is lost on paper, whatever the script; what cannot be printed is known before."""

import json
import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.config import home
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import (
    COVERAGE,
    FAMILIES,
    FONT_FOLDER,
    OWN,
    breakable,
    covering_family,
    letters,
    missing_characters,
    printable,
    runs,
)

TEMPLATES = Path(home("templates")) / "pdf"
NAMES = [
    "Tọ́pẹ́ Adébáyọ̀", "Bọ́lá Adéwálé", "Ṣẹ́gun Ọbáfẹ́mi", "Ńkẹ́mdịlịm Ụ̀zọ", "Nguyễn Thị Hường",
    "Ɓaƙo Ɗanjuma", "Kwabena Ɔsei-Ɛdu", "Māhina Wāhi", "Ştefania Țăranu", "Željka Čučković",
    "Łucja Żółć", "Əli Məmmədov", "Þórdís Ægisdóttir", "Siân Ŵyn-Élise O’Neill", "Áine Ní Ḋuḃċaiṫ",
    "Ἀλέξανδρος Ἰωάννου", "Олександра Ґудзь", "Zoë m̀bà ŋ́ gɛ̃̀", "शर्मा प्रिया", "王小明", "山田太郎",
    "김민수", "שרה כהן", "محمد علي الأحمد", "پروین چاوش", "Q̃uispe X̂", "Amina 👍🏽",
]  # fmt: skip
MIXED = ["王小明 Tọ́pẹ́ (Smith)", "김민수 Kim", "عمر Omar 王", "Ọlá 김 שרה", "Tọ́pẹ́王", "Siân 王 Ọ́"]
_PAGE = b"""#import "own.typ": own
#let d = json(bytes(sys.inputs.data))
#set document(title: "Name")
#set page(width: 900pt, height: 60pt, margin: 8pt)
#set text(font: d.families, size: 20pt)
#own(d.name)"""


def drawn(name: str, kind: str = "svg") -> bytes:
    """The name as the documents set it."""
    page = TEMPLATES / "own.typ"
    made = typst.compile(
        _PAGE,
        root=page.parent,
        font_paths=typesetting._fonts(),
        sys_inputs={"data": json.dumps({"name": typesetting.set_in(name), "families": FAMILIES})},
        format=kind,
        **({"pdf_standards": typesetting.STANDARDS} if kind == "pdf" else {}),
    )
    assert isinstance(made, bytes)
    return made


def ink(name: str) -> int:
    """How many glyphs stand on the page."""
    return drawn(name).count(b"<use ")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", [*NAMES, *MIXED])
def test_every_letter_of_a_name_is_on_the_page(name: str, form: str) -> None:
    written = unicodedata.normalize(form, name)
    assert not missing_characters(written)
    assert drawn(written, "pdf")
    joined = (
        2 if re.search("[\u0600-\u06ff\u0900-\u097f]", name) else 0
    )  # two letters of these scripts may share a glyph
    assert ink(written) + joined >= sum(not letter.isspace() for letter in letters(written))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_one_script_is_set_in_one_typeface(name: str) -> None:
    assert len({family for family, _ in runs(name)}) == (2 if "👍" in name else 1)


def test_the_latin_words_of_a_mixed_name_share_a_typeface() -> None:
    assert runs("Ọlá Smith 王") == [("Noto Sans", "Ọlá Smith "), ("Noto Sans SC", "王")]
    assert runs("Kim 김") == [(OWN, "Kim "), ("Noto Sans KR", "김")]


@given(st.text(st.sampled_from("aé\u0301\u0323ọŋ王김עم👍 \u200d\n-"), max_size=30))
def test_runs_are_the_text_and_cut_no_letter(text: str) -> None:
    found = runs(text)
    assert "".join(part for _, part in found) == unicodedata.normalize("NFC", text)
    assert [letter for _, part in found for letter in letters(part)] == list(letters(text))


def every_character() -> list[str]:
    """All that our typefaces have, and that stands in names and texts."""
    ranges = [each for family in FAMILIES for each in json.loads(COVERAGE.read_text())[family]]
    found = {chr(code) for first, last in ranges for code in range(first, last + 1)}
    return sorted(each for each in found if unicodedata.category(each)[0] in "LMNPSZ")


@settings(max_examples=60)
@given(st.text(st.sampled_from(every_character()), min_size=1, max_size=40))
def test_what_is_said_to_be_printable_is_printed(text: str) -> None:
    assert drawn(printable(text, stand_in="?"), "pdf")


@pytest.mark.parametrize(
    ("text", "missing"), [("สมชาย", ["ส", "ม", "ช", "า", "ย"]), ("Nino ქ", ["ქ"]), ("Tọ́pẹ́", []), ("a\nb", [])]
)
def test_letters_that_nobody_has_are_named(text: str, missing: list[str]) -> None:
    assert missing_characters(text) == missing
    assert covering_family(text) is None or not missing
    assert not missing_characters(printable(text, stand_in="?"))


@pytest.mark.parametrize(
    "name", ["محمد علي الأحمد", "فاطمة الزهراء", "لا إله", "عبد الرحمن", "پروین چاوش ژاله گلی", "שרה כהן"]
)
def test_a_name_that_is_read_from_right_to_left_is_taken_out_of_the_document_as_it_was_put_in(name: str) -> None:
    assert "".join(reversed(text_of(drawn(name, "pdf")))) == name


def text_of(document: bytes) -> str:
    """The characters of a document's page in the order of its glyphs, as a reader that knows no layout takes them."""
    opened = pikepdf.open(BytesIO(document))
    page = opened.pages[0]
    fonts = {str(name): _unicode_of(font) for name, font in page.Resources.Font.items()}
    font: dict[int, str] = {}
    found = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        if str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
            codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            found += [font[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2)]
    return "".join(found)


def _unicode_of(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def test_long_words_get_places_to_break_and_no_letter_is_broken() -> None:
    assert breakable("short words stay") == "short words stay"
    broken = breakable("ọ́" * 40)
    assert broken.split("\u200b") == ["ọ́"] * 40


def test_the_coverage_is_that_of_the_fonts() -> None:
    held: dict[str, set[int]] = {}
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        font = TTFont(path)
        has = set(font.getBestCmap())
        held[font["name"].getDebugName(1)] = held.get(font["name"].getDebugName(1), has) & has
    told = {
        family: {code for first, last in ranges for code in range(first, last + 1)}
        for family, ranges in json.loads(COVERAGE.read_text()).items()
    }
    assert set(told) == set(FAMILIES)
    assert told == held, "Run coverage() of tools/assets.py"
