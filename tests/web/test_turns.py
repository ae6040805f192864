"""Writers on SQLite take turns: nobody is refused because others write too, and nobody waits for ever."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from learnmentor.ground import db as base
from learnmentor.ground import sqlite
from learnmentor.ground.db import Database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "turns.db"


@pytest.fixture
def database(file: Path) -> Database:
    made = Database(f"sqlite:///{file}")
    with made.transaction() as session:
        session.execute(text("create table count (n integer)"))
        session.execute(text("insert into count values (0)"))
    return made


def add_one(database: Database) -> None:
    with database.transaction() as session:
        n = session.execute(text("select n from count")).scalar_one()
        time.sleep(0.001)
        session.execute(text("update count set n = :n"), {"n": n + 1})


def count(database: Database) -> int:
    with database.session(writes=False) as session:
        return int(session.execute(text("select n from count")).scalar_one())


def test_of_many_writers_at_once_none_is_refused_and_none_overwrites_another(database: Database) -> None:
    other_process = Database(str(database.engine.url))  # what another engine does is what another process does
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: add_one(other_process if n % 2 else database), range(160)))
    assert count(database) == 160


def test_a_writer_that_fails_lets_the_next_one_write(database: Database) -> None:
    with pytest.raises(OperationalError), database.transaction() as session:
        session.execute(text("update nothing set n = 7"))
    session = database.session()
    session.execute(text("update count set n = 7"))
    session.close()
    add_one(database)
    assert count(database) == 1


def test_reading_waits_for_nobody(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("update count set n = 7"))
        assert count(database) == 0


def test_who_waits_too_long_is_told_that_the_database_is_busy(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    stranger = sqlite3.connect(file, isolation_level=None)
    stranger.execute("begin immediate")
    with pytest.raises(OperationalError, match="database is locked"):
        add_one(database)
    stranger.execute("rollback")
    stranger.close()
    add_one(database)
    assert count(database) == 1


def test_a_thread_in_front_is_waited_for_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    with database.transaction() as session:
        session.execute(text("update count set n = 7"))
        refused: list[BaseException] = []

        def try_it() -> None:
            try:
                add_one(database)
            except OperationalError as error:
                refused.append(error)

        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert refused
    add_one(database)
    assert count(database) == 8


def test_on_postgresql_too_nobody_waits_for_another_for_ever(app: Flask) -> None:
    with app.app_context():
        engine = base.database().engine
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            assert connection.execute(text("show lock_timeout")).scalar_one() == "10s"
