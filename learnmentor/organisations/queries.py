"""Reads about parts, their people and who manages whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts.models import Role
from learnmentor.accounts.rules import Actor, RoleHeld, roles_in_force
from learnmentor.organisations.models import Management, Membership, Part


def on_day(
    starts_on: InstrumentedAttribute[date], ends_on: InstrumentedAttribute[date | None], on: date
) -> ColumnElement[bool]:
    """Whether a span of days holds on a day, as a condition."""
    return and_(starts_on <= on, or_(ends_on.is_(None), ends_on >= on))


# Parts


def part_by_public_id(db: Session, public_id: str) -> Part | None:
    """The part of a public id, closed ones too."""
    return db.scalar(select(Part).where(Part.public_id == public_id))


def next_part_id(db: Session) -> int:
    """The id of the next part. Whoever asks holds the installation's row."""
    return (db.scalar(select(func.max(Part.id))) or 0) + 1


def organisations(db: Session) -> Sequence[Part]:
    """The open organisations, the oldest first."""
    return db.scalars(select(Part).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).order_by(Part.id)).all()


def several_organisations(db: Session) -> bool:
    """Whether there is more than one: pages of an installation with one never name it so."""
    open_ones = select(Part.id).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).limit(2)
    return len(db.scalars(open_ones).all()) > 1


def only_organisation(db: Session) -> Part | None:
    """The organisation where there is one and no other, which new accounts join."""
    found = db.scalars(
        select(Part).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).order_by(Part.id).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def number_of_parts(db: Session, root_id: int) -> int:
    """How many parts an organisation has, closed ones too."""
    return db.scalar(select(func.count(Part.id)).where(Part.root_id == root_id)) or 0


# Who is asking, once more


def actor_now(db: Session, actor: Actor, *, on: date) -> Actor:
    """An actor with the roles and scopes as they are now, which nobody takes away before this transaction ends.

    A page may have been open for long, and somebody may be ending the role at this moment.
    """
    held = select(Role, Part.path).outerjoin(Part, Part.id == Role.part_id).where(Role.person_id == actor.id)
    locked = held.with_for_update(read=True, of=Role).execution_options(populate_existing=True)
    rows: list[tuple[RoleHeld, str | None]] = [
        (RoleHeld(role.name, role.starts_on, role.ends_on, role.part_id), path) for role, path in db.execute(locked)
    ]
    scopes = frozenset((role.name, path) for role, path in rows if path is not None and role.holds(on))
    return replace(actor, roles=roles_in_force((role for role, _ in rows), on=on), scopes=scopes)


# Members


def memberships(db: Session, person_id: int) -> Sequence[Membership]:
    """All memberships of a person, past and to come, in the order of their days."""
    theirs = select(Membership).where(Membership.person_id == person_id)
    return db.scalars(theirs.order_by(Membership.starts_on, Membership.id)).all()


def parts_of_person(db: Session, person_id: int, *, on: date) -> Sequence[Part]:
    """The parts that a person belongs to on a day, in the order of the tree."""
    theirs = select(Part).join(Membership, Membership.part_id == Part.id).where(Membership.person_id == person_id)
    in_force = theirs.where(on_day(Membership.starts_on, Membership.ends_on, on))
    return db.scalars(in_force.order_by(Part.root_id, Part.path)).all()


# Who manages whom


def manages(db: Session, *, manager_id: int, person_id: int, on: date) -> bool:
    """Whether somebody manages a person on a day, in any organisation."""
    both = (Management.manager_id == manager_id, Management.person_id == person_id)
    found = select(Management.id).where(*both, on_day(Management.starts_on, Management.ends_on, on)).limit(1)
    return db.scalar(found) is not None
