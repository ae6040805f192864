"""One person's failure is that person's alone: the others get their turn, and the failing one another try."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.certificates import services as certificates
from learnmentor.certificates.jobs import issuing
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.services import ISSUE_LATE
from learnmentor.cli import main
from learnmentor.cpd import integrity
from learnmentor.cpd.models import CpdLedgerCheck, CpdPrompt
from learnmentor.cpd.prompts import services as prompts
from learnmentor.ground.db import Database, database
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.jobs import services
from learnmentor.jobs.batches import SomeFailed, for_each, for_each_apart
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.jobs.worker import Handler, Worker
from learnmentor.stories import closing_account
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, finish
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger

SENDER = Sender("https://learn.example")


@pytest.fixture
def store(app: Flask) -> Database:
    with app.app_context():
        return database()


@pytest.fixture
def three(db: Session) -> list[Person]:
    """Three people; the one in the middle is the one for whom it goes wrong."""
    made = [factories.person(db, name=name) for name in ("Ada Able", "Bob Broken", "Cat Care")]
    db.commit()
    return made


def _work(db: Session, store: Database, time: HeldClock, kind: str, handler: Handler) -> Job:
    """Do a job of this kind, now and each time that it is due again within an hour."""
    if db.scalar(select(Job.id).where(Job.kind == kind)) is None:
        services.enqueue(db, kind=kind, args={}, run_at=time())
    db.commit()
    Worker(store, {kind: handler}, time).run_once()
    db.rollback()
    return db.scalars(select(Job).where(Job.kind == kind).execution_options(populate_existing=True)).one()


# The one way to do it


def test_the_others_get_their_turn_and_the_end_says_how_many_failed() -> None:
    done: list[int] = []

    def do(number: int) -> None:
        if number == 2:
            raise ValueError("private words")
        done.append(number)

    with structlog.testing.capture_logs() as lines, pytest.raises(SomeFailed, match="1 of 3 failed") as failed:
        for_each([1, 2, 3], do, work="count", named=lambda number: f"number-{number}")
    assert done == [1, 3]
    assert [(line["work"], line["of"]) for line in lines] == [("count", "number-2")]
    assert "private words" not in f"{lines} {failed.value}"
    assert re.search(r"first one: ValueError at batches.py:\d+ at test_many.py:\d+", str(failed.value))


def test_nothing_is_raised_where_nothing_failed() -> None:
    for_each([1, 2], lambda _number: None, work="count", named=str)
    for_each([], lambda _number: None, work="count", named=str)


def test_a_database_that_does_not_answer_ends_the_round() -> None:
    asked: list[int] = []

    def silent(number: int) -> None:
        asked.append(number)
        raise OperationalError("select", {}, Exception("gone"), connection_invalidated=True)

    with pytest.raises(OperationalError):
        for_each([1, 2, 3], silent, work="count", named=str)
    assert asked == [1]


def test_what_was_done_for_one_stays_though_the_next_one_failed(
    db: Session, store: Database, three: list[Person], time: HeldClock
) -> None:
    def write(session: Session, person_id: int) -> None:
        services.send_mail(session, to=f"{person_id}@example.org", subject="s", body="b", at=time())
        if person_id == three[1].id:
            raise ValueError

    ids = [person.id for person in three]
    db.rollback()
    with pytest.raises(SomeFailed, match="1 of 3"):
        for_each_apart(store, ids, write, work="write")
    assert sorted(db.scalars(select(OutgoingMail.to_address))) == [f"{ids[0]}@example.org", f"{ids[2]}@example.org"]


def test_the_job_says_so_is_tried_again_and_can_be_listed(
    app: Flask, db: Session, store: Database, time: HeldClock
) -> None:
    def handle(_database: object, _args: Mapping[str, Any]) -> None:
        for_each([1, 2], lambda number: 1 // (number - 1), work="divide", named=str)

    job = _work(db, store, time, "divide", handle)
    assert (job.state, job.run_at) == ("ready", time() + timedelta(minutes=1))
    assert (job.fault or "").startswith("1 of 2 failed, the first one: ZeroDivisionError at ")
    listed = app.test_cli_runner().invoke(main, ["jobs"], obj=lambda: app).output
    assert "divide, 1 tries, tried again at 2026-11-21 10:01 UTC" in listed
    assert "ZeroDivisionError" in listed
    for wait in (1, 15):
        time.tick(minutes=wait)
        job = _work(db, store, time, "divide", handle)
    assert job.state == "failed"
    db.rollback()
    assert "3 tries, given up" in app.test_cli_runner().invoke(main, ["jobs"], obj=lambda: app).output


def test_where_nothing_failed_the_list_says_so(app: Flask, db: Session) -> None:
    assert "Nothing failed" in app.test_cli_runner().invoke(main, ["jobs"], obj=lambda: app).output


# Each handler that goes through many


def test_impact_prompts_go_on_past_one_person_and_write_to_nobody_twice(
    db: Session, store: Database, three: list[Person], time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in three:
        Ledger(db, person).log()
    broken, everybody = three[1].id, {person.email for person in three}
    others = everybody - {three[1].email}
    time.moment = NOW + timedelta(days=7, hours=1)
    handler = prompts.prompting(SENDER, vault=VAULT, secret="s" * 48, now=time)
    prose_of = prompts.entries.prose_of

    def poisoned(vault: Any, entry: Any) -> Any:
        if entry.person_id == broken:
            raise RuntimeError("private words")
        return prose_of(vault, entry)

    with monkeypatch.context() as patch:
        patch.setattr(prompts.entries, "prose_of", poisoned)
        job = _work(db, store, time, prompts.ASK, handler)
    assert (job.fault or "").startswith("1 of 3 failed")
    assert set(db.scalars(select(OutgoingMail.to_address))) == others
    time.tick(minutes=1)
    job = _work(db, store, time, prompts.ASK, handler)
    assert job.state == "done"
    assert sorted(db.scalars(select(OutgoingMail.to_address))) == sorted(everybody)
    assert db.scalar(select(func.count()).select_from(CpdPrompt)) == 3


def test_late_awards_go_on_past_one_person_and_issue_nothing_twice(
    db: Session, store: Database, three: list[Person], time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("C1", "C2"):
        unit = factories.unit(db, code)
        for person in three:
            finish(db, person, unit, at=time())
    certificates.publish_awards(db, [STARTER], at=time())
    broken, everybody = three[1].id, {person.id for person in three}
    handler = issuing(issuer="Northfield College", zone=ZONE, now=time)
    progress = certificates.queries.unit_progress

    def poisoned(session: Session, person_id: int, *, zone: str) -> Any:
        if person_id == broken:
            raise RuntimeError("private words")
        return progress(session, person_id, zone=zone)

    with monkeypatch.context() as patch:
        patch.setattr(certificates.queries, "unit_progress", poisoned)
        job = _work(db, store, time, ISSUE_LATE, handler)
    assert (job.state, (job.fault or "")[:15]) == ("ready", "1 of 3 failed, ")
    assert set(db.scalars(select(Certificate.person_id))) == everybody - {broken}
    time.tick(minutes=1)
    assert _work(db, store, time, ISSUE_LATE, handler).state == "done"
    assert sorted(db.scalars(select(Certificate.person_id))) == sorted(everybody)


def test_a_ledger_that_cannot_be_read_is_named_and_the_others_are_checked(
    db: Session, store: Database, three: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in three:
        Ledger(db, person).log()
    broken, name = three[1].id, three[1].public_id
    db.commit()
    opened = integrity.entries.opened

    def poisoned(vault: Any, sealed: Any, *, person_id: int, sequence: int) -> Any:
        if person_id == broken:
            raise RuntimeError("private words")
        return opened(vault, sealed, person_id=person_id, sequence=sequence)

    monkeypatch.setattr(integrity.entries, "opened", poisoned)
    integrity.checking(VAULT, now=lambda: NOW)(store, {})
    [kept] = db.scalars(select(CpdLedgerCheck)).all()
    assert (kept.ledgers, kept.lines) == (3, 2)
    [fault] = kept.faults
    assert fault["ledger"] == name
    assert fault["reason"].startswith("It could not be read to its end: RuntimeError at")


def test_forgetting_goes_on_past_a_file_that_cannot_be_deleted(
    db: Session, store: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, deleted = FileStore(tmp_path / "files"), []

    def refused(_self: FileStore, key: str, **_more: Any) -> None:
        if key == "b":
            raise PermissionError("not ours")
        deleted.append(key)

    monkeypatch.setattr(FileStore, "delete", refused)
    handler = closing_account.forgetting(files, SealedFiles(tmp_path / "packs", VAULT), in_use=rooms.files_in_use)
    with pytest.raises(SomeFailed, match="1 of 3 failed, the first one: PermissionError"):
        handler(store, {"keys": ["a", "b", "c"], "packs": [], "before": NOW.timestamp()})
    assert deleted == ["a", "c"]
    db.execute(delete(Job))
