"""Lesson records and the assessed versions of units are kinds of content too; optional units stand in groups

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE = ("unit", "segment", "case", "form", "page")
_NOW = (*_BEFORE[:4], "record", "brief", "page")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("revision") as batch_op:
        batch_op.drop_constraint(op.f("ck_revision_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_revision_kind"), f"kind in ({listed})")


def upgrade() -> None:
    _allow(_NOW)
    with op.batch_alter_table("unit") as batch_op:
        batch_op.add_column(sa.Column("group_title", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    op.execute("delete from page where kind in ('record', 'brief')")
    op.execute("delete from revision where kind in ('record', 'brief')")
    _allow(_BEFORE)
    with op.batch_alter_table("unit") as batch_op:
        batch_op.drop_column("group_title")
