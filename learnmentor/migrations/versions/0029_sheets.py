"""Forms that one person fills in, and the lines of a learning plan

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
KINDS = (
    "'F4', 'F4-view', 'F5', 'F5-organisation', 'F7', 'F8', 'F8-view', 'F9', 'F12-leaders', 'F12-mentors', 'F12-mentees'"
)


def upgrade() -> None:
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("overlays_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_sheet_kind")),
        sa.CheckConstraint("changes >= 0", name=op.f("ck_sheet_changes")),
        sa.CheckConstraint("shared_at is null or pair_id is not null", name=op.f("ck_sheet_shared_with_a_pair")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_sheet_owner_id_person")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_sheet_pair_id_pair")),
        sa.ForeignKeyConstraint(
            ["overlays_id"], ["sheet.id"], name=op.f("fk_sheet_overlays_id_sheet"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_public_id")),
        sa.UniqueConstraint("overlays_id", "owner_id", name=op.f("uq_sheet_overlays_id_owner_id")),
    )
    op.create_index("ix_sheet_owner_id", "sheet", ["owner_id", "kind", "id"])
    op.create_index("ix_sheet_pair_id", "sheet", ["pair_id", "id"])
    _make_plan()


def _make_plan() -> None:
    op.create_table(
        "learning_plan_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_learning_plan_line_pair_id_pair")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["sheet.id"], name=op.f("fk_learning_plan_line_sheet_id_sheet"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["pair_target.id"], name=op.f("fk_learning_plan_line_target_id_pair_target"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_learning_plan_line_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_plan_line")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learning_plan_line_public_id")),
        sa.UniqueConstraint("sheet_id", "area", name=op.f("uq_learning_plan_line_sheet_id_area")),
    )  # fmt: skip
    op.create_index("ix_learning_plan_line_pair_id", "learning_plan_line", ["pair_id", "id"])
    op.create_index(op.f("ix_learning_plan_line_target_id"), "learning_plan_line", ["target_id"])
    op.create_index(op.f("ix_learning_plan_line_writer_id"), "learning_plan_line", ["writer_id"])


def downgrade() -> None:
    op.drop_table("learning_plan_line")
    op.drop_table("sheet")
