"""Reads of what groups were given, with how far somebody is, and of the nudges."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, exists, false, func, not_, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion, SessionAttended
from learnmentor.courses.given.rules import Audience, content_from
from learnmentor.courses.programmes.models import Enrolment, Programme, ProgrammeItem
from learnmentor.courses.study.models import Study
from learnmentor.courses.study.outlines import Studied
from learnmentor.courses.study.queries import studied
from learnmentor.courses.study.rules import SegmentProgress
from learnmentor.ground.db import read
from learnmentor.groups.assignments.models import GroupAssignment, GroupNudge
from learnmentor.groups.assignments.rules import MOST_ASKING, Given, GivenBy, for_home, merged
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Stands
from learnmentor.groups.models import Group
from learnmentor.groups.queries import KnownGroup
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import ids_on

_given, _group, _here = GroupAssignment.__table__.c, Group.__table__.c, GroupMember.__table__.c
_programme, _item, _segment, _study = (
    Programme.__table__.c, ProgrammeItem.__table__.c, Segment.__table__.c, Study.__table__.c,
)  # fmt: skip
_version, _attended = ProgrammeVersion.__table__.c, SessionAttended.__table__.c
_away, _follows = GivenProgramme.__table__.c, Enrolment.__table__.c


def _open_to(group_public_id: ColumnElement[Any], part_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the members of a group may begin a programme that was given away, as a condition."""
    named, mine = Part.__table__.alias(), Part.__table__.alias()
    place = exists(
        select(named.c.id).where(
            named.c.public_id == _away.audience_id, mine.c.id == part_id, mine.c.path.startswith(named.c.path)
        )
    )
    here = or_(_away.audience == Audience.EVERYBODY, _away.audience_id == group_public_id, place)
    return and_(_away.newest_id.is_not(None), _away.withdrawn_at.is_(None), here)


# One statement for all of it: each assignment of the groups that somebody is in, with how much of it they have done.
# Of a programme that was given away it is the version that they follow, or else the newest; one that they do not follow
# and may not begin any more is left out. A group that somebody is asked into is a row without anything given.
_OF_MEMBER = (
    select(
        _here.state.label("stands"), _group.title.label("group_title"), _group.public_id.label("group_public_id"),
        _given.by,
        _programme.public_id.label("programme"), _programme.title.label("programme_title"),
        func.max(_segment.code).label("code"), func.max(_segment.title).label("segment_title"),
        func.count(_segment.id).label("segments"), func.count(_study.completed_at).label("done"),
        func.count(_study.id).label("begun"), cast(_version.data, Text).label("raw"),
        select(func.count(_attended.id))
        .where(_attended.programme_id == _given.programme_id, _attended.person_id == bindparam("person_id"))
        .scalar_subquery()
        .label("sessions"),
    )
    .select_from(GroupMember.__table__)
    .join(Group.__table__, _group.id == _here.group_id)
    .outerjoin(
        GroupAssignment.__table__,
        (_given.group_id == _group.id) & (_here.state == Stands.ACCEPTED) & _given.taken_back_at.is_(None),
    )
    .outerjoin(Programme.__table__, _programme.id == _given.programme_id)
    .outerjoin(GivenProgramme.__table__, _away.programme_id == _given.programme_id)
    .outerjoin(
        Enrolment.__table__,
        (_follows.programme_id == _given.programme_id) & (_follows.person_id == bindparam("person_id")),
    )
    .outerjoin(ProgrammeVersion.__table__, _version.id == func.coalesce(_follows.version_id, _away.newest_id))
    .outerjoin(ProgrammeItem.__table__, _item.programme_id == _given.programme_id)
    .outerjoin(
        Segment.__table__,
        (_segment.id == func.coalesce(_item.segment_id, _given.segment_id)) & _segment.withdrawn_at.is_(None),
    )
    .outerjoin(Study.__table__, (_study.segment_id == _segment.id) & (_study.person_id == bindparam("person_id")))
    .where(_here.person_id == bindparam("person_id"), _here.state.in_((Stands.ACCEPTED, Stands.INVITED)))
    .where(_group.closed_on.is_(None), or_(_group.ends_on.is_(None), _group.ends_on >= bindparam("on")))
    .where(or_(_away.programme_id.is_(None), _follows.id.is_not(None), _open_to(_group.public_id, _group.part_id)))
    .group_by(_given.id, _here.id, _group.id, _programme.id, _version.id)
    .order_by(_given.by, _given.id)
)  # fmt: skip
_OF_MEMBER_IN_ONE = _OF_MEMBER.where(_group.id == bindparam("group_id"))


Studies = Callable[[], Mapping[str, Studied]]
"""Every segment that somebody began, by code: asked only where a programme was given away, whose parts lie in JSON."""


def _lines(rows: Iterable[Any], studies: Studies) -> Iterator[Given]:
    for row in rows:
        away = row.raw is not None
        programme = row.programme is not None
        what = row.programme if programme else row.code
        if what is None:
            continue  # nothing is given, or the segment was withdrawn
        parts, done, begun = _of_version(row, studies()) if away else (row.segments, row.done, row.begun - row.done)
        title = row.programme_title if programme else row.segment_title
        yield Given(
            programme, what, title, parts, done, begun, (GivenBy(row.group_title, row.group_public_id, row.by),), away
        )


def _of_version(row: Any, studies: Mapping[str, Studied]) -> tuple[int, int, int]:
    """How many parts the version of a programme that was given away has, and how many are done and begun."""
    content = content_from(json.loads(row.raw))
    states = [studies[code].state for code in content.segments if code in studies]
    done = states.count(SegmentProgress.DONE)
    return len(content.items), done + row.sessions, len(states) - done


@dataclass(frozen=True)
class AskingGroup:
    """A group that somebody is asked into, who has not answered."""

    title: str
    public_id: str


@dataclass(frozen=True)
class HomeGroups:
    """What Home says of groups: what they gave, and those that ask."""

    given: list[Given]
    asking: list[AskingGroup]


def groups_for_home(db: Session, *, person_id: int, on: date, studies: Mapping[str, Studied]) -> HomeGroups:
    """What Home says of somebody's groups; one statement beside what Home knows of their studies."""
    rows = read(db, _OF_MEMBER, {"person_id": person_id, "on": on}).all()
    asking = [AskingGroup(row.group_title, row.group_public_id) for row in rows if row.stands == Stands.INVITED]
    return HomeGroups(for_home(_lines(rows, lambda: studies), on=on), asking[:MOST_ASKING])


def given_to_member(db: Session, *, person_id: int, group_id: int, on: date) -> list[Given]:
    """What one group gave somebody, with how far they are."""
    rows = read(db, _OF_MEMBER_IN_ONE, {"person_id": person_id, "group_id": group_id, "on": on}).all()
    away = any(row.raw is not None for row in rows)
    known = studied(db, person_id) if away else {}
    return merged(_lines(rows, lambda: known))


@dataclass(frozen=True)
class AssignmentLine:
    """Something that a group was given, in the leader's list.

    `version` is the newest of a programme that was given away, which whoever begins now gets; `over` says that nobody
    begins it any more: it was withdrawn, or given to others.
    """

    public_id: str
    title: str
    by: date
    programme: str | None  # its public id
    code: str | None  # of a segment
    version: int | None = None
    over: bool = False


def assignments(db: Session, group_id: int, *, most: int) -> list[AssignmentLine]:
    """What a group is given, in the order of the dates."""
    begins = _open_to(Group.__table__.c.public_id, Group.__table__.c.part_id)
    rows = db.execute(
        select(
            GroupAssignment.public_id,
            func.coalesce(Programme.title, Segment.title),
            GroupAssignment.by,
            Programme.public_id,
            Segment.code,
            ProgrammeVersion.number,
            and_(_away.programme_id.is_not(None), not_(begins)),
        )
        .join(Group, Group.id == GroupAssignment.group_id)
        .outerjoin(Programme, Programme.id == GroupAssignment.programme_id)
        .outerjoin(Segment, Segment.id == GroupAssignment.segment_id)
        .outerjoin(GivenProgramme, GivenProgramme.programme_id == GroupAssignment.programme_id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == GivenProgramme.newest_id)
        .where(GroupAssignment.group_id == group_id, GroupAssignment.taken_back_at.is_(None))
        .order_by(GroupAssignment.by, GroupAssignment.id)
        .limit(most)
    )
    return [AssignmentLine(*row) for row in rows]


def assignment(db: Session, public_id: str, *, group_id: int) -> GroupAssignment | None:
    """One thing that a group was given."""
    return db.scalar(
        select(GroupAssignment).where(GroupAssignment.public_id == public_id, GroupAssignment.group_id == group_id)
    )


def number_given(db: Session, group_id: int) -> int:
    """How much a group is given at present."""
    here = select(func.count(GroupAssignment.id)).where(GroupAssignment.group_id == group_id)
    return db.scalar(here.where(GroupAssignment.taken_back_at.is_(None))) or 0


def given_already(
    db: Session, *, group_id: int, programme_id: int | None, segment_id: int | None
) -> GroupAssignment | None:
    """That a group is given this already."""
    here = select(GroupAssignment).where(GroupAssignment.group_id == group_id, GroupAssignment.taken_back_at.is_(None))
    return db.scalar(
        here.where(
            GroupAssignment.programme_id.is_(None) if programme_id is None
            else GroupAssignment.programme_id == programme_id,
            GroupAssignment.segment_id.is_(None) if segment_id is None else GroupAssignment.segment_id == segment_id,
        )
    )  # fmt: skip


# What may be given


@dataclass(frozen=True)
class Assignable:
    """Something that can be given: `key` names it in a form, "programme:starter" or "segment:C1-S1".

    Of a programme that was given away, the version that whoever begins it now gets, and who gives it.
    """

    key: str
    title: str
    version: int | None = None
    giver: str | None = None


def _may_be_given(belongs_to: Collection[str]) -> ColumnElement[bool]:
    """Programmes that every member can open: those of the course, and those given away to everybody, to the group or to
    what it belongs to."""
    named = and_(
        GivenProgramme.audience.in_((Audience.GROUP, Audience.ORGANISATION)), GivenProgramme.audience_id.in_(belongs_to)
    )
    away = select(GivenProgramme.programme_id).where(
        GivenProgramme.newest_id.is_not(None), GivenProgramme.withdrawn_at.is_(None),
        or_(GivenProgramme.audience == Audience.EVERYBODY, named),
    )  # fmt: skip
    of_the_course = and_(Programme.owner_id.is_(None), Programme.given == false())
    return or_(of_the_course, Programme.id.in_(away))


def programmes_to_give(db: Session, *, belongs_to: Collection[str] = (), most: int) -> list[Assignable]:
    """The programmes that can be given to a group, those of the course first; `belongs_to` as `group_belongs_to`."""
    found = (
        select(Programme.public_id, Programme.title, ProgrammeVersion.number, Person.name)
        .outerjoin(GivenProgramme, GivenProgramme.programme_id == Programme.id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == GivenProgramme.newest_id)
        .outerjoin(Person, and_(Person.id == GivenProgramme.giver_id, Person.closed_at.is_(None)))
        .where(_may_be_given(belongs_to))
    )
    rows = db.execute(found.order_by(Programme.given, Programme.id).limit(most))
    return [Assignable(f"programme:{public_id}", title, version, giver) for public_id, title, version, giver in rows]


def group_belongs_to(db: Session, known: KnownGroup) -> list[str]:
    """The public ids by which a programme names whom it is for: the group's, and those of its part and all above."""
    parts = db.scalars(select(Part.public_id).where(Part.id.in_(ids_on(known.path))))
    return [known.group.public_id, *parts]


@dataclass(frozen=True)
class PlaceToFill:
    """A session's place in a programme that a group was given: `key` names it in a form, "evenings:first"."""

    key: str
    title: str


def places_to_fill(db: Session, group_id: int) -> list[PlaceToFill]:
    """The sessions of the programmes that were given away and given to a group, as their newest versions have them."""
    rows = db.execute(
        select(Programme.public_id, Programme.title, ProgrammeVersion.data)
        .join(GroupAssignment, GroupAssignment.programme_id == Programme.id)
        .join(GivenProgramme, GivenProgramme.programme_id == Programme.id)
        .join(ProgrammeVersion, ProgrammeVersion.id == GivenProgramme.newest_id)
        .where(GroupAssignment.group_id == group_id, GroupAssignment.taken_back_at.is_(None))
        .order_by(GroupAssignment.by, GroupAssignment.id)
    )
    return [
        PlaceToFill(f"{public_id}:{item.key}", f"{title}: {item.title}")
        for public_id, title, data in rows
        for item in content_from(data).items
        if item.session
    ]


def segments_to_give(db: Session) -> list[Assignable]:
    """The segments of the course, in its order."""
    rows = db.execute(
        select(Segment.code, Segment.title)
        .join(Unit, Unit.id == Segment.unit_id)
        .where(Segment.withdrawn_at.is_(None))
        .order_by(Unit.position, Unit.id, Segment.position)
    )
    return [Assignable(f"segment:{code}", f"{code} {title}") for code, title in rows]


def programme_key(db: Session, public_id: str, *, belongs_to: Collection[str]) -> int | None:
    """The key of a programme that can be given to a group."""
    return db.scalar(select(Programme.id).where(Programme.public_id == public_id, _may_be_given(belongs_to)))


def segment_key(db: Session, code: str) -> int | None:
    """The key of a segment that is offered."""
    return db.scalar(select(Segment.id).where(Segment.code == code, Segment.withdrawn_at.is_(None)))


# Nudges


def last_nudge(db: Session, person_id: int) -> datetime | None:
    """When somebody was last reminded, by any group."""
    return db.scalar(select(func.max(GroupNudge.sent_at)).where(GroupNudge.person_id == person_id))


def members_to_nudge(db: Session, group_id: int) -> Sequence[int]:
    """The keys of a group's members."""
    here = select(GroupMember.person_id).where(GroupMember.group_id == group_id, GroupMember.state == Stands.ACCEPTED)
    return db.scalars(here.order_by(GroupMember.person_id)).all()
