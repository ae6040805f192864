"""Accounts are merged: which went on in which, the ledgers that are closed, requests that wait for a letter

Revision: 0022, after 0018.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_account",
        sa.Column("goes_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stays_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("goes_id <> stays_id", name=op.f("ck_merged_account_two_accounts")),
        sa.ForeignKeyConstraint(["goes_id"], ["person.id"], name=op.f("fk_merged_account_goes_id_person")),
        sa.ForeignKeyConstraint(["stays_id"], ["person.id"], name=op.f("fk_merged_account_stays_id_person")),
        sa.PrimaryKeyConstraint("goes_id", name=op.f("pk_merged_account")),
    )
    op.create_index(op.f("ix_merged_account_stays_id"), "merged_account", ["stays_id"])
    op.create_table(
        "merge_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stays_id", sa.Integer(), nullable=False),
        sa.Column("goes_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("goes_sha256", sa.String(length=64), nullable=False),
        sa.Column("stays_sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("goes_proved_at", UtcDateTime(), nullable=True),
        sa.Column("stays_proved_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("goes_id <> stays_id", name=op.f("ck_merge_request_two_accounts")),
        sa.ForeignKeyConstraint(["stays_id"], ["person.id"], name=op.f("fk_merge_request_stays_id_person")),
        sa.ForeignKeyConstraint(["goes_id"], ["person.id"], name=op.f("fk_merge_request_goes_id_person")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_merge_request_asked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_request")),
        sa.UniqueConstraint("goes_sha256", name=op.f("uq_merge_request_goes_sha256")),
        sa.UniqueConstraint("stays_sha256", name=op.f("uq_merge_request_stays_sha256")),
    )
    op.create_index(op.f("ix_merge_request_stays_id"), "merge_request", ["stays_id"])
    op.create_index(op.f("ix_merge_request_goes_id"), "merge_request", ["goes_id"])
    op.create_table(
        "cpd_closed_ledger",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cpd_closed_ledger_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_cpd_closed_ledger")),
    )


def downgrade() -> None:
    # The accounts stay closed; what was moved stays with the account that went on. Older versions know no second ledger.
    op.drop_table("cpd_closed_ledger")
    op.drop_table("merge_request")
    op.drop_table("merged_account")
