"""Indexes for what is looked up by other columns than keys

Revision: 0008, after 0003.
"""

from alembic import op

revision = "0008"
down_revision = "0003"
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
