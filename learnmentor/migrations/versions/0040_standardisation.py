"""Keep the rounds of assessors, assessed visits, and how judgements spread

Revision: 0040, after 0039.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "judgement_spread",
    "assessed_observation",
    "standardisation",
)


def upgrade() -> None:
    _make_standardisation()
    _make_assessed_observation()
    _make_judgement_spread()
    _let_work_be_counted()


def _make_standardisation() -> None:
    op.create_table(
        "standardisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("judged", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(finished_on is null) = (finished_at is null)", name=op.f("ck_standardisation_finished")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standardisation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standardisation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_standardisation_public_id")),
    )
    op.create_index("ix_standardisation_finished_on", "standardisation", ["finished_on", "person_id"])
    op.create_index("ix_standardisation_person_id", "standardisation", ["person_id", "id"])


def _make_assessed_observation() -> None:
    op.create_table(
        "assessed_observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("present_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("present_told_at", MOMENT, nullable=True),
        sa.Column("other_day_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("called_off_at", MOMENT, nullable=True),
        sa.CheckConstraint("purpose = 'assessed'", name=op.f("ck_assessed_observation_purpose")),
        sa.CheckConstraint("(pair_id is null) = (present_id is null)", name=op.f("ck_assessed_observation_present")),
        sa.CheckConstraint(
            "record is null or present_id is null or present_told_at is not null",
            name=op.f("ck_assessed_observation_present_first"),
        ),
        sa.CheckConstraint("record is null or told_at is not null", name=op.f("ck_assessed_observation_told_first")),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["person.id"], name=op.f("fk_assessed_observation_assessor_id_person")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_assessed_observation_learner_id_person")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_assessed_observation_pair_id_pair")),
        sa.ForeignKeyConstraint(["present_id"], ["person.id"], name=op.f("fk_assessed_observation_present_id_person")),
        sa.ForeignKeyConstraint(
            ["try_id"], ["submission_try.id"], name=op.f("fk_assessed_observation_try_id_submission_try")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_observation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assessed_observation_public_id")),
    )
    op.create_index("ix_assessed_observation_assessor_id", "assessed_observation", ["assessor_id"])
    op.create_index("ix_assessed_observation_learner_id", "assessed_observation", ["learner_id"])
    op.create_index("ix_assessed_observation_pair_id", "assessed_observation", ["pair_id", "id"])
    op.create_index("ix_assessed_observation_present_id", "assessed_observation", ["present_id"])
    op.create_index("ix_assessed_observation_try_id", "assessed_observation", ["try_id", "id"])


def _make_judgement_spread() -> None:
    op.create_table(
        "judgement_spread",
        sa.Column("segment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity", sa.String(60), nullable=False),
        sa.Column("wording", sa.String(8), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("counted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_judgement_spread_segment_id_segment")),
        sa.PrimaryKeyConstraint("segment_id", "activity", name=op.f("pk_judgement_spread")),
    )


def _let_work_be_counted() -> None:
    with op.batch_alter_table("response") as batch_op:
        batch_op.add_column(sa.Column("counted", sa.String(8), nullable=True))
    counted = sa.text("counted is not null")
    op.create_index(
        "ix_response_counted", "response", ["segment_id", "activity"], postgresql_where=counted, sqlite_where=counted
    )


def downgrade() -> None:
    op.drop_index("ix_response_counted", table_name="response")
    with op.batch_alter_table("response") as batch_op:
        batch_op.drop_column("counted")
    for table in TABLES:
        op.drop_table(table)
