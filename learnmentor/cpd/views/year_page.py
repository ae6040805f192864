"""What the year's page shows beside ring, kinds and entries: months, pace, other years, whether it was declared."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.cpd import year_overview
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.declarations.rules import YearStanding, digest_of_lines
from learnmentor.cpd.queries.years import YearSums, hashes_of_year
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.cpd.year_overview import YearBeside
from learnmentor.ground.vault import Vault

DUE_DAYS = 92  # before the year ends; IfL's window for declarations opened on 1 June for a year to 31 August


def furniture(
    db: Session,
    vault: Vault,
    *,
    person_id: int,
    year: CpdYear,
    sums: YearSums,
    asked: Mapping[CpdYear, CpdTarget],
    today: date,
    zone: str,
) -> dict[str, Any]:
    """The page's values by their names in its templates. `asked`: what each year that it shows asks for."""
    totals, target = sums.of(year), asked[year]
    counted = totals.toward(target).counted
    days = declarations.days_declared(db, person_id=person_id, zone=zone)
    declared, differences = None, []
    if year.label in days:
        declared = declarations.declared(db, vault, person_id=person_id, year=year)[-1]
        hashes = hashes_of_year(db, person_id=person_id, year=year)
        differences = declared.changes(YearStanding(year, totals, target, len(hashes), digest_of_lines(hashes)))
    months = year_overview.months(year, sums.months, target=target, today=today)
    return {
        "months": months,
        "month_columns": [year_overview.column(month, today=today) for month in months],
        "pace": year_overview.pace(year, counted=counted, target=target.minutes, today=today),
        "beside": _beside(sums, asked),
        "days_declared": days,
        "declared": declared,
        "differences": differences,
        "due": (year.last - today).days < DUE_DAYS,
        "over": today > year.last,
        "day_in_one_piece": year_overview.day_in_one_piece,
    }


def _beside(sums: YearSums, asked: Mapping[CpdYear, CpdTarget]) -> list[YearBeside]:
    """The years, newest first."""
    return [
        YearBeside(year, sums.of(year).toward(target), target.minutes)
        for year, target in sorted(asked.items(), key=lambda each: each[0], reverse=True)
    ]
