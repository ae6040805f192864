"""Indexes for what is looked up by other columns than keys

Revision: 0006, after 0005.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("revision", "path"),
    ("enrolment", "programme_id"),
    ("cpd_entry", "created_at"),
    ("cpd_file", "storage_key"),
    ("invitation", "email"),
    ("outgoing_mail", "to_address"),
)


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
