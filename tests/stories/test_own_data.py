"""A person can take out all that is theirs, and nobody else's."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdPack
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.ground.personal_data import CANNOT_BE_OPENED
from learnmentor.stories import taking_out
from tests import belongings
from tests.belongings import WORDS
from tests.conftest import HeldClock
from tests.page import Browser

NEVER = {"password_hash", "password_changes", "prose_salt", "token_sha256"}


@pytest.fixture
def quenby(app: Flask, db: Session, amina: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody with everything, in an installation with a folder of its own."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))
    maker = maker_for(app.config["SETTINGS"])
    monkeypatch.setitem(app.config, "FILES", maker.files)
    made = belongings.somebody(db, maker.vault, maker.files)
    db.query(CpdPack).delete()
    db.commit()
    return made


def _taken(app: Flask, person: Person, time: HeldClock) -> zipfile.ZipFile:
    """What the person gets, by the page and the worker."""
    settings, browser = app.config["SETTINGS"], Browser(app).sign_in(person)
    waiting = browser.get("/profile").click("Download all that is yours").submit("Make my download").follow()
    assert waiting.h1 == "Your download is being prepared"
    with app.app_context():
        store = database()
    make = taking_out.making(maker_for(settings), packs_for(settings), sender=Sender("http://localhost"), now=time)
    with store.session(writes=False) as reading:
        pack = reading.query(CpdPack).filter_by(person_id=person.id).one().id
    make(store, {"pack": pack})
    ready = browser.get(browser.address)
    return zipfile.ZipFile(BytesIO(ready.click("Download my-learnmentor-data-2026-11-21.zip").response.data))


def test_all_that_was_typed_is_in_it(app: Flask, quenby: Person, time: HeldClock) -> None:
    archive = _taken(app, quenby, time)
    everything = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf")).decode()
    assert [word for word in WORDS.values() if word not in everything] == []
    assert archive.read("files/pomegranate.txt") == b"pomegranate"
    assert [name for name in archive.namelist() if name.startswith("certificates/")] != []


def test_it_can_be_read_by_people_and_by_programs(app: Flask, quenby: Person, time: HeldClock) -> None:
    archive = _taken(app, quenby, time)
    data = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert data["activities.json"][0]["segment"] == "C1-S1"
    assert data["programmes.json"][0]["segments"] == ["C1-S1"]
    assert [line["sequence"] for line in data["ledger.json"]] == list(range(1, 10))
    assert data["circumstances.json"][0]["body"]["posts"][0]["name"] == WORDS["post"]
    assert "zeppelin" in archive.read("in-my-words.txt").decode()
    listed = {member["name"] for member in data["manifest.json"]["members"]}
    assert listed == set(archive.namelist()) - {"manifest.json"}


def test_it_holds_no_key_of_ours_and_nobody_else(app: Flask, quenby: Person, amina: Person, time: HeldClock) -> None:
    archive = _taken(app, quenby, time)
    for name in archive.namelist():
        if name.endswith(".json"):
            content = archive.read(name).decode()
            assert not [word for word in NEVER if f'"{word}"' in content], name
            assert amina.name not in content


def test_somebody_without_anything_gets_a_file_too(app: Flask, quenby: Person, amina: Person, time: HeldClock) -> None:
    archive = _taken(app, amina, time)
    assert json.loads(archive.read("ledger.json")) == []
    assert archive.testzip() is None


def test_a_text_that_no_key_opens_is_said_to_be_one(
    app: Flask, quenby: Person, db: Session, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.config["SETTINGS"], text_keys=(b"n" * 32,))
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    data = json.loads(_taken(app, quenby, time).read("activities.json"))
    assert data[0]["body"] == CANNOT_BE_OPENED
