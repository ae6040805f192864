"""The badge: a picture of an award, drawn from its words alone; nobody's name is on it."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from learnmentor.certificates.credentials import baking
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import FAMILIES
from learnmentor.ground.words import decimal_hours

_TEMPLATE = "badge.typ"
_PIXELS = 640


def as_svg(award: Mapping[str, Any], *, issuer: str, templates: Path) -> bytes:
    """The badge as SVG with its letters as outlines, and its words for those who cannot see it."""
    drawn = typesetting.svg(templates / _TEMPLATE, _contents(award, issuer))
    words = f"Badge: {award['title']}, {issuer}"
    opening, rest = drawn.split(b">", 1)
    return opening + f' role="img"><title>{escape(words)}</title>'.encode() + rest


def as_png(award: Mapping[str, Any], *, issuer: str, templates: Path) -> bytes:
    """The badge as PNG, 640 pixels wide, on a transparent ground."""
    return typesetting.png(templates / _TEMPLATE, _contents(award, issuer), pixels_an_inch=_PIXELS / 4)


def baked(snapshot: Mapping[str, Any], token: str, *, kind: str, templates: Path) -> bytes:
    """The badge of a certificate with a credential in it; `kind` is svg or png."""
    if kind == "svg":
        return baking.into_svg(as_svg(snapshot, issuer=snapshot["issuer"], templates=templates), token)
    return baking.into_png(as_png(snapshot, issuer=snapshot["issuer"], templates=templates), token)


def _contents(award: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    """Short words for a small place; a level is never there without what it is."""
    name, _, _ = str(award["title"]).removeprefix("LearnMentor ").partition(" (")
    level = award["level"]
    return {
        "title": name.removesuffix(f", level {level}"),
        "note": f"mapped to level {level}, not a regulated qualification" if level else None,
        "hours": f"{decimal_hours(award['hours'] * 60)} hours",
        "issuer": issuer,
        "title_set": typesetting.set_in(name.removesuffix(f", level {level}")),
        "issuer_set": typesetting.set_in(issuer),
        "families": FAMILIES,
    }
