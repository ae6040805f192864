"""The list of mentors, messages by relay, searches for a mentor with offers, and changes of pairs

Revision: 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "published_pair_counts", "pair_change", "mentor_offer", "mentor_search", "listing_message", "listing_answer", "mentor_listing",
)  # fmt: skip


def upgrade() -> None:
    _make_listings()
    _make_messages()
    _make_searches()
    op.create_table(
        "pair_change",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_change_pair_id_pair")),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_pair_change")),
    )
    op.create_index(op.f("ix_pair_change_at"), "pair_change", ["at"])
    op.create_table(
        "published_pair_counts",
        sa.Column("place", sa.String(30), nullable=False),
        sa.Column("year", sa.String(10), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_published_pair_counts_part_id_part")),
        sa.PrimaryKeyConstraint("place", "year", name=op.f("pk_published_pair_counts")),
    )
    op.create_index(op.f("ix_published_pair_counts_part_id"), "published_pair_counts", ["part_id"])


def _make_listings() -> None:
    op.create_table(
        "mentor_listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("practice_use", sa.String(20), nullable=False),
        sa.Column("modes", sa.String(60), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("most_mentees", sa.Integer(), nullable=False),
        sa.Column("listed_to", sa.String(12), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("not_team", sa.Boolean(), nullable=False),
        sa.Column("not_managed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("listed_at", MOMENT, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("asked_again_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('mentor', 'practice')", name=op.f("ck_mentor_listing_kind")),
        sa.CheckConstraint("listed_to in ('members', 'coordinators')", name=op.f("ck_mentor_listing_listed_to")),
        sa.CheckConstraint("hours >= 0 and most_mentees >= 0", name=op.f("ck_mentor_listing_numbers")),
        sa.CheckConstraint(
            "(kind = 'practice') = (practice_use <> '')", name=op.f("ck_mentor_listing_use_of_a_practice")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_listing_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_listing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mentor_listing_public_id")),
    )
    op.create_index(op.f("ix_mentor_listing_person_id"), "mentor_listing", ["person_id"])
    op.create_index("ix_mentor_listing_kind", "mentor_listing", ["kind", "until_on"])
    op.create_index("ix_mentor_listing_until_on", "mentor_listing", ["until_on"])
    op.create_table(
        "listing_answer",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("said_no_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_listing_answer_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_listing_answer")),
    )


def _make_messages() -> None:
    op.create_table(
        "listing_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("is_answer", sa.Boolean(), nullable=False),
        sa.CheckConstraint("writer_id <> reader_id", name=op.f("ck_listing_message_two_people")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["mentor_listing.id"], name=op.f("fk_listing_message_listing_id_mentor_listing"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["listing_message.id"], name=op.f("fk_listing_message_reply_to_id_listing_message"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_listing_message_writer_id_person")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_listing_message_reader_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_listing_message_public_id")),
    )  # fmt: skip
    op.create_index("ix_listing_message_listing_id", "listing_message", ["listing_id", "settled_at"])
    op.create_index("ix_listing_message_writer_id", "listing_message", ["writer_id", "sent_at"])
    for column in ("reader_id", "reply_to_id", "sent_at"):
        op.create_index(op.f(f"ix_listing_message_{column}"), "listing_message", [column])


def _make_searches() -> None:
    op.create_table(
        "mentor_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("context", sa.String(20), nullable=False),
        sa.Column("looks_for", sa.String(8), nullable=False),
        sa.Column("modes", sa.String(60), nullable=False),
        sa.Column("not_manager", sa.Boolean(), nullable=False),
        sa.Column("not_team", sa.Boolean(), nullable=False),
        sa.Column("needs_seen_by", sa.String(12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("needs", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("others_at", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('invited', 'open', 'paired')", name=op.f("ck_mentor_search_state")),
        sa.CheckConstraint(
            "looks_for in ('subject', 'role', 'outside', 'peer', 'other')", name=op.f("ck_mentor_search_looks_for")
        ),
        sa.CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name=op.f("ck_mentor_search_context"),
        ),
        sa.CheckConstraint("needs_seen_by in ('arranger', 'mentor-too')", name=op.f("ck_mentor_search_needs_seen_by")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_mentor_search_mentee_id_person")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_mentor_search_part_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_search")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mentor_search_public_id")),
    )
    op.create_index(op.f("ix_mentor_search_mentee_id"), "mentor_search", ["mentee_id"])
    op.create_index("ix_mentor_search_part_id", "mentor_search", ["part_id", "state"])
    op.create_table(
        "mentor_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("against", sa.JSON(), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state in ('offered', 'chosen', 'accepted', 'declined', 'passed')", name=op.f("ck_mentor_offer_state")
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["mentor_search.id"], name=op.f("fk_mentor_offer_search_id_mentor_search"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_mentor_offer_mentor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mentor_offer_public_id")),
        sa.UniqueConstraint("search_id", "mentor_id", name=op.f("uq_mentor_offer_search_id_mentor_id")),
    )  # fmt: skip
    op.create_index("ix_mentor_offer_mentor_id", "mentor_offer", ["mentor_id", "state"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
