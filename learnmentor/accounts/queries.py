"""Reads about people."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import Actor, RoleHeld, roles_in_force


@dataclass(frozen=True)
class KnownActor:
    """An actor and the session epoch at which their sessions are good."""

    actor: Actor
    epoch: int


def actor(db: Session, person_id: int, *, on: date) -> KnownActor | None:
    """The person with the roles in force on that day, in one statement; None for closed accounts."""
    rows = db.execute(
        select(
            Person.public_id,
            Person.name,
            Person.printed_name,
            Person.session_epoch,
            Role.name,
            Role.starts_on,
            Role.ends_on,
        )
        .outerjoin(Role, Role.person_id == Person.id)
        .where(Person.id == person_id, Person.closed_at.is_(None))
    ).all()
    if not rows:
        return None
    public_id, name, printed_name, epoch = rows[0][:4]
    held = [RoleHeld(role, starts, ends) for *_, role, starts, ends in rows if role is not None]
    return KnownActor(Actor(person_id, public_id, name, printed_name, roles_in_force(held, on=on)), epoch)


def person_by_email(db: Session, email: str) -> Person | None:
    """The open account of an address, whatever its case."""
    return db.scalar(select(Person).where(Person.email == email.strip().lower(), Person.closed_at.is_(None)))


def locked_person(db: Session, person_id: int) -> Person:
    """The person's row, held until the transaction ends: what is counted or chained per person goes one at a time."""
    return db.execute(select(Person).where(Person.id == person_id).with_for_update()).scalar_one()
