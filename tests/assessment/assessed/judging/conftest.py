"""A try of Amina's that Carys is asked to judge, and the browsers of both."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.ground.storage.files import FileStore
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


@dataclass(frozen=True)
class Desk:
    """The try "thetry" of Amina's, P1 at level 4, whom Carys is asked to judge first; Farid moderates."""

    app: Flask
    db: Session
    amina: Person
    carys: Person
    farid: Person
    made: Submission
    tried: SubmissionTry
    asked: Assignment

    @property
    def vault(self) -> Vault:
        """What seals."""
        kept: Vault = self.app.config["VAULT"]
        return kept

    @property
    def store(self) -> FileStore:
        """Where files lie."""
        kept: FileStore = self.app.config["FILES"]
        return kept

    def browser(self, person: Person) -> Browser:
        """Somebody's browser, signed in."""
        return Browser(self.app).sign_in(person)

    def judgement(self) -> Judgement:
        """The only judgement, as it is now."""
        self.db.rollback()
        return self.db.query(Judgement).one()


@pytest.fixture
def desk(app: Flask, db: Session, amina: Person, time: HeldClock) -> Desk:
    """A try that waits for its first judgement."""
    carys = factories.person(db, name="Carys Pritchard", roles=[RoleName.ASSESSOR])
    farid = factories.person(db, name="Farid Rahimi", roles=[RoleName.MODERATOR])
    works.assessor(db, carys)
    works.assessor(db, farid, role=RoleName.MODERATOR)
    made = works.submission(db, amina)
    tried = works.handed_in(db, app.config["VAULT"], made, public_id="thetry")
    asked = works.assigned(db, tried, carys)
    db.commit()
    return Desk(app, db, amina, carys, farid, made, tried, asked)


@pytest.fixture
def as_carys(desk: Desk) -> Browser:
    """The assessor's browser."""
    return desk.browser(desk.carys)


@pytest.fixture
def as_farid(desk: Desk) -> Browser:
    """The moderator's."""
    return desk.browser(desk.farid)
