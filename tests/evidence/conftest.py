"""A ledger to pack, a certificate in it, and the worker that makes long packs."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.worker import Worker
from learnmentor.stories import taking_out
from tests.certificates.conftest import certificate
from tests.conftest import HeldClock
from tests.cpd.conftest import mine
from tests.evidence.backroom import Backroom

__all__ = ["backroom", "certificate", "mine"]  # fixtures that tests here find


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
