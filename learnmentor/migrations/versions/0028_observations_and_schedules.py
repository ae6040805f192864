"""Observations of pairs with their guests, and the schedule of a year

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
COUNTS = ("talks", "mentor_watches", "mentee_watches", "elsewhere", "joint")
TABLES = (
    "pair_schedule_tick", "pair_schedule_period", "pair_schedule", "pair_observation_guest", "pair_observation",
)  # fmt: skip


def upgrade() -> None:
    _make_observations()
    _make_guests()
    _make_schedules()
    _make_ticks()


def _make_observations() -> None:
    table = "pair_observation"
    people = ("observer_id", "observed_id", "second_id")
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("direction", sa.String(16), nullable=False),
        sa.Column("record_code", sa.String(20), nullable=True),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("observed_id", sa.Integer(), nullable=True),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("focus_by", sa.String(8), nullable=True),
        sa.Column("focus_no", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{name}_at", MOMENT, nullable=True)
            for name in ("focus_agreed", "ready", "second_ready", "account", "opened", "evaluated", "called_off")
        ),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.CheckConstraint("purpose in ('formative', 'joint-formative', 'assessed')", name=op.f(f"ck_{table}_purpose")),
        sa.CheckConstraint(
            "direction in ('mentor-watches', 'mentee-watches', 'partners')", name=op.f(f"ck_{table}_direction")
        ),
        sa.CheckConstraint("(record_code is null) = (observed_id is not null)", name=op.f(f"ck_{table}_practice")),
        sa.CheckConstraint("(record_code is null) = (held_on is not null)", name=op.f(f"ck_{table}_day")),
        sa.CheckConstraint("observer_id <> observed_id", name=op.f(f"ck_{table}_two_people")),
        sa.CheckConstraint("focus_by in ('observer', 'observed')", name=op.f(f"ck_{table}_focus_by")),
        sa.CheckConstraint("opened_at is null or ready_at is not null", name=op.f(f"ck_{table}_ready_first")),
        sa.CheckConstraint(
            "opened_at is null or account_at is not null or record_code is not null",
            name=op.f(f"ck_{table}_account_first"),
        ),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f(f"fk_{table}_pair_id_pair")),
        *(sa.ForeignKeyConstraint([each], ["person.id"], name=op.f(f"fk_{table}_{each}_person")) for each in people),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    op.create_index(f"ix_{table}_pair_id", table, ["pair_id", "id"])
    for each in people:
        op.create_index(op.f(f"ix_{table}_{each}"), table, [each])


def _make_guests() -> None:
    table = "pair_observation_guest"
    people = ("asked_by_id", "person_id")
    op.create_table(
        table,
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(3), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("answer in ('yes', 'no')", name=op.f(f"ck_{table}_answer")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["pair_observation.id"], name=op.f(f"fk_{table}_observation_id_pair_observation"),
            ondelete="CASCADE",
        ),
        *(sa.ForeignKeyConstraint([each], ["person.id"], name=op.f(f"fk_{table}_{each}_person")) for each in people),
        sa.PrimaryKeyConstraint("observation_id", name=op.f(f"pk_{table}")),
    )  # fmt: skip
    for each in people:
        op.create_index(op.f(f"ix_{table}_{each}"), table, [each])


def _make_schedules() -> None:
    op.create_table(
        "pair_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(12), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "preset in ('pre-service', 'in-service', 'sample', 'blank')", name=op.f("ck_pair_schedule_preset")
        ),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_schedule_pair_id_pair")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_schedule")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_schedule_public_id")),
        sa.UniqueConstraint("pair_id", "begins", name=op.f("uq_pair_schedule_pair_id_begins")),
    )
    table = "pair_schedule_period"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(14), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *(sa.Column(each, sa.Integer(), nullable=False) for each in COUNTS),
        sa.Column("report_to", sa.String(14), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f(f"ck_{table}_days")),
        sa.CheckConstraint(
            " and ".join(f"{each} between 0 and 40" for each in COUNTS), name=op.f(f"ck_{table}_planned")
        ),
        sa.CheckConstraint(
            "report_to in ('nobody', 'tutor', 'course-leader', 'coordinator')", name=op.f(f"ck_{table}_report_to")
        ),
        sa.CheckConstraint(
            "(report_to = 'nobody') = (report_due_on is null)", name=op.f(f"ck_{table}_report_due")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["pair_schedule.id"], name=op.f(f"fk_{table}_schedule_id_pair_schedule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("schedule_id", "place", name=op.f(f"uq_{table}_schedule_id_place")),
    )  # fmt: skip


def _make_ticks() -> None:
    table = "pair_schedule_tick"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind in ('talk', 'mentor-watches', 'mentee-watches', 'elsewhere', 'joint', 'report')",
            name=op.f(f"ck_{table}_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["pair_schedule.id"], name=op.f(f"fk_{table}_schedule_id_pair_schedule"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f(f"fk_{table}_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("schedule_id", "kind", "done_on", name=op.f(f"uq_{table}_schedule_id_kind_done_on")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_by_id"), table, ["by_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
