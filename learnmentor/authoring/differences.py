"""Two texts side by side: what is the same, what is gone, what is new, down to the word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 2  # unchanged lines shown before and after a change
_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")  # a word with its space: spaces alone match everywhere, slowly


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `changed` ones are what differs."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Line:
    """A line of the comparison. `sign` is "-", "+", " " or "…" (lines left out); `number` counts in its own text."""

    sign: str
    number: int
    pieces: tuple[Piece, ...]


def difference(before: str, after: str) -> list[Line]:
    """The changed lines with their neighbours, in order; empty when the texts are the same."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND))
    for number, group in enumerate(groups):
        if number:
            lines.append(Line("…", 0, ()))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [Line(" ", j1 + n + 1, (Piece(text, changed=False),)) for n, text in enumerate(new[j1:j2])]
            else:
                lines += _changed(old[i1:i2], new[j1:j2], i1, j1)
    if not lines and before != after:
        lines.append(Line("…", 0, (Piece("Only the ends of lines differ.", changed=False),)))
    return lines


def _changed(old: Sequence[str], new: Sequence[str], i1: int, j1: int) -> Iterator[Line]:
    paired = len(old) == len(new)
    gone, come = [], []
    for n, text in enumerate(old):
        gone.append(Line("-", i1 + n + 1, _pieces(text, new[n], 0) if paired else (Piece(text, changed=True),)))
    for n, text in enumerate(new):
        come.append(Line("+", j1 + n + 1, _pieces(old[n], text, 1) if paired else (Piece(text, changed=True),)))
    yield from gone
    yield from come


def _pieces(old: str, new: str, side: int) -> tuple[Piece, ...]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.3:  # two different lines: marking single words would only confuse
        return (Piece((old, new)[side], changed=True),)
    found = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        text = "".join(b[j1:j2] if side else a[i1:i2])
        words = text if tag == "equal" else text.rstrip()
        found += [Piece(words, changed=tag != "equal"), Piece(text[len(words) :], changed=False)]
    return tuple(piece for piece in found if piece.text)
