"""Accounts are suspended and change their address; invitations are sent again, withdrawn and replaced

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOMENTS = ("resent_at", "opened_at", "withdrawn_at", "replaced_at")


def upgrade() -> None:
    # In place, on both databases: Alembic's way for SQLite would copy the table that most others point at.
    op.add_column("person", sa.Column("suspended_at", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("suspended_because", sa.String(length=300), nullable=True))
    for name in _MOMENTS:
        op.add_column("invitation", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("invitation", sa.Column("public_id", sa.String(length=24), nullable=True))
    _give_ids()
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.alter_column("public_id", existing_type=sa.String(length=24), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_invitation_public_id"), ["public_id"])
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("old_email", sa.String(length=254), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("confirm_sha256", sa.String(length=64), nullable=False),
        sa.Column("stop_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_change_person_id_person")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_address_change_asked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("confirm_sha256", name=op.f("uq_address_change_confirm_sha256")),
        sa.UniqueConstraint("stop_sha256", name=op.f("uq_address_change_stop_sha256")),
    )
    op.create_index(op.f("ix_address_change_person_id"), "address_change", ["person_id"])


def _give_ids() -> None:
    """An id that nobody guesses for each invitation that was sent, a letter first as in every id."""
    drawn = {
        "sqlite": "lower(hex(randomblob(11)))",
        "postgresql": "substr(replace(gen_random_uuid()::text, '-', ''), 1, 22)",
    }[op.get_bind().dialect.name]
    op.execute(f"update invitation set public_id = 'i' || {drawn}")  # noqa: S608 -- words of our own


def downgrade() -> None:
    op.drop_table("address_change")
    op.execute("delete from invitation where withdrawn_at is not null or replaced_at is not null")  # they would let in
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_constraint(op.f("uq_invitation_public_id"), type_="unique")
        batch_op.drop_column("public_id")
        for name in _MOMENTS:
            batch_op.drop_column(name)
    # Whoever was suspended must not be let in by an older version: their password is one that nobody has.
    op.execute("update person set password_hash = '!' where suspended_at is not null")
    op.execute("alter table person drop column suspended_because")
    op.execute("alter table person drop column suspended_at")
