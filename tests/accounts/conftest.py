"""People with a password, and an installation that can send mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from learnmentor.accounts import passwords
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import database
from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.page import Browser

PASSWORD = "seven wet hats"
_HASH = passwords.hashed(PASSWORD)


@pytest.fixture
def zoe(db: Session) -> Person:
    """Somebody whose password the test knows."""
    made = factories.person(db, name="Zoe Marsh", email="zoe@example.org", password_hash=_HASH)
    db.commit()
    return made


@pytest.fixture(scope="session")
def mailing_app(settings: Settings) -> Iterator[Flask]:
    """The same installation, with a mail server (to which nothing is sent: no worker runs)."""
    app = create_app(replace(settings, mail_server="smtp://127.0.0.1:1"), TESTING=True)
    yield app
    with app.app_context():
        database().engine.dispose()


@pytest.fixture(scope="session")
def closed_app(settings: Settings) -> Iterator[Flask]:
    """The same installation, by invitation."""
    app = create_app(replace(settings, sign_up="invitation"), TESTING=True)
    yield app
    with app.app_context():
        database().engine.dispose()


@pytest.fixture
def mailing(app: Flask, mailing_app: Flask) -> Browser:
    """A stranger where mail can be sent."""
    return Browser(mailing_app)


@dataclass(frozen=True)
class Letter:
    """A letter as it lay in the outbox."""

    subject: str
    body: str


def letters(db: Session, *, to: str) -> list[Letter]:
    """What is in the outbox for an address; `db` stays free of a transaction, so that pages can go on writing."""
    wanted = (
        select(OutgoingMail.subject, OutgoingMail.body).where(OutgoingMail.to_address == to).order_by(OutgoingMail.id)
    )
    with database_of(db).connect() as reading:
        return [Letter(*row) for row in reading.execute(wanted)]


def database_of(db: Session) -> Engine:
    """The engine behind a session, for reading beside it."""
    engine = db.get_bind()
    assert isinstance(engine, Engine)
    return engine.execution_options(writes=False)


def link_in(letter: Letter) -> str:
    """The path of the link in a letter."""
    found = re.search(r"http://localhost(/\S+/\S+)$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found.group(1)
