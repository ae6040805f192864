"""Whoever holds a certificate is asked once, by letter, whether they want to be in the list of mentors."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.certificates.queries import certified_since
from learnmentor.mentoring.directory import queries

WITHIN = timedelta(days=30)  # so long ago a certificate may be: nobody is asked about what they did years ago


def to_be_asked(db: Session, *, at: datetime) -> Sequence[int]:
    """Who was certified lately, and was neither asked nor in the list before."""
    return queries.not_asked_yet(db, certified_since(db, at - WITHIN))
