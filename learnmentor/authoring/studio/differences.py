"""Two texts side by side: what is the same, what is gone, what is new, down to the word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 2  # unchanged lines shown before and after a change
_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")  # a word with its space: spaces alone match everywhere, slowly
_MOST_LONG, _MOST_ALIKE = 4000, 100_000  # parts in each text, and pairs of like ones: above, time grows by the square
_FEW = 300
_Step = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `changed` ones are what differs."""

    text: str
    changed: bool


@dataclass(frozen=True)
class DifferenceLine:
    """A line of the comparison. `sign` is "-", "+", " " or "…" (lines left out); `number` counts in its own text."""

    sign: str
    number: int
    pieces: tuple[Piece, ...]


class _Effort:
    """What one comparison may still cost: two texts of a megabyte must not hold a worker for minutes."""

    def __init__(self) -> None:
        self._left = _MOST_ALIKE

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether these may be compared part by part; counts it if so."""
        often = Counter(filter(str.strip, new))
        alike = sum(often[part] for part in old if part.strip())
        if max(len(old), len(new)) > _MOST_LONG or alike > self._left:
            return False
        self._left -= alike
        return True


def _steps(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[_Step]:
    """How to come from one to the other, as difflib says it; what is too much to compare is one replacement."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - start) if old[-1 - n] != new[-1 - n]), shorter - start)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    between: list[_Step] = [("replace", 0, len(a), 0, len(b))] if a or b else []
    if a and b and effort.allows(a, b):
        blank = (
            None if len(b) < _FEW else lambda part: not part.strip()
        )  # every second line: matched beside others only
        between = list(SequenceMatcher(blank, a, b, autojunk=False).get_opcodes())
    found: list[_Step] = [("equal", 0, start, 0, start)] if start else []
    found += [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in between]
    return found + ([("equal", len(old) - end, len(old), len(new) - end, len(new))] if end else [])


def difference(before: str, after: str) -> list[DifferenceLine]:
    """The changed lines with their neighbours, in order; empty when the texts are the same."""
    old, new, effort = before.splitlines(), after.splitlines(), _Effort()
    lines: list[DifferenceLine] = []
    steps = _steps(old, new, effort)
    for n, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            lines += _around(new, j1, j2, above=n > 0, below=n + 1 < len(steps))
        else:
            lines += _changed(old[i1:i2], new[j1:j2], i1, j1, effort)
    if not lines and before != after:
        lines.append(DifferenceLine("…", 0, (Piece("Only the ends of lines differ.", changed=False),)))
    return lines


def _around(new: Sequence[str], first: int, end: int, *, above: bool, below: bool) -> Iterator[DifferenceLine]:
    """What is the same, near to a change that stands `above` or `below` it."""
    left_out = range(first + _AROUND * above, end - _AROUND * below)
    for n in range(first, end):
        if n not in left_out:
            yield DifferenceLine(" ", n + 1, (Piece(new[n], changed=False),))
        elif n == left_out.start and above and below:
            yield DifferenceLine("…", 0, ())


def _changed(old: Sequence[str], new: Sequence[str], i1: int, j1: int, effort: _Effort) -> list[DifferenceLine]:
    gone: list[tuple[Piece, ...]] = [(Piece(text, changed=True),) for text in old]
    come: list[tuple[Piece, ...]] = [(Piece(text, changed=True),) for text in new]
    if len(old) == len(new):
        for n, (a, b) in enumerate(zip(old, new, strict=True)):
            gone[n], come[n] = _pieces(a, b, effort)
    return [
        *(DifferenceLine("-", i1 + n, pieces) for n, pieces in enumerate(gone, 1)),
        *(DifferenceLine("+", j1 + n, pieces) for n, pieces in enumerate(come, 1)),
    ]


def _pieces(old: str, new: str, effort: _Effort) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    steps = _steps(a, b, effort)
    same = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    if 2 * same < 0.3 * (len(a) + len(b)):  # two different lines: marking single words would only confuse
        return (Piece(old, changed=True),), (Piece(new, changed=True),)
    return (
        _marked([(tag, "".join(a[i1:i2])) for tag, i1, i2, _, _ in steps]),
        _marked([(tag, "".join(b[j1:j2])) for tag, _, _, j1, j2 in steps]),
    )


def _marked(steps: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    found = []
    for tag, text in steps:
        words = text if tag == "equal" else text.rstrip()
        found += [Piece(words, changed=tag != "equal"), Piece(text[len(words) :], changed=False)]
    return tuple(piece for piece in found if piece.text)
