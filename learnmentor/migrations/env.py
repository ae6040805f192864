"""How Alembic reaches the database; read by Alembic, not imported."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError

from learnmentor.accounts import models as _accounts  # noqa: F401 -- importing a room's models makes its tables known
from learnmentor.assessment.activities import models as _assessment  # noqa: F401
from learnmentor.authoring import models as _authoring  # noqa: F401
from learnmentor.certificates import models as _certificates  # noqa: F401
from learnmentor.courses.catalogue import models as _catalogue  # noqa: F401
from learnmentor.courses.programmes import models as _programmes  # noqa: F401
from learnmentor.courses.study import models as _study  # noqa: F401
from learnmentor.cpd import models as _cpd  # noqa: F401
from learnmentor.ground import locks as _locks  # noqa: F401 -- the row of the installation
from learnmentor.ground.db import Base, make_engine
from learnmentor.jobs import models as _jobs  # noqa: F401
from learnmentor.signing import models as _signing  # noqa: F401


def _render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        autogen_context.imports.add("from learnmentor.ground.db import UtcDateTime")
        return "UtcDateTime()"
    return False


engine = make_engine(context.config.get_main_option("sqlalchemy.url") or "").execution_options(writes=True)
with engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:  # tables are changed by making them anew, which rows that point at them would forbid; see below
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        transactional_ddl=True,  # in SQLite too, as db.py begins transactions: an upgrade is done whole or not at all
        compare_type=True,
        render_item=_render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise CommandError(f"a row of {lost[0]} would point at one of {lost[2]} that is not there")
    connection.commit()
engine.dispose()
