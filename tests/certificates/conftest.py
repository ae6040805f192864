"""A certificate to work with."""

import pytest
from sqlalchemy.orm import Session

from learnmentor.certificates import services
from learnmentor.certificates.models import Certificate
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import finish
from tests.conftest import HeldClock


@pytest.fixture
def certificate(db: Session, amina: factories.Person, time: HeldClock) -> Certificate:
    """Amina's starter certificate."""
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    [issued] = services.issue_due(db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield College")
    db.commit()
    return issued
