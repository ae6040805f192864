"""Discussions about work that was handed in.

Revision: 0035, after 0032.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0032"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = ("submission_discussion",)


def upgrade() -> None:
    _make_submission_discussion()


def _make_submission_discussion() -> None:
    op.create_table(
        "submission_discussion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("proposed_by", sa.String(8), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("corrected_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'recorded') = (recorded_at is not null)", name=op.f("ck_submission_discussion_recorded")
        ),
        sa.CheckConstraint("proposed_by in ('learner', 'assessor')", name=op.f("ck_submission_discussion_proposed_by")),
        sa.CheckConstraint("state <> 'agreed' or starts_at is not null", name=op.f("ck_submission_discussion_agreed")),
        sa.CheckConstraint("state in ('proposed', 'agreed', 'recorded')", name=op.f("ck_submission_discussion_state")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_submission_discussion_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["try_id"], ["submission_try.id"], name=op.f("fk_submission_discussion_try_id_submission_try")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_discussion")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_discussion_public_id")),
        sa.UniqueConstraint("try_id", name=op.f("uq_submission_discussion_try_id")),
    )
    op.create_index("ix_submission_discussion_recorded_by_id", "submission_discussion", ["recorded_by_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
