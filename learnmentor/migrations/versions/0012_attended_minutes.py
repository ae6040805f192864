"""A fourth basis of hours: attended, confirmed by the leader of a session, who is named on the line

Revision: 0012, after 0011. Old lines have neither of the new columns filled, and keep the hashes that they have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE = {
    "kind": "kind in ('segment', 'own', 'correction', 'withdrawal')",
    "basis": "basis in ('planned', 'active', 'claimed')",
}
_AFTER = {
    "kind": "kind in ('segment', 'session', 'own', 'correction', 'withdrawal')",
    "basis": "basis in ('planned', 'active', 'claimed', 'attended')",
}
_NEW = {
    "attended_minutes": "attended_minutes between 0 and 1440",
    "attended": "(attended_minutes is not null) = (basis = 'attended')",
    "session": "kind <> 'session' or (attended_minutes > 0 and confirmed_by is not null)",
}


def upgrade() -> None:
    with op.batch_alter_table("cpd_entry") as batch_op:
        batch_op.add_column(sa.Column("attended_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.String(length=200), nullable=True))
        for name in _BEFORE:
            batch_op.drop_constraint(op.f(f"ck_cpd_entry_{name}"), type_="check")
        for name, condition in {**_AFTER, **_NEW}.items():
            batch_op.create_check_constraint(op.f(f"ck_cpd_entry_{name}"), condition)


def downgrade() -> None:
    _refuse_to_lose_lines()
    with op.batch_alter_table("cpd_entry") as batch_op:
        for name in {**_AFTER, **_NEW}:
            batch_op.drop_constraint(op.f(f"ck_cpd_entry_{name}"), type_="check")
        for name, condition in _BEFORE.items():
            batch_op.create_check_constraint(op.f(f"ck_cpd_entry_{name}"), condition)
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("attended_minutes")


def _refuse_to_lose_lines() -> None:
    """A line that was attended has nowhere to go, and without it no later line of its ledger holds."""
    attended = "select count(*) from cpd_entry where attended_minutes is not null"
    if count := op.get_bind().scalar(sa.text(attended)):
        raise RuntimeError(f"Leaders confirmed {count} of the lines of CPD records: the release before has none such.")
