"""Reads about sessions: of a group, one with its attendance, those that are due to be told about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.programmes.models import Programme
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Counted, Stands
from learnmentor.groups.models import Group
from learnmentor.groups.sessions.models import GroupSession, SessionAttendance
from learnmentor.groups.sessions.rules import REMINDED_BEFORE, Was


def session(db: Session, public_id: str, *, group_id: int) -> GroupSession | None:
    """One session of a group, as it is now."""
    found = select(GroupSession).where(GroupSession.public_id == public_id, GroupSession.group_id == group_id)
    return db.scalar(found.execution_options(populate_existing=True))


def sessions(db: Session, group_id: int, *, most: int) -> Sequence[GroupSession]:
    """The sessions of a group in the order of their days, the newest where there are many."""
    newest = select(GroupSession).where(GroupSession.group_id == group_id)
    found = db.scalars(newest.order_by(GroupSession.starts_at.desc(), GroupSession.id.desc()).limit(most)).all()
    return found[::-1]


def number_of_sessions(db: Session, group_id: int) -> int:
    """How many sessions a group has, those that were cancelled among them."""
    return db.scalar(select(func.count(GroupSession.id)).where(GroupSession.group_id == group_id)) or 0


def session_by_code(db: Session, code: str) -> GroupSession | None:
    """The session of a code for being there."""
    return db.scalar(select(GroupSession).where(GroupSession.code == code))


def group_of(db: Session, found: GroupSession) -> Group:
    """The group of a session."""
    return db.get_one(Group, found.group_id)


def place_filled(db: Session, found: GroupSession) -> str | None:
    """The key of the place in a programme that a session fills, as `assignments.queries.places_to_fill` has it."""
    if found.programme_id is None or found.item is None:
        return None
    public_id = db.scalar(select(Programme.public_id).where(Programme.id == found.programme_id))
    return f"{public_id}:{found.item}"


# Attendance


@dataclass(frozen=True)
class AttendanceLine:
    """A member whom the leader sees by name, and how they stand with a session; None before anything was said."""

    person_public_id: str
    name: str
    state: Was | None
    by_code: bool


_MEMBER_HERE = (GroupMember.state == Stands.ACCEPTED,)


def attendance(db: Session, found: GroupSession) -> list[AttendanceLine]:
    """Every member whom the leader sees by name, by name."""
    rows = db.execute(
        select(Person.public_id, Person.name, SessionAttendance.state, SessionAttendance.by_code)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .outerjoin(
            SessionAttendance,
            (SessionAttendance.person_id == Person.id) & (SessionAttendance.session_id == found.id),
        )
        .where(GroupMember.group_id == found.group_id, *_MEMBER_HERE, GroupMember.seen_as == Counted.BY_NAME)
        .order_by(Person.name, Person.id)
    )
    return [AttendanceLine(public_id, name, state, bool(by_code)) for public_id, name, state, by_code in rows]


def counted_only(db: Session, found: GroupSession, state: Was) -> list[int]:
    """The keys of members who are counted and not named, and stand so with a session: for no page."""
    return list(
        db.scalars(
            select(SessionAttendance.person_id)
            .join(GroupMember, GroupMember.person_id == SessionAttendance.person_id)
            .where(SessionAttendance.session_id == found.id, SessionAttendance.state == state)
            .where(GroupMember.group_id == found.group_id, *_MEMBER_HERE, GroupMember.seen_as == Counted.AS_A_COUNT)
            .order_by(SessionAttendance.person_id)
        )
    )


def named_members(db: Session, found: GroupSession) -> dict[str, int]:
    """The keys of the members whom the leader sees by name, by public id."""
    rows = db.execute(
        select(Person.public_id, Person.id)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(GroupMember.group_id == found.group_id, *_MEMBER_HERE, GroupMember.seen_as == Counted.BY_NAME)
        .where(Person.closed_at.is_(None))
    )
    return dict(rows.all())


def was_there(db: Session, *, session_id: int, person_id: int) -> SessionAttendance | None:
    """How somebody stands with a session, as the row is now."""
    mine = select(SessionAttendance).where(
        SessionAttendance.session_id == session_id, SessionAttendance.person_id == person_id
    )
    return db.scalar(mine.execution_options(populate_existing=True))


def rows_of(db: Session, session_id: int) -> dict[int, SessionAttendance]:
    """All that is known of who was at a session, by the person's key."""
    rows = db.scalars(select(SessionAttendance).where(SessionAttendance.session_id == session_id))
    return {row.person_id: row for row in rows}


def states_of(db: Session, *, person_id: int, group_id: int) -> dict[int, Was]:
    """How somebody stands with each session of a group."""
    rows = db.execute(
        select(SessionAttendance.session_id, SessionAttendance.state)
        .join(GroupSession, GroupSession.id == SessionAttendance.session_id)
        .where(SessionAttendance.person_id == person_id, GroupSession.group_id == group_id)
    )
    return dict(rows.all())


def titles_attended(db: Session, person_id: int) -> dict[int, tuple[str, str]]:
    """The titles of the sessions that somebody stands on the list of, and of their groups, by the session's key."""
    rows = db.execute(
        select(GroupSession.id, GroupSession.title, Group.title)
        .join(SessionAttendance, SessionAttendance.session_id == GroupSession.id)
        .join(Group, Group.id == GroupSession.group_id)
        .where(SessionAttendance.person_id == person_id)
    )
    return {key: (title, group) for key, title, group in rows}


def member_with_address(db: Session, *, group_id: int, email: str) -> int | None:
    """The key of the member who has an address."""
    found = select(Person.id).join(GroupMember, GroupMember.person_id == Person.id)
    here = found.where(GroupMember.group_id == group_id, *_MEMBER_HERE)
    return db.scalar(here.where(Person.email == email, Person.closed_at.is_(None)))


# For the worker


def reminders_due(db: Session, *, at: datetime) -> list[int]:
    """The sessions of the next day that nobody was reminded of."""
    soon = select(GroupSession.id).where(GroupSession.reminded_at.is_(None), GroupSession.cancelled_at.is_(None))
    within = soon.where(GroupSession.starts_at > at, GroupSession.starts_at <= at + REMINDED_BEFORE)
    return list(db.scalars(within.order_by(GroupSession.id)))


def locked_session(db: Session, session_id: int) -> GroupSession | None:
    """A session's row, held until the transaction ends."""
    held = select(GroupSession).where(GroupSession.id == session_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))
