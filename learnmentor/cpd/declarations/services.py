"""Declarations as they are kept: a year looked at, declared, and read again. What is declared is never changed."""

from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain, ledger, queries
from learnmentor.cpd.declarations import wording
from learnmentor.cpd.declarations.rules import Declared, Working, YearStanding, digest, digest_of_lines, snapshot_of
from learnmentor.cpd.models import CpdDeclaration, declaration_place
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.ground import randomness
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of


class ChangedMeanwhile(Exception):
    """The year, or its target, is not what the person saw when they declared it; `now` is how it stands."""

    def __init__(self, now: YearStanding) -> None:
        super().__init__(now.year.label)
        self.now = now


def standing(db: Session, *, person_id: int, year: CpdYear, target: CpdTarget) -> YearStanding:
    """A year as it would be declared now."""
    hashes = queries.hashes_of_year(db, person_id=person_id, year=year)
    totals = queries.year_totals(db, person_id=person_id, year=year)
    return YearStanding(year, totals, target, len(hashes), digest_of_lines(hashes))


def declare(
    db: Session, vault: Vault, *, learner: Actor, year: CpdYear, target: CpdTarget, seen: str, at: datetime, zone: str
) -> tuple[Declared, bool]:
    """Freeze a year as it stands. True the first time; one that would say the same again is the one that stands.

    Raises `ChangedMeanwhile` where the year is not the one that was `seen` (`Standing.seen`).
    """
    person = locked_person(db, learner.id)
    now = standing(db, person_id=person.id, year=year, target=target)
    earlier = declared(db, vault, person_id=person.id, year=year)
    if earlier and earlier[-1].says(now):
        return earlier[-1], False
    if now.seen != seen:
        raise ChangedMeanwhile(now)
    public_id = randomness.public_id()
    working = Working(randomness.salt(chain.SALT_BYTES).hex(), target.explanation, target.steps)
    snapshot = snapshot_of(
        now, statement=wording.statement(now), number=len(earlier) + 1, owner=learner.public_id, at=at,
        on=day_of(at, zone), head=ledger.head(db, person), working=working.digest,
    )  # fmt: skip
    row = CpdDeclaration(
        public_id=public_id, person_id=person.id, year=year.label, number=len(earlier) + 1, snapshot=snapshot,
        snapshot_sha256=digest(snapshot), working=_sealed(vault, working, public_id=public_id), declared_at=at,
    )  # fmt: skip
    db.add(row)
    db.flush()
    return _shown(vault, row), True


_OF_YEAR = (
    select(CpdDeclaration)
    .where(CpdDeclaration.person_id == bindparam("person_id"), CpdDeclaration.year == bindparam("year"))
    .order_by(CpdDeclaration.number)
)


def declared(db: Session, vault: Vault, *, person_id: int, year: CpdYear) -> list[Declared]:
    """Every declaration of a year, the first one first; the last one stands."""
    rows = db.scalars(_OF_YEAR, {"person_id": person_id, "year": year.label})
    return [_shown(vault, row) for row in rows]


def declared_exactly(db: Session, vault: Vault, *, person_id: int, year: CpdYear) -> list[Declared]:
    """Those that speak of exactly the days of the year: a profile with another start has years of the same name."""
    return [each for each in declared(db, vault, person_id=person_id, year=year) if each.is_of(year)]


def declaration(db: Session, vault: Vault, public_id: str, *, owner_id: int) -> Declared | None:
    """One of a person's own declarations."""
    mine = (CpdDeclaration.public_id == public_id, CpdDeclaration.person_id == owner_id)
    row = db.scalar(select(CpdDeclaration).where(*mine))
    return _shown(vault, row) if row else None


_declaration = CpdDeclaration.__table__.c
_newest = CpdDeclaration.__table__.alias().c
_NEWEST = select(_declaration.year, _declaration.declared_at, _declaration.public_id).where(
    _declaration.person_id == bindparam("person_id"),
    _declaration.number
    == select(func.max(_newest.number))
    .where(_newest.person_id == _declaration.person_id, _newest.year == _declaration.year)
    .scalar_subquery(),
)


def days_declared(db: Session, *, person_id: int, zone: str) -> dict[str, tuple[date, str]]:
    """The newest declaration of each year, by the year's label: its day and its public id."""
    rows = db.execute(_NEWEST, {"person_id": person_id})
    return {label: (day_of(at, zone), public_id) for label, at, public_id in rows}


def _shown(vault: Vault, row: CpdDeclaration) -> Declared:
    return Declared(row.public_id, row.snapshot, row.snapshot_sha256, _opened(vault, row))


def _sealed(vault: Vault, working: Working, *, public_id: str) -> bytes:
    kept = {"salt": working.salt, "explanation": working.explanation, "steps": list(working.steps)}
    return vault.seal(kept, place=declaration_place(public_id))


def _opened(vault: Vault, row: CpdDeclaration) -> Working | None:
    if row.working is None:
        return None
    try:
        kept = vault.open(row.working, place=declaration_place(row.public_id))
    except UnreadableText:
        return None
    return Working(kept["salt"], kept["explanation"], tuple(kept["steps"]))


def as_file(of: Declared) -> bytes:
    """The declaration's one spelling, whose SHA-256 is the one that it is known by."""
    return chain.canonical(of.snapshot)
