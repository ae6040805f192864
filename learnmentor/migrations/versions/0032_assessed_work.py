"""Submissions, who judges them, and what comes of it

Revision: 0032, after 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "appeal",
    "result",
    "moderation_sample",
    "judgement",
    "assignment",
    "witness_note",
    "submission_try",
    "submission_part",
    "submission_file",
    "submission_criteria",
    "released_record",
    "assessor_scope",
    "submission",
)


def upgrade() -> None:
    _make_submission()
    _make_assessor_scope()
    _make_released_record()
    _make_submission_criteria()
    _make_submission_file()
    _make_submission_part()
    _make_submission_try()
    _make_witness_note()
    _make_assignment()
    _make_judgement()
    _make_moderation_sample()
    _make_result()
    _make_appeal()


def _make_submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit_code", sa.String(10), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('unit', 'earlier-learning')", name=op.f("ck_submission_kind")),
        sa.CheckConstraint(
            "state in ('preparing', 'handed-in', 'judged', 'passed', 'not-passed', 'given-up')",
            name=op.f("ck_submission_state"),
        ),
        sa.CheckConstraint("substr(unit_code, 1, 1) <> 'C'", name=op.f("ck_submission_no_core")),
        sa.CheckConstraint("level between 4 and 7", name=op.f("ck_submission_level")),
        sa.CheckConstraint("tries between 0 and 3", name=op.f("ck_submission_tries")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_public_id")),
    )
    op.create_index("ix_submission_person_id", "submission", ["person_id", "id"])
    op.create_index("ix_submission_state", "submission", ["state", "id"])


def _make_assessor_scope() -> None:
    op.create_table(
        "assessor_scope",
        sa.Column("role_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("training", sa.String(12), nullable=False),
        sa.Column("evidence", sa.String(200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "training in ('unit-o3', 'evidence', 'standardised')", name=op.f("ck_assessor_scope_training")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_assessor_scope_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_assessor_scope_role_id_role"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", name=op.f("pk_assessor_scope")),
    )
    op.create_index("ix_assessor_scope_recorded_by_id", "assessor_scope", ["recorded_by_id"])


def _make_released_record() -> None:
    op.create_table(
        "released_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint("(state = 'own') = (other_id is null)", name=op.f("ck_released_record_own")),
        sa.CheckConstraint(
            "body is not null or state in ('refused', 'withdrawn')", name=op.f("ck_released_record_body")
        ),
        sa.CheckConstraint(
            "state in ('own', 'asked', 'given', 'refused', 'withdrawn')", name=op.f("ck_released_record_state")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_released_record_other_id_person")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_released_record_pair_id_pair")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_released_record_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_released_record_public_id")),
        sa.UniqueConstraint(
            "submission_id", "part", "source", name=op.f("uq_released_record_submission_id_part_source")
        ),
    )
    op.create_index("ix_released_record_other_id", "released_record", ["other_id", "state"])
    op.create_index("ix_released_record_pair_id", "released_record", ["pair_id"])


def _make_submission_criteria() -> None:
    op.create_table(
        "submission_criteria",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_criteria_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_criteria")),
    )


def _make_submission_file() -> None:
    op.create_table(
        "submission_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("storage_key", sa.String(64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_file_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_file_public_id")),
    )
    op.create_index("ix_submission_file_storage_key", "submission_file", ["storage_key"])
    op.create_index("ix_submission_file_submission_id", "submission_file", ["submission_id", "part"])


def _make_submission_part() -> None:
    op.create_table(
        "submission_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_part_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_part")),
        sa.UniqueConstraint("submission_id", "part", name=op.f("uq_submission_part_submission_id_part")),
    )


def _make_submission_try() -> None:
    op.create_table(
        "submission_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(6), nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.CheckConstraint("outcome in ('pass', 'refer')", name=op.f("ck_submission_try_outcome")),
        sa.CheckConstraint("(outcome is null) = (released_at is null)", name=op.f("ck_submission_try_released")),
        sa.CheckConstraint("number between 1 and 3", name=op.f("ck_submission_try_number")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_submission_try_revision_id_revision")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_try_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_try")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_try_public_id")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_submission_try_submission_id_number")),
    )
    op.create_index("ix_submission_try_released_at", "submission_try", ["released_at", "handed_in_at"])


def _make_witness_note() -> None:
    op.create_table(
        "witness_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("worth_until", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_witness_note_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_witness_note_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_witness_note_token_sha256")),
    )
    op.create_index("ix_witness_note_submission_id", "witness_note", ["submission_id", "part"])


def _make_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", sa.String(12), nullable=True),
        sa.CheckConstraint(
            "ended_as in ('judged', 'handed-back', 'recognised', 'conflict', 'role-ended', 'reassigned', 'given-up')",
            name=op.f("ck_assignment_ended_as"),
        ),
        sa.CheckConstraint("kind in ('first', 'second', 'appeal')", name=op.f("ck_assignment_kind")),
        sa.CheckConstraint("(ended_at is null) = (ended_as is null)", name=op.f("ck_assignment_ended")),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_assignment_assessor_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_assignment_by_id_person")),
        sa.ForeignKeyConstraint(["try_id"], ["submission_try.id"], name=op.f("fk_assignment_try_id_submission_try")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_assessor_id", "assignment", ["assessor_id", "ended_at"])
    op.create_index("ix_assignment_by_id", "assignment", ["by_id"])
    op.create_index("ix_assignment_try_id", "assignment", ["try_id", "kind"])


def _make_judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(6), nullable=True),
        sa.Column("close", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("not_met", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('first', 'second', 'agreed', 'appeal')", name=op.f("ck_judgement_kind")),
        sa.CheckConstraint("outcome in ('pass', 'refer')", name=op.f("ck_judgement_outcome")),
        sa.CheckConstraint("saved_at is null or outcome is not null", name=op.f("ck_judgement_decided")),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_judgement_assessor_id_person")),
        sa.ForeignKeyConstraint(["try_id"], ["submission_try.id"], name=op.f("fk_judgement_try_id_submission_try")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_judgement_public_id")),
    )
    op.create_index("ix_judgement_assessor_id", "judgement", ["assessor_id", "saved_at"])
    op.create_index("ix_judgement_try_id", "judgement", ["try_id", "kind"])


def _make_moderation_sample() -> None:
    op.create_table(
        "moderation_sample",
        sa.Column("try_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name=op.f("fk_moderation_sample_judgement_id_judgement")
        ),
        sa.ForeignKeyConstraint(
            ["try_id"], ["submission_try.id"], name=op.f("fk_moderation_sample_try_id_submission_try")
        ),
        sa.PrimaryKeyConstraint("try_id", name=op.f("pk_moderation_sample")),
        sa.UniqueConstraint("judgement_id", name=op.f("uq_moderation_sample_judgement_id")),
    )
    op.create_index("ix_moderation_sample_settled_at", "moderation_sample", ["sampled", "settled_at"])


def _make_result() -> None:
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit_code", sa.String(10), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("confirms_core", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(6), nullable=False),
        sa.Column("ground", sa.String(10), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("released_at", MOMENT, nullable=False),
        sa.CheckConstraint("(ground = 'correction') = (reason is not null)", name=op.f("ck_result_reason")),
        sa.CheckConstraint("ground in ('released', 'appeal', 'correction')", name=op.f("ck_result_ground")),
        sa.CheckConstraint("outcome in ('pass', 'refer')", name=op.f("ck_result_outcome")),
        sa.CheckConstraint("substr(unit_code, 1, 1) <> 'C'", name=op.f("ck_result_no_core")),
        sa.CheckConstraint("credits >= 0", name=op.f("ck_result_credits")),
        sa.ForeignKeyConstraint(["instead_of_id"], ["result.id"], name=op.f("fk_result_instead_of_id_result")),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgement.id"], name=op.f("fk_result_judgement_id_judgement")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_result_person_id_person")),
        sa.ForeignKeyConstraint(["try_id"], ["submission_try.id"], name=op.f("fk_result_try_id_submission_try")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("instead_of_id", name=op.f("uq_result_instead_of_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_result_public_id")),
    )
    op.create_index("ix_result_judgement_id", "result", ["judgement_id"])
    op.create_index("ix_result_person_id", "result", ["person_id", "id"])
    op.create_index("ix_result_try_id", "result", ["try_id", "id"])


def _make_appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("outcome in ('stands', 'changed', 'withdrawn')", name=op.f("ck_appeal_outcome")),
        sa.CheckConstraint("(outcome is null) = (closed_at is null)", name=op.f("ck_appeal_closed")),
        sa.ForeignKeyConstraint(["moderator_id"], ["person.id"], name=op.f("fk_appeal_moderator_id_person")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_appeal_result_id_result")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appeal_public_id")),
        sa.UniqueConstraint("result_id", name=op.f("uq_appeal_result_id")),
    )
    op.create_index("ix_appeal_closed_at", "appeal", ["closed_at", "id"])
    op.create_index("ix_appeal_moderator_id", "appeal", ["moderator_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
