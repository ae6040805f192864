"""The year: looked at, and taken away."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.cpd import charts, queries, rules
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.tables import spreadsheet
from learnmentor.cpd.targets import queries as targets
from learnmentor.cpd.targets.queries import Terms
from learnmentor.cpd.targets.rules import Profile
from learnmentor.cpd.views import year_page
from learnmentor.ground.db import db
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in

bp = Blueprint("cpd", __name__)


@bp.get("/cpd")
@bp.get("/cpd/<year>")
@signed_in
def year(year: str | None = None) -> ResponseReturnValue:
    """A CPD year: how far it has come, what it is made of, every entry."""
    person_id, terms = current_learner().id, _terms()
    shown = year_or_404(year, terms.profile)
    target = terms.target(shown)
    totals = queries.year_totals(db.session, person_id=person_id, year=shown)
    toward = totals.toward(target)
    before = queries.Place.from_text(request.args.get("older-than"))
    loggable = open_years(terms.profile)
    return render_template(
        "cpd/year.html",
        year=shown,
        totals=totals,
        toward=toward,
        ring_parts=charts.ring(toward),
        bars_by_type=charts.bars(totals),
        target=target,
        progress=rules.progress(shown, totals, target=target, today=installation.today()),
        entries=queries.entries(db.session, person_id=person_id, year=shown, before=before),
        before=before,
        may_log=shown in loggable,
        **year_page.furniture(
            db.session,
            installation.vault(),
            person_id=person_id,
            terms=terms,
            year=shown,
            totals=totals,
            years=[each.year for each in all_years(loggable, terms.profile)],
            today=installation.today(),
            zone=installation.zone(),
        ),
    )


@bp.get("/cpd/<year>/entries.csv")
@signed_in
def entries_csv(year: str) -> ResponseReturnValue:
    """The entries of the year's page as a spreadsheet."""
    shown, person_id = year_or_404(year, my_profile()), current_learner().id

    def rows() -> Iterator[queries.Row]:  # asked while it is sent, so of the session that is open then
        yield from queries.all_entries(db.session, person_id=person_id, year=shown)

    answer = Response(stream_with_context(spreadsheet.as_csv(rows())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="cpd-{shown.label}.csv"'
    return answer


def my_profile() -> Profile:
    """What the years of the person who asks are like."""
    return targets.profile_of(db.session, person_id=current_learner().id)


def open_years(profile: Profile) -> list[CpdYear]:
    """The years in which the person who asks may log, newest first."""
    zone = installation.zone()
    joined = queries.joined_on(db.session, person_id=current_learner().id, zone=zone)
    return rules.years_open(joined=joined, today=installation.today(), starts=profile.starts)


def _terms() -> Terms:
    return targets.terms_of(db.session, installation.vault(), person_id=current_learner().id)


def all_years(loggable: list[CpdYear], profile: Profile) -> list[queries.YearKept]:
    """Every year with entries, and those in which the person who asks may log, newest first."""
    person_id, starts = current_learner().id, profile.starts
    kept = {each.year: each for each in queries.years_kept(db.session, person_id=person_id, starts=starts)}
    empty = {each: queries.YearKept(each, entries=0, counted=0) for each in loggable}
    return sorted({**empty, **kept}.values(), key=lambda each: each.year, reverse=True)


def awarded_in(*years: CpdYear) -> list[Certificate]:
    """What the person who asks was awarded in these years and can still show."""
    zone = installation.zone()
    mine = certificates.to_show(db.session, current_learner().id)
    return [each for each in mine if any(year.contains(day_of(each.issued_at, zone)) for year in years)]


def year_or_404(label: str | None, profile: Profile) -> CpdYear:
    """The year that an address names, or the present one; years to come do not exist yet."""
    this_year = profile.year_of(installation.today())
    named = profile.year_named(label) if label else this_year
    return or_404(named if named and named <= this_year else None)
