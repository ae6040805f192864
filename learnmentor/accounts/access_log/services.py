"""What is done with the access log: old records are forgotten."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log import queries
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.rules import KEPT

AT_ONCE = 1000


def forget_oldest(db: Session, *, at: datetime) -> int:
    """Forget some records that were kept for long enough; returns how many, 0 when none is left."""
    old = queries.oldest(at - KEPT, most=AT_ONCE).scalar_subquery()
    gone = delete(AccessRecord).where(AccessRecord.id.in_(old)).execution_options(synchronize_session=False)
    return int(db.execute(gone).rowcount)  # type: ignore[attr-defined]  # a delete has a count
