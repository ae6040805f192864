"""Writing a look down: the one row that a page may write, in a short transaction of its own before it is sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.access_log import queries
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.rules import ONCE_IN, Look
from learnmentor.ground.db import Database
from learnmentor.ground.locks import take_turn

PATIENCE = 2.0  # seconds that a page waits for a writer, before it is not shown


def record_looks(database: Database, looks: Sequence[Look], *, at: datetime) -> None:
    """Write down one person's looks at what is others', but those written lately; nothing for looks at one's own.

    Raises DBAPIError where nothing can be written; what was to be shown is then not shown.
    """
    looks = [look for look in dict.fromkeys(looks) if not look.at_ones_own]
    if not looks:
        return
    with database.session(writes=False) as db:
        if set(looks) <= queries.lately(db, looks, since=at - ONCE_IN):
            return
    with database.beside_a_page(patience=PATIENCE) as db:
        take_turn(db, f"looks of {looks[0].viewer_id}")  # the same page in two tabs is one look
        known = queries.lately(db, looks, since=at - ONCE_IN)
        db.add_all(_row(look, at=at) for look in looks if look not in known)


def note_change(db: Session, look: Look, *, at: datetime) -> None:
    """Write down what is done to somebody else's account, each time, with the transaction that does it."""
    if not look.at_ones_own:
        db.add(_row(look, at=at))
        db.flush()


def _row(look: Look, *, at: datetime) -> AccessRecord:
    return AccessRecord(person_id=look.person_id, viewer_id=look.viewer_id, what=look.what, subject=look.subject, at=at)
