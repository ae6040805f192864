"""How Alembic reaches the database; read by Alembic, not imported."""

from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError

import learnmentor
from learnmentor.ground import locks as _locks  # noqa: F401 -- the row of the installation
from learnmentor.ground.db import Base, make_engine

for found in walk_packages(learnmentor.__path__, "learnmentor."):
    if found.name.endswith(".models"):  # importing them makes the tables of every room known
        import_module(found.name)


def _render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        autogen_context.imports.add("from learnmentor.ground.db import UtcDateTime")
        return "UtcDateTime()"
    return False


engine = make_engine(context.config.get_main_option("sqlalchemy.url") or "").execution_options(writes=True)
try:
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:  # tables are changed by making them anew, which rows that point at them would forbid; see below
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=is_sqlite,
            transactional_ddl=True,  # in SQLite too, as db.py begins transactions: an upgrade is whole or not at all
            compare_type=True,
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise CommandError(f"a row of {lost[0]} would point at one of {lost[2]} that is not there")
        connection.commit()
finally:  # a migration that refuses leaves no connection open either
    engine.dispose()
