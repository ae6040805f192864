"""What one of the two typed into the record of a meeting: words, what became of targets, new ones, the next meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnmentor.mentoring.meetings.rules import MeetingPlan, MeetingSaid
from learnmentor.mentoring.targets.rules import TargetStep, TargetWords


@dataclass(frozen=True)
class TypedLine:
    """What one of the two typed at one place of the record; `own`: held back."""

    field: str
    text: str
    own: bool


@dataclass(frozen=True)
class TargetOutcome:
    """What became of a target of before; `due_on` is its new day where it is moved."""

    public_id: str
    step: TargetStep
    due_on: date | None = None


@dataclass(frozen=True)
class NewTarget:
    """A target that was agreed in the meeting."""

    words: TargetWords
    due_on: date | None


@dataclass(frozen=True)
class TypedRecord:
    """All that came with one press. `said` is None where only words are kept and nobody says yet that it was held."""

    plan: MeetingPlan  # when it was, for a meeting that nobody planned
    said: MeetingSaid | None
    lines: Sequence[TypedLine] = ()
    outcomes: Sequence[TargetOutcome] = ()
    targets: Sequence[NewTarget] = ()
    following: MeetingPlan | None = None
