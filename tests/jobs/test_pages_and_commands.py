"""The page of kept mail, and the command that works."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor import migrations, rooms
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.ground.db import database
from learnmentor.jobs import services
from learnmentor.jobs.models import Job
from tests.conftest import HeldClock
from tests.page import Browser


@pytest.fixture(scope="session")
def demo_app(settings: Settings) -> Iterator[Flask]:
    """The same installation as a demonstration."""
    app = create_app(replace(settings, demo=True), TESTING=True)
    yield app
    with app.app_context():
        database().engine.dispose()


def write(db: Session, time: HeldClock) -> None:
    services.send_mail(db, to="amina@example.org", subject="Hello", body="Open https://x.example/a or <b>\n", at=time())
    db.commit()


def test_in_a_demonstration_an_administrator_reads_kept_mail(
    app: Flask, demo_app: Flask, grace: Person, db: Session, time: HeldClock
) -> None:
    write(db, time)
    page = Browser(demo_app).sign_in(grace).get("/people").click("Read the mail that was kept")
    assert "Hello To amina@example.org" in page.words
    assert page.one('a[href="https://x.example/a"]')
    assert page.soup.select("main b") == []


def test_outside_a_demonstration_nobody_reads_mail(as_grace: Browser, db: Session, time: HeldClock) -> None:
    write(db, time)
    assert as_grace.get("/mail").status == 404


def test_in_a_demonstration_nobody_else_reads_mail(app: Flask, demo_app: Flask, ben: Person, amina: Person) -> None:
    assert [Browser(demo_app).sign_in(person).get("/mail").status for person in (ben, amina)] == [403, 403]


def test_an_empty_outbox_says_so(app: Flask, demo_app: Flask, grace: Person) -> None:
    assert "No letters yet" in Browser(demo_app).sign_in(grace).get("/mail").words


def test_the_command_works_until_nothing_is_due(app: Flask, db: Session, time: HeldClock) -> None:
    write(db, time)
    done = CliRunner().invoke(main, ["worker", "--once"], obj=lambda: app)
    assert done.exit_code == 0, done.output
    assert f"Done: {1 + len(rooms.repeated())} jobs." in done.output
    assert {job.state for job in db.query(Job).filter(Job.run_at <= time())} == {"done"}


def test_letters_and_repeated_work_have_their_handlers(app: Flask) -> None:
    with app.app_context():
        assert {services.SEND, *(work.kind for work in rooms.repeated())} <= set(rooms.handlers())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_stop_stops_well(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    migrations.upgrade(url)
    environment = {
        **os.environ, "DATABASE_URL": url,
        "LEARNMENTOR_SECRET_KEY": "k" * 40, "LEARNMENTOR_TEXT_KEYS": "a2" * 21 + "a=",
    }  # fmt: skip
    command = [sys.executable, "-c", "from learnmentor.cli import main; main()", "worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert "waits for work" in running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=20) == 0
        assert "Traceback" not in running.stderr.read()
