"""What stories about two accounts begin with."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Segment
from tests import factories
from tests.stories.two_accounts import Two


@pytest.fixture
def two(db: Session) -> Two:
    factories.unit(db, "C1")
    segments = list(db.scalars(select(Segment).order_by(Segment.code)))
    both = [factories.person(db, name=name) for name in ("Amina Yusuf", "Amina Old")]
    return Two(db, both[0], both[1], segments)
