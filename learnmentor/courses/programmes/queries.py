"""Reads of programmes: published ones, those that one person picked or was given, as lists and as maps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, bindparam, cast, false, func, null, or_, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion
from learnmentor.courses.given.rules import GivenContent, content_from
from learnmentor.courses.programmes.models import Enrolment, Programme, ProgrammeItem
from learnmentor.courses.study.models import Study
from learnmentor.courses.study.outlines import Studied, UnitOutline, stop_at
from learnmentor.courses.study.rules import Stop
from learnmentor.ground.db import read

_segment, _unit = Segment.__table__.c, Unit.__table__.c


@dataclass(frozen=True)
class ProgrammeView:
    """A programme as a page shows it. `units` holds only the segments that belong to it, by unit; `order` their codes
    in the programme's own order.
    """

    id: int
    public_id: str
    owner_id: int | None
    title: str
    summary: str
    award_code: str | None
    followed: bool
    units: tuple[UnitOutline, ...]
    order: tuple[str, ...]
    given: bool = False

    @property
    def stops(self) -> list[Stop]:
        """Its segments in its own order."""
        known = {stop.code: stop for each in self.units for stop in each.stops}
        return [known[code] for code in self.order]

    @property
    def done(self) -> int:
        """Segments finished."""
        return sum(each.done for each in self.units)

    @property
    def minutes(self) -> int:
        """Planned minutes of all its segments."""
        return sum(each.minutes for each in self.units)

    @property
    def done_minutes(self) -> int:
        """Planned minutes of the segments finished."""
        return self.done * catalogue_rules.SEGMENT_MINUTES


_programme, _item, _enrolment = Programme.__table__.c, ProgrammeItem.__table__.c, Enrolment.__table__.c
_OURS = and_(_programme.owner_id.is_(None), _programme.given == false())
_FOLLOWED = select(_enrolment.programme_id).where(
    _enrolment.person_id == bindparam("person_id"), _enrolment.version_id.is_not(None)
)
_PROGRAMMES = (  # published with the content, picked by the person, or given away and followed by them
    select(
        _programme.id, _programme.public_id, _programme.owner_id, _programme.title, _programme.summary,
        _programme.award_code, _programme.given, _enrolment.followed_at, _enrolment.version_id,
    )
    .outerjoin(
        Enrolment.__table__,
        (_enrolment.programme_id == _programme.id) & (_enrolment.person_id == bindparam("person_id")),
    )
    .where(
        or_(
            _OURS,
            _programme.owner_id == bindparam("person_id"),
            _programme.id.in_(_FOLLOWED),
        )
    )
)  # fmt: skip
_PROGRAMME = _PROGRAMMES.where(_programme.public_id == bindparam("public_id"))
_CHOSEN = (
    _PROGRAMMES.where(or_(_enrolment.followed_at.is_not(None), _OURS))
    .order_by(_enrolment.followed_at.is_(None), _enrolment.followed_at.desc(), _programme.id)
    .limit(1)
)
_SEGMENTS = (
    select(_unit.code, _unit.title, _unit.summary, _unit.family, _segment.code, _segment.title)
    .join(Segment.__table__, _segment.unit_id == _unit.id)
    .where(_segment.withdrawn_at.is_(None))
)
_LINES = (
    _SEGMENTS.join(ProgrammeItem.__table__, _item.segment_id == _segment.id)
    .where(_item.programme_id == bindparam("programme_id"))
    .order_by(_item.position, _item.id)
)
_LINES_BY_CODE = _SEGMENTS.where(_segment.code.in_(bindparam("codes", expanding=True)))
_version = ProgrammeVersion.__table__.c
_VERSION = select(cast(_version.data, Text)).where(_version.id == bindparam("id"))


def given_content(db: Session, version_id: int) -> GivenContent:
    """What a version of a programme that was given away says."""
    return content_from(json.loads(db.execute(_VERSION, {"id": version_id}).scalar_one()))


def _lines(db: Session, row: Any, content: GivenContent | None) -> list[Any]:
    if content is None:
        return list(db.execute(_LINES, {"programme_id": row.id}))
    found = {line[4]: line for line in db.execute(_LINES_BY_CODE, {"codes": content.segments})}
    return [found[code] for code in content.segments if code in found]


def _with_units(db: Session, row: Any, progress: Mapping[str, Studied]) -> ProgrammeView:
    content = given_content(db, row.version_id) if row.given else None
    stops: dict[str, list[Stop]] = {}
    heads: dict[str, tuple[str, str, str]] = {}
    lines = _lines(db, row, content)
    for unit_code, title, summary, family, code, segment_title in lines:
        heads.setdefault(unit_code, (title, summary, family))
        stops.setdefault(unit_code, []).append(stop_at(unit_code, code, segment_title, progress))
    return ProgrammeView(
        id=row.id,
        public_id=row.public_id,
        owner_id=row.owner_id,
        title=content.title if content else row.title,
        summary=content.for_whom if content else row.summary,
        award_code=row.award_code,
        followed=row.followed_at is not None,
        units=tuple(UnitOutline(code, *heads[code], tuple(stops[code])) for code in heads),
        order=tuple(line[4] for line in lines),
        given=row.given,
    )


def programme(db: Session, public_id: str, *, person_id: int, progress: Mapping[str, Studied]) -> ProgrammeView | None:
    """A programme that this person may see, with their progress."""
    row = db.execute(_PROGRAMME, {"person_id": person_id, "public_id": public_id}).one_or_none()
    return _with_units(db, row, progress) if row else None


def chosen_programme(db: Session, *, person_id: int, progress: Mapping[str, Studied]) -> ProgrammeView | None:
    """The programme followed last, or else the first one published; two statements."""
    row = db.execute(_CHOSEN, {"person_id": person_id}).one_or_none()
    return _with_units(db, row, progress) if row else None


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme in a list."""

    public_id: str
    title: str
    summary: str
    own: bool
    followed_at: datetime | None
    segments: int
    done: int

    @property
    def minutes(self) -> int:
        """Planned minutes of all its segments."""
        return self.segments * catalogue_rules.SEGMENT_MINUTES


_mine, _study = _PROGRAMMES.subquery(), Study.__table__.c
_LISTED = (
    select(
        _mine.c.public_id, _mine.c.title, _mine.c.summary, _mine.c.owner_id, _mine.c.followed_at,
        func.count(_item.id), func.count(_study.completed_at),
    )
    .outerjoin(ProgrammeItem.__table__, _item.programme_id == _mine.c.id)
    .outerjoin(
        Study.__table__, (_study.segment_id == _item.segment_id) & (_study.person_id == bindparam("person_id"))
    )
    .where(~_mine.c.given)
    .group_by(*_mine.c)
    .order_by(_mine.c.owner_id.is_not(None), _mine.c.id)
)  # fmt: skip


def listed(db: Session, *, person_id: int) -> list[ProgrammeLine]:
    """Published programmes, then those that this person picked, with how far they are; one statement."""
    rows = db.execute(_LISTED, {"person_id": person_id})
    return [
        ProgrammeLine(public_id, title, summary, owner_id is not None, followed_at, segments, done)
        for public_id, title, summary, owner_id, followed_at, segments, done in rows
    ]


def own_programme(db: Session, public_id: str, *, person_id: int) -> Programme | None:
    """A programme that this person picked."""
    return db.scalar(select(Programme).where(Programme.public_id == public_id, Programme.owner_id == person_id))


def hold_programme(db: Session, programme_id: int) -> bool:
    """Hold a programme's row, so that publishing does not take it away meanwhile; False when it is gone."""
    return db.scalar(select(Programme.id).where(Programme.id == programme_id).with_for_update()) is not None


def enrolment(db: Session, *, person_id: int, programme_id: int) -> Enrolment | None:
    """That this person follows that programme, if they do."""
    return db.scalar(select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.programme_id == programme_id))


def own_programme_count(db: Session, *, person_id: int) -> int:
    """How many programmes this person picked."""
    return db.scalar(select(func.count()).select_from(Programme).where(Programme.owner_id == person_id)) or 0


def segment_ids(db: Session, codes: Sequence[str]) -> list[int]:
    """The keys of these segments, without withdrawn ones, in the order of the catalogue."""
    return list(catalogue_keys(db, codes).values())


def catalogue_keys(db: Session, codes: Sequence[str]) -> dict[str, int]:
    """The key of each of these segments by its code, without withdrawn ones, in the order of the catalogue."""
    found = (
        select(Segment.code, Segment.id)
        .join(Unit, Unit.id == Segment.unit_id)
        .where(Segment.code.in_(codes), Segment.withdrawn_at.is_(None))
        .order_by(Unit.position, Segment.position)
    )
    return dict(db.execute(found).all())


def order_picked(db: Session, programme_id: int) -> list[str]:
    """The codes of a picked programme's segments in their order."""
    picked = select(Segment.code).join(ProgrammeItem, ProgrammeItem.segment_id == Segment.id)
    return list(db.scalars(picked.where(ProgrammeItem.programme_id == programme_id).order_by(ProgrammeItem.position)))


def titles_followed(db: Session, person_id: int) -> dict[int, str]:
    """The title of each programme that somebody follows or gives away, by its key."""
    followed = select(Enrolment.programme_id).where(Enrolment.person_id == person_id)
    gives = select(GivenProgramme.programme_id).where(GivenProgramme.giver_id == person_id)
    asked = select(Programme.id, Programme.title).where(Programme.id.in_(followed) | Programme.id.in_(gives))
    return dict(db.execute(asked).all())


def segments_picked(db: Session, person_id: int) -> list[tuple[int, int]]:
    """The keys of each programme that somebody picked and of its segments, in their order."""
    picked = select(ProgrammeItem.programme_id, ProgrammeItem.segment_id).join(ProgrammeItem.programme)
    mine = picked.where(Programme.owner_id == person_id).order_by(ProgrammeItem.position)
    return [(programme_id, segment_id) for programme_id, segment_id in db.execute(mine)]


_PICKED_CODES = (
    select(_item.programme_id, _segment.code, _segment.withdrawn_at)
    .join(Segment.__table__, _segment.id == _item.segment_id)
    .join(Programme.__table__, _programme.id == _item.programme_id)
    .where(_programme.owner_id == bindparam("person_id"))
    .order_by(_item.programme_id, _item.position)
)


def picked_codes(db: Session, person_id: int) -> list[tuple[int, str, bool]]:
    """The segments of all programmes that somebody picked: the programme's key, the code, whether it was withdrawn."""
    rows = read(db, _PICKED_CODES, {"person_id": person_id})
    return [(programme_id, code, withdrawn_at is not None) for programme_id, code, withdrawn_at in rows]


def view_of_version(db: Session, version_id: int, progress: Mapping[str, Studied]) -> ProgrammeView:
    """A version of a programme that was given away, as a map, whoever reads it."""
    asked = select(
        _programme.id, _programme.public_id, _programme.owner_id, _programme.title, _programme.summary,
        _programme.award_code, _programme.given, _version.id.label("version_id"), null().label("followed_at"),
    ).join(ProgrammeVersion.__table__, _version.programme_id == _programme.id)  # fmt: skip
    return _with_units(db, db.execute(asked.where(_version.id == version_id)).one(), progress)
