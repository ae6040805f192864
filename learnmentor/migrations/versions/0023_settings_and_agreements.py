"""Targets and signatures of an organisation's own, and what two organisations agreed to share

Revision: 0023, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
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
    with op.batch_alter_table("part") as batch_op:
        batch_op.add_column(sa.Column("share_code", sa.String(24), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_part_share_code"), ["share_code"])
        batch_op.create_check_constraint(op.f("ck_part_organisations_code"), "parent_id is null or share_code is null")
    _make_agreements()


def _make_agreements() -> None:
    op.create_table(
        "sharing_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("from_root_id", sa.Integer(), nullable=False),
        sa.Column("to_root_id", sa.Integer(), nullable=False),
        sa.Column("from_name", sa.String(120), nullable=False),
        sa.Column("to_name", sa.String(120), nullable=True),
        sa.Column("subject", sa.String(60), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(160), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("kind in ('programme', 'mentor', 'moderation')", name=op.f("ck_sharing_agreement_kind")),
        sa.CheckConstraint("from_root_id <> to_root_id", name=op.f("ck_sharing_agreement_two_organisations")),
        sa.CheckConstraint(
            "(kind = 'programme') = (subject is not null)", name=op.f("ck_sharing_agreement_a_programme")
        ),
        sa.CheckConstraint("kind = 'mentor' or person_id is null", name=op.f("ck_sharing_agreement_a_mentor")),
        sa.CheckConstraint(
            "accepted_at is null or to_name is not null", name=op.f("ck_sharing_agreement_told_when_accepted")
        ),
        sa.ForeignKeyConstraint(["from_root_id"], ["part.id"], name=op.f("fk_sharing_agreement_from_root_id_part")),
        sa.ForeignKeyConstraint(["to_root_id"], ["part.id"], name=op.f("fk_sharing_agreement_to_root_id_part")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sharing_agreement_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_agreement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sharing_agreement_public_id")),
    )
    op.create_index(op.f("ix_sharing_agreement_from_root_id"), "sharing_agreement", ["from_root_id"])
    op.create_index(op.f("ix_sharing_agreement_person_id"), "sharing_agreement", ["person_id"])
    op.create_index("ix_sharing_agreement_to_root_id", "sharing_agreement", ["to_root_id", "kind"])


def downgrade() -> None:
    op.drop_table("sharing_agreement")
    with op.batch_alter_table("part") as batch_op:
        batch_op.drop_constraint(op.f("ck_part_organisations_code"), type_="check")
        batch_op.drop_constraint(op.f("uq_part_share_code"), type_="unique")
        batch_op.drop_column("share_code")
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
