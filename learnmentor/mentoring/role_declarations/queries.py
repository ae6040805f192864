"""Reads about declared roles: those in force, and those of somebody towards somebody on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, or_, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.role_declarations.models import DeclaredRole, RoleDeclaration, declaration_place
from learnmentor.mentoring.role_declarations.rules import RoleSpan, SecondRole

_MOST = 100  # of one pair, that a page lists
_IN_FORCE = (
    select(RoleDeclaration.declarer_id, DeclaredRole.role, DeclaredRole.since_on, DeclaredRole.until_on)
    .join(DeclaredRole, DeclaredRole.declaration_id == RoleDeclaration.id)
    .where(RoleDeclaration.pair_id == bindparam("pair_id"), RoleDeclaration.replaced_at.is_(None))
    .order_by(DeclaredRole.id)
)


@dataclass(frozen=True)
class RolesOfOne:
    """Who declared which roles in a pair, in force on a day."""

    declarer_id: int
    roles: tuple[SecondRole, ...]


def in_force(db: Session, *, pair_id: int, on: date) -> list[RolesOfOne]:
    """The roles that each of a pair holds by their own word on a day."""
    held: dict[int, list[SecondRole]] = {}
    for declarer_id, role, since, until in db.execute(_IN_FORCE, {"pair_id": pair_id}):
        if RoleSpan(SecondRole(role), since, until).holds(on):
            held.setdefault(declarer_id, []).append(SecondRole(role))
    return [RolesOfOne(declarer_id, tuple(dict.fromkeys(roles))) for declarer_id, roles in held.items()]


def declared_roles(db: Session, *, of: int, towards: int, on: date) -> frozenset[SecondRole]:
    """The roles that one person holds by their own word towards another on a day, in whichever pair they said so."""
    if of == towards:
        return frozenset()
    found = (
        select(DeclaredRole.role)
        .join(RoleDeclaration, RoleDeclaration.id == DeclaredRole.declaration_id)
        .join(Pair, Pair.id == RoleDeclaration.pair_id)
        .where(RoleDeclaration.declarer_id == of, RoleDeclaration.replaced_at.is_(None))
        .where(or_(Pair.mentor_id == towards, Pair.mentee_id == towards))
        .where(DeclaredRole.since_on <= on, or_(DeclaredRole.until_on.is_(None), DeclaredRole.until_on >= on))
    )
    return frozenset(SecondRole(each) for each in db.scalars(found))


def declared_since(roles: Collection[SecondRole], *, since: date, on: date) -> Select[int, int]:
    """Who declared one of these roles, held on a day from `since` to `on`, and towards whom; for a statement.

    What was replaced since then counts too: until that day it stood by their own word.
    """
    other = case((Pair.mentor_id == RoleDeclaration.declarer_id, Pair.mentee_id), else_=Pair.mentor_id)
    still = or_(
        RoleDeclaration.replaced_at.is_(None),
        RoleDeclaration.replaced_at >= datetime.combine(since, datetime.min.time()).astimezone(),
    )
    return (
        select(RoleDeclaration.declarer_id, other.label("other_id"))
        .join(DeclaredRole, DeclaredRole.declaration_id == RoleDeclaration.id)
        .join(Pair, Pair.id == RoleDeclaration.pair_id)
        .where(still, DeclaredRole.role.in_(roles))
        .where(DeclaredRole.since_on <= on, or_(DeclaredRole.until_on.is_(None), DeclaredRole.until_on >= since))
    )


def current(db: Session, *, pair_id: int, declarer_id: int) -> RoleDeclaration | None:
    """What one of a pair declares today."""
    theirs = (RoleDeclaration.pair_id == pair_id, RoleDeclaration.declarer_id == declarer_id)
    return db.scalar(select(RoleDeclaration).where(*theirs, RoleDeclaration.replaced_at.is_(None)))


def of_pair(db: Session, pair_id: int) -> Sequence[RoleDeclaration]:
    """All declarations of a pair, the newest first."""
    found = select(RoleDeclaration).where(RoleDeclaration.pair_id == pair_id)
    return db.scalars(found.order_by(RoleDeclaration.id.desc()).limit(_MOST)).all()


def declaration(db: Session, public_id: str, *, pair_id: int) -> RoleDeclaration | None:
    """One declaration of a pair."""
    return db.scalar(
        select(RoleDeclaration).where(RoleDeclaration.public_id == public_id, RoleDeclaration.pair_id == pair_id)
    )


def values_of(vault: Vault, found: RoleDeclaration) -> dict[str, Any]:
    """The filled form."""
    opened: dict[str, Any] = vault.open(found.body, place=declaration_place(found.public_id))
    return opened
