"""Statistics of segments, kept without anybody's id

Revision: 0020, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anonymous_answer",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("answer", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_anonymous_answer_segment_id_segment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_tally",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("answer", sa.String(120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_segment_tally_count")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_segment_tally_segment_id_segment")),
        sa.PrimaryKeyConstraint("segment_id", "month", "question", "answer", name=op.f("pk_segment_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "asked_useful",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asked_useful_person_id_person")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_asked_useful_segment_id_segment")),
        sa.PrimaryKeyConstraint("person_id", "segment_id", name=op.f("pk_asked_useful")),
    )


def downgrade() -> None:
    for table in ("asked_useful", "segment_tally", "anonymous_answer"):
        op.drop_table(table)
