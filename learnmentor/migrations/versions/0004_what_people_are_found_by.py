"""People are found by their names and addresses as they are compared: without accents, apostrophes and capitals

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.typed.names import folded

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PERSON = sa.table(
    "person",
    sa.column("id"),
    sa.column("name"),
    sa.column("printed_name"),
    sa.column("email"),
    sa.column("search_text"),
)


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.String(length=800), server_default="", nullable=False))
    people = (
        op.get_bind().execute(sa.select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.printed_name, _PERSON.c.email)).all()
    )
    texts = [
        {"key": person.id, "found": folded(f"{person.name} {person.printed_name} {person.email}")} for person in people
    ]
    if texts:
        found_by = (
            sa.update(_PERSON).where(_PERSON.c.id == sa.bindparam("key")).values(search_text=sa.bindparam("found"))
        )
        op.get_bind().execute(found_by, texts)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("search_text")
