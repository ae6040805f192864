"""The record of an account that was merged: to be read, by whoever had it, and never written."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.declarations.rules import Declared
from learnmentor.cpd.earlier import records
from learnmentor.cpd.earlier.records import EarlierRecord
from learnmentor.cpd.queries import entries as entry_queries
from learnmentor.cpd.queries.entries import LedgerPlace, Slice
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.sums.queries import of_ledger
from learnmentor.cpd.views.overview import EntryCells, cells
from learnmentor.cpd.views.year import my_profile
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("earlier", __name__)


@dataclass(frozen=True)
class EarlierRecordPage:
    """A year of a closed record. `years` are those in which it has something, newest first."""

    record: EarlierRecord
    year: CpdYear
    years: list[CpdYear]
    entries: Slice
    before: LedgerPlace | None
    entry_cells: list[EntryCells]
    declared: list[Declared]


@bp.get("/cpd/earlier/<public_id>")
@signed_in
def record(public_id: str) -> ResponseReturnValue:
    """The record of one's earlier account, a year at a time."""
    account, _ = or_404(merging.earlier_account(db.session, public_id, of_id=current_learner().id))
    profile = my_profile()
    years = sorted(of_ledger(db.session, person_id=account.id, starts=profile.starts), reverse=True)
    label = request.args.get("year")
    named = profile.year_named(label) if label else (years or [profile.year_of(installation.today())])[0]
    year, before = or_404(named), LedgerPlace.from_text(request.args.get("older-than"))
    found = entry_queries.entries(db.session, person_id=account.id, year=year, before=before)
    context = EarlierRecordPage(
        record=or_404(records.record(db.session, account, year)),
        year=year,
        years=years,
        entries=found,
        before=before,
        entry_cells=[cells(row) for row in found.rows],
        declared=declarations.declared(db.session, installation.vault(), person_id=account.id, year=year),
    )
    return page("cpd/earlier.html", context)
