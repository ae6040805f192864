"""Counts of parts and groups, as they are printed

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_counts",
        sa.Column("place", sa.String(30), nullable=False),
        sa.Column("year", sa.String(10), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_published_counts_part_id_part")),
        sa.PrimaryKeyConstraint("place", "year", name=op.f("pk_published_counts")),
    )
    op.create_index(op.f("ix_published_counts_part_id"), "published_counts", ["part_id"])


def downgrade() -> None:
    op.drop_table("published_counts")
