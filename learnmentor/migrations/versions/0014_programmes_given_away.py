"""Programmes that a trainer gives away, and what counted in a certificate of hours

Revision: 0014, after 0013. Whoever follows a programme began it when they followed it last, as far as is known.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme") as batch_op:
        batch_op.add_column(sa.Column("given", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("ix_programme_owner_id", table_name="programme")
    op.create_index("ix_programme_owner_id_given", "programme", ["owner_id", "given"])
    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_programme_version_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_version_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_programme_version_programme_id_number")),
    )  # fmt: skip
    op.create_table(
        "given_programme",
        sa.Column("programme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("audience_id", sa.String(length=24), nullable=True),
        sa.Column("link_token", sa.String(length=64), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("saves", sa.Integer(), server_default="0", nullable=False),
        sa.Column("newest_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "audience in ('everybody', 'link', 'organisation', 'group')", name=op.f("ck_given_programme_audience")
        ),
        sa.CheckConstraint(
            "(audience_id is null) = (audience in ('everybody', 'link'))", name=op.f("ck_given_programme_audience_id")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_given_programme_giver_id_person")),
        sa.ForeignKeyConstraint(
            ["newest_id"], ["programme_version.id"], name=op.f("fk_given_programme_newest_id_programme_version")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_given_programme_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_given_programme")),
        sa.UniqueConstraint("link_token", name=op.f("uq_given_programme_link_token")),
    )  # fmt: skip
    op.create_index(op.f("ix_given_programme_giver_id"), "given_programme", ["giver_id"])
    op.create_index("ix_given_programme_audience_audience_id", "given_programme", ["audience", "audience_id"])
    op.create_table(
        "session_attended",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=False),
        sa.CheckConstraint("minutes between 1 and 1440", name=op.f("ck_session_attended_minutes")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_attended_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_session_attended_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_attended")),
        sa.UniqueConstraint(
            "person_id", "programme_id", "item", name=op.f("uq_session_attended_person_id_programme_id_item")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_session_attended_programme_id"), "session_attended", ["programme_id"])
    op.create_table(
        "hours_counted",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_hours_counted_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hours_counted_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "what", name=op.f("pk_hours_counted")),
    )
    op.create_index(op.f("ix_hours_counted_certificate_id"), "hours_counted", ["certificate_id"])
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.add_column(sa.Column("begun_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_enrolment_version_id_programme_version"), "programme_version", ["version_id"], ["id"]
        )
    op.execute("update enrolment set begun_at = followed_at")
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.alter_column("begun_at", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.drop_constraint(op.f("fk_enrolment_version_id_programme_version"), type_="foreignkey")
        batch_op.drop_column("version_id")
        batch_op.drop_column("begun_at")
    op.drop_table("hours_counted")
    op.drop_table("session_attended")
    op.drop_table("given_programme")
    op.drop_table("programme_version")
    # Nothing before 0014 knows of a programme that is not everybody's and nobody's own.
    given = "(select id from programme where given = true)"
    op.execute(f"delete from enrolment where programme_id in {given}")  # noqa: S608 -- words of our own
    op.execute(f"delete from programme where id in {given}")  # noqa: S608 -- words of our own
    op.drop_index("ix_programme_owner_id_given", table_name="programme")
    op.create_index("ix_programme_owner_id", "programme", ["owner_id"])
    with op.batch_alter_table("programme") as batch_op:
        batch_op.drop_column("given")
