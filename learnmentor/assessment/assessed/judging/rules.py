"""What a judgement needs before it is saved, and how the place is written in it that shows a criterion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from learnmentor.assessment.assessed.rules import (
    AssignmentKind,
    CriterionJudged,
    JudgedWork,
    JudgementKind,
    Outcome,
)

LONGEST_PLACE = 200
LONGEST_COMMENT = 2_000
LONGEST_NOTE = 4_000
LONGEST_MISSING = 4_000

JUDGEMENT_OF = {
    AssignmentKind.FIRST: JudgementKind.FIRST,
    AssignmentKind.SECOND: JudgementKind.SECOND,
    AssignmentKind.APPEAL: JudgementKind.APPEAL,
}


@dataclass(frozen=True)
class PlaceInWork:
    """Where in the work a criterion shows: the key of a part, and a few words."""

    part: str = ""
    words: str = ""

    @property
    def kept(self) -> str:
        """As it is kept in a judgement."""
        return f"{self.part}\n{self.words}".rstrip("\n")


def place_in(kept: str) -> PlaceInWork:
    """The place that a judgement keeps."""
    part, _, words = kept.partition("\n")
    return PlaceInWork(part, words)


@dataclass(frozen=True)
class TypedJudgement:
    """A judgement as it is written: its words, and what its assessor comes to."""

    work: JudgedWork = field(default_factory=JudgedWork)
    outcome: Outcome | None = None
    close: bool = False


class JudgementLack(StrEnum):
    """Why a judgement cannot be saved yet."""

    UNDECIDED = "undecided"  # a criterion: met or not yet
    PLACE = "place"  # a criterion is met, and nothing says where it shows
    OUTCOME = "outcome"
    PASS_NOT_MET = "pass-not-met"  # noqa: S105 -- of an outcome, and no secret
    REFER_ALL_MET = "refer-all-met"
    MISSING = "missing"  # a refer that does not say what is missing


@dataclass(frozen=True)
class LackFound:
    """A lack, and the criterion that it is of; "" where it is of the whole."""

    lack: JudgementLack
    criterion: str = ""


def lacks(typed: TypedJudgement, criteria: Sequence[str]) -> list[LackFound]:
    """What stands in the way of saving, in the order of the page; nothing: it can be saved."""
    found = [lack for key in criteria for lack in _lacks_of(typed.work.of(key))]
    return found + _lacks_of_whole(typed, undecided=any(each.lack == JudgementLack.UNDECIDED for each in found))


def _lacks_of(judged: CriterionJudged) -> list[LackFound]:
    if judged.met is None:
        return [LackFound(JudgementLack.UNDECIDED, judged.criterion)]
    without_place = judged.met and not place_in(judged.place).part
    return [LackFound(JudgementLack.PLACE, judged.criterion)] if without_place else []


def _lacks_of_whole(typed: TypedJudgement, *, undecided: bool) -> list[LackFound]:
    if typed.outcome is None:
        return [LackFound(JudgementLack.OUTCOME)]
    if typed.outcome == Outcome.PASS:
        return [LackFound(JudgementLack.PASS_NOT_MET)] if typed.work.not_met else []
    found = [LackFound(JudgementLack.MISSING)] if not typed.work.missing.strip() else []
    all_met = not typed.work.not_met and not undecided
    return [LackFound(JudgementLack.REFER_ALL_MET), *found] if all_met else found


def agreed(own: Outcome | None, released: Outcome | None) -> bool | None:
    """Whether what was released is what somebody came to; None while nothing is."""
    return None if released is None or own is None else own == released
