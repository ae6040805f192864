"""What was published, as tests ask for it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.courses.catalogue.models import Revision, Segment


def newest(db: Session, code: str, kind: str = "segment") -> Revision:
    """The newest revision of a text."""
    found = queries.newest_revision(db, kind, code)
    assert found is not None
    return found


def segment(db: Session, code: str = "C1-S1") -> Segment:
    """A segment as it is now."""
    return db.scalars(select(Segment).where(Segment.code == code).execution_options(populate_existing=True)).one()


def count(db: Session) -> int:
    """How many revisions there are."""
    return db.scalar(select(func.count()).select_from(Revision)) or 0
