"""A mentor and a mentee who work together."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.mentoring import services
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import PairContext, PairKind
from tests import factories
from tests.database_file import bytes_on_disk

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Two:
    """A pair and its people: Amina mentors Mei."""

    pair: Pair
    mentor: Person
    mentee: Person


def two(
    db: Session,
    *,
    mentor: Person | None = None,
    mentee: Person | None = None,
    kind: PairKind = PairKind.MENTORING,
    context: PairContext = PairContext.CPD,
    public_id: str = "aminaandmei",
    at: datetime = NOW,
) -> Two:
    """A pair of two people, made where none are named."""
    one = mentor or factories.person(db, name="Amina Yusuf")
    other = mentee or factories.person(db, name="Mei Tan")
    pair = services.open_pair(
        db, kind=kind, context=context, mentor_id=one.id, mentee_id=other.id, public_id=public_id, on=at.date(), at=at
    )
    db.commit()
    return Two(pair, one, other)


@pytest.fixture
def pair(db: Session) -> Two:
    """The pair of Amina and Mei."""
    return two(db)


def database_file(db: Session) -> bytes:
    """Every byte that SQLite keeps, what it has not folded in yet too; nothing of another database."""
    db.rollback()
    url = db.get_bind().engine.url
    if url.get_backend_name() != "sqlite":
        return b""
    return bytes_on_disk(Path(str(url.database)))
