"""Units as lists of stops, with how far somebody is at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.catalogue.queries import as_data
from learnmentor.courses.study.models import Study
from learnmentor.courses.study.rules import SegmentProgress, Stop

_segment, _unit, _study = Segment.__table__.c, Unit.__table__.c, Study.__table__.c


@dataclass(frozen=True)
class Studied:
    """How far somebody is with one segment."""

    state: SegmentProgress
    touched_at: datetime
    completed_at: datetime | None


_STUDIED = (
    select(_segment.code, _study.touched_at, _study.completed_at)
    .join(Segment.__table__, _segment.id == _study.segment_id)
    .where(_study.person_id == bindparam("person_id"))
)


def studied(db: Session, person_id: int | None) -> dict[str, Studied]:
    """Every segment that somebody began, by code; nobody's for a stranger."""
    if person_id is None:
        return {}
    return {
        code: Studied(SegmentProgress.DONE if completed_at else SegmentProgress.BEGUN, touched_at, completed_at)
        for code, touched_at, completed_at in db.execute(_STUDIED, {"person_id": person_id}).all()
    }


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


def _stops(unit_code: str, outline: Sequence[Any], progress: Mapping[str, Studied]) -> tuple[Stop, ...]:
    return tuple(stop_at(unit_code, line["code"], line["title"], progress) for line in outline)


_UNITS = select(
    _unit.code, _unit.title, _unit.summary, _unit.family, cast(_unit.outline, Text), _unit.group_title
).order_by(_unit.position, _unit.id)  # fmt: skip


def units(db: Session, progress: Mapping[str, Studied]) -> list[UnitOutline]:
    """Every unit in the order of the catalogue, with somebody's progress (`studied`)."""
    return [
        UnitOutline(code, title, summary, family, _stops(code, as_data(outline), progress), group)
        for code, title, summary, family, outline, group in db.execute(_UNITS).all()
    ]


def outline_of(unit: Unit, progress: Mapping[str, Studied]) -> UnitOutline:
    """A loaded unit with somebody's progress."""
    return UnitOutline(unit.code, unit.title, unit.summary, unit.family, _stops(unit.code, unit.outline, progress))
