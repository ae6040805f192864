"""Meetings of a pair, who took one as CPD, private calendars, targets that were released

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = ("pair_target_release", "pair_calendar_feed", "pair_meeting_claim", "pair_meeting")


def upgrade() -> None:
    _make_meetings()
    op.create_table(
        "pair_meeting_claim",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["pair_meeting.id"], name=op.f("fk_pair_meeting_claim_meeting_id_pair_meeting")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_meeting_claim_person_id_person")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_pair_meeting_claim")),
    )
    op.create_index(op.f("ix_pair_meeting_claim_person_id"), "pair_meeting_claim", ["person_id"])
    op.create_table(
        "pair_calendar_feed",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_calendar_feed_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pair_calendar_feed")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_pair_calendar_feed_token_sha256")),
    )
    op.create_table(
        "pair_target_release",
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["pair_target.id"], name=op.f("fk_pair_target_release_target_id_pair_target"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_target_release_person_id_person")),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_pair_target_release")),
    )  # fmt: skip
    op.create_index(op.f("ix_pair_target_release_person_id"), "pair_target_release", ["person_id"])


def _make_meetings() -> None:
    op.create_table(
        "pair_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("held_minutes", sa.Integer(), nullable=True),
        sa.Column("brought_by", sa.String(6), nullable=True),
        sa.Column("frame", sa.String(10), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('planned', 'held', 'cancelled')", name=op.f("ck_pair_meeting_state")),
        sa.CheckConstraint("mode in ('room', 'telephone', 'video', 'writing')", name=op.f("ck_pair_meeting_mode")),
        sa.CheckConstraint("brought_by in ('mentee', 'mentor', 'both')", name=op.f("ck_pair_meeting_brought_by")),
        sa.CheckConstraint(
            "frame in ('grow', 'oskar', 'stop', 'learning', 'none')", name=op.f("ck_pair_meeting_frame")
        ),
        sa.CheckConstraint("minutes between 1 and 720", name=op.f("ck_pair_meeting_minutes")),
        sa.CheckConstraint("held_minutes between 1 and 720", name=op.f("ck_pair_meeting_held_minutes")),
        sa.CheckConstraint(
            "(state = 'held') = (held_at is not null and held_minutes is not null and mentor_id is not null)",
            name=op.f("ck_pair_meeting_held"),
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at is not null)", name=op.f("ck_pair_meeting_cancelled")
        ),
        sa.CheckConstraint("confirmed_at is null or state = 'held'", name=op.f("ck_pair_meeting_confirmed")),
        sa.CheckConstraint("changes >= 0 and edits >= 0", name=op.f("ck_pair_meeting_counted")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_meeting_pair_id_pair")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["person.id"], name=op.f("fk_pair_meeting_planned_by_id_person")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_pair_meeting_mentor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_meeting_public_id")),
    )
    op.create_index("ix_pair_meeting_pair_id", "pair_meeting", ["pair_id", "starts_at"])
    op.create_index(op.f("ix_pair_meeting_planned_by_id"), "pair_meeting", ["planned_by_id"])
    op.create_index(op.f("ix_pair_meeting_mentor_id"), "pair_meeting", ["mentor_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
