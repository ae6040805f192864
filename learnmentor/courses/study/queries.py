"""Reads of somebody's study: how far they are with a segment, what a page of one needs, what was completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Revision, Segment, Unit
from learnmentor.courses.catalogue.queries import Version, as_data
from learnmentor.courses.study import rules
from learnmentor.courses.study.models import Study, StudyClock
from learnmentor.courses.study.outlines import Studied, UnitOutline, stops
from learnmentor.courses.study.rules import CompletedSegment, SegmentProgress, Sitting
from learnmentor.ground.db import read
from learnmentor.ground.zones import day_of

_current, _studied = Revision.__table__.alias(), Revision.__table__.alias()
_segment, _unit, _study = Segment.__table__.c, Unit.__table__.c, Study.__table__.c


def study(db: Session, *, person_id: int, segment_id: int) -> Study | None:
    """One person's study of one segment, as its row is now."""
    mine = select(Study).where(Study.person_id == person_id, Study.segment_id == segment_id)
    return db.scalar(mine.execution_options(populate_existing=True))


@dataclass(frozen=True)
class Standing:
    """How far one person is with one segment, as the row of their study says it; `id` is that row's."""

    id: int
    revision_id: int
    active_seconds: int
    claimed_minutes: int | None
    completed_at: datetime | None


@dataclass(frozen=True)
class StudyPlace:
    """A segment as one person finds it: where it stands, both revisions that may matter, and their study so far."""

    id: int  # of the segment
    code: str
    title: str
    position: int
    withdrawn: bool
    unit_code: str
    unit_title: str
    outline: Sequence[Mapping[str, Any]]
    current: Version
    studied: Version | None  # None where it is the current one, or where nothing was begun
    begun: bool
    active_seconds: int
    claimed_minutes: int | None
    completed_at: datetime | None
    sitting: Sitting

    @property
    def revision_id(self) -> int:
        """The revision in force, with which a study begins."""
        return self.current.id

    @property
    def own(self) -> Version:
        """The revision this person reads unless they ask for the newest."""
        return self.studied if self.studied and rules.keeps_own_revision(self.sitting) else self.current

    @property
    def active_minutes(self) -> int:
        """Whole minutes at work on the page so far."""
        return self.active_seconds // 60

    def at(self, study: "Standing", *, finished_at: datetime | None) -> "StudyPlace":
        """The same place with a study as it stands now, `finished_at` if that was this moment."""
        return replace(
            self, active_seconds=study.active_seconds, claimed_minutes=study.claimed_minutes,
            completed_at=study.completed_at or finished_at,
        )  # fmt: skip


STANDING = (_study.id, _study.revision_id, _study.active_seconds, _study.claimed_minutes, _study.completed_at)


_STANDS = select(*STANDING).where(
    _study.person_id == bindparam("person_id"), _study.segment_id == bindparam("segment_id")
)


_PLACE = (
    select(
        _segment.id, _segment.code, _segment.title, _segment.position, _segment.withdrawn_at,
        _unit.code.label("unit_code"), _unit.title.label("unit_title"), _unit.outline,
        _current.c.id.label("current_id"), _current.c.number.label("current_number"),
        cast(_current.c.data, Text).label("raw"),
        _study.revision_id, _study.active_seconds, _study.claimed_minutes, _study.completed_at,
        _studied.c.number.label("studied_number"),
        case((_studied.c.id != _current.c.id, cast(_studied.c.data, Text))).label("studied_raw"),
        select(func.max(Revision.__table__.c.number))
        .where(
            Revision.__table__.c.kind == "segment",
            Revision.__table__.c.code == _segment.code,
            Revision.__table__.c.change == "major",
        )
        .scalar_subquery()
        .label("last_major"),
    )
    .join(Unit.__table__, _unit.id == _segment.unit_id)
    .join(_current, _current.c.id == _segment.revision_id)
    .outerjoin(Study.__table__, (_study.segment_id == _segment.id) & (_study.person_id == bindparam("person_id")))
    .outerjoin(_studied, _studied.c.id == _study.revision_id)
    .where(_segment.code == bindparam("code"))
)  # fmt: skip


def standing(db: Session, *, person_id: int, segment_id: int) -> Standing | None:
    """How far somebody is with a segment; None where they did not begin it."""
    row = read(db, _STANDS, {"person_id": person_id, "segment_id": segment_id}).one_or_none()
    return Standing(*row) if row else None


def study_place(db: Session, code: str, *, person_id: int) -> StudyPlace | None:
    """Everything about a segment that its page needs besides the answers, in one statement."""
    row = read(db, _PLACE, {"code": code.upper(), "person_id": person_id}).one_or_none()
    if row is None:
        return None
    own = row.revision_id is not None and row.studied_raw is not None
    return StudyPlace(
        id=row.id,
        code=row.code,
        title=row.title,
        position=row.position,
        withdrawn=row.withdrawn_at is not None,
        unit_code=row.unit_code,
        unit_title=row.unit_title,
        outline=row.outline,
        current=Version(row.current_id, row.current_number, row.raw),
        studied=Version(row.revision_id, row.studied_number, row.studied_raw) if own else None,
        begun=row.revision_id is not None,
        active_seconds=row.active_seconds or 0,
        claimed_minutes=row.claimed_minutes,
        completed_at=row.completed_at,
        sitting=Sitting(row.studied_number, row.completed_at is not None, row.current_number, row.last_major),
    )


@dataclass(frozen=True)
class StudyPace:
    """How much time somebody has given to a segment, beside what its revision asks for."""

    active_seconds: int
    claimed_minutes: int | None
    completed: bool
    minutes: Mapping[str, int]

    @property
    def enough(self) -> bool:
        """Whether time no longer stands in the way of finishing."""
        return rules.time_given(
            minutes=self.minutes,
            active_minutes=self.active_seconds // 60,
            claimed_minutes=self.claimed_minutes,
        )

    def moved(self, seconds: int) -> bool:
        """Whether the last `seconds` changed what is left."""
        now, before = (
            rules.time_states(self.minutes, max(0, spent) // 60 + (self.claimed_minutes or 0))
            for spent in (self.active_seconds, self.active_seconds - seconds)
        )
        return now != before


_PACE = (
    select(_study.active_seconds, _study.claimed_minutes, _study.completed_at, Revision.__table__.c.data["minutes"])
    .join(Segment.__table__, _segment.id == _study.segment_id)
    .join(Revision.__table__, Revision.__table__.c.id == _study.revision_id)
    .where(_study.person_id == bindparam("person_id"), _segment.code == bindparam("code"))
)


def pace(db: Session, code: str, *, person_id: int) -> StudyPace | None:
    """The time of one person at one segment, or None where nothing was begun."""
    row = read(db, _PACE, {"code": code.upper(), "person_id": person_id}).one_or_none()
    return StudyPace(row[0], row[1], row[2] is not None, row[3]) if row else None


@dataclass(frozen=True)
class Ticking:
    """What a beat needs to know: the segment, whether its study goes on, and the person's clock."""

    segment_id: int
    revision_id: int  # in force
    completed: bool
    clock: rules.Clock | None


_clock = StudyClock.__table__.c


_TICKING = (
    select(_segment.id, _segment.revision_id, _study.completed_at, _clock.tab, _clock.segment_id, _clock.last_at)
    .outerjoin(Study.__table__, (_study.segment_id == _segment.id) & (_study.person_id == bindparam("person_id")))
    .outerjoin(StudyClock.__table__, _clock.person_id == bindparam("person_id"))
    .where(_segment.code == bindparam("code"), or_(_segment.withdrawn_at.is_(None), _study.id.is_not(None)))
)


def ticking(db: Session, code: str, *, person_id: int) -> Ticking | None:
    """The clock and the study a beat meets, in one statement; a withdrawn segment's only for those who began it."""
    row = read(db, _TICKING, {"code": code.upper(), "person_id": person_id}).one_or_none()
    if row is None:
        return None
    segment_id, revision_id, completed_at = row[:3]
    clock = rules.Clock(*row[3:]) if any(row[3:]) else None
    return Ticking(segment_id, revision_id, completed_at is not None, clock)


def changed_since_finished(db: Session, person_id: int, *, unit_id: int) -> set[str]:
    """The segments of a unit that somebody finished and that had a major revision since, by code."""
    newer = Revision.__table__.alias()
    later_major = select(newer.c.id).where(
        newer.c.kind == "segment", newer.c.code == _segment.code, newer.c.change == "major",
        newer.c.number > _studied.c.number,
    )  # fmt: skip
    finished = (
        select(_segment.code)
        .join(Study.__table__, _study.segment_id == _segment.id)
        .join(_studied, _studied.c.id == _study.revision_id)
        .where(_segment.unit_id == unit_id, _study.person_id == person_id, _study.completed_at.is_not(None))
    )
    return set(db.scalars(finished.where(later_major.exists())))


_ACHIEVED = (
    select(
        _unit.code, _segment.code, _studied.c.number, _study.completed_at, _segment.minutes, _study.active_seconds,
        _study.claimed_minutes,
    )
    .select_from(Study.__table__)
    .join(Segment.__table__, _segment.id == _study.segment_id)
    .join(Unit.__table__, _unit.id == _segment.unit_id)
    .join(_studied, _studied.c.id == _study.revision_id)
    .where(_study.person_id == bindparam("person_id"), _study.completed_at.is_not(None))
    .order_by(_study.completed_at, _study.id)
)  # fmt: skip


def achieved(db: Session, person_id: int, *, zone: str = "Europe/London") -> list[CompletedSegment]:
    """Every segment that somebody completed, with the revision studied, in the order of completion."""
    return [
        CompletedSegment(
            unit_code=unit_code,
            segment_code=segment_code,
            revision_number=number,
            completed_on=day_of(completed_at, zone),
            minutes=minutes,
            active_minutes=active_seconds // 60,
            claimed_minutes=claimed,
        )
        for unit_code, segment_code, number, completed_at, minutes, active_seconds, claimed in read(
            db, _ACHIEVED, {"person_id": person_id}
        )
    ]


_PLANNED = (
    select(_unit.code, func.sum(_segment.minutes))
    .select_from(Study.__table__)
    .join(Segment.__table__, _segment.id == _study.segment_id)
    .join(Unit.__table__, _unit.id == _segment.unit_id)
    .where(_study.person_id == bindparam("person_id"), _study.completed_at.is_not(None))
    .group_by(_unit.code)
)


def planned_minutes(db: Session, person_id: int) -> dict[str, int]:
    """The planned minutes of what somebody completed, by unit."""
    return {row[0]: row[1] for row in read(db, _PLANNED, {"person_id": person_id})}


def versions_studied(db: Session, person_id: int) -> dict[int, int]:
    """The number of each revision that somebody studied, by its key."""
    studied = select(Study.revision_id).where(Study.person_id == person_id)
    asked = select(Revision.id, Revision.number).where(Revision.id.in_(studied))
    return dict(db.execute(asked).all())


def claim_sentence(db: Session, *, person_id: int, segment_id: int) -> bytes | None:
    """The sealed sentence of a claim, for its writer."""
    mine = (Study.person_id == person_id) & (Study.segment_id == segment_id)
    return db.scalar(select(Study.claim_sentence).where(mine))


def first_segments(db: Session, *, most: int) -> Sequence[Segment]:
    """The first segments of the course, in its order."""
    in_order = select(Segment).join(Unit, Unit.id == Segment.unit_id).where(Segment.withdrawn_at.is_(None))
    return db.scalars(in_order.order_by(Unit.position, Unit.id, Segment.position).limit(most)).all()


# Units as lists of stops, with how far somebody is at each


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


_UNITS = select(
    _unit.code, _unit.title, _unit.summary, _unit.family, cast(_unit.outline, Text), _unit.group_title
).order_by(_unit.position, _unit.id)  # fmt: skip


def units(db: Session, progress: Mapping[str, Studied]) -> list[UnitOutline]:
    """Every unit in the order of the catalogue, with somebody's progress (`studied`)."""
    return [
        UnitOutline(code, title, summary, family, stops(code, as_data(outline), progress), group)
        for code, title, summary, family, outline, group in db.execute(_UNITS).all()
    ]
