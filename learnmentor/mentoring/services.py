"""What is done with a pair: opened, ended, its roles swapped."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.mentoring import queries
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.rules import PairContext, PairKind


class PairOfOne(Exception):
    """Mentor and mentee would be the same person."""


class PairEnded(Exception):
    """The pair has ended, so nothing is written in it any more."""


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


def end(db: Session, pair: Pair, *, at: datetime) -> bool:
    """End a pair; whether it had not ended before. Nobody is asked why, and who did it is not kept."""
    held = queries.locked_pair(db, pair.id)
    if held.ended_at is not None:
        return False
    held.ended_at = at
    db.flush()
    return True
