"""/ready names each part that does not work, with the way out; and it takes nothing from those who use the product."""

import errno
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from learnmentor import migrations
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.config import Settings
from learnmentor.ground import revisions
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.signing.models import SigningKey
from tests import belongings, factories
from tests.page import Browser
from tests.statements import statements

OTHER = (b"o" * 32,)


def faults(browser: Browser) -> dict[str, str]:
    """What /ready names, by part."""
    answer = browser.get("/ready")
    told = answer.response.json
    assert told is not None
    assert answer.status == (503 if told.get("faults") else 200)
    assert told["status"] == ("not ready" if told.get("faults") else "ok")
    return {fault["part"]: fault["sentence"] for fault in told.get("faults", [])}


def work(db: Session, person: Person, *, keys: tuple[bytes, ...]) -> None:
    found = factories.segment(db, factories.unit(db, "C1", segments=0), 1, activities=[])
    body = Vault(keys).seal({"text": "Mine."}, place=response_place(person.id, found.id, "mine"))
    db.add(
        Response(person_id=person.id, segment_id=found.id, activity="mine", kind="reflection", state="done", body=body,
                 updated_at=belongings.NOW)
    )  # fmt: skip
    db.commit()


# Keys


def test_keys_that_open_what_is_kept_are_fine(
    stranger: Browser, db: Session, settings: Settings, signing_key: SigningKey, amina: Person
) -> None:
    work(db, amina, keys=settings.text_keys)
    assert faults(stranger) == {}


def test_a_wrong_text_key_is_noticed_by_the_signing_key(
    app: Flask, stranger: Browser, signing_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "VAULT", Vault(OTHER))
    assert faults(stranger) == {
        "text keys": "No key in LEARNMENTOR_TEXT_KEYS opens the signing key. "
        "Add the key that it was written with, behind the first."
    }


def test_a_wrong_text_key_is_noticed_by_what_people_wrote(
    app: Flask, db: Session, settings: Settings, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(db, amina, keys=settings.text_keys)
    stranger = Browser(app)
    monkeypatch.setitem(app.config, "VAULT", Vault(OTHER))
    assert "opens the newest work on an activity" in faults(stranger)["text keys"]
    monkeypatch.setitem(app.config, "VAULT", Vault((*OTHER, *settings.text_keys)))
    assert faults(stranger) == {}


def test_a_wrong_text_key_is_noticed_by_a_cpd_record(
    app: Flask, db: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Browser(app)
    belongings.somebody(db, Vault(settings.text_keys), app.config["FILES"])
    db.query(Response).delete()
    db.commit()
    assert faults(stranger) == {}
    monkeypatch.setitem(app.config, "VAULT", Vault(OTHER))
    assert "opens the newest words in a CPD record" in faults(stranger)["text keys"]


def test_no_secret_is_told(
    app: Flask, stranger: Browser, settings: Settings, signing_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "VAULT", Vault(OTHER))
    told = stranger.get("/ready").text
    for secret in (settings.secret_key, settings.database_url, str(settings.data_dir), "oooo", "kkkk", signing_key.kid):
        assert secret not in told


# Tables


@pytest.fixture
def version(db: Session) -> Iterator[Callable[[str], None]]:
    """Say that the tables are at another version, until the end of the test."""
    head = revisions.newest()

    def say(number: str | None) -> None:
        db.execute(text("update alembic_version set version_num = :number"), {"number": number})
        db.commit()

    yield say  # type: ignore[misc]
    say(head)


def test_older_and_newer_tables_are_named(stranger: Browser, version: Callable[[str], None]) -> None:
    head = revisions.newest()
    version("0001")
    assert faults(stranger) == {"tables": f"The tables are at 0001, not at {head}. Run: learnmentor db upgrade"}
    version("9999")
    assert "of a newer LearnMentor" in faults(stranger)["tables"]


def test_a_database_without_tables_says_what_to_run(settings: Settings, tmp_path: Path) -> None:
    empty = create_app(replace(settings, database_url=f"sqlite:///{tmp_path}/empty.db"), TESTING=True)
    assert "Run: learnmentor db upgrade" in faults(Browser(empty))["tables"]


def test_a_database_that_is_not_there_is_named(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    found = faults(Browser(create_app(away, TESTING=True)))
    assert "The database does not answer" in found["database"]


# Room for what people save


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "is full, or does not take what is written. Free some space"),
        (errno.EDQUOT, "is full, or does not take what is written. Free some space"),
        (errno.EROFS, "can be read and not written to. Let the server's user write there"),
        (errno.EACCES, "can be read and not written to. Let the server's user write there"),
    ],
)
def test_a_folder_that_takes_nothing_is_named(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, errno.errorcode[number] if number == errno.EACCES else _words(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert says in faults(stranger)["files"]
    assert "people can read, and nothing is saved" in faults(stranger)["files"]


def _words(number: int) -> str:
    return {errno.ENOSPC: "No space left on device", errno.EDQUOT: "Disk quota exceeded",
            errno.EROFS: "Read-only file system"}[number]  # fmt: skip


def test_a_database_at_its_largest_is_full(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/small.db"
    migrations.upgrade(url)
    with closing(sqlite3.connect(tmp_path / "small.db")) as beside:
        beside.execute("vacuum")  # no free page is left in it
    small = create_app(replace(settings, database_url=url), TESTING=True)
    with small.app_context():
        engine = database().engine
    event.listen(engine, "connect", lambda connection, _record: connection.execute("pragma max_page_count = 1"))
    assert "The database is full" in faults(Browser(small))["database"]
    engine.dispose()


def test_looking_leaves_nothing_behind_and_takes_no_lock(app: Flask, settings: Settings, db: Session) -> None:
    db.execute(text("select 1"))  # on SQLite, the lock of whoever writes
    before = sorted(settings.data_dir.rglob("*"))
    with statements(app) as sent:
        assert faults(Browser(app)) == {}
    assert sorted(settings.data_dir.rglob("*")) == before
    assert len(sent) <= 12
    assert [each for each in sent if not each.lower().startswith(("select", "show", "pragma"))] == []
