"""Targets and signatures of an organisation's own, and what two organisations agreed to share

Revision: 0023, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("cpd_profile", "issuer_identity"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("root_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_root_id_part"), "part", ["root_id"], ["id"])
            batch_op.create_unique_constraint(op.f(f"uq_{table}_root_id"), ["root_id"])
    with op.batch_alter_table("cpd_profile") as batch_op:
        batch_op.create_check_constraint(op.f("ck_cpd_profile_whose"), "person_id is null or root_id is null")
    with op.batch_alter_table("issuer_identity") as batch_op:
        batch_op.drop_constraint(op.f("ck_issuer_identity_one_row"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_issuer_identity_one_of_the_installation"), "(id = 1) = (root_id is null)"
        )


def downgrade() -> None:
    for table in ("cpd_profile", "issuer_identity"):
        op.execute(f"delete from {table} where root_id is not null")  # noqa: S608 -- of the two names above
    with op.batch_alter_table("issuer_identity") as batch_op:
        batch_op.drop_constraint(op.f("ck_issuer_identity_one_of_the_installation"), type_="check")
        batch_op.create_check_constraint(op.f("ck_issuer_identity_one_row"), "id = 1")
    with op.batch_alter_table("cpd_profile") as batch_op:
        batch_op.drop_constraint(op.f("ck_cpd_profile_whose"), type_="check")
    for table in ("issuer_identity", "cpd_profile"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"uq_{table}_root_id"), type_="unique")
            batch_op.drop_constraint(op.f(f"fk_{table}_root_id_part"), type_="foreignkey")
            batch_op.drop_column("root_id")
