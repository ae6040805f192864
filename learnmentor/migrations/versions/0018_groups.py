"""Groups: leaders, members, ways in, sessions with attendance, assignments and nudges

Revision: 0018, after 0014.
"""

import sqlalchemy as sa
from alembic import op
from learnmentor.ground.db import UtcDateTime

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _groups()
    _joining()
    _sessions()
    _assignments()


def _groups() -> None:
    op.create_table(
        "people_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("stalled_days", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind in ('cohort', 'network', 'peer')", name=op.f("ck_people_group_kind")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_people_group_ends_after_start")),
        sa.CheckConstraint("stalled_days between 1 and 365", name=op.f("ck_people_group_stalled_days")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_people_group_part_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_group")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_group_public_id")),
    )
    op.create_index(op.f("ix_people_group_part_id"), "people_group", ["part_id"])
    op.create_table(
        "group_leader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_group_leader_ends_after_start")),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_group_leader_group_id_people_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_leader_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_leader")),
        sa.UniqueConstraint(
            "group_id", "person_id", "starts_on", name=op.f("uq_group_leader_group_id_person_id_starts_on")
        ),
    )
    op.create_index(op.f("ix_group_leader_person_id"), "group_leader", ["person_id"])


def _joining() -> None:
    op.create_table(
        "group_way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("word", sa.String(64), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind in ('link', 'code')", name=op.f("ck_group_way_kind")),
        sa.CheckConstraint("most is null or most between 1 and 500", name=op.f("ck_group_way_most")),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_group_way_group_id_people_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_way")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_way_public_id")),
        sa.UniqueConstraint("word", name=op.f("uq_group_way_word")),
    )
    op.create_index(op.f("ix_group_way_group_id"), "group_way", ["group_id"])
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("came_by", sa.String(6), nullable=False),
        sa.Column("way_id", sa.Integer(), nullable=True),
        sa.Column("seen_as", sa.String(5), nullable=True),
        sa.Column("terms_version", sa.Integer(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('invited', 'waiting', 'accepted', 'left')", name=op.f("ck_group_member_state")),
        sa.CheckConstraint("came_by in ('list', 'letter', 'link', 'code')", name=op.f("ck_group_member_came_by")),
        sa.CheckConstraint("seen_as is null or seen_as in ('name', 'count')", name=op.f("ck_group_member_seen_as")),
        sa.CheckConstraint(
            "state not in ('waiting', 'accepted') or (seen_as is not null and terms_version is not null)",
            name=op.f("ck_group_member_accepted_terms"),
        ),
        sa.CheckConstraint("(state = 'left') = (left_at is not null)", name=op.f("ck_group_member_left_at")),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_group_member_group_id_people_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id_person")),
        sa.ForeignKeyConstraint(["way_id"], ["group_way.id"], name=op.f("fk_group_member_way_id_group_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_member_public_id")),
    )
    here = sa.text("state <> 'left'")
    op.create_index(
        "uq_group_member_here", "group_member", ["group_id", "person_id"], unique=True, sqlite_where=here,
        postgresql_where=here,
    )  # fmt: skip
    op.create_index("ix_group_member_person_id", "group_member", ["person_id", "state"])
    op.create_index("ix_group_member_group_id", "group_member", ["group_id", "state"])
    op.create_index(op.f("ix_group_member_way_id"), "group_member", ["way_id"])
    op.create_table(
        "group_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["people_group.id"], name=op.f("fk_group_invitation_group_id_people_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_invitation")),
        sa.UniqueConstraint("group_id", "email", name=op.f("uq_group_invitation_group_id_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_invitation_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_group_invitation_token_sha256")),
    )
    op.create_index(op.f("ix_group_invitation_email"), "group_invitation", ["email"])


def _sessions() -> None:
    op.create_table(
        "group_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("held_how", sa.String(6), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("materials_html", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(24), nullable=True),
        sa.Column("code", sa.String(7), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(120), nullable=True),
        sa.CheckConstraint("held_how in ('face', 'online')", name=op.f("ck_group_session_held_how")),
        sa.CheckConstraint("minutes between 1 and 720", name=op.f("ck_group_session_minutes")),
        sa.CheckConstraint("(confirmed_at is null) = (confirmed_by is null)", name=op.f("ck_group_session_confirmed")),
        sa.CheckConstraint("told <= changes", name=op.f("ck_group_session_told")),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_group_session_group_id_people_group")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            ondelete="SET NULL",
            name=op.f("fk_group_session_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_session")),
        sa.UniqueConstraint("code", name=op.f("uq_group_session_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_session_public_id")),
    )
    op.create_index(op.f("ix_group_session_programme_id"), "group_session", ["programme_id"])
    op.create_index("ix_group_session_group_id", "group_session", ["group_id", "starts_at"])
    to_come = sa.text("reminded_at is null and cancelled_at is null")
    op.create_index(
        "ix_group_session_starts_at", "group_session", ["starts_at"], sqlite_where=to_come, postgresql_where=to_come
    )
    op.create_table(
        "session_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(7), nullable=False),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'there', 'not')", name=op.f("ck_session_attendance_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_attendance_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_session_attendance_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_attendance")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_session_attendance_session_id_person_id")),
    )
    op.create_index(op.f("ix_session_attendance_person_id"), "session_attendance", ["person_id"])


def _assignments() -> None:
    op.create_table(
        "group_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(programme_id is null) <> (segment_id is null)", name=op.f("ck_group_assignment_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["people_group.id"], name=op.f("fk_group_assignment_group_id_people_group")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], ondelete="CASCADE",
            name=op.f("fk_group_assignment_programme_id_programme"),
        ),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_group_assignment_segment_id_segment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_assignment_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_group_assignment_group_id"), "group_assignment", ["group_id"])
    op.create_index(op.f("ix_group_assignment_programme_id"), "group_assignment", ["programme_id"])
    op.create_table(
        "group_nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_group_nudge_group_id_people_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_nudge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_nudge")),
    )
    op.create_index("ix_group_nudge_person_id", "group_nudge", ["person_id", "sent_at"])


def downgrade() -> None:
    for table in (
        "group_nudge", "group_assignment", "session_attendance", "group_session", "group_invitation", "group_member",
        "group_way", "group_leader", "people_group",
    ):  # fmt: skip
        op.drop_table(table)
