"""The revisions of the tables that this version knows, by the names of their files: Alembic is not loaded to ask."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

_FOLDER = Path(__file__).parents[1] / "migrations" / "versions"


@cache
def known() -> tuple[str, ...]:
    """Every revision, oldest first: what stands before the first underscore in the name of a file."""
    return tuple(sorted(file.name.partition("_")[0] for file in _FOLDER.glob("[0-9]*_*.py")))


def newest() -> str:
    """The revision that this version needs."""
    return known()[-1]


def current(connection: Connection) -> str | None:
    """The revision that the tables are at; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    at: str | None = connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()
    return at
