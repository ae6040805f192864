"""Documents on paper: typst sources with data passed in as values, out comes a tagged PDF (PDF/UA-1 and PDF/A-2a).

Only the fonts that travel with the product are used, so that the same data gives the same bytes everywhere.
"""

import functools
import hashlib
import io
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst

from learnmentor.ground.typefaces import FAMILIES, FONT_FOLDER, OWN, letters, runs

STANDARDS: Any = ["ua-1", "a-2a"]


class CannotTypeset(Exception):
    """The document cannot be made; the message is for operators and holds no personal text."""


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONT_FOLDER])


@functools.cache
def maker() -> str:
    """A name for what typesets here: it changes with typst and with the fonts, and then the bytes may change too."""
    fonts = [f"{font.name} {font.stat().st_size}" for font in sorted(FONT_FOLDER.iterdir())]
    return hashlib.sha256("\n".join([f"typst {version('typst')}", *fonts]).encode()).hexdigest()


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


def set_in(text: str) -> str | list[dict[str, Any]]:
    """A text of people's own as the templates' `own` takes it: as it is where our own typeface has all of it, else in
    runs, each with the families that print it.
    """
    found = runs(text)
    if all(family == OWN for family, _ in found):
        return text
    others = {family: (family, *(each for each in FAMILIES if each != family)) for family, _ in found}
    return [{"families": others[family], "text": part} for family, part in found]


def set_name(name: str) -> dict[str, Any]:
    """A name as the templates' `fitted` takes it: whole, in words, and with places to break a word that is too wide."""
    return {
        "whole": set_in(name),
        "words": [set_in(word) for word in name.split()] or [""],
        "broken": set_in("\u200b".join(letters(name))),
    }


def qr_svg(address: str) -> str:
    """A QR code that leads to `address`, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", mask=0).save(drawn, kind="svg", scale=4, border=1, dark="#1b2330")
    return drawn.getvalue().decode()
