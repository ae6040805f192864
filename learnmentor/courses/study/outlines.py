"""Units as lists of stops, with how far somebody is at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.models import Unit
from learnmentor.courses.study.rules import SegmentProgress, Stop


@dataclass(frozen=True)
class Studied:
    """How far somebody is with one segment."""

    state: SegmentProgress
    touched_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class UnitOutline:
    """A unit with its segments as stops on somebody's way."""

    code: str
    title: str
    summary: str
    family: str
    stops: tuple[Stop, ...]
    group: str = ""  # which optional units it stands among, if any

    def count(self, state: SegmentProgress) -> int:
        """How many of its segments are in that state."""
        return sum(stop.state == state for stop in self.stops)

    @property
    def done(self) -> int:
        """Segments finished."""
        return self.count(SegmentProgress.DONE)

    @property
    def begun(self) -> int:
        """Segments begun and not finished."""
        return self.count(SegmentProgress.BEGUN)

    @property
    def minutes(self) -> int:
        """Planned minutes of all its segments."""
        return len(self.stops) * catalogue_rules.SEGMENT_MINUTES


def stop_at(unit_code: str, code: str, title: str, progress: Mapping[str, Studied]) -> Stop:
    """A segment on the way of somebody with that progress."""
    known = progress.get(code)
    return Stop(
        code, unit_code, title, known.state if known else SegmentProgress.TODO, known.touched_at if known else None
    )


def stops(unit_code: str, outline: Sequence[Any], progress: Mapping[str, Studied]) -> tuple[Stop, ...]:
    """The segments of a unit, as its row lists them, on that way."""
    return tuple(stop_at(unit_code, line["code"], line["title"], progress) for line in outline)


def outline_of(unit: Unit, progress: Mapping[str, Studied]) -> UnitOutline:
    """A loaded unit with somebody's progress."""
    return UnitOutline(unit.code, unit.title, unit.summary, unit.family, stops(unit.code, unit.outline, progress))
