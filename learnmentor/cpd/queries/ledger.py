"""Reads of the ledger as a chain: its last line, what replaced what, the whole of it, and when it was checked."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, ScalarSelect, Select, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learnmentor.accounts.merging.queries import of_either
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdLedgerCheck, CpdProse
from learnmentor.cpd.rules import LedgerLine, LineKind
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import read

_PAGE = 500  # lines
_entry = CpdEntry.__table__.c
HEAD = (
    select(_entry.sequence, _entry.hash)
    .where(_entry.person_id == bindparam("person_id"))
    .order_by(_entry.sequence.desc())
    .limit(1)
)
ENTERED = select(_entry.id).where(  # in this ledger, or in one of an account that was merged into this
    of_either(_entry.person_id, bindparam("person_id", type_=Integer)), _entry.source == bindparam("source")
)


def head(db: Session, owner: Person | Actor) -> tuple[int, str]:
    """Sequence and hash of a person's last line; 0 and the genesis before the first."""
    last = read(db, HEAD, {"person_id": owner.id}).first()
    return (last[0], last[1]) if last else (0, chain.genesis(owner.public_id))


def by_source(db: Session, *, person_id: int, source: str) -> CpdEntry | None:
    """The line that came from `source`, if it was written."""
    return db.scalar(select(CpdEntry).where(CpdEntry.person_id == person_id, CpdEntry.source == source))


def entered(db: Session, *, person_id: int, source: str) -> bool:
    """Whether something from `source` was ever entered, here or in an account that was merged into this one."""
    return db.scalar(ENTERED.limit(1), {"person_id": person_id, "source": source}) is not None


def session_lines(db: Session, *, person_id: int, source: str) -> list[CpdEntry]:
    """What a ledger says of one session, in order: credited, withdrawn, perhaps credited again ("source#2")."""
    named = or_(CpdEntry.source == source, CpdEntry.source.startswith(f"{source}#", autoescape=True))
    mine = CpdEntry.person_id == person_id
    credited = select(CpdEntry.sequence).where(mine, CpdEntry.kind == LineKind.SESSION, named)
    of_it = or_(CpdEntry.sequence.in_(credited), CpdEntry.supersedes.in_(credited))
    return list(db.scalars(select(CpdEntry).where(mine, of_it).order_by(CpdEntry.sequence)))


def successor(db: Session, entry: CpdEntry) -> CpdEntry | None:
    """The line that took the entry's place."""
    return db.scalar(
        select(CpdEntry).where(CpdEntry.person_id == entry.person_id, CpdEntry.supersedes == entry.sequence)
    )


def days_of(db: Session, person_id: int, sequences: Collection[int]) -> Sequence[date]:
    """The days of some lines of a person."""
    return db.scalars(select(_entry.on).where(_entry.person_id == person_id, _entry.sequence.in_(sequences))).all()


def line_ids(person_id: int) -> Select[int]:
    """The keys of a person's lines, for statements about what hangs on them."""
    return select(CpdEntry.id).where(CpdEntry.person_id == person_id)


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
                .limit(_PAGE)
            )
        )
        if not found:
            return
        yield from found
        after = found[-1].sequence


# The whole of it as values: a check reads every ledger of the installation, and objects of the ORM cost four times this


class KeptLine(NamedTuple):
    """A line with what its digest covers. No salt: that was erased; nothing sealed: no words were written."""

    link: ChainLink
    digest: str
    salt: bytes
    sealed: bytes | None
    files: Sequence[KeptFile]


_FACTS = [field.name for field in fields(LedgerLine)]
_entry, _prose, _file = CpdEntry.__table__.c, CpdProse.__table__.c, CpdFile.__table__.c
_OF_A_PAGE = (_entry.person_id == bindparam("person_id"), _entry.sequence > bindparam("after"))
_LINES = (
    select(*(_entry[name] for name in _FACTS), _entry.previous_hash, _entry.hash, _entry.prose_salt, _prose.body)
    .outerjoin_from(CpdEntry.__table__, CpdProse.__table__, _prose.entry_id == _entry.id)
    .where(*_OF_A_PAGE)
    .order_by(_entry.sequence)
    .limit(_PAGE)
)
_FILES = (
    select(_entry.sequence, _file.name, _file.media_type, _file.size, _file.sha256, _file.storage_key)
    .join_from(CpdFile.__table__, CpdEntry.__table__, _file.entry_id == _entry.id)
    .where(*_OF_A_PAGE, _entry.sequence <= bindparam("last"))
    .order_by(_file.id)
)


def kept_lines(db: Session, *, person_id: int) -> Iterator[KeptLine]:
    """A person's whole ledger, some hundreds of lines at a time, each time in two statements.

    Plain rows: flush first what this session changed.
    """
    after = 0
    while rows := db.execute(_LINES, {"person_id": person_id, "after": after}).all():
        last = rows[-1].sequence
        files = _files(db, person_id=person_id, after=after, last=last)
        for row in rows:
            yield _kept(row, files)
        after = last


def _files(db: Session, *, person_id: int, after: int, last: int) -> Mapping[int, list[KeptFile]]:
    files = defaultdict(list)
    for sequence, *file in db.execute(_FILES, {"person_id": person_id, "after": after, "last": last}):
        files[sequence].append(KeptFile(*file))
    return files


def _kept(row: Sequence[Any], files: Mapping[int, list[KeptFile]]) -> KeptLine:
    """The line goes by its hash alone once its words went with the account."""
    *facts, previous, own, salt, sealed = row
    line = LedgerLine.of_facts(zip(_FACTS, facts, strict=True))
    link = ChainLink(line.sequence, previous, own, line if line.title else None)
    return KeptLine(link, line.prose_digest, salt, sealed, files.get(line.sequence, ()))


# The checks of all ledgers


def latest_checks(db: Session, *, most: int) -> list[CpdLedgerCheck]:
    """The checks that are kept, newest first."""
    return list(db.scalars(select(CpdLedgerCheck).order_by(CpdLedgerCheck.id.desc()).limit(most)))


def newest_check_ids(most: int) -> ScalarSelect[int]:
    """The keys of the newest checks, for the statement that forgets the others."""
    return select(CpdLedgerCheck.id).order_by(CpdLedgerCheck.id.desc()).limit(most).scalar_subquery()
