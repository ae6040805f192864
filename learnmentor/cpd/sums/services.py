"""Sums kept with the lines: each verb of the ledger that writes a line writes them in the same transaction.

Whoever calls this holds the person's row. All kept years of one person begin on the same day of the year: that of their
profile, except between a change of everybody's default and the job that adds their years up anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from learnmentor.cpd.earlier.queries import closed_ledger
from learnmentor.cpd.models import CpdYearSum
from learnmentor.cpd.rules import CpdYear, LedgerLine
from learnmentor.cpd.sums import queries
from learnmentor.cpd.sums.rules import EMPTY, FIGURES, YearAddedUp
from learnmentor.cpd.targets.queries import default_profile, profile_of
from learnmentor.ground.db import write

_TABLE = cast(Table, CpdYearSum.__table__)
_sum = _TABLE.c
_KEEP = insert(_TABLE)
_CHANGE = (
    update(_TABLE)
    .where(_sum.person_id == bindparam("whose"), _sum.begins == bindparam("of_year"))
    .values({_sum[name]: _sum[name] + bindparam(f"more_{name}") for name in FIGURES})
    .values({_sum.by_month: bindparam("by_month"), _sum.last_on: bindparam("last_on")})
)
_DROP = delete(_TABLE).where(_sum.person_id == bindparam("whose"), _sum.begins == bindparam("of_year"))
_DROP_ALL = delete(_TABLE).where(_sum.person_id == bindparam("whose"))


Newest = tuple[CpdYear, YearAddedUp] | None


def add(db: Session, line: LedgerLine, *, person_id: int) -> None:
    """Keep a new line in the sums that replaces none."""
    add_to(db, queries.newest_kept(db, line.on, person_id=person_id), line, person_id=person_id)


def add_to(db: Session, newest: Newest, line: LedgerLine, *, person_id: int) -> None:
    """The same where the `newest` year up to the line's day of which anything is kept was read already."""
    if newest is not None and newest[0].contains(line.on):
        year, before = newest
        after, more = before.with_one_more(line), EMPTY.with_one_more(line).columns
        figures = {f"more_{name}": more[name] for name in FIGURES}
        kept = {"by_month": after.rows, "last_on": after.last_on}
        write(db, _CHANGE, {"whose": person_id, "of_year": year.first, **figures, **kept})
        return
    starts = newest[0].starts if newest else _starts(db, person_id, on=line.created_at.date())
    year = CpdYear.of(line.on, starts)
    _keep_all(db, person_id, {year: EMPTY.with_one_more(line)})


def recount(db: Session, days: Iterable[date], *, person_id: int, on: date) -> None:
    """Add up anew the years in which these days lie: something in them was replaced, taken out, or came in by many."""
    starts = _starts(db, person_id, on=on)
    for year in {CpdYear.of(on, starts) for on in days}:
        write(db, _DROP, {"whose": person_id, "of_year": year.first})
        _keep_all(db, person_id, queries.added_up(db, person_id=person_id, starts=starts, only=year))


def rebuild(db: Session, *, person_id: int, on: date) -> None:
    """Add up all years of a person anew, as they begin by the profile that holds on a day.

    The lines of a closed ledger are kept in the sums of the account that goes on.
    """
    starts = profile_of(db, person_id=person_id, on=on).starts
    write(db, _DROP_ALL, {"whose": person_id})
    if closed_ledger(db, person_id) is not None:
        return
    _keep_all(db, person_id, queries.added_up(db, person_id=person_id, starts=starts))


def as_profile_begins(db: Session, *, person_id: int, on: date) -> None:
    """Add the years up anew where they begin on another day now."""
    kept = queries.starts(db, person_id=person_id)
    if kept is not None and kept != profile_of(db, person_id=person_id, on=on).starts:
        rebuild(db, person_id=person_id, on=on)


def differing(db: Session, *, person_id: int) -> list[CpdYear]:
    """The years whose kept sums are not what the lines come to."""
    kept = queries.kept(db, person_id=person_id)
    if not kept and closed_ledger(db, person_id) is not None:
        return []
    starts = next((year.starts for year in kept), None) or default_profile(db).starts
    found = queries.added_up(db, person_id=person_id, starts=starts)
    return sorted(year for year in {*found, *kept} if kept.get(year) != found.get(year))


def _starts(db: Session, person_id: int, *, on: date) -> tuple[int, int]:
    return queries.starts(db, person_id=person_id) or profile_of(db, person_id=person_id, on=on).starts


def _keep_all(db: Session, person_id: int, found: Mapping[CpdYear, YearAddedUp]) -> None:
    for year, of in found.items():
        write(db, _KEEP, {"person_id": person_id, "begins": year.first, **of.columns})
