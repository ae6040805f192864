"""Whatever was handed in is found by the number on its receipt

Revision: 0042, after 0041.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_submission_try_sha256", "submission_try", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_submission_try_sha256", "submission_try")
