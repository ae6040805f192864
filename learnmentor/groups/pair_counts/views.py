"""Pairs of a part in numbers, for whoever coordinates it: what the worker printed, by part and by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd.targets.queries import default_profile
from learnmentor.ground.db import db
from learnmentor.groups.pair_counts import queries
from learnmentor.groups.pair_counts.models import PublishedPairCounts
from learnmentor.groups.pair_counts.queries import PrintedPairs
from learnmentor.groups.pair_counts.wording import amount_lines, people_lines
from learnmentor.groups.reports import queries as reports
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import coordinated
from learnmentor.organisations.views.frame import looks_after_people, part_or_404
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("pair_report", __name__)


@dataclass(frozen=True)
class PairReportPage:
    """A part with all below it in one year, as printed, the parts in it, and its other years."""

    top: Part
    year: str
    whole: PrintedPairs | None  # None before the first numbers were printed
    below: Sequence[PrintedPairs]
    years: Sequence[PublishedPairCounts]
    people: Mapping[str, str]
    amounts: Mapping[str, str]


@bp.get("/organisation/pairs")
@looks_after_people
def first_report() -> ResponseReturnValue:
    """The numbers of the topmost part that one looks after."""
    paths = coordinated(current_learner())
    mine = reports.open_parts(db.session, paths[:1]) if paths else organisations.organisations(db.session)[:1]
    top = or_404(next(iter(mine), None))
    return redirect(url_for("pair_report.report", public_id=top.public_id))


@bp.get("/organisation/parts/<public_id>/pairs")
@looks_after_people
def report(public_id: str) -> ResponseReturnValue:
    """Pairs, meetings, observations and hours in numbers."""
    part = part_or_404(public_id)
    named = request.args.get("year", "")
    profile = default_profile(db.session, root_id=part.root_id)
    year = (profile.year_named(named) if named else None) or profile.year_of(installation.today())
    found = queries.printed_pairs_of(db.session, part, year=year.label)
    whole = next((each for each in found if each.part.id == part.id), None)
    below = [each for each in found if each is not whole]
    years = queries.pair_years_of(db.session, part)
    context = PairReportPage(
        part, year.label, whole, below, years, people_lines(queries.COUNTED), amount_lines(queries.COUNTED)
    )
    return page("groups/pair_report.html", context)
