"""The schedule of a year: begun, seen as a table and a picture, and ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.typed.days import NoDay, day_from
from learnmentor.mentoring.schedule import queries, rules, services, wording
from learnmentor.mentoring.schedule.forms import NewScheduleForm, TickForm
from learnmentor.mentoring.schedule.models import PairSchedule
from learnmentor.mentoring.schedule.rules import (
    DoneThing,
    DueState,
    KindStanding,
    PlannedKind,
    PlannedPeriod,
    SchedulePreset,
)
from learnmentor.mentoring.schedule.terms import year_of
from learnmentor.mentoring.schedule.views.inside import (
    SaidOfYear,
    ScheduleSeen,
    said_of,
    schedule_inside,
)
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("schedule", __name__)


@dataclass(frozen=True)
class NewSchedulePage:
    """A schedule to be begun."""

    seen: PairSeen
    form: NewScheduleForm
    others: Sequence[PairSchedule]


@bp.get("/pairs/<public_id>/schedule")
@signed_in
def current(public_id: str) -> ResponseReturnValue:
    """The schedule of this year, or the newest; where there is none, how to begin one."""
    seen = pair_inside(public_id)
    found = queries.schedules(db.session, pair_id=seen.pair.id)
    begins = year_of(installation.today())
    this = next((each for each in found if each.begins == begins), found[0] if found else None)
    if this is None:
        return page("mentoring/schedule/new.html", NewSchedulePage(seen, _new_form(), found))
    return redirect(url_for("schedule.schedule", public_id=public_id, schedule_id=this.public_id), 303)


def _new_form() -> NewScheduleForm:
    this = year_of(installation.today())
    form = NewScheduleForm(data={"begins": str(this)})
    form.begins.choices = [SelectChoice(str(each), wording.year_words(each)) for each in (this - 1, this, this + 1)]
    return form


@bp.get("/pairs/<public_id>/schedule/new")
@signed_in
def new_schedule(public_id: str) -> ResponseReturnValue:
    """Which year, and where to start."""
    seen = pair_to_write(public_id)
    others = queries.schedules(db.session, pair_id=seen.pair.id)
    return page("mentoring/schedule/new.html", NewSchedulePage(seen, _new_form(), others))


@bp.post("/pairs/<public_id>/schedule/new")
@signed_in
def begin_schedule(public_id: str) -> ResponseReturnValue:
    """Begin the schedule of a year; the one that is there, where the other one was first."""
    seen, form = pair_to_write(public_id), _new_form()
    if not form.accepted():
        others = queries.schedules(db.session, pair_id=seen.pair.id)
        return page("mentoring/schedule/new.html", NewSchedulePage(seen, form, others)), 422
    try:
        made = services.begin(
            db.session, seen.pair, begins=int(form.text("begins")), preset=SchedulePreset(form.text("preset")),
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.YearPlanned as planned:
        flash("There is a schedule for that year. Here it is.", "message")
        made = planned.there
    except services.TooManySchedules:
        form.form_errors.append(f"There are {rules.MOST_SCHEDULES} schedules here, and no room for more.")
        return page("mentoring/schedule/new.html", NewSchedulePage(seen, form, [])), 422
    return redirect(url_for("schedule.schedule", public_id=public_id, schedule_id=made.public_id), 303)


# One year


@dataclass(frozen=True)
class KindLine:
    """A kind in a period, as its cell says it."""

    words: str
    standing: KindStanding
    state: str


@dataclass(frozen=True)
class PeriodLine:
    """A period as its row shows it."""

    words: str
    period: PlannedPeriod
    now: bool
    kinds: Sequence[KindLine]
    report_to: str
    moved: Sequence[tuple[str, str]]  # who, what


@dataclass(frozen=True)
class PeriodShare:
    """Part of a bar; `minutes` is how `components/bars.html` calls a length, which counts things here."""

    label: str
    minutes: int
    tone: str


@dataclass(frozen=True)
class PeriodBar:
    """A period in the picture: what is done, overdue and to come."""

    label: str
    parts: tuple[PeriodShare, ...]
    total: int


@dataclass(frozen=True)
class SchedulePage:
    """A year with what is planned, due and done."""

    seen: PairSeen
    inside: ScheduleSeen
    year: str
    began_from: str
    lines: Sequence[PeriodLine]
    bars: Sequence[PeriodBar]
    due: Sequence[tuple[str, KindStanding]]
    outside: Sequence[tuple[str, DoneThing]]
    ticked: Sequence[tuple[str, DoneThing]]
    both_ways: bool  # whether anybody but the mentee is watched
    said: SaidOfYear
    others: Sequence[PairSchedule]
    tick_form: TickForm
    today: date


@bp.get("/pairs/<public_id>/schedule/<schedule_id>")
@signed_in
def schedule(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """A year, as a table and a picture."""
    return _page(schedule_inside(public_id, schedule_id))


def _page(inside: ScheduleSeen, status: int = 200, *, tick: TickForm | None = None) -> ResponseReturnValue:
    year, said, seen = inside.standing(), said_of(inside), inside.seen
    context = SchedulePage(
        seen=seen,
        inside=inside,
        year=wording.year_words(inside.schedule.begins),
        began_from=wording.FROM_WHERE[SchedulePreset(inside.schedule.preset)],
        lines=period_lines(inside, year, said),
        bars=[_bar(each) for each in year.periods],
        due=[(inside.kind_words(each.kind), each) for _, each in rules.next_due(year)],
        outside=[(inside.kind_words(each.kind), each) for each in year.outside],
        ticked=[(inside.kind_words(each.kind), each) for each in inside.plan.ticks],
        both_ways=any(year.total(kind)[0] for kind in (PlannedKind.MENTEE_WATCHES, PlannedKind.ELSEWHERE)),
        said=said,
        others=[each for each in queries.schedules(db.session, pair_id=seen.pair.id) if each.id != inside.schedule.id],
        tick_form=tick or _tick_form(inside, blank=True),
        today=installation.today(),
    )
    return make_response(page("mentoring/schedule/year.html", context), status)


def period_lines(inside: ScheduleSeen, year: rules.ScheduleStanding, said: SaidOfYear) -> list[PeriodLine]:
    """The rows of a year."""
    today = installation.today()
    return [
        PeriodLine(
            wording.period_words(each.period),
            each.period,
            rules.period_at([one.period for one in year.periods], today) == n,
            [_kind_line(inside, kind) for kind in each.kinds.values() if kind.planned or kind.done],
            wording.REPORT_TO.get(each.period.report_to, ""),
            [(inside.seen.name_of(writer), text) for writer, text in said.of(f"moved_{n + 1}")],
        )
        for n, each in enumerate(year.periods)
    ]


def _kind_line(inside: ScheduleSeen, standing: KindStanding) -> KindLine:
    return KindLine(inside.kind_words(standing.kind), standing, wording.STATES.get(standing.state, ""))


def _bar(each: rules.PeriodStanding) -> PeriodBar:
    kinds = each.kinds.values()
    done = sum(kind.done for kind in kinds)
    late = sum(max(kind.planned - kind.done, 0) for kind in kinds if kind.state == DueState.OVERDUE)
    to_come = sum(max(kind.planned - kind.done, 0) for kind in kinds if kind.state != DueState.OVERDUE)
    parts = (
        PeriodShare("Done", done, "teal"),
        PeriodShare("Overdue", late, "sun"),
        PeriodShare("To come", to_come, "open"),
    )
    return PeriodBar(wording.period_words(each.period), parts, done + late + to_come)


# Ticks


def _tick_form(inside: ScheduleSeen, *, blank: bool = False) -> TickForm:
    form = TickForm(blank=blank)
    form.today = installation.today()
    form.kind.choices = [SelectChoice(kind.value, inside.kind_words(kind)) for kind in PlannedKind]
    return form


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/ticks")
@signed_in
def tick(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Say that something took place."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    form = _tick_form(inside)
    if not form.accepted() or form.done_on.data is None:
        return _page(inside, 422, tick=form)
    try:
        services.tick(
            db.session, inside.seen.pair, inside.schedule, kind=PlannedKind(form.text("kind")), by=inside.seen.me.id,
            done_on=form.done_on.data, on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.TickOutside:
        form.refuse("done_on", "This day lies in no period of this year. Choose another, or change the plan first.")
        return _page(inside, 422, tick=form)
    except services.TooManyTicks:
        form.refuse("kind", f"A year takes {rules.MOST_TICKS} ticks at most. Take some away first.")
        return _page(inside, 422, tick=form)
    flash("Ticked.", "message")
    return redirect(inside.page, 303)


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/ticks/remove")
@signed_in
def take_tick(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Take a tick away."""
    inside = schedule_inside(public_id, schedule_id, to_write=True)
    kind, day = request.form.get("kind", ""), request.form.get("done_on", "")
    try:
        done_on = day_from(day)
    except NoDay:
        return redirect(inside.page, 303)
    if kind in set(PlannedKind):
        services.take_tick(db.session, inside.seen.pair, inside.schedule, kind=PlannedKind(kind), done_on=done_on)
        flash("The tick is taken away.", "message")
    return redirect(inside.page, 303)
