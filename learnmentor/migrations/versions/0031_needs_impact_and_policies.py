"""What a new mentor needs first, before and after, and policies that organisations adopt

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = ("policy_version", "policy", "impact_taken", "impact_survey", "needs_taken")


def upgrade() -> None:
    op.create_table(
        "needs_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("programme", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_needs_taken_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_taken")),
        sa.UniqueConstraint("public_id", name=op.f("uq_needs_taken_public_id")),
    )
    op.create_index("ix_needs_taken_person_id", "needs_taken", ["person_id", "id"])
    _make_impact()
    _make_policies()


def _make_impact() -> None:
    op.create_table(
        "impact_survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind in ('mentor', 'mentee', 'organisation')", name=op.f("ck_impact_survey_kind")),
        sa.CheckConstraint("root_id is not null or not counted", name=op.f("ck_impact_survey_counted_somewhere")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_impact_survey_person_id_person")),
        sa.ForeignKeyConstraint(["root_id"], ["part.id"], name=op.f("fk_impact_survey_root_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_survey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_impact_survey_public_id")),
    )
    op.create_index("ix_impact_survey_person_id", "impact_survey", ["person_id", "id"])
    op.create_index("ix_impact_survey_root_id", "impact_survey", ["root_id", "kind"])
    op.create_table(
        "impact_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("moment in ('before', 'half-way', 'after')", name=op.f("ck_impact_taken_moment")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["impact_survey.id"], name=op.f("fk_impact_taken_survey_id_impact_survey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_impact_taken_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_taken")),
        sa.UniqueConstraint("public_id", name=op.f("uq_impact_taken_public_id")),
        sa.UniqueConstraint("survey_id", "moment", name=op.f("uq_impact_taken_survey_id_moment")),
    )  # fmt: skip
    op.create_index(op.f("ix_impact_taken_person_id"), "impact_taken", ["person_id"])


def _make_policies() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("changes >= 0", name=op.f("ck_policy_changes")),
        sa.ForeignKeyConstraint(["root_id"], ["part.id"], name=op.f("fk_policy_root_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_policy_public_id")),
    )
    op.create_index(op.f("ix_policy_root_id"), "policy", ["root_id"])
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_policy_version_number")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_version_policy_id_policy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("policy_id", "number", name=op.f("uq_policy_version_policy_id_number")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
