"""Invitations to parts of organisations, and tables of people on their way in

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op
from learnmentor.ground.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("group_name", sa.String(120), nullable=False),
        sa.Column("manager_email", sa.String(254), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on is null or starts_on is null or ends_on >= starts_on",
            name=op.f("ck_membership_offer_ends_after_start"),
        ),
        sa.CheckConstraint(
            "(accepted_at is null) = (person_id is null)", name=op.f("ck_membership_offer_accepted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_membership_offer_part_id_part")),
        sa.ForeignKeyConstraint(["root_id"], ["part.id"], name=op.f("fk_membership_offer_root_id_part")),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_membership_offer_invited_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_offer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_offer_public_id")),
        sa.UniqueConstraint("part_id", "email", name=op.f("uq_membership_offer_part_id_email")),
    )
    for column in ("email", "root_id", "invited_by_id", "expires_at", "person_id"):
        op.create_index(op.f(f"ix_membership_offer_{column}"), "membership_offer", [column])
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("total_lines", sa.Integer(), nullable=False),
        sa.Column("done_lines", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("fault", sa.String(300), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state in ('looked-over', 'waiting', 'making', 'done', 'stopped')", name=op.f("ck_people_import_state")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_people_import_part_id_part")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_people_import_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_import_public_id")),
    )
    op.create_index(op.f("ix_people_import_by_id"), "people_import", ["by_id"])
    op.create_index(op.f("ix_people_import_asked_at"), "people_import", ["asked_at"])


def downgrade() -> None:
    op.drop_table("people_import")
    op.drop_table("membership_offer")
