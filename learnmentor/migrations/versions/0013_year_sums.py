"""What each person's CPD years add up to, kept beside the ledger

Revision: 0013, after 0012. The ledgers that are there are added up.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NUMBERS = ("entries", "counted", "planned", "active", "claimed", "attended", "segments", "sessions")
_BEGINS = {"ifl": (9, 1), "set": (4, 1)}  # of the profiles that the product comes with
_AT_ONCE = 500  # people
_IN_FORCE = """
    select person_id, "on", type, count(*), sum(counted_minutes), coalesce(sum(planned_minutes), 0),
        coalesce(sum(active_minutes), 0), coalesce(sum(claimed_minutes), 0), coalesce(sum(attended_minutes), 0),
        sum(case when kind = 'session' then 1 else 0 end)
    from cpd_entry
    where person_id > :first and person_id <= :last and kind <> 'withdrawal' and not exists (
        select 1 from cpd_entry as later
        where later.person_id = cpd_entry.person_id and later.supersedes = cpd_entry.sequence)
    group by person_id, "on", type order by person_id
"""


def upgrade() -> None:
    table = op.create_table(
        "cpd_year_sum",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("by_month", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cpd_year_sum_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "begins", name=op.f("pk_cpd_year_sum")),
    )
    _add_up(table)


def downgrade() -> None:
    op.drop_table("cpd_year_sum")


def _add_up(table: sa.Table) -> None:
    db = op.get_bind()
    starts = _starts(db)
    last = db.scalar(sa.text("select max(person_id) from cpd_entry")) or 0
    asked = sa.text(_IN_FORCE).columns(sa.column("person_id", sa.Integer), sa.column("on", sa.Date))
    for first in range(0, last, _AT_ONCE):
        found = db.execute(asked, {"first": first, "last": first + _AT_ONCE}).all()
        rows = [
            row
            for person_id, days in groupby(found, key=lambda each: each[0])
            for row in _years(person_id, days, starts.get(person_id, starts[None]))
        ]
        if rows:
            op.bulk_insert(table, rows)


def _starts(db: sa.Connection) -> Mapping[int | None, tuple[int, int]]:
    """Month and day on which years begin, by person; under None those of everybody who chose nothing."""
    asked = "select person_id, kind, starts_month, starts_day from cpd_profile order by id"
    found: dict[int | None, tuple[int, int]] = {None: _BEGINS["ifl"]}
    for person_id, kind, month, day in db.execute(sa.text(asked)):
        found[person_id] = _BEGINS.get(kind, (month, day))
    return found


def _years(person_id: int, days: Iterable[Any], starts: tuple[int, int]) -> list[dict[str, Any]]:
    months: dict[date, dict[tuple[int, int, str], list[int]]] = {}
    last_on: dict[date, date] = {}
    for _, on, kind, *numbers in days:
        begins = date(on.year if (on.month, on.day) >= starts else on.year - 1, *starts)
        last_on[begins] = max(on, last_on.get(begins, on))
        kept = months.setdefault(begins, {}).setdefault((on.year, on.month, kind), [0] * len(numbers))
        kept[:] = [before + int(number) for before, number in zip(kept, numbers, strict=True)]
    return [_row(person_id, begins, months[begins], last_on[begins]) for begins in sorted(months)]


def _row(
    person_id: int, begins: date, months: Mapping[tuple[int, int, str], list[int]], last_on: date
) -> dict[str, Any]:
    entries, counted, planned, active, claimed, attended, sessions = map(sum, zip(*months.values(), strict=True))
    segments = sum(numbers[0] for (_, _, kind), numbers in months.items() if kind == "online segment")
    by_month = [[*month, *months[month]] for month in sorted(months)]
    return {
        "person_id": person_id, "begins": begins, "entries": entries, "counted": counted, "planned": planned,
        "active": active, "claimed": claimed, "attended": attended, "segments": segments, "sessions": sessions,
        "last_on": last_on, "by_month": by_month,
    }  # fmt: skip
