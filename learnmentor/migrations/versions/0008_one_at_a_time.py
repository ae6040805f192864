"""The row of the installation, what there is one of, and how letters fare

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from learnmentor.ground.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.execute("insert into installation (id) values (1)")
    _leave_one_of_each()
    with op.batch_alter_table("issuer_identity", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_issuer_identity_one_row"), "id = 1")
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_up_email"))
        batch_op.create_unique_constraint(batch_op.f("uq_sign_up_email"), ["email"])
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("worth_until", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("tried_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", UtcDateTime(), nullable=True))


def _leave_one_of_each() -> None:
    """Where two came in at the same moment, the one stays that was in force: as each was read until now."""
    op.execute("delete from issuer_identity where id > (select min(id) from issuer_identity)")
    op.execute("update issuer_identity set id = 1")
    everybody = "(select max(id) from cpd_profile where person_id is null)"
    op.execute(f"delete from cpd_profile where person_id is null and id < {everybody}")  # noqa: S608 -- our own words
    in_force = "(select max(id) from signing_key where retired_at is null)"
    op.execute(
        f"update signing_key set retired_at = created_at, private = null where retired_at is null and id < {in_force}"  # noqa: S608
    )
    op.execute("delete from sign_up where id not in (select min(id) from sign_up group by email)")


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("tried_at")
        batch_op.drop_column("tries")
        batch_op.drop_column("worth_until")
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_sign_up_email"), type_="unique")
        batch_op.create_index(batch_op.f("ix_sign_up_email"), ["email"], unique=False)
    with op.batch_alter_table("issuer_identity", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_issuer_identity_one_row"), type_="check")
    op.drop_table("installation")
