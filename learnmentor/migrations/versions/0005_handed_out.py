"""The SHA-256 of every document that was handed out, and declarations found by theirs.

What was handed out before cannot be known; the worker records each certificate as it would be made today.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handed_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made_with", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind in ('certificate', 'preview', 'badge', 'transcript', 'evidence')", name=op.f("ck_handed_out_kind")
        ),
        sa.CheckConstraint("(certificate_id is null) <> (person_id is null)", name=op.f("ck_handed_out_whose")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_handed_out_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_handed_out_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_out")),
        sa.UniqueConstraint("sha256", "certificate_id", name=op.f("uq_handed_out_sha256_certificate_id")),
        sa.UniqueConstraint("sha256", "person_id", name=op.f("uq_handed_out_sha256_person_id")),
    )
    op.create_index(op.f("ix_handed_out_certificate_id"), "handed_out", ["certificate_id"])
    op.create_index(op.f("ix_handed_out_person_id"), "handed_out", ["person_id"])
    op.create_index(op.f("ix_cpd_declaration_snapshot_sha256"), "cpd_declaration", ["snapshot_sha256"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cpd_declaration_snapshot_sha256"), table_name="cpd_declaration")
    op.drop_index(op.f("ix_handed_out_person_id"), table_name="handed_out")
    op.drop_index(op.f("ix_handed_out_certificate_id"), table_name="handed_out")
    op.drop_table("handed_out")
