"""How a target stands, and what may become of it next."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_TARGET = 500  # characters
LONGEST_MEASURE = 500
MOST_TARGETS = 300  # of one pair
FURTHEST_DAY = timedelta(days=3 * 366)  # that a target is set ahead


class TargetState(StrEnum):
    """How a target stands."""

    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


class TargetSource(StrEnum):
    """The kind of record in which a target was agreed."""

    AGREEMENT = "agreement"
    MEETING = "meeting"
    OBSERVATION = "observation"
    AUDIT = "audit"
    REVIEW = "review"
    PAIR = "pair"  # on the list of targets itself


class TargetStep(StrEnum):
    """What happened to a target."""

    SET = "set"
    CARRIED = "carried"
    MOVED = "moved"  # to another day
    MET = "met"
    DROPPED = "dropped"
    REOPENED = "reopened"


STATE_AFTER = {
    TargetStep.SET: TargetState.OPEN, TargetStep.CARRIED: TargetState.OPEN, TargetStep.MOVED: TargetState.OPEN,
    TargetStep.REOPENED: TargetState.OPEN, TargetStep.MET: TargetState.MET, TargetStep.DROPPED: TargetState.DROPPED,
}  # fmt: skip


@dataclass(frozen=True)
class TargetWords:
    """What is to be done, and how both will know."""

    text: str
    measure: str = ""


def fits(due_on: date, *, since: date) -> bool:
    """Whether a target that is agreed on the day `since` can have this day: none that had passed, nor a far one."""
    return since <= due_on <= since + FURTHEST_DAY


def may_step(state: TargetState, step: TargetStep) -> bool:
    """An open target is carried, moved, met or dropped; one that is closed is opened again."""
    if step == TargetStep.SET:
        return False
    return (step == TargetStep.REOPENED) == (state != TargetState.OPEN)


def overdue(state: TargetState, due_on: date | None, *, on: date) -> bool:
    """Whether the day of an open target has passed."""
    return state == TargetState.OPEN and due_on is not None and due_on < on


def may_release(person_id: int, *, mentee_id: int) -> bool:
    """Only the mentee releases a target to a tutor; nobody can do it for them [F11]."""
    return person_id == mentee_id
