"""Reads of what was handed out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.certificates.models import HandedOut


def known_by(db: Session, sha256: str) -> HandedOut | None:
    """What we know of the bytes with this SHA-256; None where we never handed them out."""
    return db.scalar(select(HandedOut).where(HandedOut.sha256 == sha256).order_by(HandedOut.id).limit(1))


def same_as(db: Session, row: HandedOut) -> HandedOut | None:
    """The row that is kept of the same bytes for the same certificate or person."""
    same = (
        HandedOut.sha256 == row.sha256,
        HandedOut.certificate_id.is_not_distinct_from(row.certificate_id),
        HandedOut.person_id.is_not_distinct_from(row.person_id),
    )
    return db.scalar(select(HandedOut).where(*same))
