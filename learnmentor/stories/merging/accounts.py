"""What happens when somebody has two accounts: one is closed, and the other goes on with what both had.

One story in one transaction, under the rows of both persons in the order of their keys. Nothing is erased: the ledger
of the closed account ends at its head and stays as it is. What becomes of each other table stands in `rows`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log.recording import note_change
from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.lives import queries as lives
from learnmentor.accounts.merging import letters
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.merging import services as requests
from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.merging.rules import AccountState, Obstacle, Proof, obstacles, proven
from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.certificates import services as certificates
from learnmentor.certificates.hours import services as hours
from learnmentor.cpd.earlier import services as earlier
from learnmentor.cpd.models import CpdClosedLedger
from learnmentor.cpd.sums import services as sums
from learnmentor.ground import locks
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.jobs import services as jobs
from learnmentor.mentoring import queries as pairs
from learnmentor.stories.merging import rows
from learnmentor.stories.merging.moves import AccountPair


class CannotMerge(Exception):
    """Something stands in the way; nothing was changed."""

    def __init__(self, found: Collection[Obstacle]) -> None:
        super().__init__(", ".join(sorted(found)))
        self.obstacles = frozenset(found)


class NotProven(Exception):
    """Nobody has shown that both accounts are one person's."""


@dataclass(frozen=True)
class Proofs:
    """How each account was shown to be theirs; `password_hash` is the one that a password was held against."""

    kept: frozenset[Proof]
    closed: frozenset[Proof]
    password_hash: str | None = None
    by_owner: bool = True


@dataclass(frozen=True)
class Circumstance:
    """When and where a merge happens, and who writes of it: `sender` is None where no mail can be sent."""

    at: datetime
    zone: str
    issuer: str
    sender: Sender | None


def merge(
    db: Session,
    vault: Vault,
    pair: AccountPair,
    *,
    proofs: Proofs | None,
    asked_by: int | None,
    told: Circumstance,
    note: bool = False,
) -> CpdClosedLedger:
    """Close `pair.goes`, and let `pair.stays` go on with what both had; raises `NotProven` or `CannotMerge`.

    `proofs` is None for whoever runs the server, who answers for it. `note` writes it into the access log, for what
    somebody else had asked for: `asked_by`, or whoever runs the server.
    """
    if proofs is not None and not proven(kept=proofs.kept, closed=proofs.closed, by_owner=proofs.by_owner):
        raise NotProven(pair)
    locks.hold_installation(db)  # roles move, an administrator's too
    held = {each: accounts.locked_person(db, each, closed_too=True) for each in sorted({pair.stays, pair.goes})}
    found = obstacles(*(_state(db, vault, held[each], at=told.at) for each in (pair.stays, pair.goes)))
    if found:
        raise CannotMerge(found)
    stays, goes = held[pair.stays], held[pair.goes]
    if proofs is not None and proofs.password_hash not in {None, goes.password_hash}:
        raise NotProven(pair)  # another password was chosen a moment ago
    rows.move(db, vault, pair, at=told.at)
    rows.readdress_offers(db, old=goes.email, new=stays.email)
    closed = earlier.close_ledger(db, goes, at=told.at)
    _close(db, pair, goes, at=told.at)
    sums.rebuild(db, person_id=pair.stays, on=day_of(told.at, told.zone))
    _certify(db, pair.stays, told)
    if note:
        note_change(db, Look(pair.stays, asked_by, AccessTo.MERGED), at=told.at)
    for letter, to in _letters(stays, goes, told.sender):
        jobs.send_mail(db, to=to, subject=letter.subject, body=letter.body, at=told.at)
    return closed


def agree(db: Session, vault: Vault, token_sha256: str, *, told: Circumstance) -> bool:
    """Whoever reads the mail of one address agrees; True where that was the last answer, and both are merged now.

    Raises `LinkOver` or `CannotMerge`. What an owner asked for is answered by one letter: they are signed in to the
    account that stays, which the caller has seen.
    """
    request = requests.prove(db, token_sha256, at=told.at)
    by_owner = request.stays_sha256 is None
    kept = {Proof.SIGNED_IN} if by_owner else {Proof.LETTER} if request.stays_proved_at else set()
    closed = {Proof.LETTER} if request.goes_proved_at else set()
    if not proven(kept=kept, closed=closed, by_owner=by_owner):
        return False
    pair = AccountPair(request.stays_id, request.goes_id)
    proofs = Proofs(frozenset(kept), frozenset(closed), by_owner=by_owner)
    merge(db, vault, pair, proofs=proofs, asked_by=request.asked_by_id, told=told, note=not by_owner)
    return True


def _state(db: Session, vault: Vault, person: Person, *, at: datetime) -> AccountState:
    merged = merging.account_today(db, person.id)
    sealed = rows.sealed_words(db, person.id)
    return AccountState(
        person.id,
        closed=person.closed_at is not None and merged is None,
        suspended=person.suspended_at is not None,
        new_address=lives.may_be_taken_back(db, person.id, at=at),
        merged_into=merged.id if merged else None,
        ledger_holds=earlier.holds(db, person),
        words_open=all(vault.opens(words, place=place) for words, place in sealed),
        partners=pairs.partners_of(db, person.id),
        judged=submissions.judged_by(db, person.id),
        judged_tries=submissions.tries_judged_by(db, person.id),
    )


def _close(db: Session, pair: AccountPair, goes: Person, *, at: datetime) -> None:
    goes.closed_at = at
    quiet = {"synchronize_session": False}
    before = update(MergedAccount).where(MergedAccount.stays_id == pair.goes).values(stays_id=pair.stays)
    db.execute(before, execution_options=quiet)
    ids = (pair.stays, pair.goes)
    waiting = delete(MergeRequest).where(or_(MergeRequest.stays_id.in_(ids), MergeRequest.goes_id.in_(ids)))
    db.execute(waiting, execution_options=quiet)
    db.add(MergedAccount(goes_id=pair.goes, stays_id=pair.stays, at=at))
    db.flush()


def _certify(db: Session, person_id: int, told: Circumstance) -> None:
    """What both had may together be an award that neither had."""
    certificates.issue_due(db, person_id=person_id, at=told.at, zone=told.zone, issuer=told.issuer)
    hours.issue_hours_due(db, person_id=person_id, at=told.at, zone=told.zone, issuer=told.issuer)


def _letters(stays: Person, goes: Person, sender: Sender | None) -> list[tuple[Letter, str]]:
    if sender is None:
        return []
    return [
        (letters.merged_stays(sender, goes=goes.email), stays.email),
        (letters.merged_goes(sender), goes.email),
    ]
