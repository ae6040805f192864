"""Reports of moderation, and what each sample was drawn from

Revision: 0038, after 0035.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0035"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "moderation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_moderation_report_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_report")),
        sa.UniqueConstraint("starts_on", "ends_on", name=op.f("uq_moderation_report_starts_on_ends_on")),
    )
    with op.batch_alter_table("moderation_sample") as batch_op:
        batch_op.add_column(sa.Column("basis", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("moderation_sample") as batch_op:
        batch_op.drop_column("basis")
    op.drop_table("moderation_report")
