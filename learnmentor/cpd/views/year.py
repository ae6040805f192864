"""The year: looked at, and taken away."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.cpd import rules
from learnmentor.cpd.queries.entries import EntryRow, LedgerPlace, all_entries
from learnmentor.cpd.queries.years import joined_on, year_sums
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.tables import spreadsheet
from learnmentor.cpd.targets import queries as targets
from learnmentor.cpd.targets.queries import Terms
from learnmentor.cpd.targets.rules import Profile
from learnmentor.cpd.views import overview
from learnmentor.ground.db import db
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("cpd", __name__)


@bp.get("/cpd")
@bp.get("/cpd/<year>")
@signed_in
def year(year: str | None = None) -> ResponseReturnValue:
    """A CPD year: how far it has come, what it is made of, every entry."""
    person_id, terms = current_learner().id, _terms()
    shown = year_or_404(year, terms.profile)
    sums = year_sums(db.session, person_id=person_id, shown=shown)
    loggable = open_years(terms.profile, joined_at=terms.joined_at)
    asked = {each: terms.target(each) for each in {shown, *loggable, *sums.by_year}}
    context = overview.year_page(
        db.session,
        person_id=person_id,
        year=shown,
        sums=sums,
        asked=asked,
        before=LedgerPlace.from_text(request.args.get("older-than")),
        may_log=shown in loggable,
        today=installation.today(),
        zone=installation.zone(),
        earlier=terms.earlier,
    )
    return page("cpd/year.html", context)


@bp.get("/cpd/<year>/entries.csv")
@signed_in
def entries_csv(year: str) -> ResponseReturnValue:
    """The entries of the year's page as a spreadsheet."""
    shown, person_id = year_or_404(year, my_profile()), current_learner().id

    def rows() -> Iterator[EntryRow]:  # asked while it is sent, so of the session that is open then
        yield from all_entries(db.session, person_id=person_id, year=shown)

    answer = Response(stream_with_context(spreadsheet.as_csv(rows())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="cpd-{shown.label}.csv"'
    return answer


def my_profile() -> Profile:
    """What the years of the person who asks are like."""
    return targets.profile_of(db.session, person_id=current_learner().id, on=installation.today())


def open_years(profile: Profile, *, joined_at: datetime | None = None) -> list[CpdYear]:
    """The years in which the person who asks may log, newest first. Asks when they joined where that is not known."""
    zone = installation.zone()
    if joined_at is None:
        joined = joined_on(db.session, person_id=current_learner().id, zone=zone)
    else:
        joined = day_of(joined_at, zone)
    return rules.years_open(joined=joined, today=installation.today(), starts=profile.starts)


def _terms() -> Terms:
    return targets.terms_of(db.session, installation.vault(), person_id=current_learner().id, on=installation.today())


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
