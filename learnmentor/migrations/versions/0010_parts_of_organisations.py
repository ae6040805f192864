"""Organisations, their parts and who belongs to them; the first one holds everybody who is there

Revision: 0010, after 0009.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind in ('organisation', 'department', 'site', 'partner')", name=op.f("ck_part_kind")),
        sa.CheckConstraint(
            "(parent_id is null) = (kind = 'organisation')", name=op.f("ck_part_organisation_has_no_parent")
        ),
        sa.CheckConstraint("(parent_id is null) = (root_id = id)", name=op.f("ck_part_organisation_is_its_own")),
        sa.ForeignKeyConstraint(["parent_id"], ["part.id"], name=op.f("fk_part_parent_id_part")),
        sa.ForeignKeyConstraint(["root_id"], ["part.id"], name=op.f("fk_part_root_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("path", name=op.f("uq_part_path")),
        sa.UniqueConstraint("public_id", name=op.f("uq_part_public_id")),
    )
    op.create_index(op.f("ix_part_parent_id"), "part", ["parent_id"])
    op.create_index(op.f("ix_part_root_id"), "part", ["root_id"])
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_membership_ends_after_start")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_membership_part_id_part")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "part_id", "starts_on", name=op.f("uq_membership_person_id_part_id_starts_on")
        ),
    )
    op.create_index("ix_membership_part_id", "membership", ["part_id", "person_id", "starts_on", "ends_on"])
    op.create_table(
        "management",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("how", sa.String(8), nullable=False),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_management_ends_after_start")),
        sa.CheckConstraint("manager_id <> person_id", name=op.f("ck_management_two_people")),
        sa.CheckConstraint("how in ('csv', 'declared')", name=op.f("ck_management_how")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_management_manager_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_management_person_id_person")),
        sa.ForeignKeyConstraint(["root_id"], ["part.id"], name=op.f("fk_management_root_id_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management")),
        sa.UniqueConstraint("public_id", name=op.f("uq_management_public_id")),
        sa.UniqueConstraint(
            "person_id", "manager_id", "root_id", "starts_on",
            name=op.f("uq_management_person_id_manager_id_root_id_starts_on"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_management_manager_id"), "management", ["manager_id"])
    op.create_index(op.f("ix_management_root_id"), "management", ["root_id"])
    _let_everybody_belong()
    _give_coordinators_their_part()


def _let_everybody_belong() -> None:
    """One organisation, called as certificates call it, whose members are all with an account since they had one."""
    connection = op.get_bind()
    name = connection.scalar(sa.text("select name from issuer_identity")) or "Everybody"
    connection.execute(
        sa.text(
            "insert into part (id, public_id, root_id, path, kind, name)"
            " values (1, :public_id, 1, '1/', 'organisation', :name)"
        ),
        {"public_id": f"p{secrets.token_hex(7)}", "name": name[:120]},
    )
    op.execute(
        "insert into membership (person_id, part_id, starts_on)"
        " select id, 1, date(created_at) from person where closed_at is null"
    )


def _give_coordinators_their_part() -> None:
    """They looked after everybody, and so they do now."""
    with op.batch_alter_table("role") as batch_op:
        batch_op.add_column(sa.Column("part_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_role_part_id_part"), "part", ["part_id"], ["id"])
        batch_op.create_index(op.f("ix_role_part_id"), ["part_id"])
    op.execute("update role set part_id = 1 where name = 'coordinator'")
    with op.batch_alter_table("role") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_role_coordinators_part"), "name <> 'coordinator' or part_id is not null"
        )
        batch_op.create_check_constraint(
            op.f("ck_role_administrators_everywhere"), "name <> 'administrator' or part_id is null"
        )


def downgrade() -> None:
    with op.batch_alter_table("role") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_administrators_everywhere"), type_="check")
        batch_op.drop_constraint(op.f("ck_role_coordinators_part"), type_="check")
        batch_op.drop_index(op.f("ix_role_part_id"))
        batch_op.drop_constraint(op.f("fk_role_part_id_part"), type_="foreignkey")
        batch_op.drop_column("part_id")
    op.drop_table("management")
    op.drop_table("membership")
    op.drop_table("part")
