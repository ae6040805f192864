"""The tables can be made, compared with the models and taken down again, on databases of this test's own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from learnmentor import migrations
from learnmentor.ground import revisions

REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(migrations.config_for("sqlite://")).walk_revisions()
][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, worker: str, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/migrations.db"
        return
    server = os.environ.get("TEST_DATABASE_URL") or request.getfixturevalue("embedded_postgres_url")
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"learnmentor_migrations_{worker}_{os.getpid()}"  # runs beside each other do not meet
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
        connection.execute(text(f'create database "{name}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'drop database "{name}" with (force)'))
    admin.dispose()


def tables(url: str) -> set[str]:
    """What is in the database beside Alembic's own note."""
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return found


def test_the_tables_match_the_models_after_an_upgrade(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    try:
        migrations.check(empty_url)
    except CommandError as difference:
        pytest.fail(
            f"The models changed and no migration says so. Make one in learnmentor/migrations/versions/.\n{difference}",
            pytrace=False,
        )


def test_every_migration_goes_down_and_up_again(empty_url: str) -> None:
    for revision in REVISIONS:
        migrations.upgrade(empty_url, revision)
        before = tables(empty_url)
        migrations.downgrade(empty_url, "-1")
        migrations.upgrade(empty_url, revision)
        assert tables(empty_url) == before, f"{revision} does not come back as it was after a downgrade"
    migrations.downgrade(empty_url)
    assert tables(empty_url) == set(), "downgrade to base leaves tables behind: drop them in downgrade()"


def test_certificates_from_before_there_were_status_lists_get_a_place_each(empty_url: str) -> None:
    migrations.upgrade(empty_url, "0002")
    engine = create_engine(empty_url)
    columns = "number, award_code, award_version, period, snapshot, snapshot_sha256, issued_at"
    with engine.begin() as connection:
        for number in range(3):
            values = f"'LM-{number}', 'A', 1, '', '{{}}', '', '2026-09-01 08:00:00'"
            connection.execute(text(f"insert into certificate ({columns}) values ({values})"))
    migrations.upgrade(empty_url)
    with engine.connect() as connection:
        places = connection.scalars(text("select status_index from certificate")).all()
    engine.dispose()
    assert len(set(places)) == 3
    assert all(0 <= place < 131_072 for place in places)


def test_the_migrations_are_one_line() -> None:
    heads = ScriptDirectory.from_config(migrations.config_for("sqlite://")).get_heads()
    assert len(heads) == 1, (
        f"{heads}: two migrations follow the same one. Give the later one the other as its down_revision."
    )


def test_the_names_of_the_files_tell_the_revisions() -> None:
    assert list(revisions.known()) == REVISIONS, "Begin the name of a migration's file with its revision: 0012_what.py"
    assert revisions.newest() == REVISIONS[-1]
