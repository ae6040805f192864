"""Who opened what is somebody else's is written down

Revision: 0016, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from learnmentor.ground.db import UtcDateTime

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_record_person_id_person")),
        sa.ForeignKeyConstraint(["viewer_id"], ["person.id"], name=op.f("fk_access_record_viewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
    )
    op.create_index("ix_access_record_person_id_at", "access_record", ["person_id", "at", "id"])
    op.create_index("ix_access_record_viewer_id_at", "access_record", ["viewer_id", "at", "id"])
    op.create_index("ix_access_record_at", "access_record", ["at", "id"])


def downgrade() -> None:
    op.drop_table("access_record")
