"""Agreements with their drafts, reviews with what may leave them, and whether the mentoring works

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "pair_evaluation", "silence_letters_stopped", "silence_letter", "pair_check", "review_release", "review_summary",
    "pair_review", "agreement_tick", "agreement_party", "agreement_version", "agreement_signature", "agreement_reading",
)  # fmt: skip


def upgrade() -> None:
    _make_agreements()
    _make_reviews()
    _make_checks()


def _make_agreements() -> None:
    op.create_table(
        "agreement_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_agreement_reading_pair_id_pair")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_agreement_reading_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_reading")),
        sa.UniqueConstraint("pair_id", "key", "writer_id", name=op.f("uq_agreement_reading_pair_id_key_writer_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_reading_public_id")),
    )
    op.create_index(op.f("ix_agreement_reading_writer_id"), "agreement_reading", ["writer_id"])
    op.create_table(
        "agreement_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_agreement_signature_pair_id_pair")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_signature")),
        sa.UniqueConstraint("pair_id", "person_id", name=op.f("uq_agreement_signature_pair_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_signature_public_id")),
    )
    op.create_index(op.f("ix_agreement_signature_person_id"), "agreement_signature", ["person_id"])
    op.create_table(
        "agreement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("context", sa.String(20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_agreement_version_number")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_agreement_version_pair_id_pair")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint("pair_id", "number", name=op.f("uq_agreement_version_pair_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_version_public_id")),
    )
    op.create_table(
        "agreement_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.CheckConstraint("side in ('mentor', 'mentee')", name=op.f("ck_agreement_party_side")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_party_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["agreement_version.id"], name=op.f("fk_agreement_party_version_id_agreement_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_party_public_id")),
        sa.UniqueConstraint("version_id", "person_id", name=op.f("uq_agreement_party_version_id_person_id")),
    )
    op.create_index(op.f("ix_agreement_party_person_id"), "agreement_party", ["person_id"])
    op.create_table(
        "agreement_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_agreement_tick_pair_id_pair")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_tick_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_tick")),
        sa.UniqueConstraint("pair_id", "key", name=op.f("uq_agreement_tick_pair_id_key")),
    )
    op.create_index(op.f("ix_agreement_tick_person_id"), "agreement_tick", ["person_id"])


def _make_reviews() -> None:
    op.create_table(
        "pair_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "point in ('first', 'january', 'mid-year', 'april', 'half-way', 'end', 'other')",
            name=op.f("ck_pair_review_point"),
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_pair_review_opened_by_id_person")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_review_pair_id_pair")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_review_public_id")),
    )
    op.create_index(op.f("ix_pair_review_opened_by_id"), "pair_review", ["opened_by_id"])
    op.create_index("ix_pair_review_pair_id", "pair_review", ["pair_id", "id"])
    op.create_table(
        "review_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"], ["pair_review.id"], name=op.f("fk_review_summary_review_id_pair_review")
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_review_summary_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_summary")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_summary_public_id")),
        sa.UniqueConstraint("review_id", name=op.f("uq_review_summary_review_id")),
    )
    op.create_index(op.f("ix_review_summary_writer_id"), "review_summary", ["writer_id"])
    op.create_table(
        "review_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(14), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "reader in ('nobody', 'tutor', 'course-leader', 'coordinator', 'manager')",
            name=op.f("ck_review_release_reader"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_release_person_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["pair_review.id"], name=op.f("fk_review_release_review_id_pair_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_release")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_release_public_id")),
        sa.UniqueConstraint("review_id", "reader", name=op.f("uq_review_release_review_id_reader")),
    )
    op.create_index(op.f("ix_review_release_person_id"), "review_release", ["person_id"])


def _make_checks() -> None:
    op.create_table(
        "pair_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("after_meeting", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("after_meeting in (2, 5)", name=op.f("ck_pair_check_after_meeting")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_check_pair_id_pair")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_check_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_check")),
        sa.UniqueConstraint(
            "pair_id", "person_id", "after_meeting", name=op.f("uq_pair_check_pair_id_person_id_after_meeting")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_check_public_id")),
    )
    op.create_index(op.f("ix_pair_check_person_id"), "pair_check", ["person_id"])
    op.create_table(
        "silence_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiet_since", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_silence_letter_pair_id_pair")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_silence_letter_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_letter")),
        sa.UniqueConstraint(
            "pair_id", "person_id", "quiet_since", name=op.f("uq_silence_letter_pair_id_person_id_quiet_since")
        ),
    )
    op.create_index(op.f("ix_silence_letter_person_id"), "silence_letter", ["person_id"])
    op.create_table(
        "silence_letters_stopped",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_silence_letters_stopped_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_silence_letters_stopped")),
    )
    op.create_table(
        "pair_evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.CheckConstraint("opened_at is null or shown_at is not null", name=op.f("ck_pair_evaluation_opened")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_evaluation_pair_id_pair")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_pair_evaluation_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_evaluation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_evaluation_public_id")),
    )
    op.create_index("ix_pair_evaluation_pair_id", "pair_evaluation", ["pair_id", "id"])
    op.create_index(op.f("ix_pair_evaluation_writer_id"), "pair_evaluation", ["writer_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
