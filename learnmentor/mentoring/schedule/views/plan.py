"""The plan of a year changed by either of the two, and what each says of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, make_response, redirect, request
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.mentoring.paper.views import FilledFileForm
from learnmentor.mentoring.schedule import services, wording
from learnmentor.mentoring.schedule.form_schedule import COUNTS, key_of, plan_form, words_form
from learnmentor.mentoring.schedule.rules import PlannedKind, PlannedPeriod, ReportTo
from learnmentor.mentoring.schedule.views.inside import ScheduleSeen, said_of, schedule_inside
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("schedule_plan", __name__)

_MOVED = "The other one of you changed the plan meanwhile. What stands there now is below: look, then save."


@dataclass(frozen=True)
class SchedulePlanPage:
    """The plan to be changed, or one's own words on it. `stands`: the plan as somebody else changed it meanwhile."""

    seen: PairSeen
    inside: ScheduleSeen
    title: str
    form: PaperForm
    changes: int  # of the plan that is shown
    marks: str  # of one's own cells, as JSON
    file: FilledFileForm
    looked_at: bool
    stands: list[str]
    periods: list[str]


def plan_page(
    inside: ScheduleSeen, form: PaperForm, *, file: FilledFileForm | None = None, looked_at: bool = False,
    stands: list[str] | None = None,
) -> str:  # fmt: skip
    """The plan on a form; `looked_at`: it was filled from a file, and nothing of that is kept yet."""
    context = SchedulePlanPage(
        inside.seen, inside, "Change the plan", form, inside.schedule.changes, "{}", file or FilledFileForm(blank=True),
        looked_at, stands or [], [],
    )  # fmt: skip
    return page("mentoring/schedule/plan.html", context)


def plan_values(periods: tuple[PlannedPeriod, ...]) -> Values:
    """The plan as its form has it."""
    return {
        "periods": [
            {
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                **{key_of(kind): each.count(kind) or None for kind in COUNTS},
                "report_to": each.report_to.value,
                "report_due_on": each.report_due_on.isoformat() if each.report_due_on else "",
            }
            for each in periods
        ]
    }


@bp.get("/pairs/<public_id>/schedule/<schedule_id>/plan")
@signed_in
def plan(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Change the plan."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    form = web_form(plan_form(partners=inside.partners), plan_values(inside.plan.periods))
    return make_response(plan_page(inside, form))


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/plan")
@signed_in
def change_plan(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Keep the changed plan."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    form = web_form(plan_form(partners=inside.partners))
    if not form.accepted() or form.wants_more or not form.whole() or not _reports_are_whole(form):
        return make_response(plan_page(inside, form), 422)
    seen = request.form.get("changes", "")
    try:
        services.change(
            db.session, inside.seen.pair, inside.schedule, periods=_periods(inside, form.values()),
            seen=changes_sent(seen),
        )  # fmt: skip
    except services.PeriodsWrong as wrong:
        for place, fault in wrong.faults:
            form.refuse("periods", f"Period {place + 1} {wording.FAULTS[fault]}")
        return make_response(plan_page(inside, form), 422)
    except services.ScheduleMoved:
        form.form_errors.append(_MOVED)
        stands = [_in_words(inside, each) for each in schedule_inside(public_id, schedule_id).plan.periods]
        return make_response(plan_page(inside, form, stands=stands), 422)
    flash("The plan is saved.", "message")
    flash(f"plan-{schedule_id}", "kept")
    return redirect(inside.page, 303)


def _reports_are_whole(form: PaperForm) -> bool:
    """A report has somebody to go to and a day, or neither."""
    whole = True
    for n, row in enumerate(form.values()["periods"]):
        if (row["report_to"] in ("", "nobody")) != (row["report_due_on"] == ""):
            form.refuse("periods", f"Period {n + 1}: say to whom the report goes and when it is due, or neither.")
            whole = False
    return whole


def _periods(inside: ScheduleSeen, values: Values) -> list[PlannedPeriod]:
    before = inside.plan.periods
    return [
        _period(row, before[n] if n < len(before) else None)
        for n, row in enumerate(sorted(values["periods"], key=lambda row: str(row["starts_on"])))
    ]


def _period(row: Values, before: PlannedPeriod | None) -> PlannedPeriod:
    starts_on, ends_on = (date.fromisoformat(row[key]) for key in ("starts_on", "ends_on"))
    same = before is not None and before.starts_on <= ends_on and starts_on <= before.ends_on
    due = date.fromisoformat(row["report_due_on"]) if row["report_due_on"] else None
    counts = {kind: row[key_of(kind)] or 0 for kind in COUNTS} | {PlannedKind.REPORT: int(due is not None)}
    part = before.part if before and same else None
    return PlannedPeriod(starts_on, ends_on, part, counts, ReportTo(row["report_to"] or "nobody"), due)


def _in_words(inside: ScheduleSeen, period: PlannedPeriod) -> str:
    counts = [f"{inside.kind_words(kind)}: {period.count(kind)}" for kind in COUNTS if period.count(kind)]
    return f"{wording.days_words(period)}. {'; '.join(counts) or 'Nothing planned'}."


# What each says of it


def words_page(
    inside: ScheduleSeen, form: PaperForm, *, marks: Mapping[str, str], file: FilledFileForm | None = None,
    looked_at: bool = False,
) -> str:  # fmt: skip
    """One's own words on a form."""
    context = SchedulePlanPage(
        inside.seen, inside, "What moved, and what I hope", form, 0, json.dumps(dict(marks)),
        file or FilledFileForm(blank=True), looked_at, [], [wording.period_words(each) for each in inside.plan.periods],
    )  # fmt: skip
    return page("mentoring/schedule/words.html", context)


@bp.get("/pairs/<public_id>/schedule/<schedule_id>/words")
@signed_in
def words(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """What one says of the year."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    said = said_of(inside)
    form = web_form(words_form(len(inside.plan.periods)), said.by_writer.get(inside.seen.me.id))
    return make_response(words_page(inside, form, marks=said.marks))


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/words")
@signed_in
def keep_words(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Keep it."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    marks, definition = cells.read_marks(request.form.get("seen", "")), words_form(len(inside.plan.periods))
    form = web_form(definition)
    if not form.accepted():
        return make_response(words_page(inside, form, marks=marks), 422)
    lines.keep_cells(
        db.session, installation.vault(), inside.seen.pair, definition, form.values(), seen=marks, at=clock.now(),
        record=inside.schedule.public_id, writer_id=inside.seen.me.id, new_id=randomness.public_id,
    )  # fmt: skip
    flash("Kept.", "message")
    flash(f"words-{schedule_id}", "kept")
    return redirect(inside.page, 303)
