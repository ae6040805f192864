"""LearnMentor promises whoever looks after it: what is the matter with the storage is told apart, with a remedy."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from learnmentor.ground.db import make_engine
from learnmentor.ground.storage import storage_faults
from learnmentor.ground.storage.storage_faults import StoragePlace, Trouble, place_of, told, trouble_in

SAID_BY_SERVERS = {
    'connection failed: FATAL:  password authentication failed for user "lm"': Trouble.REFUSED,
    'connection failed: FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "lm", no encryption': Trouble.REFUSED,
    'connection failed: FATAL:  database "nowhere" does not exist': Trouble.NO_DATABASE,
    "connection failed: FATAL:  sorry, too many clients already": Trouble.TOO_MANY,
    "connection failed: FATAL:  remaining connection slots are reserved for roles": Trouble.TOO_MANY,
    'connection failed: connection to server at "10.0.0.1", port 5432 failed: Connection refused': Trouble.UNREACHABLE,
    "failed to resolve host 'db.invalid': [Errno -2] Name or service not known": Trouble.UNREACHABLE,
    "connection timeout expired": Trouble.UNREACHABLE,
    "server closed the connection unexpectedly": Trouble.UNREACHABLE,
}


def failed(url: str, statement: str = "select * from person") -> BaseException:
    """The error of a statement there."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except (DBAPIError, sqlite3.Error) as error:
        return error
    finally:
        engine.dispose()
    raise AssertionError("nothing failed")


@pytest.mark.parametrize("words", SAID_BY_SERVERS)
def test_a_server_that_lets_nobody_in_is_understood(words: str) -> None:
    assert trouble_in(OperationalError("select 1", {}, Exception(words))) is SAID_BY_SERVERS[words]


def test_a_file_of_something_else_a_damaged_one_and_an_empty_one_are_told_apart(tmp_path: Path) -> None:
    file, url = tmp_path / "a.db", f"sqlite:///{tmp_path}/a.db"
    file.write_bytes(b"Dear reader, this is a letter and not a database. " * 40)
    assert trouble_in(failed(url)) is Trouble.NOT_A_DATABASE
    assert "a.db cannot be used: the file is not a database. Correct DATABASE_URL" in told(
        Trouble.NOT_A_DATABASE, place_of(url)
    )
    file.unlink()
    assert trouble_in(failed(url)) is Trouble.NO_TABLES
    with sqlite3.connect(file) as connection:
        connection.execute("create table person (name text)")
        connection.executemany("insert into person values (?)", [("x" * 500,)] * 200)
    connection.close()
    data = file.read_bytes()
    file.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))
    assert trouble_in(failed(url)) is Trouble.DAMAGED
    assert "learnmentor restore" in told(Trouble.DAMAGED, place_of(url))


def test_a_locked_file_and_a_folder_in_its_place_are_told_apart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    make_engine(url).connect().close()
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("begin exclusive")
    other = sqlite3.connect(tmp_path / "a.db", timeout=0)
    with pytest.raises(sqlite3.OperationalError) as refused:
        other.execute("begin immediate")
    assert trouble_in(refused.value) is Trouble.LOCKED
    holder.close()
    other.close()
    assert trouble_in(failed(f"sqlite:///{tmp_path}")) is Trouble.NO_PLACE
    assert "is a folder and not a file" in told(Trouble.NO_PLACE, StoragePlace(tmp_path))


def test_a_full_disk_is_known_on_both_sides() -> None:
    full = sqlite3.connect(":memory:")
    full.execute("pragma max_page_count=3")
    full.execute("create table a (b)")
    with pytest.raises(sqlite3.OperationalError) as refused:
        full.execute("insert into a values (zeroblob(100000))")
    full.close()
    assert trouble_in(refused.value) is Trouble.FULL
    assert trouble_in(OSError(errno.ENOSPC, "No space left on device")) is Trouble.FULL
    assert trouble_in(OSError(errno.EROFS, "Read-only file system")) is Trouble.READ_ONLY
    assert trouble_in(ValueError("database is locked")) is None
    assert trouble_in(BrokenPipeError(errno.EPIPE, "Broken pipe")) is None


def test_what_belongs_to_somebody_else_says_to_whom_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.db"
    file.touch()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != file)
    monkeypatch.setattr(storage_faults, "_name", lambda uid: "root" if uid == file.stat().st_uid else "learnmentor")
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    words = told(Trouble.READ_ONLY, StoragePlace(file))
    assert f"{file} belongs to root, and this runs as learnmentor. Run it as root" in words
    assert f"chown -R learnmentor {tmp_path}" in words
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid)
    assert f"{file} may not be written. Allow it: chmod u+rw {file}" in told(Trouble.READ_ONLY, StoragePlace(file))


def test_a_file_of_the_log_that_belongs_to_somebody_else_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.db", "a.db-wal"):
        (tmp_path / name).touch()
    monkeypatch.setattr(os, "access", lambda path, _mode: not str(path).endswith("-wal"))
    assert f"{tmp_path}/a.db-wal may not be written" in (storage_faults.refusal(tmp_path / "a.db") or "")


def test_a_server_is_named_without_its_password(embedded_postgres_url: str) -> None:
    url = "postgresql+psycopg://lm:hush@db.example.org:5433/college"
    for trouble in Trouble:
        words = told(trouble, place_of(url))
        assert words.startswith(f"The database college on db.example.org:5433, as lm cannot be used: {trouble}. ")
        assert "hush" not in words
    server = make_url(embedded_postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(server.set(database="no_such_database"))
    with pytest.raises(OperationalError) as refused:
        engine.connect()
    assert trouble_in(refused.value) is Trouble.NO_DATABASE
    assert (
        trouble_in(failed(server.render_as_string(hide_password=False), "select * from no_such_table"))
        is Trouble.NO_TABLES
    )
