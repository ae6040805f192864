"""A year looked at and declared. What is declared is never changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain
from learnmentor.cpd.declarations import queries, wording
from learnmentor.cpd.declarations.rules import Declared, Working, YearStanding, digest, digest_of_lines, snapshot_of
from learnmentor.cpd.models import CpdDeclaration, declaration_place
from learnmentor.cpd.queries import ledger, years
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of


class ChangedMeanwhile(Exception):
    """The year, or its target, is not what the person saw when they declared it; `now` is how it stands."""

    def __init__(self, now: YearStanding) -> None:
        super().__init__(now.year.label)
        self.now = now


def standing(db: Session, *, person_id: int, year: CpdYear, target: CpdTarget) -> YearStanding:
    """A year as it would be declared now."""
    hashes = years.hashes_of_year(db, person_id=person_id, year=year)
    totals = years.year_totals(db, person_id=person_id, year=year)
    return YearStanding(year, totals, target, len(hashes), digest_of_lines(hashes))


def declare(
    db: Session, vault: Vault, *, learner: Actor, year: CpdYear, target: CpdTarget, seen: str, at: datetime, zone: str
) -> tuple[Declared, bool]:
    """Freeze a year as it stands. True the first time; one that would say the same again is the one that stands.

    Raises `ChangedMeanwhile` where the year is not the one that was `seen` (`Standing.seen`).
    """
    person = locked_person(db, learner.id)
    now = standing(db, person_id=person.id, year=year, target=target)
    earlier = queries.declared(db, vault, person_id=person.id, year=year)
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
    return queries.as_declared(vault, row), True


def _sealed(vault: Vault, working: Working, *, public_id: str) -> bytes:
    kept = {"salt": working.salt, "explanation": working.explanation, "steps": list(working.steps)}
    return vault.seal(kept, place=declaration_place(public_id))


def as_file(of: Declared) -> bytes:
    """The declaration's one spelling, whose SHA-256 is the one that it is known by."""
    return chain.canonical(of.snapshot)
