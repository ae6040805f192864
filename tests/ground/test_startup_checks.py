"""LearnMentor promises: it says that it answers only when it does, and otherwise in one sentence why it does not."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from learnmentor import migrations
from learnmentor.app import create_app
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.ground import revisions, startup_checks
from learnmentor.ground.db import Database, database


@pytest.fixture
def ours(database_url: str) -> Database:
    """The database of this run, by an engine of its own."""
    return Database(database_url)


def test_an_installation_that_is_in_order_may_start(ours: Database, database_url: str, tmp_path: Path) -> None:
    assert startup_checks.what_stops(ours.engine, url=database_url, data_dir=tmp_path / "new") is None
    assert not list((tmp_path / "new").iterdir()), "asking leaves nothing behind"
    ours.engine.dispose()


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (None, "no tables yet. Make them with: learnmentor db upgrade"),
        ("0001", "from an earlier version. Take a backup, then run: learnmentor db upgrade"),
        ("9999", "upgraded by a newer LearnMentor (its tables are at 9999"),
    ],
)
def test_tables_of_another_version_stop_it(ours: Database, database_url: str, version: str | None, words: str) -> None:
    with ours.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("delete from alembic_version"))
        if version:
            connection.execute(text("insert into alembic_version values (:version)"), {"version": version})
    try:
        assert words in (startup_checks.database_fault(ours.engine, url=database_url) or "")
    finally:
        with ours.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("delete from alembic_version"))
            connection.execute(text("insert into alembic_version values (:now)"), {"now": revisions.newest()})
        ours.engine.dispose()


def test_a_database_that_another_writes_to_may_be_started_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    migrations.upgrade(url)
    ours = Database(url)
    with ours.session() as busy:
        busy.execute(text("select 1"))
        other = Database(url)
        other.engine.dispose()
        assert startup_checks.database_fault(ours.engine.execution_options(), url=url) is None
    ours.engine.dispose()


@pytest.mark.parametrize(
    ("bind", "words"),
    [
        ("localhost:abc", "write an address and a port, such as 127.0.0.1:8000"),
        ("8000", "write an address and a port"),
        ("127.0.0.1:70000", "write an address and a port"),
        ("no-such-host.invalid:8000", "this machine has no such address"),
        ("192.0.2.1:8000", "this machine has no such address"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_a_sentence(bind: str, words: str) -> None:
    assert words in (startup_checks.bind_fault(bind) or "")


def test_a_taken_port_is_a_sentence_and_a_free_one_is_left_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        assert "another program listens there" in (startup_checks.bind_fault(taken) or "")
    assert startup_checks.bind_fault(taken) is None
    assert startup_checks.bind_fault(taken) is None
    assert startup_checks.bind_fault("unix:/run/learnmentor.sock") is None


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_neither_program_announces_itself_before_it_can_work(command: str, settings: Settings, tmp_path: Path) -> None:
    where = {"database_url": f"sqlite:///{tmp_path}/new.db", "data_dir": tmp_path}
    empty = Settings(**{**vars(settings), **where})
    result = CliRunner().invoke(main, [command], obj=lambda: create_app(empty, TESTING=True))
    assert result.exit_code == 1
    assert result.output == (
        "Error: LearnMentor cannot start. The database has no tables yet. Make them with: learnmentor db upgrade\n"
    )


def test_a_data_folder_that_is_a_file_stops_it(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    app = create_app(Settings(**{**vars(settings), "data_dir": tmp_path / "data"}), TESTING=True)
    result = CliRunner().invoke(main, ["worker", "--once"], obj=lambda: app)
    with app.app_context():
        database().engine.dispose()
    assert result.exit_code == 1
    assert f"{tmp_path}/data is a file and not a folder" in result.output
