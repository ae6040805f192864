"""Choices as dots on a line: a form over its retakes, or two people's marks of one thing. No sum, and no average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.mentoring.paper.definition import PaperChoice

WIDTH, MARGIN = 320, 40  # of a picture, in its own units


@dataclass(frozen=True)
class TrendDot:
    """One answer: where it lies, and whether it is the first, the last, or one between them."""

    x: int
    shape: str  # "first", "between", "last"


@dataclass(frozen=True)
class TrendTrack:
    """A line with its dots, the oldest first; answers that were left out have none."""

    label: str
    dots: tuple[TrendDot, ...]
    words: tuple[str, ...]  # one for each time, "" where it was left out

    @property
    def change(self) -> str:
        """The first and the last answer in words, once where they are the same."""
        said = [each for each in self.words if each]
        return "" if not said else said[0] if said[0] == said[-1] else f"{said[0]}, then {said[-1].lower()}"


@dataclass(frozen=True)
class Trend:
    """The lines of a form over its retakes; `scale` says where on a line each answer lies."""

    days: tuple[date, ...]
    scale: tuple[tuple[int, str], ...]
    tracks: tuple[TrendTrack, ...]


def places(offered: Sequence[PaperChoice]) -> dict[str, int]:
    """Where each choice lies on a line, from left to right."""
    step = (WIDTH - 2 * MARGIN) / max(1, len(offered) - 1)
    return {each.value: round(MARGIN + step * number) for number, each in enumerate(offered)}


def track(label: str, picked: Sequence[str], offered: Sequence[PaperChoice]) -> TrendTrack:
    """One line: what was picked each time, "" where nothing was."""
    at, words = places(offered), {each.value: each.words for each in offered}
    lie = [at[each] for each in picked if each in at]
    dots = tuple(TrendDot(x, _shape(number, len(lie))) for number, x in enumerate(lie, 1))
    return TrendTrack(label, dots, tuple(words.get(each, "") for each in picked))


def _shape(number: int, count: int) -> str:
    if number == count:
        return "last"
    return "first" if number == 1 else "between"


def trend(
    lines: Mapping[str, str], takes: Sequence[tuple[date, Mapping[str, Any]]], scale: Sequence[PaperChoice]
) -> Trend:
    """Lines by the key of their answer, over takes in the order in which they were finished.

    `scale`: the answers from left to right.
    """
    at = places(scale)
    return Trend(
        tuple(day for day, _ in takes),
        tuple((at[each.value], each.words) for each in scale),
        tuple(track(label, [str(answers.get(key, "")) for _, answers in takes], scale) for key, label in lines.items()),
    )
