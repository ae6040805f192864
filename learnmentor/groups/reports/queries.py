"""Reads for reports: the members of one group, everybody of an organisation, and the counts that were printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion
from learnmentor.courses.given.rules import content_from
from learnmentor.courses.programmes.models import ProgrammeItem
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdYearSum
from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.db import read
from learnmentor.groups.assignments.models import GroupAssignment
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Counted, Stands
from learnmentor.groups.models import Group
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.rules import CertificateTitle, HourBasis
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.sessions.models import GroupSession, SessionAttendance
from learnmentor.groups.sessions.rules import Was
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day

_member, _person, _study, _sum = GroupMember.__table__.c, Person.__table__.c, Study.__table__.c, CpdYearSum.__table__.c
_GROUP, _ON = bindparam("group_id", type_=_member.group_id.type), bindparam("on", type_=_sum.begins.type)
_ONLY = bindparam("only", type_=_member.person_id.type)  # one member, or nobody in particular: all of them
_HERE = (
    _member.group_id == _GROUP, _member.state == Stands.ACCEPTED, or_(_ONLY.is_(None), _member.person_id == _ONLY),
)  # fmt: skip
IN_GROUP = select(_member.person_id).where(*_HERE)
_HOURS = (_sum.counted, _sum.planned, _sum.active, _sum.claimed, _sum.attended)  # in the order of HourBasis


def _last_touched(person_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[datetime | None]:
    """When somebody last studied: the end of their own piece of an index."""
    study = Study.__table__.alias().c
    return select(func.max(study.touched_at)).where(study.person_id == person_id).scalar_subquery()


# One group


@dataclass(frozen=True)
class Whose:
    """The members that are read: all of a group, or only one of them."""

    group_id: int
    only: int | None = None

    @property
    def keys(self) -> ScalarSelect[int]:
        """The statement that finds them."""
        return IN_GROUP.params(**self.asked).scalar_subquery()

    @property
    def asked(self) -> dict[str, Any]:
        """What statements about them ask for."""
        return {"group_id": self.group_id, "only": self.only}


@dataclass(frozen=True)
class GroupPerson:
    """A member, when they last studied, and the kept sums of the CPD year in which the day lies."""

    person_id: int
    public_id: str  # of the membership
    name: str
    by_name: bool
    touched_at: datetime | None
    begins: date | None  # the first day of that year; None where nothing is kept of it
    last_on: date | None
    minutes: dict[HourBasis, int]


_MEMBERS = (
    select(
        _member.person_id, _member.public_id, _person.name, _member.seen_as, _last_touched(_member.person_id),
        _sum.begins, _sum.last_on, *_HOURS,
    )
    .join(Person.__table__, _person.id == _member.person_id)
    .outerjoin(
        CpdYearSum.__table__,
        (_sum.person_id == _member.person_id) & (_sum.begins <= _ON) & (_sum.begins > bindparam("year_before")),
    )
    .where(*_HERE, _person.closed_at.is_(None))
    .order_by(_member.id)
    .limit(MOST_MEMBERS + 1)
)  # fmt: skip


def group_people(db: Session, whose: Whose, *, on: date) -> list[GroupPerson]:
    """Every member, those who are only counted too: for sums, and for no page as they are."""
    asked = {**whose.asked, "on": on, "year_before": on.replace(year=on.year - 1, day=min(on.day, 28))}
    found = {}
    for person_id, public_id, name, seen_as, touched_at, begins, last_on, *hours in read(db, _MEMBERS, asked):
        minutes = dict(zip(HourBasis, (each or 0 for each in hours), strict=True))
        by_name = seen_as == Counted.BY_NAME
        found[person_id] = GroupPerson(person_id, public_id, name, by_name, touched_at, begins, last_on, minutes)
    return list(found.values())


_given, _item, _segment = GroupAssignment.__table__.c, ProgrammeItem.__table__.c, Segment.__table__.c
_BY_ROWS = (
    select(_segment.id)
    .select_from(GroupAssignment.__table__)
    .outerjoin(ProgrammeItem.__table__, _item.programme_id == _given.programme_id)
    .join(Segment.__table__, _segment.id == func.coalesce(_item.segment_id, _given.segment_id))
    .where(_given.group_id == _GROUP, _given.taken_back_at.is_(None), _segment.withdrawn_at.is_(None))
)
_IN_VERSIONS = select(_segment.id).where(
    _segment.code.in_(bindparam("codes", expanding=True)), _segment.withdrawn_at.is_(None)
)
_GIVEN = union(_BY_ROWS, _IN_VERSIONS)
_VERSIONS = (
    select(ProgrammeVersion.data)
    .join(GivenProgramme, GivenProgramme.newest_id == ProgrammeVersion.id)
    .join(GroupAssignment, GroupAssignment.programme_id == GivenProgramme.programme_id)
    .where(GroupAssignment.group_id == _GROUP, GroupAssignment.taken_back_at.is_(None))
)
_GIVEN_COUNT = select(func.count()).select_from(_GIVEN.subquery())
_DONE = (
    select(_study.person_id, func.count(), func.count(_study.completed_at))
    .where(_study.person_id.in_(IN_GROUP), _study.segment_id.in_(_GIVEN))
    .group_by(_study.person_id)
)


def codes_in_versions(db: Session, group_id: int) -> list[str]:
    """The segments, by code, of programmes that were given away and given to a group, as their newest versions say."""
    contents = (content_from(data) for data in read(db, _VERSIONS, {"group_id": group_id}).scalars())
    return sorted({code for content in contents for code in content.segments}) or [""]


def given_segments(db: Session, group_id: int, *, codes: Sequence[str]) -> int:
    """How many segments a group is given in all, each once; `codes` are those of `codes_in_versions`."""
    return int(read(db, _GIVEN_COUNT, {"group_id": group_id, "codes": codes}).scalar_one())


def given_done(db: Session, whose: Whose, *, codes: Sequence[str]) -> dict[int, tuple[int, int]]:
    """How many of them each member has begun, and how many of these are done."""
    rows = read(db, _DONE, {**whose.asked, "codes": codes})
    return {person_id: (begun, done) for person_id, begun, done in rows}


_newer = aliased(Certificate)
_STANDS = (
    ~exists(select(_newer.id).where(_newer.supersedes_id == Certificate.id)),
    ~exists(
        select(CertificateEvent.id).where(
            CertificateEvent.certificate_id == Certificate.id, CertificateEvent.kind == "revoked"
        )
    ),
)
_TITLES = (
    select(Certificate.person_id, Certificate.snapshot["title"].as_string(), Certificate.issued_at)
    .where(Certificate.person_id.in_(IN_GROUP), *_STANDS)
    .order_by(Certificate.id)
)


def certificate_titles(db: Session, whose: Whose) -> dict[int, list[CertificateTitle]]:
    """Titles and dates of the members' certificates that stand, the oldest first."""
    found: dict[int, list[CertificateTitle]] = {}
    for person_id, title, at in read(db, _TITLES, whose.asked):
        found.setdefault(person_id, []).append(CertificateTitle(title, at.date()))
    return found


_HELD = select(func.count(GroupSession.id)).where(
    GroupSession.group_id == _GROUP, GroupSession.confirmed_at.is_not(None), GroupSession.cancelled_at.is_(None)
)
_CAME = (
    select(SessionAttendance.person_id, func.count())
    .join(GroupSession, GroupSession.id == SessionAttendance.session_id)
    .where(GroupSession.group_id == _GROUP, SessionAttendance.state == Was.THERE)
    .where(or_(_ONLY.is_(None), SessionAttendance.person_id == _ONLY))
    .group_by(SessionAttendance.person_id)
)


def sessions_held(db: Session, group_id: int) -> int:
    """How many sessions of a group were held and confirmed."""
    return int(read(db, _HELD, {"group_id": group_id}).scalar_one())


def sessions_came(db: Session, whose: Whose) -> dict[int, int]:
    """To how many of them each person came."""
    rows = read(db, _CAME, whose.asked)
    return {row[0]: row[1] for row in rows}


# An organisation


@dataclass(frozen=True)
class OrganisationPerson:
    """Somebody of an organisation in one CPD year, without a name."""

    person_id: int
    part_id: int
    by_name: bool  # shown by name to a leader of this organisation, and so in no count
    touched_at: datetime | None
    last_on: date | None
    sessions: int
    certificates: int
    minutes: dict[HourBasis, int]


def _named_in(root_id: int, on: date) -> ColumnElement[bool]:
    group, part = aliased(Group), aliased(Part)
    return exists(
        select(GroupMember.id)
        .join(group, group.id == GroupMember.group_id)
        .join(part, part.id == group.part_id)
        .where(GroupMember.person_id == Membership.person_id, GroupMember.state == Stands.ACCEPTED)
        .where(GroupMember.seen_as == Counted.BY_NAME, part.root_id == root_id)
        .where(group.closed_on.is_(None), or_(group.ends_on.is_(None), group.ends_on >= on))
        .correlate(Membership)
    )


def _issued_in(first: datetime, end: datetime) -> ColumnElement[int]:
    theirs = select(func.count(Certificate.id)).where(Certificate.person_id == Membership.person_id, *_STANDS)
    return theirs.where(Certificate.issued_at >= first, Certificate.issued_at < end).scalar_subquery()


def organisation_people(
    db: Session, root_id: int, year: CpdYear, *, on: date, span: tuple[datetime, datetime]
) -> Iterator[OrganisationPerson]:
    """Everybody who belongs to an organisation on a day, as they are read: once each, in the part they joined last.

    `span`: the moments at which the year begins and ends, for certificates. A person's own year is the one that begins
    in `year`.
    """
    everybody = (
        select(
            Membership.person_id, Membership.part_id, _named_in(root_id, on), _last_touched(Membership.person_id),
            _sum.last_on, func.coalesce(_sum.sessions, 0), _issued_in(*span),
            *(func.coalesce(each, 0) for each in _HOURS),
        )
        .join(Part, Part.id == Membership.part_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            CpdYearSum.__table__,
            (_sum.person_id == Membership.person_id) & _sum.begins.between(year.first, year.last),
        )
        .where(Part.root_id == root_id, Person.closed_at.is_(None))
        .where(on_day(Membership.starts_on, Membership.ends_on, on))
        .order_by(Membership.person_id, Membership.starts_on.desc(), Membership.id.desc())
    )  # fmt: skip
    last = None
    for row in db.execute(everybody.execution_options(yield_per=1000)):
        if row[0] != last:
            last = row[0]
            person_id, part_id, named, touched, last_on, sessions, certificates, *hours = row
            minutes = dict(zip(HourBasis, hours, strict=True))
            yield OrganisationPerson(person_id, part_id, bool(named), touched, last_on, sessions, certificates, minutes)


def parts_of(db: Session, root_id: int) -> Sequence[Part]:
    """All parts of an organisation, closed ones too, parents before what is in them."""
    return db.scalars(select(Part).where(Part.root_id == root_id).order_by(func.length(Part.path), Part.path)).all()


# What was printed


def printed_before(db: Session, *, root_id: int, year: str) -> dict[str, PublishedCounts]:
    """The rows of an organisation's places for a year."""
    rows = select(PublishedCounts).join(Part, Part.id == PublishedCounts.part_id)
    found = db.scalars(rows.where(Part.root_id == root_id, PublishedCounts.year == year))
    return {row.place: row for row in found}


def group_counts(db: Session, group_id: int, *, year: str) -> PublishedCounts | None:
    """What was printed of a group for a year."""
    return db.get(PublishedCounts, (f"group:{group_id}", year))


@dataclass(frozen=True)
class PrintedPart:
    """A part in a report, with what was printed of all of it, and of those who are in no part of it."""

    part: Part
    whole: PublishedCounts
    directly: PublishedCounts | None
    splits: bool  # whether there are parts in it


def _within(scope: Part) -> ColumnElement[bool]:
    return and_(Part.root_id == scope.root_id, Part.path.startswith(scope.path, autoescape=True))


def printed_parts(db: Session, scope: Part, *, year: str) -> list[PrintedPart]:
    """What was printed of a part and all below it, in the order of the tree; one statement."""
    rows = select(PublishedCounts, Part).join(Part, Part.id == PublishedCounts.part_id)
    wanted = rows.where(_within(scope), PublishedCounts.year == year, ~PublishedCounts.place.startswith("group:"))
    rows_of = {row.place: (row, part) for row, part in db.execute(wanted.order_by(Part.path))}
    split = {part.parent_id for _, part in rows_of.values()}
    return [
        PrintedPart(part, row, rows_of.get(f"directly:{part.id}", (None, None))[0], part.id in split)
        for place, (row, part) in rows_of.items()
        if place.startswith("part:")
    ]


def printed_years(db: Session, part_id: int) -> Sequence[PublishedCounts]:
    """What was printed of a part as a whole, year by year, the newest first."""
    here = select(PublishedCounts).where(PublishedCounts.part_id == part_id, PublishedCounts.place == f"part:{part_id}")
    return db.scalars(here.order_by(PublishedCounts.year.desc()).limit(20)).all()


def open_parts(db: Session, paths: Sequence[str]) -> Sequence[Part]:
    """The parts with these paths."""
    return db.scalars(select(Part).where(Part.path.in_(paths)).order_by(Part.root_id, Part.path)).all()


def roots(db: Session) -> Sequence[int]:
    """The keys of the organisations, closed ones too."""
    return db.scalars(select(Part.id).where(Part.parent_id.is_(None)).order_by(Part.id)).all()


def groups_to_count(db: Session, root_id: int, *, on: date) -> Sequence[Group]:
    """The groups of an organisation that are open on a day."""
    here = select(Group).join(Part, Part.id == Group.part_id).where(Part.root_id == root_id)
    return db.scalars(here.where(Group.closed_on.is_(None), or_(Group.ends_on.is_(None), Group.ends_on >= on))).all()
