"""Reads of programmes that are given away: one of them, those that somebody may see, those that a trainer gives."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion, SessionAttended
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem, Offer, OfferReader, content_from
from learnmentor.courses.programmes.models import Enrolment, Programme
from learnmentor.ground.db import read
from learnmentor.organisations.models import Part
from learnmentor.organisations.sharing.rules import shared_as


@dataclass(frozen=True)
class VersionShown:
    """A published version as a page shows it; its content is read where it is asked for."""

    id: int
    number: int
    published_at: datetime
    by: str | None
    note: str
    raw: str

    @cached_property
    def content(self) -> GivenContent:
        """What it says."""
        return content_from(json.loads(self.raw))


@dataclass(frozen=True)
class GivenShown:
    """A programme that is given away, as one person finds it. `followed` is the version that they follow."""

    id: int
    public_id: str
    offer: Offer
    giver: str | None
    link_token: str | None
    newest: VersionShown | None
    followed: VersionShown | None
    begun_at: datetime | None

    @property
    def shown(self) -> VersionShown | None:
        """The version that the person reads: their own, or else the newest."""
        return self.followed or self.newest

    @property
    def newer_waits(self) -> bool:
        """Whether a version came after the one that the person follows."""
        return bool(self.followed and self.newest and self.newest.number > self.followed.number)

    def reader(self, person_id: int, *, token: str | None = None, belongs_to: Collection[str] = ()) -> OfferReader:
        """The person as rules see them, with the link that they came by."""
        holds_link = token is not None and token == self.link_token
        return OfferReader(person_id, self.followed is not None, holds_link, frozenset(belongs_to))


_programme, _given, _enrolment = Programme.__table__.c, GivenProgramme.__table__.c, Enrolment.__table__.c
_newest, _own = ProgrammeVersion.__table__.alias("newest"), ProgrammeVersion.__table__.alias("own")
_giver, _by, _own_by = (Person.__table__.alias(name) for name in ("giver", "newest_by", "own_by"))


def _columns_of(version: Any, by: Any, name: str) -> list[Any]:
    named = {"id": version.c.id, "number": version.c.number, "published_at": version.c.published_at, "by": by.c.name,
             "note": version.c.note, "raw": cast(version.c.data, Text)}  # fmt: skip
    return [column.label(f"{name}_{key}") for key, column in named.items()]


_GIVEN = (
    select(
        _programme.id, _programme.public_id, _given.giver_id, _giver.c.name.label("giver"), _given.audience,
        _given.audience_id, _given.link_token, _given.withdrawn_at, _enrolment.begun_at,
        *_columns_of(_newest, _by, "newest"), *_columns_of(_own, _own_by, "own"),
    )
    .join(GivenProgramme.__table__, _given.programme_id == _programme.id)
    .outerjoin(_giver, and_(_giver.c.id == _given.giver_id, _giver.c.closed_at.is_(None)))
    .outerjoin(_newest, _newest.c.id == _given.newest_id)
    .outerjoin(_by, and_(_by.c.id == _newest.c.by_id, _by.c.closed_at.is_(None)))
    .outerjoin(
        Enrolment.__table__,
        and_(_enrolment.programme_id == _programme.id, _enrolment.person_id == bindparam("person_id")),
    )
    .outerjoin(_own, _own.c.id == _enrolment.version_id)
    .outerjoin(_own_by, and_(_own_by.c.id == _own.c.by_id, _own_by.c.closed_at.is_(None)))
)  # fmt: skip
_BY_ID = _GIVEN.where(_programme.public_id == bindparam("public_id"))
_BY_TOKEN = _GIVEN.where(_given.link_token == bindparam("token"), _given.audience == Audience.LINK)


def given_programme(db: Session, public_id: str, *, person_id: int) -> GivenShown | None:
    """A programme that is given away, whoever may see it: `rules.may_see` says that."""
    row = read(db, _BY_ID, {"public_id": public_id, "person_id": person_id}).one_or_none()
    return _shown(row) if row else None


def given_by_link(db: Session, token: str, *, person_id: int) -> GivenShown | None:
    """The programme that a link leads to, while it does."""
    row = read(db, _BY_TOKEN, {"token": token, "person_id": person_id}).one_or_none()
    return _shown(row) if row else None


def _shown(row: Any) -> GivenShown:
    newest, own = (_version(row, name) for name in ("newest", "own"))
    offer = Offer(
        row.giver_id, Audience(row.audience), row.audience_id, published=newest is not None,
        withdrawn=row.withdrawn_at is not None,
        shared_as=shared_as(row.public_id, given_to=row.audience_id) if row.audience == Audience.ORGANISATION else "",
    )  # fmt: skip
    return GivenShown(row.id, row.public_id, offer, row.giver, row.link_token, newest, own, row.begun_at)


def _version(row: Any, name: str) -> VersionShown | None:
    if getattr(row, f"{name}_id") is None:
        return None
    names = (f"{name}_{key}" for key in ("id", "number", "published_at", "by", "note", "raw"))
    return VersionShown(*(getattr(row, each) for each in names))


@dataclass(frozen=True)
class GivenLine:
    """A programme that is given away, in a list."""

    public_id: str
    title: str
    for_whom: str
    giver: str | None
    audience: Audience
    followed: bool
    minutes: int


def given_to(
    db: Session, *, person_id: int, belongs_to: Collection[str] = (), most: int, after: int = 0
) -> list[GivenLine]:
    """What somebody may see without a link, followed ones first, then the newest; `belongs_to` as for `may_see`.

    Programmes of their own giving are on their own page, unless they follow them.
    """
    ids = {"person_id": person_id, "ids": list(belongs_to) or [""]}
    rows = read(db, _GIVEN_TO, ids | {"most": most, "after": after})
    return [_line(row) for row in rows]


_open = and_(
    _given.newest_id.is_not(None),
    _given.withdrawn_at.is_(None),
    or_(
        _given.audience == Audience.EVERYBODY,
        _given.audience_id.in_(bindparam("ids", expanding=True)),
        and_(
            _given.audience == Audience.ORGANISATION,
            (_programme.public_id + "@" + _given.audience_id).in_(bindparam("ids", expanding=True)),
        ),
    ),
    or_(_given.giver_id.is_(None), _given.giver_id != bindparam("person_id")),
)
_GIVEN_TO = (
    _GIVEN.where(or_(_enrolment.version_id.is_not(None), _open))
    .order_by(_enrolment.version_id.is_(None), _newest.c.published_at.desc(), _programme.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)


def _line(row: Any) -> GivenLine:
    shown = _shown(row)
    assert shown.shown is not None  # noqa: S101 -- the statement asks for it
    content = shown.shown.content
    return GivenLine(
        shown.public_id, content.title, content.for_whom, shown.giver, shown.offer.audience,
        shown.followed is not None, content.minutes,
    )  # fmt: skip


# For whoever shares


@dataclass(frozen=True)
class GivenToPart:
    """A programme that is given to an organisation or a part of it."""

    public_id: str
    title: str
    audience_id: str


def given_in_organisation(db: Session, root_id: int, *, most: int) -> list[GivenToPart]:
    """What is given to an organisation or its open parts and can be begun, by title."""
    asked = (
        select(Programme.public_id, Programme.title, GivenProgramme.audience_id)
        .join(GivenProgramme, GivenProgramme.programme_id == Programme.id)
        .join(Part, Part.public_id == GivenProgramme.audience_id)
        .where(GivenProgramme.audience == Audience.ORGANISATION, Part.root_id == root_id, Part.closed_on.is_(None))
        .where(GivenProgramme.newest_id.is_not(None), GivenProgramme.withdrawn_at.is_(None))
    )
    rows = db.execute(asked.order_by(Programme.title, Programme.id).limit(most))
    return [GivenToPart(public_id, title, str(part)) for public_id, title, part in rows]


# For whoever gives


@dataclass(frozen=True)
class OwnGiven:
    """A programme that somebody gives, in their list. `changed`: the draft is not what was published."""

    public_id: str
    title: str
    audience: Audience
    number: int | None
    published_at: datetime | None
    withdrawn: bool
    changed: bool


def own_given(db: Session, person_id: int) -> list[OwnGiven]:
    """All that somebody gives, the newest first; they have no more than a page of them."""
    asked = (
        select(GivenProgramme, Programme.public_id, ProgrammeVersion)
        .join(Programme, Programme.id == GivenProgramme.programme_id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == GivenProgramme.newest_id)
        .where(GivenProgramme.giver_id == person_id)
        .order_by(Programme.id.desc())
    )
    return [_own_line(given, public_id, version) for given, public_id, version in db.execute(asked)]


def _own_line(given: GivenProgramme, public_id: str, version: ProgrammeVersion | None) -> OwnGiven:
    return OwnGiven(
        public_id, given.draft["title"], Audience(given.audience), version.number if version else None,
        version.published_at if version else None, given.withdrawn_at is not None,
        changed=version is None or version.data != given.draft,
    )  # fmt: skip


def given_by(db: Session, person_id: int) -> tuple[list[tuple[GivenProgramme, ProgrammeVersion]], list[int]]:
    """What somebody gives: what is published with its newest version, and the keys of what never was."""
    theirs = GivenProgramme.giver_id == person_id
    version = ProgrammeVersion.id == GivenProgramme.newest_id
    published = select(GivenProgramme, ProgrammeVersion).join(ProgrammeVersion, version).where(theirs)
    drafts = select(GivenProgramme.programme_id).where(theirs, GivenProgramme.newest_id.is_(None))
    return [(given, newest) for given, newest in db.execute(published)], list(db.scalars(drafts))


def given_count(db: Session, person_id: int) -> int:
    """How many programmes somebody gives, withdrawn ones too."""
    return db.scalar(select(func.count()).where(GivenProgramme.giver_id == person_id)) or 0


def given_row(db: Session, public_id: str) -> GivenProgramme | None:
    """What stands beside a programme that is given away."""
    found = select(GivenProgramme).join(Programme, Programme.id == GivenProgramme.programme_id)
    return db.scalar(found.where(Programme.public_id == public_id))


def hold_given(db: Session, programme_id: int) -> GivenProgramme | None:
    """The same, as it is now, held: the row that orders the story of a programme."""
    held = select(GivenProgramme).where(GivenProgramme.programme_id == programme_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))


def versions_of(db: Session, programme_id: int) -> Sequence[ProgrammeVersion]:
    """Every version of a programme, the newest first."""
    asked = select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme_id)
    return db.scalars(asked.order_by(ProgrammeVersion.number.desc())).all()


def newest_version(db: Session, given: GivenProgramme) -> ProgrammeVersion | None:
    """The version in force."""
    return db.get(ProgrammeVersion, given.newest_id) if given.newest_id is not None else None


def offered_titles(db: Session, codes: Collection[str]) -> dict[str, str]:
    """The title of each of these segments that the catalogue offers today, by its code."""
    found = select(Segment.code, Segment.title).where(Segment.code.in_(codes), Segment.withdrawn_at.is_(None))
    return dict(db.execute(found).all())


# Sessions, and what somebody has under way


@dataclass(frozen=True)
class Attendance:
    """That somebody was at a session, by the key of its item."""

    programme_id: int
    item: str
    title: str
    minutes: int
    on: date


_attended = SessionAttended.__table__.c
_ATTENDED = select(
    _attended.programme_id, _attended.item, _attended.title, _attended.minutes, _attended.attended_on
).where(_attended.person_id == bindparam("person_id"))


def attended(db: Session, person_id: int) -> list[Attendance]:
    """The sessions of programmes at which somebody was."""
    return [Attendance(*row) for row in read(db, _ATTENDED, {"person_id": person_id})]


def session_for(db: Session, item: str, *, person_id: int, programme_id: int) -> GivenItem | None:
    """A session of a programme that somebody follows, as their version has it, or else the newest."""
    asked = (
        select(_own.c.data, _newest.c.data)
        .select_from(Enrolment)
        .join(GivenProgramme, GivenProgramme.programme_id == Enrolment.programme_id)
        .join(_own, _own.c.id == Enrolment.version_id)
        .join(_newest, _newest.c.id == GivenProgramme.newest_id)
        .where(Enrolment.person_id == person_id, Enrolment.programme_id == programme_id)
    )
    versions = db.execute(asked).one_or_none() or ()
    found = (content_from(data).session(item) for data in versions)
    return next((session for session in found if session is not None), None)


def attendance_row(db: Session, *, person_id: int, programme_id: int, item: str) -> SessionAttended | None:
    """That somebody was at one session of a programme."""
    return db.scalar(
        select(SessionAttended).where(
            SessionAttended.person_id == person_id,
            SessionAttended.programme_id == programme_id,
            SessionAttended.item == item,
        )
    )


@dataclass(frozen=True)
class UnderWay:
    """A programme that somebody picked (no content) or was given, and follows."""

    programme_id: int
    version: int | None
    content: GivenContent | None


_UNDER_WAY: Select[Any] = (
    select(_programme.id, _own.c.number, cast(_own.c.data, Text))
    .join(Enrolment.__table__, _enrolment.programme_id == _programme.id)
    .outerjoin(_own, _own.c.id == _enrolment.version_id)
    .where(
        _enrolment.person_id == bindparam("person_id"),
        or_(_programme.owner_id == bindparam("person_id"), _own.c.id.is_not(None)),
    )
    .order_by(_enrolment.begun_at, _enrolment.id)
)


def under_way(db: Session, person_id: int) -> list[UnderWay]:
    """The programmes that somebody picked or was given and follows, those begun first before others; one statement."""
    return [
        UnderWay(programme_id, number, content_from(json.loads(raw)) if raw else None)
        for programme_id, number, raw in read(db, _UNDER_WAY, {"person_id": person_id})
    ]
