"""The report of a period, for moderators alone: read from what the worker made, and made anew when it is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.moderation import queries, rules, services, wording
from learnmentor.assessment.assessed.moderation.forms import ReportPeriodForm
from learnmentor.assessment.assessed.moderation.models import ModerationReport
from learnmentor.assessment.assessed.moderation.report_figures import ReportFigures, ReportLine, figures_from
from learnmentor.assessment.assessed.moderation.views.seen import moderating
from learnmentor.assessment.assessed.moderation.wording import FigureWords
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import require, with_role
from learnmentor.web.pages import page

bp = Blueprint("moderation_reports", __name__)


@dataclass(frozen=True)
class MonthPart:
    """A part of a month's bar: `minutes` is what the picture calls its length; here it counts cases."""

    label: str
    minutes: int
    tone: str


@dataclass(frozen=True)
class MonthBar:
    """What was judged twice of a month: the same outcome, and different ones."""

    label: str
    parts: tuple[MonthPart, ...]
    total: int


@dataclass(frozen=True)
class ModerationReportPage:
    """A period and its figures, if they were made; `percent`: how far the worker is, where it is at them."""

    period: tuple[date, date]
    years: tuple[tuple[date, date], ...]
    form: ReportPeriodForm
    report: ModerationReport | None
    figures: ReportFigures | None
    being_made: bool
    percent: int
    months: list[MonthBar]
    assessors: Mapping[str, Person]
    reasons: Mapping[str, str]
    words: FigureWords = wording.WORDS


@bp.get("/moderating/report")
@with_role(RoleName.MODERATOR)
def report() -> ResponseReturnValue:
    """The report of the period in the address; of this year of work where none is named."""
    require(moderating().sees_all)
    first, last = _period()
    return _report_page((first, last), ReportPeriodForm(blank=True, data={"starts_on": first, "ends_on": last}))


@bp.post("/moderating/report")
@with_role(RoleName.MODERATOR)
def make() -> ResponseReturnValue:
    """Have the report of a period made, or made anew."""
    require(moderating().sees_all)
    form = ReportPeriodForm()
    if not form.accepted():
        return _report_page(_period(), form, 422)
    first, last = form.period
    services.ask_for_report(db.session, starts_on=first, ends_on=last, at=clock.now())
    return redirect(_address(first, last), 303)


@bp.get("/moderating/report/progress.json")
@with_role(RoleName.MODERATOR)
def progress() -> ResponseReturnValue:
    """How far the worker is, for the script that moves the bar."""
    require(moderating().sees_all)
    found = queries.report_of(db.session, *_period())
    return jsonify(state="making" if found and _at_it(found) else "ready", percent=_percent(found))


def _period() -> tuple[date, date]:
    """The days that the address names; this year of work where it names none that make sense."""
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return rules.working_year(installation.today())
    return (first, last) if first <= last else rules.working_year(installation.today())


def _address(first: date, last: date) -> str:
    named = {"from": first.isoformat(), "to": last.isoformat()}
    return f"{url_for('moderation_reports.report')}?{urlencode(named)}"


def _at_it(found: ModerationReport) -> bool:
    return rules.being_made(found.asked_at, found.made_at, at=clock.now())


def _percent(found: ModerationReport | None) -> int:
    return 100 * found.done // found.total if found and found.total else 0


def _report_page(period: tuple[date, date], form: ReportPeriodForm, status: int = 200) -> Response:
    found = queries.report_of(db.session, *period)
    figures = figures_from(found.figures) if found and found.figures else None
    context = ModerationReportPage(
        period=period,
        years=rules.latest_years(installation.today()),
        form=form,
        report=found,
        figures=figures,
        being_made=found is not None and _at_it(found),
        percent=_percent(found),
        months=_months(figures.months if figures else ()),
        assessors=_assessors(figures),
        reasons={str(key): said for key, said in wording.REASONS.items()},
    )
    return make_response(page("assessed/moderation/report.html", context), status)


def _assessors(figures: ReportFigures | None) -> dict[str, Person]:
    return queries.assessors_called(db.session, [each.key for each in figures.assessors]) if figures else {}


def _months(lines: Iterable[ReportLine]) -> list[MonthBar]:
    return [_bar(each) for each in lines if each.agreement.pairs]


def _bar(line: ReportLine) -> MonthBar:
    pairs, agreed = line.agreement.pairs, line.agreement.agreed
    parts = (MonthPart("The same outcome", agreed, "teal"), MonthPart("Different outcomes", pairs - agreed, "sun"))
    return MonthBar(wording.month(line.key), parts, pairs)
