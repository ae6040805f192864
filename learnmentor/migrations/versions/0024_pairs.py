"""Pairs of mentor and mentee, the lines in their records, and targets

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = ("pair_target_step", "pair_target", "pair_line", "pair_roles", "pair")


def upgrade() -> None:
    op.create_table(
        "pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("context", sa.String(20), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind in ('mentoring', 'specialist-coaching', 'co-coaching', 'e-mentoring')", name=op.f("ck_pair_kind")
        ),
        sa.CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name=op.f("ck_pair_context"),
        ),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_pair_two_people")),
        sa.CheckConstraint("ended_at is null or ended_at >= opened_at", name=op.f("ck_pair_ends_after_start")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_pair_mentor_id_person")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_pair_mentee_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_public_id")),
    )
    op.create_index(op.f("ix_pair_mentor_id"), "pair", ["mentor_id"])
    op.create_index(op.f("ix_pair_mentee_id"), "pair", ["mentee_id"])
    _make_roles()
    _make_lines()
    _make_targets()


def _make_roles() -> None:
    op.create_table(
        "pair_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_pair_roles_two_people")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_roles_pair_id_pair")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_pair_roles_mentor_id_person")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_pair_roles_mentee_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_roles")),
        sa.UniqueConstraint("pair_id", "from_on", name=op.f("uq_pair_roles_pair_id_from_on")),
    )
    op.create_index(op.f("ix_pair_roles_mentor_id"), "pair_roles", ["mentor_id"])
    op.create_index(op.f("ix_pair_roles_mentee_id"), "pair_roles", ["mentee_id"])


def _make_lines() -> None:
    op.create_table(
        "pair_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(24), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.CheckConstraint("changes >= 0", name=op.f("ck_pair_line_changes")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_line_pair_id_pair")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_pair_line_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_line")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_line_public_id")),
        sa.UniqueConstraint("pair_id", "writer_id", "token", name=op.f("uq_pair_line_pair_id_writer_id_token")),
    )
    op.create_index("ix_pair_line_record", "pair_line", ["pair_id", "record", "id"])
    op.create_index(op.f("ix_pair_line_writer_id"), "pair_line", ["writer_id"])


def _make_targets() -> None:
    op.create_table(
        "pair_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("record", sa.String(24), nullable=True),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "source in ('agreement', 'meeting', 'observation', 'audit', 'review', 'pair')",
            name=op.f("ck_pair_target_source"),
        ),
        sa.CheckConstraint("state in ('open', 'met', 'dropped')", name=op.f("ck_pair_target_state")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_target_pair_id_pair")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_pair_target_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_target")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_target_public_id")),
    )
    op.create_index("ix_pair_target_pair_id", "pair_target", ["pair_id", "id"])
    op.create_index(op.f("ix_pair_target_writer_id"), "pair_target", ["writer_id"])
    op.create_table(
        "pair_target_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(24), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "step in ('set', 'carried', 'moved', 'met', 'dropped', 'reopened')", name=op.f("ck_pair_target_step_step")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["pair_target.id"], name=op.f("fk_pair_target_step_target_id_pair_target"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_target_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_target_step")),
    )  # fmt: skip
    op.create_index("ix_pair_target_step_target_id", "pair_target_step", ["target_id", "id"])
    op.create_index(op.f("ix_pair_target_step_person_id"), "pair_target_step", ["person_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
