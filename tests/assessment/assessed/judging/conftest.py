"""A try of Amina's that Carys is asked to judge, and the browsers of both."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.models import Assignment, Submission, SubmissionTry
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.conftest import HeldClock
from tests.page import Browser

WHOLE: dict[str, Any] = {
    "seen": "{}", "note": "Thank you.", "outcome": "pass", "missing": "",
    **{f"met_{n}": "met" for n in range(4)}, **{f"part_{n}": "account" for n in range(4)},
    **{f"place_{n}": "" for n in range(4)}, **{f"comment_{n}": "" for n in range(4)},
}  # fmt: skip
"""A judgement as its form sends it, with nothing missing."""
AS_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def carys(db: Session) -> Person:
    """An assessor of everything."""
    found = factories.person(db, name="Carys Pritchard", roles=[RoleName.ASSESSOR])
    works.assessor(db, found)
    db.commit()
    return found


@pytest.fixture
def farid(db: Session) -> Person:
    """A moderator of everything."""
    found = factories.person(db, name="Farid Rahimi", roles=[RoleName.MODERATOR])
    works.assessor(db, found, role=RoleName.MODERATOR)
    db.commit()
    return found


@pytest.fixture
def made(db: Session, amina: Person) -> Submission:
    """Amina's P1 at level 4, of which nothing is handed in."""
    return works.submission(db, amina)


@pytest.fixture
def tried(db: Session, vault: Vault, made: Submission) -> SubmissionTry:
    """The same, handed in as "thetry"."""
    found = works.handed_in(db, vault, made, public_id="thetry")
    db.commit()
    return found


@pytest.fixture
def asked(db: Session, tried: SubmissionTry, carys: Person) -> Assignment:
    """That Carys is asked for the first judgement of it."""
    found = works.assigned(db, tried, carys)
    db.commit()
    return found


@pytest.fixture
def as_carys(app: Flask, carys: Person, time: HeldClock) -> Browser:
    """The assessor's browser."""
    return Browser(app).sign_in(carys)


@pytest.fixture
def as_farid(app: Flask, farid: Person, time: HeldClock) -> Browser:
    """The moderator's."""
    return Browser(app).sign_in(farid)
