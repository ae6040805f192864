"""What the tests of this room share."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.worker import Worker
from learnmentor.stories import taking_out
from tests import factories
from tests.conftest import HeldClock
from tests.cpd.backroom import Backroom
from tests.cpd.ledger import Ledger


@pytest.fixture
def mine(db: Session, amina: Person) -> Ledger:
    """Amina's ledger, with a stranger's beside it that must never show."""
    noise = Ledger(db, factories.person(db, name="Noor Noise"))
    noise.study("C1-S1")
    noise.log(title="Not Amina's", minutes=24 * 60 - 30)
    db.commit()
    return Ledger(db, amina)


@pytest.fixture
def backroom(app: Flask, time: HeldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backroom:
    """A worker that makes packs, in a folder of this test's own."""
    settings = replace(app.config["SETTINGS"], data_dir=tmp_path)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with app.app_context():
        store = database()
    kept, sender = packs_for(settings), Sender("http://localhost", "Northfield College")
    make = taking_out.making(maker_for(settings), kept, sender=sender, now=time)
    return Backroom(Worker(store, {packs.MAKE: make, "send-mail": lambda *_: None}, time), kept, store, time)
