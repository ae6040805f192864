"""What the tests of this room share."""

import pytest
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from tests import factories
from tests.cpd.ledger import Ledger


@pytest.fixture
def mine(db: Session, amina: Person) -> Ledger:
    """Amina's ledger, with a stranger's beside it that must never show."""
    noise = Ledger(db, factories.person(db, name="Noor Noise"))
    noise.study("C1-S1")
    noise.log(title="Not Amina's", minutes=24 * 60 - 30)
    db.commit()
    return Ledger(db, amina)
