"""The report of an organisation's year, for its coordinators: what the worker printed, by part and by year."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd.targets.queries import default_profile
from learnmentor.ground.db import db
from learnmentor.groups.reports import queries, wording
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.queries import PrintedPart
from learnmentor.groups.reports.wording import WORDS, ReportWords
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import coordinated
from learnmentor.organisations.views.frame import looks_after_people, part_or_404
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("organisation_report", __name__)


@dataclass(frozen=True)
class OrganisationReportPage:
    """A part and all below it in one CPD year, as printed, and the part's other years."""

    top: Part
    year: str
    whole: PrintedPart | None  # the part itself; None before the first counts were printed
    below: Sequence[PrintedPart]  # the parts in it
    years: Sequence[PublishedCounts]
    words: ReportWords = WORDS


@bp.get("/organisation/report")
@looks_after_people
def first_report() -> ResponseReturnValue:
    """The report of the topmost part that one looks after."""
    paths = coordinated(current_learner())
    mine = queries.open_parts(db.session, paths[:1]) if paths else organisations.organisations(db.session)[:1]
    top = or_404(next(iter(mine), None))
    return redirect(url_for("organisation_report.report", public_id=top.public_id))


def _asked(public_id: str) -> tuple[Part, str]:
    """The part, and the year that the address names, or the present one."""
    part = part_or_404(public_id)
    named = request.args.get("year", "")
    profile = default_profile(db.session, root_id=part.root_id)
    year = (profile.year_named(named) if named else None) or profile.year_of(installation.today())
    return part, year.label


@bp.get("/organisation/parts/<public_id>/report")
@looks_after_people
def report(public_id: str) -> ResponseReturnValue:
    """Hours of CPD, certificates and people, by part and by year."""
    part, year = _asked(public_id)
    parts = queries.printed_parts(db.session, part, year=year)
    years = queries.printed_years(db.session, part.id)
    whole = next((each for each in parts if each.part.id == part.id), None)
    below = [each for each in parts if each is not whole]
    return page("groups/organisation_report.html", OrganisationReportPage(part, year, whole, below, years))


@bp.get("/organisation/parts/<public_id>/report.csv")
@looks_after_people
def report_csv(public_id: str) -> ResponseReturnValue:
    """The same numbers as a table."""
    part, year = _asked(public_id)
    pieces = wording.organisation_csv(queries.printed_parts(db.session, part, year=year))
    answer = Response(pieces, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="report-{year}.csv"'
    return answer
