"""Documents on paper: typst sources with data passed in as values, out comes a tagged PDF (PDF/UA-1 and PDF/A-2a).

Only the fonts that travel with the product are used, so that the same data gives the same bytes everywhere. A template
reads `data.json`; bytes in the data, as those of a logo, are in a file of their own, `logo.json`.
"""

import functools
import hashlib
import json
import os
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst

from learnmentor.ground.memory import give_back
from learnmentor.ground.printing.typefaces import FAMILIES, FONT_FOLDER, OWN, letters, runs

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


def pdf(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF that `template` makes of `data`, stamped `at`; raises `CannotTypeset`."""
    return _typeset(template, data, format="pdf", pdf_standards=STANDARDS, timestamp=at.replace(microsecond=0))


def png(template: Path, data: Mapping[str, Any], *, pixels_an_inch: float) -> bytes:
    """The first page that `template` makes of `data`, as a picture; raises `CannotTypeset`."""
    return _typeset(template, data, format="png", ppi=pixels_an_inch)


def svg(template: Path, data: Mapping[str, Any]) -> bytes:
    """The first page as SVG, letters as outlines: it looks the same wherever it is opened; raises `CannotTypeset`."""
    return _typeset(template, data, format="svg")


def _typeset(template: Path, data: Mapping[str, Any], **how: Any) -> bytes:
    """What `template` makes of `data`, or its first page; whoever asks waits for those who asked before."""
    try:
        made = _typesetter(os.getpid()).submit(_compiled, template, data, how).result()
    except typst.TypstError as fault:
        raise CannotTypeset(f"{template.name} could not be made into {how['format']}") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # typst's own, which has no place that it could be imported from
            raise
        raise CannotTypeset(f"{template.name} made the typesetter stumble") from fault
    pages = made if isinstance(made, list) else [made]
    if not pages or not isinstance(pages[0], bytes):
        raise CannotTypeset(f"{template.name} made no pages")
    return pages[0]


@functools.cache
def _typesetter(_process: int) -> ThreadPoolExecutor:
    """The one thread of this process that typesets; a process that was forked has its own.

    Twelve threads would keep the memory of twelve (280 MB), and take half as much CPU again over typst's one memory.
    """
    return ThreadPoolExecutor(1, thread_name_prefix="typesetter")


# In that thread


@functools.cache
def _compiler(templates: Path) -> typst.Compiler:
    return typst.Compiler(b"", root=templates, font_paths=_fonts())


def _compiled(template: Path, data: Mapping[str, Any], how: Mapping[str, Any]) -> Any:
    """Data come in as files and not as `sys.inputs`, with which typst would set up its library for every document."""
    pictures = {name: value for name, value in data.items() if isinstance(value, bytes)}
    told = json.dumps({**data, **dict.fromkeys(pictures, True)}, ensure_ascii=False).encode()
    files = {f"{name}.json": _as_numbers(content) for name, content in pictures.items()}
    sources: Any = {"main.typ": f'#include "{template.name}"'.encode(), "data.json": told, **files}
    try:
        made = _compiler(template.parent).compile(sources, **how)
    except BaseException:
        _compiler.cache_clear()  # one that stumbled may hold a lock for good
        raise
    if len(told) > _LARGE:
        _forget(_compiler(template.parent))
    return made


@functools.lru_cache(maxsize=1)
def _as_numbers(content: bytes) -> bytes:
    """As JSON, for typst takes no file that is not text; the logo is the same in many certificates."""
    return json.dumps(list(content)).encode()


_LARGE = 20_000  # bytes of data; those of a certificate are some 9,000
_KEPT_FOR = 10  # documents that typst keeps parts of one for


def _forget(compiler: typst.Compiler) -> None:
    """Let go of the parts of a large document, which no other one needs, and give their memory back to the system."""
    for _ in range(_KEPT_FOR + 1):
        compiler.compile(b"", format="pdf")
    give_back()


# What goes in


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
    """A QR code that leads to `address`, as SVG: a stroke for each run of dark squares."""
    rows = segno.make(address, error="m", mask=0).matrix
    side = 4 * (len(rows) + 2)
    runs_of = (
        f"M{run.start() + 1} {y}.5h{run.end() - run.start()}" for y, row in enumerate(rows, 1) for run in _DARK(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path transform="scale(4)" stroke="#1b2330" d="{"".join(runs_of)}"/></svg>'
    )


_DARK = re.compile(rb"\x01+").finditer
