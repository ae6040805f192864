"""One person's answers to the same questions at two times, side by side: what a picture of them and its table show.

Nothing here says why two answers differ, or which is better. What was not answered has no place, and gets none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup


@dataclass(frozen=True)
class ScaleLine:
    """What is asked each time, and the words to answer with in their order; `beside` have no place in that order."""

    key: str
    asked: str | Markup
    scale: Sequence[str]
    beside: Sequence[str] = ()

    def place(self, word: str) -> int | None:
        """Where a word lies on the scale, from 0; None for no answer and for a word beside it."""
        return self.scale.index(word) if word in self.scale else None


@dataclass(frozen=True)
class AnswersTaken:
    """What was answered at one time, by the key of the line; a line without an answer is not in it."""

    at: datetime
    answers: Mapping[str, str]
    called: str = ""  # what that time is called, such as "before"


@dataclass(frozen=True)
class ComparedLine:
    """One line with its answers: the words as they were given ("" for none), and their places on the scale."""

    asked: str | Markup
    scale: Sequence[str]
    words: tuple[str, ...]  # of every time, the oldest first
    before: int | None
    after: int | None

    @property
    def moved(self) -> int | None:
        """How many places lie between the first and the last answer; None where either has no place."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Answers of two times or more. The picture shows the first and the last, the table all."""

    taken_at: tuple[datetime, ...]
    called: tuple[str, ...]
    lines: tuple[ComparedLine, ...]

    @property
    def placed(self) -> bool:
        """Whether there is anything to draw."""
        return any(line.before is not None or line.after is not None for line in self.lines)


def compared(lines: Sequence[ScaleLine], takes: Sequence[AnswersTaken]) -> Comparison | None:
    """The answers of each time, the oldest first; None where there are fewer than two."""
    if len(takes) < 2:
        return None
    ordered = sorted(takes, key=lambda take: take.at)
    return Comparison(
        tuple(take.at for take in ordered),
        tuple(take.called for take in ordered),
        tuple(_compared_line(line, ordered) for line in lines),
    )


def _compared_line(line: ScaleLine, takes: Sequence[AnswersTaken]) -> ComparedLine:
    words = tuple(_answer(line, take) for take in takes)
    return ComparedLine(line.asked, line.scale, words, line.place(words[0]), line.place(words[-1]))


def _answer(line: ScaleLine, take: AnswersTaken) -> str:
    word = take.answers.get(line.key, "")
    return word if word in line.scale or word in line.beside else ""
