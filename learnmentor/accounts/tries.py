"""Tries at a door, counted before their outcome is known: who tried too often waits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts import queries
from learnmentor.accounts.models import Attempt
from learnmentor.accounts.throttle import Tried, TryLimit, next_try
from learnmentor.ground.locks import take_turn


def count_try(db: Session, tried: Tried, *, at: datetime) -> datetime | None:
    """Count a try before its outcome is known. Returns when to come back, uncounted, if there were too many."""
    for subject in sorted((tried.address, tried.network)):  # in one order, so that two tries never wait for each other
        take_turn(db, f"try {subject.hex()}")
    waits = [
        next_try(_times(db, subject, limit, at=at), limit, at=at)
        for subject, limit in ((tried.address, tried.door.by_address), (tried.network, tried.door.by_network))
    ]
    if any(waits):
        return max(wait for wait in waits if wait)
    db.add_all(Attempt(subject=subject, kind=tried.door.name, at=at) for subject in (tried.address, tried.network))
    db.flush()
    return None


def _times(db: Session, subject: bytes, limit: TryLimit, *, at: datetime) -> Sequence[datetime]:
    db.execute(delete(Attempt).where(Attempt.subject == subject, Attempt.at <= at - limit.span))
    return queries.tries_since(db, subject, since=at - limit.span, most=limit.tries)


def forget_tries(db: Session, tried: Tried, *, at: datetime) -> None:
    """After a success: the address starts afresh, and the network is not charged for it."""
    db.execute(delete(Attempt).where(Attempt.subject == tried.address))
    db.execute(delete(Attempt).where(Attempt.subject == tried.network, Attempt.at == at))
