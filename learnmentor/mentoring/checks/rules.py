"""When somebody is asked whether the mentoring works, when a silence is long, and who reads an evaluation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

AFTER_MEETINGS = (2, 5)  # curriculum I20
SILENCE = timedelta(weeks=6)  # I18
AT_THE_LATEST = timedelta(weeks=2)  # a letter that a resting worker missed by more than this is not sent
MOST_EVALUATIONS = 20  # of one pair


class Works(StrEnum):
    """An answer to one of the three questions."""

    YES = "yes"
    MOSTLY = "mostly"
    HARDLY = "hardly"
    NO = "no"


@dataclass(frozen=True)
class CheckAnswers:
    """What one of the two answers for themselves."""

    useful: str
    honest: str
    worth: str
    note: str = ""

    @property
    def uneasy(self) -> bool:
        """Whether an answer says that something is wrong."""
        return bool({self.useful, self.honest, self.worth} & {Works.HARDLY, Works.NO})


def check_due(held: int, answered: Collection[int]) -> int | None:
    """After which meeting somebody is to be asked now: the latest that was reached and is not answered."""
    reached = [after for after in AFTER_MEETINGS if held >= after]
    return reached[-1] if reached and reached[-1] not in answered else None


def may_answer(after: int, held: int) -> bool:
    """Whether the meeting was held after which this is asked."""
    return after in AFTER_MEETINGS and held >= after


def quiet_since(held_on: Sequence[date], *, opened_on: date) -> date:
    """The day of the last meeting, or on which the pair began."""
    return max((*held_on, opened_on))


def silence_due(since: date, *, on: date) -> bool:
    """Whether six weeks without a meeting have passed, and not so long ago that nobody wrote then."""
    return since + SILENCE <= on <= since + SILENCE + AT_THE_LATEST


@dataclass(frozen=True)
class EvaluationFacts:
    """An evaluation as rules see it: whether it is shown, and whether the mentor has opened it."""

    writer_id: int
    shown_at: datetime | None
    opened_at: datetime | None


def may_read_evaluation(person_id: int, evaluation: EvaluationFacts) -> bool:
    """Whoever wrote it; the other one once it is shown and they have opened it."""
    return evaluation.writer_id == person_id or evaluation.opened_at is not None


def may_open_evaluation(person_id: int, evaluation: EvaluationFacts) -> bool:
    """The other one, while it is shown and not opened."""
    return evaluation.writer_id != person_id and evaluation.shown_at is not None and evaluation.opened_at is None


def may_change_evaluation(person_id: int, evaluation: EvaluationFacts) -> bool:
    """Its writer, while nobody else may read it."""
    return evaluation.writer_id == person_id and evaluation.shown_at is None


def may_take_back(person_id: int, evaluation: EvaluationFacts) -> bool:
    """Its writer, until the other one has opened it."""
    return evaluation.writer_id == person_id and evaluation.shown_at is not None and evaluation.opened_at is None
