"""What is done with sessions: planned, moved, cancelled, told about; and who was there.

The group's row is held first. Whom a session credits is written in the ledger by `stories/attended_session.py`, which
asks here who is meant.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed, hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import queries as joining
from learnmentor.groups.joining.rules import CODE_LENGTH, CODE_LETTERS, Stands
from learnmentor.groups.models import Group
from learnmentor.groups.services import run
from learnmentor.groups.sessions import letters, queries, rules
from learnmentor.groups.sessions.letters import SessionWords
from learnmentor.groups.sessions.models import GroupSession, SessionAttendance
from learnmentor.groups.sessions.rules import HeldHow, MaterialLink, Was
from learnmentor.jobs import services as jobs

TELL = "session-news"  # the kind of the job


class TooManySessions(Exception):
    """The group has as many sessions as its page lists."""


class SessionStands(Exception):
    """The session was cancelled or its attendance confirmed, perhaps a moment ago: it stays as it is."""


class SessionNotBegun(Exception):
    """The session has not begun, so nobody can have been there."""


class CodeOver(Exception):
    """The code is not good at this moment."""


class NotAMember(Exception):
    """Whoever typed the code is not a member of the group."""


@dataclass(frozen=True)
class SessionFacts:
    """What is typed about a session; `materials_html` is rendered from `materials`."""

    title: str
    starts_at: datetime
    zone: str
    minutes: int
    held_how: HeldHow
    place: str
    address: str
    materials: str
    materials_html: str
    links: Sequence[MaterialLink]
    programme_id: int | None = None
    item: str | None = None

    def columns(self) -> dict[str, object]:
        """As the table keeps it."""
        return {**vars(self), "links": [[link.href, link.words] for link in self.links]}


def plan(
    db: Session, group: Group, *, facts: SessionFacts, by: Actor, public_id: str, on: date, at: datetime
) -> GroupSession:
    """A new session; raises `TooManySessions`."""
    run(db, group.id, by=by, on=on, open_only=True)
    if queries.number_of_sessions(db, group.id) >= rules.MOST_SESSIONS:
        raise TooManySessions(group.public_id)
    made = GroupSession(public_id=public_id, group_id=group.id, made_at=at, code=_new_code(db), **facts.columns())
    db.add(made)
    db.flush()
    return made


def _new_code(db: Session) -> str:
    while True:
        code = randomness.letters(CODE_LENGTH, of=CODE_LETTERS)
        if queries.session_by_code(db, code) is None:
            return code


def change(
    db: Session, group: Group, session: GroupSession, *, facts: SessionFacts, by: Actor, on: date, at: datetime
) -> bool:
    """Change a session; True where its time or place is another one now, of which members are told by letter."""
    run(db, group.id, by=by, on=on)
    db.refresh(session)
    if not rules.may_move(session.when):
        raise SessionStands(session.public_id)
    before = _where_and_when(session)
    for name, value in facts.columns().items():
        setattr(session, name, value)
    db.flush()
    moved = _where_and_when(session) != before
    if moved:
        session.reminded_at = None if session.starts_at - rules.REMINDED_BEFORE > at else session.reminded_at
        _tell(db, session, at=at)
    return moved


def _where_and_when(session: GroupSession) -> tuple[object, ...]:
    return (session.starts_at, session.zone, session.minutes, session.held_how, session.place, session.address)


def cancel(db: Session, group: Group, session: GroupSession, *, by: Actor, on: date, at: datetime) -> None:
    """Say that a session does not take place; twice is once. Raises `SessionStands` where somebody was there."""
    run(db, group.id, by=by, on=on)
    db.refresh(session)
    if session.cancelled_at is not None:
        return
    if not rules.may_move(session.when):
        raise SessionStands(session.public_id)
    session.cancelled_at = at
    _tell(db, session, at=at)


def _tell(db: Session, session: GroupSession, *, at: datetime) -> None:
    session.changes += 1
    db.flush()
    jobs.enqueue(db, kind=TELL, args={"session": session.id}, run_at=at)


# Letters, by the worker


def _words(session: GroupSession, group: Group) -> SessionWords:
    where = session.place or session.address
    return SessionWords(
        group.title, group.public_id, session.public_id, session.title, session.starts_at, session.zone,
        session.minutes, where,
    )  # fmt: skip


def tell_news(db: Session, session_id: int, *, sender: Sender, at: datetime) -> int:
    """Write to every member how a session stands now, once a change; returns how many letters."""
    session = queries.locked_session(db, session_id)
    if session is None or session.told >= session.changes:
        return 0
    session.told = session.changes
    group = queries.group_of(db, session)
    say = letters.cancelled if session.cancelled_at is not None else letters.moved
    return _write(db, session, say(sender, _words(session, group)), at=at)


def remind(db: Session, session_id: int, *, sender: Sender, at: datetime) -> int:
    """Write to every member that a session is at hand, once; returns how many letters."""
    session = queries.locked_session(db, session_id)
    due = session and rules.reminder_due(session.when, reminded=session.reminded_at is not None, at=at)
    if session is None or not due:
        return 0
    session.reminded_at = at
    group = queries.group_of(db, session)
    if group.closed_on is not None:
        return 0
    return _write(db, session, letters.reminder(sender, _words(session, group)), at=at, until=session.when.ends_at)


def _write(db: Session, session: GroupSession, letter: Letter, *, at: datetime, until: datetime | None = None) -> int:
    members = joining.addresses(db, session.group_id)
    for member in members:
        jobs.send_mail(
            db, to=member.email, subject=letter.subject, body=letter.body, at=at, worth_until=until or session.starts_at
        )
    db.flush()
    return len(members)


# Who was there


def say_here(db: Session, session: GroupSession, *, person: Actor, at: datetime) -> None:
    """Somebody types the code during the session: it waits for the leader. Raises `CodeOver` or `NotAMember`."""
    groups.locked_group(db, session.group_id)
    db.refresh(session)
    if not session.when.shows_code(at=at):
        raise CodeOver(session.public_id)
    member = joining.member(db, group_id=session.group_id, person_id=person.id)
    if member is None or member.state != Stands.ACCEPTED:
        raise NotAMember(person.public_id)
    hold_person(db, person.id)
    _mark(db, session, person.id, Was.WAITING, by_code=True, at=at, keep=True)
    db.flush()


def add(db: Session, group: Group, session: GroupSession, *, email: str, by: Actor, on: date, at: datetime) -> None:
    """Put the member who has an address on the list; nothing is said of whether anybody has.

    So a member who is counted only can be added by telling the leader their address, and nobody else is found out.
    """
    run(db, group.id, by=by, on=on)
    db.refresh(session)
    if not rules.may_confirm(session.when, at=at):
        raise SessionNotBegun(session.public_id)
    person_id = queries.member_with_address(db, group_id=group.id, email=email)
    if person_id is not None:
        _mark(db, session, person_id, Was.WAITING, by_code=False, at=at, keep=True)
        db.flush()


@dataclass(frozen=True)
class AttendanceChange:
    """Whom a confirmation adds to those who were there, and whom it takes back: keys, in order."""

    added: tuple[int, ...]
    taken_back: tuple[int, ...]


def confirm(
    db: Session,
    group: Group,
    session: GroupSession,
    *,
    there: Collection[str],
    counted: bool,
    by: Actor,
    on: date,
    at: datetime,
) -> AttendanceChange:
    """Say who was there: members by name, and, where `counted`, those who are counted only and typed the code.

    Saying it again adds and takes back what is different, and nothing else. Raises `SessionNotBegun`.
    """
    run(db, group.id, by=by, on=on)
    db.refresh(session)
    if not rules.may_confirm(session.when, at=at):
        raise SessionNotBegun(session.public_id)
    named, known = queries.named_members(db, session), queries.rows_of(db, session.id)
    meant = {named[each] for each in there if each in named}
    if counted:
        meant |= set(queries.counted_only(db, session, Was.WAITING))
    was = {person for person, row in known.items() if row.state == Was.THERE}
    back = (was & set(named.values())) - meant
    _hold_all(db, (meant - was) | back)
    for person_id in sorted(meant - was):
        _mark(db, session, person_id, Was.THERE, by_code=False, at=at)
    for person_id in sorted(back):
        _mark(db, session, person_id, Was.NOT_THERE, by_code=False, at=at)
    if session.confirmed_at is None:
        session.confirmed_at, session.confirmed_by = at, by.name
    db.flush()
    return AttendanceChange(tuple(sorted(meant - was)), tuple(sorted(back)))


def _hold_all(db: Session, people: Collection[int]) -> None:
    """Hold everybody before anything is written of anybody, in one order: two leaders never wait in a circle."""
    for person_id in sorted(people):
        with suppress(AccountClosed):
            hold_person(db, person_id)


def _mark(
    db: Session, session: GroupSession, person_id: int, state: Was, *, by_code: bool, at: datetime, keep: bool = False
) -> None:
    """Write how somebody stands with a session; `keep`: what was said before stays."""
    row = queries.was_there(db, session_id=session.id, person_id=person_id)
    if row is None:
        db.add(SessionAttendance(session_id=session.id, person_id=person_id, state=state, by_code=by_code, at=at))
    elif not keep:
        row.state, row.at = state, at
