"""Promise 13, held against the folder itself: whoever is erased leaves nothing in it, and nor does what was refused."""

import io
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from learnmentor import rooms
from learnmentor.cpd import services
from learnmentor.cpd.models import CpdEntry, CpdFile
from learnmentor.ground.db import Database, GuardedSession, database
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.jobs.worker import Worker
from learnmentor.stories import closing_account, stored_files
from tests.authoring.conftest import Publish, publish_files
from tests.conftest import HeldClock
from tests.cpd import samples
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser, Page, upload

__all__ = ["publish_files"]
GOOD = {"title": "Feedback day", "on": "2026-11-12", "hours": "1", "type": "workshop"}


@pytest.fixture
def store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """A folder of this test's own, for the pages too."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))
    monkeypatch.setitem(app.config, "FILES", FileStore(tmp_path / "files"))
    return FileStore(tmp_path / "files")


@pytest.fixture
def mine(store: FileStore, db: Any, amina: Any) -> Ledger:
    return Ledger(db, amina)


def lying(store: FileStore) -> set[bytes]:
    return {path.read_bytes() for path in store.root.rglob("*") if path.is_file()}


def hours_pass(app: Flask, store: FileStore, time: HeldClock, *, hours: int) -> None:
    """Let the worker do what it does each hour."""
    with app.app_context():
        ours = database()
    for path in store.root.rglob("*"):
        os.utime(path, (time().timestamp(), time().timestamp()))
    for _ in range(hours):
        time.tick(hours=1)
        packs = SealedFiles(store.root.parent / "packs", VAULT)
        handlers = {closing_account.FORGET: closing_account.forgetting(store, packs, in_use=rooms.files_in_use)}
        Worker(ours, handlers, time).run_once()
        stored_files.settling(store, in_use=rooms.files_in_use, now=time)(ours, {})


def log(browser: Browser, **fields: Any) -> Page:
    return browser.get("/cpd/entries/new").submit("Log it", **{**GOOD, **fields})


def test_the_worker_looks_every_hour() -> None:
    assert {work.kind: work.every for work in rooms.repeated()}[stored_files.SETTLE] == timedelta(hours=1)


def test_a_file_that_was_logged_stays(
    app: Flask, mine: Ledger, store: FileStore, as_amina: Browser, time: HeldClock
) -> None:
    assert log(as_amina, files=[upload(samples.PDF, "slides.pdf")]).status == 303
    hours_pass(app, store, time, hours=3)
    assert lying(store) == {samples.PDF}
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1
    found = as_amina.get(f"/cpd/files/{mine.db.scalars(select(CpdFile.public_id)).one()}")
    assert found.response.data == samples.PDF


def test_a_refused_form_leaves_no_file(
    app: Flask, mine: Ledger, store: FileStore, as_amina: Browser, *, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[bytes] = []
    keep = services.keep_files

    def overtaken(files: FileStore, uploads: Any) -> Any:
        kept = keep(files, uploads)
        stored.extend(lying(store))
        with app.app_context(), database().transaction() as other:  # another tab fills the day meanwhile
            Ledger(other, mine.person).log(on=mine_day(), minutes=24 * 60, source="form:other")
        return kept

    monkeypatch.setattr(services, "keep_files", overtaken)
    assert log(as_amina, files=[upload(samples.PDF, "slides.pdf")]).status == 422
    assert stored == [samples.PDF]
    hours_pass(app, store, time, hours=2)
    assert lying(store) == set()


def mine_day() -> Any:
    return NOW.date().replace(day=12)


def test_a_crash_after_storing_leaves_no_file(
    app: Flask, mine: Ledger, store: FileStore, as_amina: Browser, *, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lost(Exception):
        """The database is gone at the commit."""

    page = as_amina.get("/cpd/entries/new")

    def lost(_session: object) -> None:
        raise Lost

    with monkeypatch.context() as patch:
        patch.setattr(GuardedSession, "commit", lost)
        with pytest.raises(Lost):
            page.submit("Log it", **GOOD, files=[upload(samples.PDF, "slides.pdf")])
    assert lying(store) == {samples.PDF}
    hours_pass(app, store, time, hours=2)
    assert lying(store) == set()
    mine.db.rollback()
    assert mine.db.scalars(select(CpdEntry)).all() == []


def test_an_erased_person_leaves_nothing_in_the_folder(
    app: Flask, mine: Ledger, store: FileStore, as_amina: Browser, time: HeldClock
) -> None:
    log(as_amina, files=[upload(samples.PDF, "slides.pdf")])
    hours_pass(app, store, time, hours=3)
    log(as_amina, title="Another", files=[upload(samples.WORD, "notes.docx")])
    services.keep_files(store, [("never.txt", "text/plain", io.BytesIO(b"of a form that was refused"))])
    mine.db.rollback()
    assert len(lying(store)) == 3
    for path in store.root.rglob("*"):
        os.utime(path, (time().timestamp(), time().timestamp()))
    closing_account.close(
        mine.db, rooms.personal_data(), person_id=mine.person.id, sender=None, at=time(), zone="Europe/London"
    )
    mine.db.commit()
    hours_pass(app, store, time, hours=2)
    assert lying(store) == set()


def test_pictures_of_the_course_stay(
    app: Flask, db: Any, store: FileStore, publish_files: Publish, time: HeldClock
) -> None:
    publish_files()
    before = lying(store)
    assert before
    hours_pass(app, store, time, hours=3)
    assert lying(store) == before


def test_a_file_that_cannot_be_looked_at_holds_up_no_other(
    app: Flask, db: Any, store: FileStore, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"one", b"two", b"three"):
        store.put(io.BytesIO(content))
    for path in store.root.rglob("*"):
        os.utime(path, (time().timestamp(), time().timestamp()))
    drop = FileStore.drop

    def refused(self: FileStore, waiting: Any) -> None:
        if waiting.path.read_bytes() == b"two":
            raise PermissionError("not ours")
        drop(self, waiting)

    monkeypatch.setattr(FileStore, "drop", refused)
    time.tick(hours=2)
    with app.app_context():
        ours: Database = database()
    with pytest.raises(Exception, match="1 of 3 failed, the first one: PermissionError"):
        stored_files.settling(store, in_use=rooms.files_in_use, now=time)(ours, {})
    assert lying(store) == {b"two"}
