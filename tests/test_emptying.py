"""What a test left in PostgreSQL is gone before the next: rows, their room in the files, and what was counted."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.ground.db import Base, Database
from tests import factories
from tests.conftest import empty_postgresql

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def emptied(base: Database, patience: str = "20s") -> None:
    """Every table, as between two tests."""
    tables = [f'"{table.name}"' for table in reversed(Base.metadata.sorted_tables) if table.name != "installation"]
    empty_postgresql(base.engine.execution_options(writes=True), tables, patience)


def test_an_emptied_database_is_as_new(db: Session, base: Database) -> None:
    factories.person(db)
    db.commit()
    emptied(base)
    rows, size = db.execute(text("select count(*), pg_relation_size('person') from person")).one()
    assert (rows, size) == (0, 0)
    assert factories.person(db).id == 1


def test_a_session_that_was_left_open_is_a_failure(db: Session, base: Database) -> None:
    db.execute(text("select count(*) from person"))
    with pytest.raises(OperationalError, match="lock timeout"):
        emptied(base, patience="50ms")
