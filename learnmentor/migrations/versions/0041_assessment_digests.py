"""When somebody was last written to about assessed work

Revision: 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = ("assessment_digest",)


def upgrade() -> None:
    _make_assessment_digest()


def _make_assessment_digest() -> None:
    op.create_table(
        "assessment_digest",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_digest_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_assessment_digest")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
