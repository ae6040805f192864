"""A survey as a picture and a table of before and after, and beside them, in its owner's words, what else there was.

What somebody puts down to mentoring is told as they said it, and is nowhere reckoned with what moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from learnmentor.ground.before_after import AnswersTaken, Comparison, compared
from learnmentor.mentoring.impact.form_impact import (
    DUE,
    ELSE,
    LIMITS,
    MOMENTS,
    NOT_ASKED,
    PASS_ON,
    WORDS,
    asked_of,
    headings_of,
    lines_of,
)
from learnmentor.mentoring.impact.rules import HowTrue, ImpactList, Moment

AFTERWARDS = {
    DUE: "How much of the change is put down to mentoring",
    ELSE: "What else helped, or hindered",
    NOT_ASKED: "What changed that was not asked about",
    PASS_ON: "What could be given to somebody else",
}
SHOWN = (
    "It shows what one person answered to the same questions on these days.",
    "It does not show what would have happened without mentoring, and so it does not show a cause.",
    "Say “after mentoring”, and leave out “because of”.",
    "A lower answer at the end may mean that somebody now knows what good looks like. Read the examples first.",
    "It does not ask about learners: direct evidence that they gain when staff are mentored is rare [NFER s.3.5].",
)


@dataclass(frozen=True)
class MomentAnswers:
    """The answers of one moment as their values were kept."""

    moment: Moment
    at: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ImpactExample:
    """What was written beside one statement, moment by moment."""

    heading: str
    asked: str
    said: Sequence[tuple[str, str]]  # what the moment is called, and the example


def in_words(kind: ImpactList, values: Mapping[str, Any]) -> dict[str, str]:
    """The answers of one moment in the words of the scale, by statement; what was not answered is left out."""
    answered = ((key, values.get(key, "")) for key in asked_of(kind))
    return {key: WORDS[HowTrue(value)] for key, value in answered if value in set(HowTrue)}


def impact_compared(kind: ImpactList, takes: Sequence[MomentAnswers]) -> Comparison | None:
    """The picture and the table; None before there are two moments."""
    return compared(
        lines_of(kind), [AnswersTaken(each.at, in_words(kind, each.values), MOMENTS[each.moment]) for each in takes]
    )


def examples(kind: ImpactList, takes: Sequence[MomentAnswers]) -> list[ImpactExample]:
    """The examples that were written, by statement; statements without any are left out."""
    headings = headings_of(kind)
    found = [
        ImpactExample(
            headings[key],
            asked,
            [(MOMENTS[each.moment], said) for each in takes if (said := each.values.get(f"{key}_example"))],
        )
        for key, asked in asked_of(kind).items()
    ]
    return [each for each in found if each.said]


def afterwards(takes: Sequence[MomentAnswers]) -> list[tuple[str, str]]:
    """What was said at the end, beside the statements: label and words; what was left empty is left out."""
    last = next((each.values for each in takes if each.moment == Moment.AFTER), {})
    due = last.get(DUE, "")
    said = {**last, DUE: WORDS[HowTrue(due)] if due in set(HowTrue) else ""}
    return [(label, said[key]) for key, label in AFTERWARDS.items() if said.get(key)]


def limits_of(kind: ImpactList) -> tuple[str, ...]:
    """What can be shown with such answers and what cannot, in sentences."""
    return (*SHOWN, *LIMITS[kind])
