"""What the year's page shows: ring, kinds and entries, months, pace, other years, whether it was declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from learnmentor.cpd import charts, rules, year_overview
from learnmentor.cpd.charts import Bar, RingPart
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.declarations.rules import DeclarationChange, Declared
from learnmentor.cpd.earlier import records
from learnmentor.cpd.earlier.records import NONE_BESIDE, Beside
from learnmentor.cpd.queries import entries as entry_queries
from learnmentor.cpd.queries.entries import EntryRow, LedgerPlace, Slice
from learnmentor.cpd.queries.years import YearSums, lines_after, year_totals
from learnmentor.cpd.rules import CpdTarget, CpdYear, TargetProgress, Totals
from learnmentor.cpd.year_overview import Column, Month, YearBeside, YearPace
from learnmentor.ground.words import hours

DUE_DAYS = 92  # before the year ends; IfL's window for declarations opened on 1 June for a year to 31 August


class EntryCells(NamedTuple):
    """An entry in the words of the table: fifty of them are half of the page, so their template only puts them in."""

    public_id: str
    title: str
    detail: str
    when: str
    counts: str  # "" where it was withdrawn
    basis: str


def cells(row: EntryRow) -> EntryCells:
    """An entry in the words of the table."""
    detail = f"{row.label} · {row.provider}" if row.provider and not row.segment_code else row.label
    when, counts = year_overview.day_in_one_piece(row.on), "" if row.withdrawn else hours(row.counted_minutes)
    return EntryCells(row.public_id, row.title, detail, when, counts, _basis(row))


def _basis(row: EntryRow) -> str:
    if row.active_minutes is not None:
        return f"{row.basis}, {hours(row.active_minutes)} active"
    return f"{row.basis}, confirmed by {row.confirmed_by}" if row.confirmed_by else row.basis


@dataclass(frozen=True)
class YearPage:
    """A CPD year. `toward` is what counts toward the target; `days_declared` by label: a day and a public id."""

    year: CpdYear
    totals: Totals
    toward: Totals
    ring_parts: list[RingPart]
    bars_by_type: list[Bar]
    target: CpdTarget
    progress: TargetProgress
    entries: Slice
    before: LedgerPlace | None
    may_log: bool
    months: list[Month]
    month_columns: list[Column]
    pace: YearPace
    beside: list[YearBeside]
    bars_beside: list[Bar]
    days_declared: Mapping[str, tuple[date, str]]
    declared: Declared | None
    differences: Sequence[DeclarationChange]
    due: bool
    over: bool
    entry_cells: list[EntryCells]
    earlier: Beside


def year_page(
    db: Session,
    *,
    person_id: int,
    year: CpdYear,
    sums: YearSums,
    asked: Mapping[CpdYear, CpdTarget],
    before: LedgerPlace | None,
    may_log: bool,
    today: date,
    zone: str,
    earlier: bool,
) -> YearPage:
    """The page of a year. `asked`: what each year that it shows asks for; `before`: where its entries begin.

    `earlier` says that other accounts were merged into this one: `sums` count their records too.
    """
    totals, target = sums.of(year), asked[year]
    toward = totals.toward(target)
    entries = entry_queries.entries(db, person_id=person_id, year=year, before=before)
    days = declarations.days_declared(db, person_id=person_id, zone=zone)
    declared = declarations.newest(db, person_id=person_id, year=year) if year.label in days else None
    differences: list[DeclarationChange] = []
    if declared:
        more = lines_after(db, declared.lines, person_id=person_id, year=year)
        own = year_totals(db, person_id=person_id, year=year) if earlier else totals  # a declaration is of one record
        differences = declared.changes(declared.followed_by(more, year=year, totals=own, target=target))
    beside = _beside(sums, asked)
    months = year_overview.months(year, sums.months, target=target, today=today)
    return YearPage(
        year=year,
        totals=totals,
        toward=toward,
        ring_parts=charts.ring(toward),
        bars_by_type=charts.bars(totals),
        target=target,
        progress=rules.progress(year, totals, target=target, today=today),
        entries=entries,
        before=before,
        may_log=may_log,
        months=months,
        month_columns=[year_overview.column(month, today=today) for month in months],
        pace=year_overview.pace(year, counted=toward.counted, target=target.minutes, today=today),
        beside=beside,
        bars_beside=[each.bar for each in beside] if sum(each.totals.counted > 0 for each in beside) > 1 else [],
        days_declared=days,
        declared=declared,
        differences=differences,
        due=(year.last - today).days < DUE_DAYS,
        over=today > year.last,
        entry_cells=[cells(row) for row in entries.rows],
        earlier=records.beside(db, person_id, year) if earlier else NONE_BESIDE,
    )


def _beside(sums: YearSums, asked: Mapping[CpdYear, CpdTarget]) -> list[YearBeside]:
    """The years, newest first."""
    return [
        YearBeside(year, sums.of(year).toward(target), target.minutes)
        for year, target in sorted(asked.items(), key=lambda each: each[0], reverse=True)
    ]
