"""Documents on paper: typst sources with data passed in as values, out comes a tagged PDF (PDF/UA-1 and PDF/A-2a).

Only the fonts that travel with the product are used, so that the same data gives the same bytes everywhere.
"""

import functools
import io
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst

FONT_FOLDER = Path(__file__).parent / "fonts"
STANDARDS: Any = ["ua-1", "a-2a"]
FAMILIES = (
    "Atkinson Hyperlegible Next", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans SC", "Noto Sans KR",
    "Noto Emoji",
)  # fmt: skip


class CannotTypeset(Exception):
    """The document cannot be made; the message is for operators and holds no personal text."""


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])


_compilers = threading.local()  # one may not be shared, and a fresh one reads its template anew


def _compiler(template: Path) -> typst.Compiler:
    known: dict[Path, typst.Compiler] = _compilers.__dict__.setdefault("by_template", {})
    if template not in known:
        known[template] = typst.Compiler(template, root=template.parent, font_paths=_fonts())
    return known[template]


def pdf(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF that `template` makes of `data`, stamped `at`; raises `CannotTypeset`."""
    try:
        made = _compiler(template).compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as fault:
        raise CannotTypeset(f"{template.name} could not be made into a PDF") from fault
    if not isinstance(made, bytes):
        raise CannotTypeset(f"{template.name} made no pages")
    return made


def png(template: Path, data: Mapping[str, Any], *, pixels_an_inch: float) -> bytes:
    """The first page that `template` makes of `data`, as a picture; raises `CannotTypeset`."""
    return _picture(template, data, format="png", ppi=pixels_an_inch)


def svg(template: Path, data: Mapping[str, Any]) -> bytes:
    """The first page as SVG, letters as outlines: it looks the same wherever it is opened; raises `CannotTypeset`."""
    return _picture(template, data, format="svg")


def _picture(template: Path, data: Mapping[str, Any], **how: Any) -> bytes:
    try:
        made = typst.compile(
            template,
            root=template.parent,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            **how,
        )
    except typst.TypstError as fault:
        raise CannotTypeset(f"{template.name} could not be made into a picture") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # typst's own, which has no place that it could be imported from
            raise
        raise CannotTypeset(f"{template.name} made the typesetter stumble") from fault
    pages = made if isinstance(made, list) else [made]
    if not pages or not isinstance(pages[0], bytes):
        raise CannotTypeset(f"{template.name} made no pages")
    return pages[0]


@functools.lru_cache(maxsize=1024)
def covering_family(text: str) -> str | None:
    """The first of our font families that has every letter of `text`."""
    if text.isascii() and text.isprintable():
        return FAMILIES[0]  # has every letter of ASCII, and most names are of these
    return next((family for family in FAMILIES if _prints(text, (family,), fallback=False)), None)


def families_for(text: str) -> tuple[str, ...]:
    """The font families for a text of people's own, the first one that covers all of it in front.

    Left to itself, typst takes a combining mark from one font and loses the letter under it, without a word.
    """
    whole = covering_family(text)
    return FAMILIES if whole is None else (whole, *(family for family in FAMILIES if family != whole))


def missing_characters(text: str) -> list[str]:
    """The characters of `text` that no font of ours can print, in order, each once."""
    if _prints(text, FAMILIES, fallback=True):
        return []
    return [character for character in dict.fromkeys(text) if not _prints(character, FAMILIES, fallback=True)]


_PROBE = b"""#let d = json(bytes(sys.inputs.data))
#set document(title: "Probe")
#set text(font: d.families, fallback: d.fallback)
#d.text"""


def _prints(text: str, families: tuple[str, ...], *, fallback: bool) -> bool:
    try:
        typst.compile(
            _PROBE,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps({"text": text, "families": families, "fallback": fallback})},
            pdf_standards=STANDARDS,
        )
    except typst.TypstError:
        return False
    return True


def qr_svg(address: str) -> str:
    """A QR code that leads to `address`, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", mask=0).save(drawn, kind="svg", scale=4, border=1, dark="#1b2330")
    return drawn.getvalue().decode()
