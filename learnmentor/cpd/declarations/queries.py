"""Reads of declarations as they are kept."""

from datetime import date
from typing import cast

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import of_either
from learnmentor.cpd.declarations.rules import DeclarationSnapshot, Declared, Working
from learnmentor.cpd.models import CpdDeclaration, declaration_place
from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.db import read
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of

_PERSON = bindparam("person_id", type_=Integer)  # the table of people, which would tell the type, may come later
_OF_YEAR = (
    select(CpdDeclaration)
    .where(CpdDeclaration.person_id == _PERSON, CpdDeclaration.year == bindparam("year"))
    .order_by(CpdDeclaration.number)
)


def declared(db: Session, vault: Vault, *, person_id: int, year: CpdYear) -> list[Declared]:
    """Every declaration of a year, the first one first; the last one stands."""
    rows = db.scalars(_OF_YEAR, {"person_id": person_id, "year": year.label})
    return [as_declared(vault, row) for row in rows]


_NEWEST_OF_YEAR = (
    select(CpdDeclaration.public_id, CpdDeclaration.snapshot, CpdDeclaration.snapshot_sha256)
    .where(CpdDeclaration.person_id == _PERSON, CpdDeclaration.year == bindparam("year"))
    .order_by(CpdDeclaration.number.desc())
    .limit(1)
)


def newest(db: Session, *, person_id: int, year: CpdYear) -> Declared | None:
    """The declaration of a year that stands, without its working, which nobody unseals for a glance at the year."""
    row = read(db, _NEWEST_OF_YEAR, {"person_id": person_id, "year": year.label}).first()
    return Declared(row[0], cast(DeclarationSnapshot, row[1]), row[2], working=None) if row else None


def declared_exactly(db: Session, vault: Vault, *, person_id: int, year: CpdYear) -> list[Declared]:
    """Those that speak of exactly the days of the year: a profile with another start has years of the same name."""
    return [each for each in declared(db, vault, person_id=person_id, year=year) if each.is_of(year)]


def declaration(
    db: Session, vault: Vault, public_id: str, *, owner_id: int, earlier_too: bool = False
) -> Declared | None:
    """One of a person's own declarations; `earlier_too`: or of an account that was merged into theirs."""
    whose = CpdDeclaration.person_id
    mine = of_either(whose, owner_id) if earlier_too else whose == owner_id
    row = db.scalar(select(CpdDeclaration).where(CpdDeclaration.public_id == public_id, mine))
    return as_declared(vault, row) if row else None


_declaration = CpdDeclaration.__table__.c
_newest = CpdDeclaration.__table__.alias().c
_NEWEST = select(_declaration.year, _declaration.declared_at, _declaration.public_id).where(
    _declaration.person_id == _PERSON,
    _declaration.number
    == select(func.max(_newest.number))
    .where(_newest.person_id == _declaration.person_id, _newest.year == _declaration.year)
    .scalar_subquery(),
)


def days_declared(db: Session, *, person_id: int, zone: str) -> dict[str, tuple[date, str]]:
    """The newest declaration of each year, by the year's label: its day and its public id."""
    rows = read(db, _NEWEST, {"person_id": person_id})
    return {label: (day_of(at, zone), public_id) for label, at, public_id in rows}


def with_digest(db: Session, sha256: str) -> CpdDeclaration | None:
    """A declaration by the SHA-256 of its one spelling, whoever made it."""
    return db.scalar(select(CpdDeclaration).where(CpdDeclaration.snapshot_sha256 == sha256).limit(1))


def as_declared(vault: Vault, row: CpdDeclaration) -> Declared:
    """A declaration as page and pack show it, from its row."""
    return Declared(row.public_id, cast(DeclarationSnapshot, row.snapshot), row.snapshot_sha256, _opened(vault, row))


def _opened(vault: Vault, row: CpdDeclaration) -> Working | None:
    if row.working is None:
        return None
    try:
        kept = vault.open(row.working, place=declaration_place(row.public_id))
    except UnreadableText:
        return None
    return Working(kept["salt"], kept["explanation"], tuple(kept["steps"]))
