"""What certificates rest on, and who validated an award

Revision: 0039, after 0038.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "certificate_result",
    "award_validation",
)


def upgrade() -> None:
    _make_award_validation()
    _make_certificate_result()


def _make_award_validation() -> None:
    op.create_table(
        "award_validation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("award_code", sa.String(20), nullable=False),
        sa.Column("body", sa.String(120), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_award_validation_days")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_award_validation_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_validation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_validation_public_id")),
    )
    op.create_index("ix_award_validation_award_code", "award_validation", ["award_code", "valid_from"])
    op.create_index("ix_award_validation_recorded_by_id", "award_validation", ["recorded_by_id"])


def _make_certificate_result() -> None:
    op.create_table(
        "certificate_result",
        sa.Column("certificate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ended_it", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_result_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_certificate_result_result_id_result")),
        sa.PrimaryKeyConstraint("certificate_id", "result_id", name=op.f("pk_certificate_result")),
    )
    op.create_index("ix_certificate_result_result_id", "certificate_result", ["result_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
