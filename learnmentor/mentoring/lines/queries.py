"""Reads of lines: those of a record that one of the two may read, one of them, how many there are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import rules
from learnmentor.mentoring.lines.models import PairLine, line_place


@dataclass(frozen=True)
class OpenedLine:
    """A line with its words, as one of the two reads it."""

    public_id: str
    field: str
    writer_id: int
    own: bool
    text: str
    changes: int
    written_at: datetime
    changed_at: datetime | None


_OF_RECORD = (
    select(PairLine)
    .where(PairLine.pair_id == bindparam("pair_id"), PairLine.record == bindparam("record"))
    .order_by(PairLine.id)
    .limit(rules.MOST_LINES)
)


def lines(db: Session, vault: Vault, *, pair_id: int, record: str, reader_id: int) -> list[OpenedLine]:
    """The lines of a record that one of the two may read, in the order in which they were written."""
    found = db.scalars(_OF_RECORD, {"pair_id": pair_id, "record": record})
    return [_opened(vault, each) for each in found if rules.may_read_line(reader_id, each.facts)]


def all_lines(db: Session, vault: Vault, *, pair_id: int, reader_id: int) -> Iterator[tuple[str, OpenedLine]]:
    """The lines of a whole pair that one of the two may read, each with the record that it stands in."""
    found = select(PairLine).where(PairLine.pair_id == pair_id).order_by(PairLine.id)
    readable = (each for each in db.scalars(found) if rules.may_read_line(reader_id, each.facts))
    return ((each.record, _opened(vault, each)) for each in readable)


def own_lines(db: Session, *, pair_id: int, record: str, writer_id: int) -> Sequence[PairLine]:
    """What one writer wrote in a record, as it is now."""
    theirs = select(PairLine).where(PairLine.pair_id == pair_id, PairLine.record == record)
    found = theirs.where(PairLine.writer_id == writer_id).order_by(PairLine.id).limit(rules.MOST_LINES)
    return db.scalars(found.execution_options(populate_existing=True)).all()


def said_in(
    db: Session, vault: Vault, *, pair_id: int, field: str, records: Collection[str]
) -> dict[tuple[str, int], str]:
    """What was written in one field of several records, by record and writer."""
    found = select(PairLine).where(PairLine.pair_id == pair_id, PairLine.record.in_(records), PairLine.field == field)
    return {(each.record, each.writer_id): text_of(vault, each) for each in db.scalars(found.limit(1_000))}


def line(db: Session, public_id: str, *, pair_id: int) -> PairLine | None:
    """One line of a pair."""
    return db.scalar(select(PairLine).where(PairLine.public_id == public_id, PairLine.pair_id == pair_id))


def by_token(db: Session, token: str, *, pair_id: int, writer_id: int) -> PairLine | None:
    """The line that somebody sent with this token."""
    theirs = select(PairLine).where(PairLine.pair_id == pair_id, PairLine.writer_id == writer_id)
    return db.scalar(theirs.where(PairLine.token == token))


def how_many(db: Session, *, pair_id: int, record: str) -> int:
    """How many lines a record has, held back ones too."""
    counted = select(func.count(PairLine.id)).where(PairLine.pair_id == pair_id, PairLine.record == record)
    return db.scalar(counted) or 0


def text_of(vault: Vault, found: PairLine) -> str:
    """The words of a line."""
    return str(vault.open(found.body, place=line_place(found.public_id)))


def _opened(vault: Vault, found: PairLine) -> OpenedLine:
    return OpenedLine(
        found.public_id, found.field, found.writer_id, found.own, text_of(vault, found), found.changes,
        found.written_at, found.changed_at,
    )  # fmt: skip
