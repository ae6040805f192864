"""Reads of the ledger as a chain: its last line, what replaced what, the whole of it."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import read

_entry = CpdEntry.__table__.c
_HEAD = (
    select(_entry.sequence, _entry.hash)
    .where(_entry.person_id == bindparam("person_id"))
    .order_by(_entry.sequence.desc())
    .limit(1)
)


def head(db: Session, owner: Person | Actor) -> tuple[int, str]:
    """Sequence and hash of a person's last line; 0 and the genesis before the first."""
    last = read(db, _HEAD, {"person_id": owner.id}).first()
    return (last[0], last[1]) if last else (0, chain.genesis(owner.public_id))


_ENTERED = select(_entry.id).where(_entry.person_id == bindparam("person_id"), _entry.source == bindparam("source"))


def entered(db: Session, *, person_id: int, source: str) -> bool:
    """Whether a line came from `source`."""
    return read(db, _ENTERED, {"person_id": person_id, "source": source}).first() is not None


def by_source(db: Session, *, person_id: int, source: str) -> CpdEntry | None:
    """The line that came from `source`, if it was written."""
    return db.scalar(select(CpdEntry).where(CpdEntry.person_id == person_id, CpdEntry.source == source))


def successor(db: Session, entry: CpdEntry) -> CpdEntry | None:
    """The line that took the entry's place."""
    return db.scalar(
        select(CpdEntry).where(CpdEntry.person_id == entry.person_id, CpdEntry.supersedes == entry.sequence)
    )


def owners(db: Session) -> list[tuple[int, str]]:
    """Everybody who has a ledger: id and public id."""
    owners = select(CpdEntry.person_id).distinct()
    return [
        (id_, public) for id_, public in db.execute(select(Person.id, Person.public_id).where(Person.id.in_(owners)))
    ]


def lines(db: Session, *, person_id: int) -> Iterator[CpdEntry]:
    """A person's whole ledger with prose and files, some hundreds of lines at a time."""
    after = 0
    while True:
        found = list(
            db.scalars(
                select(CpdEntry)
                .where(CpdEntry.person_id == person_id, CpdEntry.sequence > after)
                .options(joinedload(CpdEntry.prose), selectinload(CpdEntry.files))
                .order_by(CpdEntry.sequence)
                .limit(500)
            )
        )
        if not found:
            return
        yield from found
        after = found[-1].sequence
