"""What an answer says of a need, and how many times of answering are kept."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

MOST_TAKEN = 13  # the first, and the twelve newest after it
LONGEST_HOPE = 1_000

Taken = TypeVar("Taken")


class Answer(StrEnum):
    """How far somebody is with one thing, in their own view. `UNSURE` has no place among the others."""

    NEW = "new"
    TRIED = "tried"
    OFTEN = "often"
    COULD_SHOW = "could-show"
    UNSURE = "unsure"


class Need(StrEnum):
    """How much is asked for: a thing that is new comes before one that was tried or that one is unsure of."""

    STRONG = "strong"
    SOME = "some"


_NEEDS = {Answer.NEW: Need.STRONG, Answer.TRIED: Need.SOME, Answer.UNSURE: Need.SOME}


def need_of(answer: str) -> Need | None:
    """What an answer asks for; None where it asks for nothing, and where there is none."""
    return _NEEDS.get(Answer(answer)) if answer in set(Answer) else None


def dropped(takes: Sequence[Taken]) -> Sequence[Taken]:
    """Of takes, the oldest first, those that make room for one more. The first always stays."""
    return takes[1 : len(takes) - MOST_TAKEN + 2] if len(takes) >= MOST_TAKEN else ()
