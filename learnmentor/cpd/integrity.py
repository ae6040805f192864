"""Every ledger held against its own chain, by command and once a day by the worker, which keeps what it found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd import chain
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.earlier.queries import closed_ledger
from learnmentor.cpd.models import CpdLedgerCheck
from learnmentor.cpd.queries import entries, ledger
from learnmentor.cpd.queries.ledger import KeptLine
from learnmentor.cpd.sums import services as sums
from learnmentor.ground.vault import Vault
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase

CHECK = "check-ledgers"  # the kind of the job
_KEPT, _MOST_FAULTS = 30, 100
_REBUILD = "learnmentor cpd rebuild-sums"
_log = structlog.get_logger("ledgers")


@dataclass(frozen=True)
class LedgerFault:
    """Something in a ledger that is not as it was written. The ledger is named by its owner's public id."""

    ledger: str
    reason: str


@dataclass(frozen=True)
class LedgerCheckResult:
    """What a check of every ledger found."""

    ledgers: int
    lines: int
    faults: Sequence[LedgerFault]


def check_all(sessions: Callable[[], Session], vault: Vault) -> LedgerCheckResult:
    """Hold every ledger against its chain, each in a session of its own, so that none is kept open for long."""
    with sessions() as db:
        owners = ledger.owners(db)
    lines: list[int] = []
    faults: list[LedgerFault] = []

    def check(owner: tuple[int, str]) -> None:
        person_id, public_id = owner
        checked = _Checked()
        with sessions() as db:
            faults.extend(LedgerFault(public_id, reason) for reason in checked.faults(db, vault, person_id, public_id))
        lines.append(checked.lines)

    def cannot_be_read(owner: tuple[int, str], place: str) -> None:
        faults.append(LedgerFault(owner[1], f"It could not be read to its end: {place}."))

    for_each(owners, check, work=CHECK, named=lambda owner: owner[1], failed=cannot_be_read)
    return LedgerCheckResult(len(owners), sum(lines), faults)


@dataclass
class _Checked:
    """One ledger while it is read."""

    lines: int = 0

    def faults(self, db: Session, vault: Vault, person_id: int, public_id: str) -> Iterator[str]:
        misfits: list[str] = []
        kept = ledger.kept_lines(db, person_id=person_id)
        links = (self._seen(each, vault, person_id, misfits) for each in kept)
        if (broken := chain.verify_chain(links, start=chain.genesis(public_id))) is not None:
            yield broken.reason
        yield from misfits
        closed = closed_ledger(db, person_id)
        if closed is not None and (closed.lines, closed.head) != ledger.head(db, db.get_one(Person, person_id)):
            yield "It does not end where it was closed."
        if broken is None and closed is None:
            for year in sums.differing(db, person_id=person_id):
                yield f"The sums that are kept of {year.label} are not what its lines come to: {_REBUILD} mends that."

    def _seen(self, kept: KeptLine, vault: Vault, person_id: int, misfits: list[str]) -> ChainLink:
        self.lines += 1
        if kept.salt and (reason := _prose_fault(vault, kept, person_id)):
            misfits.append(reason)
        return kept.link


def _prose_fault(vault: Vault, kept: KeptLine, person_id: int) -> str | None:
    """What is wrong with the words and files of a line; erased ones, whose salt is gone, are not asked."""
    sequence = kept.link.sequence
    prose = entries.opened(vault, kept.sealed, person_id=person_id, sequence=sequence)
    if prose is None:
        return f"What was written about line {sequence} opens with none of this server's keys, or was changed."
    if chain.prose_digest(kept.salt, prose.parts(kept.files)) == kept.digest:
        return None
    return f"What was written about line {sequence}, or its files, changed since."


# Once a day


def checking(vault: Vault, *, now: Callable[[], datetime]) -> Handler:
    """The worker's handler: check, keep what was found, and say it in the log when something was."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        result = check_all(lambda: database.session(writes=False), vault)
        if result.faults:
            _log.error("ledgers are not as they were written", faults=len(result.faults), ledgers=result.ledgers)
        with database.transaction() as db:
            keep(db, result, at=now())

    return handle


def keep(db: Session, result: LedgerCheckResult, *, at: datetime) -> None:
    """Keep what a check found, and forget the checks of long ago."""
    faults: list[Any] = [asdict(fault) for fault in result.faults[:_MOST_FAULTS]]
    if more := len(result.faults) - len(faults):
        faults.append({"ledger": None, "reason": f"And {more} more: learnmentor verify names them all."})
    db.add(CpdLedgerCheck(checked_at=at, ledgers=result.ledgers, lines=result.lines, faults=faults))
    db.flush()
    db.execute(delete(CpdLedgerCheck).where(CpdLedgerCheck.id.not_in(ledger.newest_check_ids(_KEPT))))


def latest(db: Session, *, most: int = _KEPT) -> list[CpdLedgerCheck]:
    """The checks that are kept, newest first."""
    return ledger.latest_checks(db, most=most)
