"""What the record of an earlier account comes to in a year, beside the one that goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import earlier_accounts
from learnmentor.accounts.models import Person
from learnmentor.cpd.earlier.queries import closed_ledger, counted_twice
from learnmentor.cpd.rules import CpdYear, Totals
from learnmentor.cpd.sums.queries import of_ledger

_NOTHING = Totals(())


@dataclass(frozen=True)
class EarlierRecord:
    """A closed record: whose it was, where it ends, and what a year of it comes to by itself."""

    account: Person
    lines: int
    head: str
    closed_at: datetime
    totals: Totals


@dataclass(frozen=True)
class Beside:
    """The closed records beside a year, and what stands in two records: so many lines and minutes, counted once."""

    records: Sequence[EarlierRecord] = ()
    twice: int = 0
    twice_minutes: int = 0


NONE_BESIDE = Beside()


def beside(db: Session, person_id: int, year: CpdYear) -> Beside:
    """The closed records of somebody, and a year of them."""
    records = [found for each in earlier_accounts(db, person_id) if (found := record(db, each, year)) is not None]
    twice = [line for _, line in counted_twice(db, person_id) if year.contains(line.on)]
    return Beside(records, len(twice), sum(line.counted_minutes for line in twice))


def record(db: Session, account: Person, year: CpdYear) -> EarlierRecord | None:
    """A closed record, with what one year of it comes to by itself."""
    if (closed := closed_ledger(db, account.id)) is None:
        return None
    found = of_ledger(db, person_id=account.id, starts=year.starts, only=year).get(year)
    return EarlierRecord(account, closed.lines, closed.head, closed.closed_at, found.totals if found else _NOTHING)
