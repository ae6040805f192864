"""Reads about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, column, func, or_, select, table
from sqlalchemy.orm import Session, SessionTransaction, selectinload

from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.models import Attempt, Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.accounts.rules import SAVED_WITHIN, Actor, RoleHeld, RoleName, clean_address, roles_in_force
from learnmentor.ground.db import hold, read
from learnmentor.ground.typed.names import folded


@dataclass(frozen=True)
class KnownActor:
    """An actor, and the sign-in by which they are known."""

    actor: Actor
    sign_in_id: int
    remembered: bool
    used_at: datetime


@dataclass(frozen=True)
class Credentials:
    """What is kept for an address: the hash to check, of an account or of a sign-up that waits for its account."""

    email: str
    password_hash: str | None
    person_id: int | None = None
    sign_up_id: int | None = None


@dataclass(frozen=True)
class PeoplePage:
    """Some of the people found, and how many there are in all."""

    people: Sequence[Person]
    total: int


_person, _role, _sign_in = Person.__table__.c, Role.__table__.c, SignIn.__table__.c
_part = table("part", column("id"), column("path"))  # of `organisations`, a later room
_KNOWN = (  # asked by every page, so put together once
    select(
        _person.id, _person.public_id, _person.name, _person.printed_name, _role.name, _role.starts_on, _role.ends_on,
        _part.c.path, _sign_in.id, _sign_in.remembered, _sign_in.used_at,
    )
    .select_from(SignIn.__table__)
    .join(Person.__table__, _person.id == _sign_in.person_id)
    .outerjoin(Role.__table__, _role.person_id == _person.id)
    .outerjoin(_part, _part.c.id == _role.part_id)
    .where(_sign_in.token_sha256 == bindparam("token_sha256"), _person.closed_at.is_(None))
)  # fmt: skip


def known(db: Session, token_sha256: str, *, on: date) -> KnownActor | None:
    """Whose sign-in a token is, with the roles in force on that day and the parts in which they are, in one statement;
    None for closed accounts."""
    rows: Sequence[Any] = read(db, _KNOWN, {"token_sha256": token_sha256}).all()
    if not rows:
        return None
    person_id, public_id, name, printed_name, _, _, _, _, *sign_in = rows[0]
    held = [(RoleHeld(RoleName(row[4]), *row[5:7]), row[7]) for row in rows if row[4] is not None]
    roles = roles_in_force((role for role, _ in held), on=on)
    scopes = frozenset((role.name, path) for role, path in held if path is not None and role.holds(on))
    return KnownActor(Actor(person_id, public_id, name, printed_name, roles, scopes), *sign_in)


def sign_ins_of(db: Session, person_id: int, *, at: datetime, most: int) -> Sequence[SignIn]:
    """Where somebody is signed in, the newest first."""
    good = or_(*(and_(SignIn.remembered == each, SignIn.used_at > at - SAVED_WITHIN[each]) for each in SAVED_WITHIN))
    theirs = select(SignIn).where(SignIn.person_id == person_id, good)
    return db.scalars(theirs.order_by(SignIn.begun_at.desc(), SignIn.id.desc()).limit(most)).all()


def person_by_email(db: Session, email: str) -> Person | None:
    """The open account of an address, whatever its case."""
    return db.scalar(select(Person).where(Person.email == clean_address(email), Person.closed_at.is_(None)))


def address_in_use(db: Session, email: str) -> bool:
    """Whether no other account can have an address: an open account has it, or one that was merged had it."""
    return db.scalar(select(Person.id).where(Person.email == clean_address(email))) is not None


def anybody(db: Session) -> bool:
    """Whether there is any account at all, closed ones too."""
    return db.scalar(select(Person.id).limit(1)) is not None


def person_by_public_id(db: Session, public_id: str) -> Person | None:
    """The open account of a public id."""
    return db.scalar(select(Person).where(Person.public_id == public_id, Person.closed_at.is_(None)))


class AccountClosed(Exception):
    """The account was closed a moment ago, perhaps in another window: nothing more is written down for it."""


class AccountMerged(Exception):
    """The account was merged into another; `email` is the address to sign in with."""

    def __init__(self, today: Person) -> None:
        super().__init__(today.public_id)
        self.email = today.email


# What orders a story: the row that is held first. Whoever needs both holds the installation before the person.


_LOCKED = (
    select(Person)
    .where(Person.id == bindparam("person_id"))
    .with_for_update()
    .execution_options(populate_existing=True)  # as the row is now, not as the page had read it
)


def address_of(db: Session, person_id: int) -> str:
    """Somebody's mail address."""
    return db.execute(select(Person.email).where(Person.id == person_id)).scalar_one()


def name_today(db: Session, person_id: int) -> str | None:
    """The name that somebody wants on certificates from now on; None once the account is closed."""
    return db.scalar(select(Person.printed_name).where(Person.id == person_id, Person.closed_at.is_(None)))


def locked_person(db: Session, person_id: int, *, closed_too: bool = False) -> Person:
    """The person's row, held until the transaction ends: what is counted or chained per person goes one at a time.

    Every verb asks for it, and one request goes through several: whoever holds it already gets what is held.
    Raises `AccountClosed`, unless the verb is one for closed accounts too.
    """
    found = _locked(db, person_id)
    if found.closed_at is not None and not closed_too:
        raise AccountClosed(found.public_id)
    return found


def _locked(db: Session, person_id: int) -> Person:
    held: tuple[SessionTransaction | None, Person] | None = db.info.get("locked person")
    if held is not None and held[0] is db.get_transaction() and held[1].id == person_id:
        return held[1]
    found: Person = db.execute(_LOCKED, {"person_id": person_id}).scalar_one()
    if not db.in_nested_transaction():  # a savepoint may give the lock back before the transaction ends
        db.info["locked person"] = (db.get_transaction(), found)
    return found


_HOLD = select(_person.closed_at).where(_person.id == bindparam("person_id")).with_for_update()


def hold_person(db: Session, person_id: int) -> None:
    """Hold the person's row until the transaction ends, as `locked_person` does, where the row itself is not needed."""
    if db.info.get("held person") == (db.get_transaction(), person_id):
        return
    if hold(db, _HOLD, {"person_id": person_id}).scalar_one() is not None:
        raise AccountClosed(str(person_id))
    if not db.in_nested_transaction():
        db.info["held person"] = (db.get_transaction(), person_id)


def credentials(db: Session, email: str, *, at: datetime) -> Credentials:
    """What to check a password against: the account's hash, else the waiting sign-up's, else nothing.

    A merged account has its hash still: whoever knows its password is told where they sign in now.
    """
    address = clean_address(email)
    if (person := merging.open_or_merged(db, address)) is not None:
        return Credentials(address, person.password_hash, person_id=person.id)
    if (sign_up := waiting_sign_up(db, address, at=at)) is not None:
        return Credentials(address, sign_up.password_hash, sign_up_id=sign_up.id)
    return Credentials(address, None)


def waiting_sign_up(db: Session, address: str, *, at: datetime) -> SignUp | None:
    """The sign-up that waits for its first sign-in."""
    return db.scalar(select(SignUp).where(SignUp.email == address, SignUp.expires_at > at))


def tries_since(db: Session, subject: bytes, *, since: datetime, most: int) -> Sequence[datetime]:
    """The newest tries counted under a digest, at most so many."""
    made = select(Attempt.at).where(Attempt.subject == subject, Attempt.at > since)
    return db.scalars(made.order_by(Attempt.at.desc()).limit(most)).all()


def open_invitation(db: Session, token_sha256: str, *, at: datetime) -> Invitation | None:
    """The invitation of a link, while it can be used."""
    return db.scalar(select(Invitation).where(Invitation.token_sha256 == token_sha256, *invitation_waits(at=at)))


def invitation_waits(*, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of an invitation that can be used."""
    ended = (Invitation.used_at, Invitation.withdrawn_at, Invitation.replaced_at)
    return (*(each.is_(None) for each in ended), Invitation.expires_at > at)


def waiting_invitations(db: Session, *, at: datetime, most: int) -> Sequence[Invitation]:
    """Invitations sent by administrators that nobody has used yet, the newest first."""
    waiting = select(Invitation).where(*invitation_waits(at=at), Invitation.invited_by_id.is_not(None))
    return db.scalars(waiting.order_by(Invitation.id.desc()).limit(most)).all()


def open_reset(db: Session, token_sha256: str, *, at: datetime) -> tuple[PasswordReset, Person] | None:
    """The reset of a link and whose it is, while it can be used."""
    row = db.execute(
        select(PasswordReset, Person)
        .join(Person, Person.id == PasswordReset.person_id)
        .where(PasswordReset.token_sha256 == token_sha256)
        .where(PasswordReset.used_at.is_(None), PasswordReset.expires_at > at, Person.closed_at.is_(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def people(db: Session, *, words: str, role: RoleName | None, on: date, most: int, after: int) -> PeoplePage:
    """Open accounts whose names or address hold all of `words`, however these are typed, by name.

    `role` keeps those who hold it on that day.
    """
    wanted = _wanted(words, role, on=on)
    total = db.scalar(select(func.count(Person.id)).where(*wanted)) or 0
    by_name = select(Person).where(*wanted).order_by(Person.name, Person.id).limit(most).offset(after)
    return PeoplePage(db.scalars(by_name.options(selectinload(Person.roles))).all(), total)


def _wanted(words: str, role: RoleName | None, *, on: date) -> list[ColumnElement[bool]]:
    held_by = [Person.search_text.contains(word, autoescape=True) for word in folded(words).split()]
    holders = select(Role.person_id).where(Role.name == role, _in_force(on))
    return [Person.closed_at.is_(None), *held_by, *([] if role is None else [Person.id.in_(holders)])]


def _in_force(on: date) -> ColumnElement[bool]:
    return and_(Role.starts_on <= on, or_(Role.ends_on.is_(None), Role.ends_on >= on))


def person_with_roles(db: Session, public_id: str) -> Person | None:
    """An open account with all its roles, past and to come."""
    wanted = select(Person).where(Person.public_id == public_id, Person.closed_at.is_(None))
    return db.scalar(wanted.options(selectinload(Person.roles)).execution_options(populate_existing=True))


def roles_of(db: Session, person_id: int) -> Sequence[Role]:
    """All roles of a person, past and to come, in the order they were given."""
    return db.scalars(select(Role).where(Role.person_id == person_id).order_by(Role.id)).all()


def roles_given(db: Session) -> Sequence[RoleName]:
    """The names of all roles that somebody has or had."""
    return [RoleName(name) for name in db.scalars(select(Role.name).distinct())]


def role_now(db: Session, role: Role) -> Role | None:
    """A role as it stands now; None when it is no more."""
    return db.scalar(select(Role).where(Role.id == role.id).execution_options(populate_existing=True))


def other_administrators(db: Session, *, than: int, on: date) -> bool:
    """Whether somebody else who can sign in is an administrator from that day on, without a last day."""
    others = select(Role.id).join(Person, Person.id == Role.person_id)
    open_ones = others.where(Person.closed_at.is_(None), Person.suspended_at.is_(None))
    wanted = open_ones.where(Role.name == RoleName.ADMINISTRATOR, Role.person_id != than)
    return bool(db.scalar(select(wanted.where(Role.starts_on <= on, Role.ends_on.is_(None)).exists())))
