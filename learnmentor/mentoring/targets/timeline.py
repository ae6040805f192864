"""Targets as lines in time: where each begins, was due, was moved to and ended, on one scale for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learnmentor.mentoring.targets.rules import TargetState, TargetStep

WIDTH = 600  # units of the drawing, of which a margin on both sides is kept free
MARGIN = 12


class MarkKind(StrEnum):
    """What stands at a point of a line."""

    SET = "set"
    CARRIED = "carried"
    MOVED = "moved"
    MET = "met"
    DROPPED = "dropped"
    REOPENED = "reopened"
    DUE = "due"


@dataclass(frozen=True)
class StepOn:
    """A step of a target by its day."""

    step: TargetStep
    on: date


@dataclass(frozen=True)
class TargetDays:
    """What a line is drawn from; the first step is the one with which the target was set."""

    state: TargetState
    state_on: date  # since when it stands so
    due_on: date | None
    steps: Sequence[StepOn]

    @property
    def set_on(self) -> date:
        """The day on which it was set."""
        return self.steps[0].on

    @property
    def until(self) -> date | None:
        """The day on which it was met or dropped; None while it is open."""
        return None if self.state == TargetState.OPEN else self.state_on


@dataclass(frozen=True)
class TimeMark:
    """A point of a line."""

    x: float
    kind: MarkKind


@dataclass(frozen=True)
class TimeTrack:
    """One target: a line from `x1` to `x2`, and the days on it. `late`: from where on it was or is past its day."""

    x1: float
    x2: float
    late: float | None
    marks: tuple[TimeMark, ...]


@dataclass(frozen=True)
class Timeline:
    """Lines on one scale, from the first day to the last; `today` is where this day lies."""

    first: date
    last: date
    today: float
    tracks: tuple[TimeTrack, ...]


def timeline(targets: Sequence[TargetDays], *, on: date) -> Timeline | None:
    """The lines of targets as they stand on a day; None where there are none."""
    if not targets:
        return None
    days = [
        on,
        *(step.on for each in targets for step in each.steps),
        *(each.due_on for each in targets if each.due_on),
    ]
    first, last = min(days), max(*days, min(days) + timedelta(days=1))
    scale = _Scale(first, last)
    return Timeline(first, last, scale.x(on), tuple(_track(each, scale, on=on) for each in targets))


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def x(self, on: date) -> float:
        """Where a day lies."""
        share = (on - self.first).days / (self.last - self.first).days
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _track(target: TargetDays, scale: _Scale, *, on: date) -> TimeTrack:
    end = target.until or max(on, target.set_on)
    marks = [TimeMark(scale.x(step.on), MarkKind(step.step)) for step in target.steps]
    due = target.due_on
    late = scale.x(max(due, target.set_on)) if due is not None and due < end else None
    if due is not None:
        marks.append(TimeMark(scale.x(due), MarkKind.DUE))
    return TimeTrack(scale.x(target.set_on), scale.x(end), late, tuple(marks))
