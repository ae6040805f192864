"""Reads about who is in a group, and about the ways in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.typed.names import folded
from learnmentor.groups.joining.lists import PersonFound
from learnmentor.groups.joining.models import GroupInvitation, GroupMember, GroupWay
from learnmentor.groups.joining.rules import Counted, Stands, WayFault, WayKind, counted_in_words
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day


def member(db: Session, *, group_id: int, person_id: int) -> GroupMember | None:
    """How somebody stands with a group, as the row is now; None for strangers and former members."""
    here = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.person_id == person_id)
    return db.scalar(here.where(GroupMember.state != Stands.LEFT).execution_options(populate_existing=True))


def member_by_public_id(db: Session, public_id: str, *, group_id: int) -> GroupMember | None:
    """One who is in a group, waits for it or is asked into it."""
    here = select(GroupMember).where(GroupMember.public_id == public_id, GroupMember.group_id == group_id)
    return db.scalar(here.where(GroupMember.state != Stands.LEFT).execution_options(populate_existing=True))


@dataclass(frozen=True)
class GroupMemberLine:
    """Somebody whom a leader sees by name: asked, waiting, or a member who accepted that."""

    public_id: str
    person_public_id: str
    name: str
    state: Stands
    came_by: str
    since: datetime


def members_shown(db: Session, group_id: int, *, most: int, after: int = 0) -> list[GroupMemberLine]:
    """Whom a leader sees by name, those who wait first."""
    shown = or_(GroupMember.state != Stands.ACCEPTED, GroupMember.seen_as == Counted.BY_NAME)
    first = (GroupMember.state != Stands.WAITING, GroupMember.state != Stands.ACCEPTED, Person.name, GroupMember.id)
    rows = db.execute(
        select(GroupMember, Person.public_id, Person.name)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group_id, GroupMember.state != Stands.LEFT, shown)
        .order_by(*first)
        .limit(most)
        .offset(after)
    )
    return [
        GroupMemberLine(
            row.public_id, person, name, row.state, row.came_by, row.joined_at or row.accepted_at or row.asked_at
        )
        for row, person, name in rows
    ]


@dataclass(frozen=True)
class GroupNumbers:
    """How many of a group stand where. Of those who are counted only and those who left, pages say no small number."""

    shown: int
    waiting: int
    counted: int
    left: int


def numbers(db: Session, group_id: int) -> GroupNumbers:
    """Those whom a leader sees by name, those among them who wait, those who are counted, and those who left."""
    held = select(GroupMember.state, GroupMember.seen_as, func.count()).where(GroupMember.group_id == group_id)
    rows = db.execute(held.group_by(GroupMember.state, GroupMember.seen_as)).all()
    left = sum(count for state, _, count in rows if state == Stands.LEFT)
    counted = sum(count for state, seen, count in rows if (state, seen) == (Stands.ACCEPTED, Counted.AS_A_COUNT))
    waiting = sum(count for state, _, count in rows if state == Stands.WAITING)
    return GroupNumbers(sum(count for *_, count in rows) - left - counted, waiting, counted, left)


@dataclass(frozen=True)
class GroupAddress:
    """A member and where letters reach them."""

    person_id: int
    email: str
    name: str


def addresses(db: Session, group_id: int) -> list[GroupAddress]:
    """Every member of a group who has an open account, for letters."""
    rows = db.execute(
        select(Person.id, Person.email, Person.name)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(GroupMember.group_id == group_id, GroupMember.state == Stands.ACCEPTED, Person.closed_at.is_(None))
        .order_by(Person.id)
    )
    return [GroupAddress(*row) for row in rows]


def asked_already(db: Session, *, group_id: int, people: Collection[int]) -> set[int]:
    """Those of some people who are in a group, wait for it or are asked into it."""
    here = select(GroupMember.person_id).where(GroupMember.group_id == group_id, GroupMember.state != Stands.LEFT)
    return set(db.scalars(here.where(GroupMember.person_id.in_(people))))


# Lists


def people_listed(
    db: Session, *, root_id: int, path: str, emails: Sequence[str], names: Sequence[str], on: date
) -> list[PersonFound]:
    """Those whom a list may mean: by address anybody of the organisation, by name members of the part and below it."""
    by_name = [
        Person.search_text.startswith(name, autoescape=True) & Part.path.startswith(path, autoescape=True)
        for name in names
    ]
    if not emails and not by_name:
        return []
    rows = db.execute(
        select(Person.id, Person.email, Person.name, Person.printed_name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Part, Part.id == Membership.part_id)
        .where(Part.root_id == root_id, Person.closed_at.is_(None))
        .where(on_day(Membership.starts_on, Membership.ends_on, on))
        .where(or_(Person.email.in_(emails), *by_name))
        .distinct()
    )
    wanted = set(names)
    return [
        PersonFound(person_id, email, tuple(name for name in (name, printed) if folded(name) in wanted))
        for person_id, email, name, printed in rows
    ]


# Ways in


def came_by(db: Session, way_id: int) -> int:
    """How many have come by a link or a code, those who left again among them."""
    return db.scalar(select(func.count(GroupMember.id)).where(GroupMember.way_id == way_id)) or 0


@dataclass(frozen=True)
class WayLine:
    """A link or a code in a list; `fault` says why it cannot be used any more."""

    way: GroupWay
    came: int
    fault: WayFault | None

    @property
    def said(self) -> str | None:
        """How many came by it, where that may be said."""
        return counted_in_words(self.came)


def ways(db: Session, group_id: int, *, at: datetime, most: int) -> list[WayLine]:
    """The newest links and codes of a group, and how many came by each."""
    came = select(func.count(GroupMember.id)).where(GroupMember.way_id == GroupWay.id).scalar_subquery()
    newest = select(GroupWay, came).where(GroupWay.group_id == group_id).order_by(GroupWay.id.desc()).limit(most)
    return [WayLine(way, count, way.way_in(count).fault(at=at)) for way, count in db.execute(newest)]


def way(db: Session, public_id: str, *, group_id: int) -> GroupWay | None:
    """One link or code of a group."""
    return db.scalar(select(GroupWay).where(GroupWay.public_id == public_id, GroupWay.group_id == group_id))


def way_by_word(db: Session, word: str, *, kind: WayKind) -> GroupWay | None:
    """The link or the code of a word."""
    return db.scalar(select(GroupWay).where(GroupWay.word == word, GroupWay.kind == kind))


def way_by_public_id(db: Session, public_id: str) -> GroupWay | None:
    """A link or a code by the id that the pass of whoever typed it names."""
    return db.scalar(select(GroupWay).where(GroupWay.public_id == public_id))


def invitation_by_token(db: Session, token_sha256: str, *, at: datetime) -> GroupInvitation | None:
    """The invitation of a link in a letter, while it can be used."""
    good = (GroupInvitation.used_at.is_(None), GroupInvitation.expires_at > at)
    return db.scalar(select(GroupInvitation).where(GroupInvitation.token_sha256 == token_sha256, *good))


def invitation_to(db: Session, *, group_id: int, email: str) -> GroupInvitation | None:
    """The invitation of an address, whatever became of it."""
    return db.scalar(
        select(GroupInvitation).where(GroupInvitation.group_id == group_id, GroupInvitation.email == email)
    )


def open_invitations(db: Session, group_id: int, *, at: datetime, most: int) -> Sequence[GroupInvitation]:
    """Addresses that were written to and have not answered, the newest first."""
    good = (GroupInvitation.used_at.is_(None), GroupInvitation.expires_at > at)
    here = select(GroupInvitation).where(GroupInvitation.group_id == group_id, *good)
    return db.scalars(here.order_by(GroupInvitation.id.desc()).limit(most)).all()


def number_invited(db: Session, group_id: int, *, at: datetime) -> int:
    """How many addresses were written to and have not answered."""
    good = (GroupInvitation.used_at.is_(None), GroupInvitation.expires_at > at)
    return db.scalar(select(func.count(GroupInvitation.id)).where(GroupInvitation.group_id == group_id, *good)) or 0


def invitation(db: Session, public_id: str, *, group_id: int) -> GroupInvitation | None:
    """One invitation of a group."""
    return db.scalar(
        select(GroupInvitation).where(GroupInvitation.public_id == public_id, GroupInvitation.group_id == group_id)
    )


def way_by_key(db: Session, way_id: int, *, at: datetime) -> WayLine | None:
    """A link or a code by its key, with whether it can be used."""
    found = db.get(GroupWay, way_id)
    if found is None:
        return None
    came = came_by(db, way_id)
    return WayLine(found, came, found.way_in(came).fault(at=at))
