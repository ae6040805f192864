"""What is done with a pair: opened, ended, its roles swapped."""

from datetime import date, datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import address_of
from learnmentor.ground.db import Base
from learnmentor.ground.letters import Sender
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring import letters, queries
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.rules import PairContext, PairKind, may_swap


class PairOfOne(Exception):
    """Mentor and mentee would be the same person."""


class NoSwapHere(Exception):
    """Nobody proposes to swap roles, or it is not for this one to answer; or both coach, and there are none."""


class PairEnded(Exception):
    """The pair has ended, so nothing is written in it any more."""


class RecordGone(Exception):
    """What was to be changed was deleted a moment ago, in another window."""


def open_pair(
    db: Session,
    *,
    kind: PairKind,
    context: PairContext,
    mentor_id: int,
    mentee_id: int,
    public_id: str,
    on: date,
    at: datetime,
) -> Pair:
    """Open a pair of two people; raises `PairOfOne`."""
    if mentor_id == mentee_id:
        raise PairOfOne(mentor_id)
    made = Pair(public_id=public_id, kind=kind, context=context, mentor_id=mentor_id, mentee_id=mentee_id, opened_at=at)
    db.add(made)
    db.flush()
    db.add(PairRoles(pair_id=made.id, from_on=on, mentor_id=mentor_id, mentee_id=mentee_id))
    db.flush()
    return made


def hold_open(db: Session, pair: Pair) -> Pair:
    """The pair's row, held; raises `PairEnded`."""
    held = queries.locked_pair(db, pair.id)
    if held.ended_at is not None:
        raise PairEnded(pair.public_id)
    return held


def read_again(db: Session, row: Base) -> None:
    """Read a row as it is, now that the pair is held; raises `RecordGone` where it was deleted meanwhile."""
    if db.get(type(row), inspect(row).identity, populate_existing=True) is None:
        raise RecordGone


def end(db: Session, pair: Pair, *, at: datetime) -> bool:
    """End a pair; whether it had not ended before. Nobody is asked why, and who did it is not kept."""
    held = queries.locked_pair(db, pair.id)
    if held.ended_at is not None:
        return False
    held.ended_at = at
    _forget_swap(db, held)
    db.flush()
    return True


def end_and_tell(db: Session, pair: Pair, *, by_id: int, sender: Sender | None, at: datetime) -> bool:
    """End a pair as `end` does, and tell the other one in neutral words; `sender` is None where no mail can be sent."""
    ended = end(db, pair, at=at)
    if ended and sender is not None:
        other = pair.mentee_id if by_id == pair.mentor_id else pair.mentor_id
        letter = letters.ended(sender, pair=pair.public_id)
        send_mail(db, to=address_of(db, other), subject=letter.subject, body=letter.body, at=at)
    return ended


def end_all(db: Session, person_id: int, *, sender: Sender | None, at: datetime) -> None:
    """End every pair of somebody who closes their account."""
    for known in queries.open_pairs_of(db, person_id):
        end_and_tell(db, known.pair, by_id=person_id, sender=sender, at=at)


# Swapping roles


def propose_swap(db: Session, pair: Pair, *, by_id: int, sender: Sender, at: datetime) -> None:
    """Propose that mentor and mentee swap; where the other one has proposed it too, nothing is added.

    Raises `PairEnded`, `NoSwapHere`.
    """
    held = hold_open(db, pair)
    if not may_swap(held.kind):
        raise NoSwapHere(pair.public_id)
    if queries.swap_asked(db, held.id) is not None:
        return
    db.add(PairSwap(pair_id=held.id, by_id=by_id, asked_at=at))
    db.flush()
    other = held.mentee_id if by_id == held.mentor_id else held.mentor_id
    letter = letters.swap_asked(sender, pair=held.public_id)
    send_mail(db, to=address_of(db, other), subject=letter.subject, body=letter.body, at=at)


def accept_swap(db: Session, pair: Pair, *, by_id: int, on: date) -> None:
    """Swap the roles from this day on, as the other one proposed; raises `PairEnded`, `NoSwapHere`.

    Swapped twice on one day, the day is of whoever was mentor at its end.
    """
    held = hold_open(db, pair)
    asked = queries.swap_asked(db, held.id)
    if asked is None or asked.by_id == by_id:
        raise NoSwapHere(pair.public_id)
    held.mentor_id, held.mentee_id = held.mentee_id, held.mentor_id
    row = queries.roles_from(db, held.id, on) or PairRoles(pair_id=held.id, from_on=on)
    row.mentor_id, row.mentee_id = held.mentor_id, held.mentee_id
    db.add(row)
    db.delete(asked)
    db.flush()


def drop_swap(db: Session, pair: Pair) -> None:
    """Let a proposal to swap come to nothing; raises `PairEnded`."""
    _forget_swap(db, hold_open(db, pair))


def _forget_swap(db: Session, held: Pair) -> None:
    if (asked := queries.swap_asked(db, held.id)) is not None:
        db.delete(asked)
        db.flush()
