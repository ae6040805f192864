"""What the year's page shows: ring, kinds and entries, months, pace, other years, whether it was declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnmentor.cpd import charts, rules, year_overview
from learnmentor.cpd.charts import Bar, RingPart
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.declarations.rules import DeclarationChange, Declared, YearStanding, digest_of_lines
from learnmentor.cpd.queries import entries as entry_queries
from learnmentor.cpd.queries.entries import LedgerPlace, Slice
from learnmentor.cpd.queries.years import YearSums, hashes_of_year
from learnmentor.cpd.rules import CpdTarget, CpdYear, TargetProgress, Totals
from learnmentor.cpd.year_overview import Column, Month, YearBeside, YearPace
from learnmentor.ground.vault import Vault

DUE_DAYS = 92  # before the year ends; IfL's window for declarations opened on 1 June for a year to 31 August


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
    days_declared: Mapping[str, tuple[date, str]]
    declared: Declared | None
    differences: Sequence[DeclarationChange]
    due: bool
    over: bool
    day_in_one_piece: Callable[[date], str]


def year_page(
    db: Session,
    vault: Vault,
    *,
    person_id: int,
    year: CpdYear,
    sums: YearSums,
    asked: Mapping[CpdYear, CpdTarget],
    before: LedgerPlace | None,
    may_log: bool,
    today: date,
    zone: str,
) -> YearPage:
    """The page of a year. `asked`: what each year that it shows asks for; `before`: where its entries begin."""
    totals, target = sums.of(year), asked[year]
    toward = totals.toward(target)
    entries = entry_queries.entries(db, person_id=person_id, year=year, before=before)
    days = declarations.days_declared(db, person_id=person_id, zone=zone)
    declared, differences = None, []
    if year.label in days:
        declared = declarations.declared(db, vault, person_id=person_id, year=year)[-1]
        hashes = hashes_of_year(db, person_id=person_id, year=year)
        differences = declared.changes(YearStanding(year, totals, target, len(hashes), digest_of_lines(hashes)))
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
        beside=_beside(sums, asked),
        days_declared=days,
        declared=declared,
        differences=differences,
        due=(year.last - today).days < DUE_DAYS,
        over=today > year.last,
        day_in_one_piece=year_overview.day_in_one_piece,
    )


def _beside(sums: YearSums, asked: Mapping[CpdYear, CpdTarget]) -> list[YearBeside]:
    """The years, newest first."""
    return [
        YearBeside(year, sums.of(year).toward(target), target.minutes)
        for year, target in sorted(asked.items(), key=lambda each: each[0], reverse=True)
    ]
