"""A schedule on paper: as PDF, as Markdown, and brought in again after it was filled in elsewhere."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date, short_date
from learnmentor.mentoring.paper.forms import web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, SheetTable, plain_markdown
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.schedule import queries, wording
from learnmentor.mentoring.schedule.form_schedule import plan_form, whole_form, words_form
from learnmentor.mentoring.schedule.rules import PlannedKind, SchedulePreset
from learnmentor.mentoring.schedule.views.inside import SaidOfYear, ScheduleSeen, said_of, schedule_inside
from learnmentor.mentoring.schedule.views.plan import plan_page, plan_values, words_page
from learnmentor.mentoring.schedule.views.year import KindLine, PeriodLine, period_lines
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files

bp = Blueprint("schedule_paper", __name__)

_NAME = "observation and meeting schedule"


@bp.get("/pairs/<public_id>/schedule/<schedule_id>/schedule.pdf")
@signed_in
def pdf(public_id: str, schedule_id: str) -> Response:
    """The year on A4."""
    inside = schedule_inside(public_id, schedule_id)
    return pdf_answer(schedule_sheet(inside, said_of(inside)), name=_name(inside))


@bp.get("/pairs/<public_id>/schedule/<schedule_id>/schedule.md")
@signed_in
def markdown(public_id: str, schedule_id: str) -> Response:
    """The plan and one's own words, as Markdown that can be changed and brought back."""
    inside = schedule_inside(public_id, schedule_id)
    form = whole_form(len(inside.plan.periods), partners=inside.partners)
    own = said_of(inside).by_writer.get(inside.seen.me.id, {})
    values = {**form.empty, **own, **plan_values(inside.plan.periods)}
    return markdown_answer(to_markdown(form, values, about=_about(inside)), name=_name(inside))


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/bring-in/plan")
@signed_in
@takes_files
def bring_in_plan(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Show the plan that a file holds, so that it can be looked at and saved."""
    inside, form = schedule_inside(public_id, schedule_id, to_write=True), FilledFileForm()
    whole = whole_form(len(inside.plan.periods), partners=inside.partners)
    read = brought_in(form, whole) if form.accepted() else None
    planned = (read.values.get("periods") if read else None) or plan_values(inside.plan.periods)["periods"]
    shown = web_form(plan_form(partners=inside.partners), {"periods": planned}, blank=True)
    return make_response(plan_page(inside, shown, file=form, looked_at=read is not None), 200 if read else 422)


@bp.post("/pairs/<public_id>/schedule/<schedule_id>/bring-in/words")
@signed_in
@takes_files
def bring_in_words(public_id: str, schedule_id: str) -> ResponseReturnValue:
    """Show one's own words that a file holds, so that they can be looked at and kept."""
    inside, form = schedule_inside(public_id, schedule_id, to_write=True), FilledFileForm()
    said, definition = said_of(inside), words_form(len(inside.plan.periods))
    read = brought_in(form, whole_form(len(inside.plan.periods), partners=inside.partners)) if form.accepted() else None
    keys = {part.key for part in definition.parts()}
    new = {key: value for key, value in (read.values if read else {}).items() if key in keys}
    shown = web_form(definition, {**definition.empty, **said.by_writer.get(inside.seen.me.id, {}), **new}, blank=True)
    body = words_page(inside, shown, marks=said.marks, file=form, looked_at=read is not None)
    return make_response(body, 200 if read else 422)


def _name(inside: ScheduleSeen) -> str:
    return f"{_NAME} {wording.year_words(inside.schedule.begins)}"


def _about(inside: ScheduleSeen) -> list[tuple[str, str]]:
    both = [inside.seen.known.party(side).name for side in (Side.MENTOR, Side.MENTEE)]
    who = [("Partners", " and ".join(both))] if inside.partners else list(zip(("Mentor", "Mentee"), both, strict=True))
    began = wording.FROM_WHERE[SchedulePreset(inside.schedule.preset)]
    return [*who, ("Year", wording.year_words(inside.schedule.begins)), ("We started from", began)]


def schedule_sheet(inside: ScheduleSeen, said: SaidOfYear) -> PaperSheet:
    """The year as the two read it: what was planned, what was done, what moved and why."""
    form = whole_form(len(inside.plan.periods), partners=inside.partners)
    year = inside.standing()
    lines = period_lines(inside, year, said)
    rows = tuple(
        (_days(each), _counts(each.kinds), _done(each.kinds), _report(each)) for each in lines
    )  # what moved stands below, by who said it
    totals = [(inside.kind_words(kind), year.total(kind)) for kind in PlannedKind]
    sums = ("\n".join(f"{words}: {both[n]}" for words, both in totals if both[n]) for n in (0, 1))
    whole = ("In the year", *sums, "")
    table = SheetTable("Periods", ("Period", "Planned", "Done", "Report"), (*rows, whole))
    moved = tuple(SheetItem(each.words, tuple(Said(text, by) for by, text in each.moved)) for each in lines)
    hopes = tuple(_item(inside, said, part.key, part.label) for part in form.sections[2].parts)
    sections = (SheetSection("The plan", (table,)), SheetSection(form.sections[1].heading, moved))
    return PaperSheet(
        form.title, form.code, form.readers, tuple(_about(inside)),
        (*sections, SheetSection(form.sections[2].heading, hopes)),
    )  # fmt: skip


def _item(inside: ScheduleSeen, said: SaidOfYear, key: str, label: str) -> SheetItem:
    return SheetItem(label, tuple(Said(text, inside.seen.name_of(writer)) for writer, text in said.of(key)))


def _days(line: PeriodLine) -> str:
    days = wording.days_words(line.period)
    return days if line.words == days else f"{line.words}\n{days}"


def _counts(kinds: Sequence[KindLine]) -> str:
    return "\n".join(f"{each.words}: {each.standing.planned}" for each in kinds if each.standing.planned)


def _done(kinds: Sequence[KindLine]) -> str:
    days = ((each.words, ", ".join(map(short_date, each.standing.days))) for each in kinds if each.standing.days)
    return "\n".join(f"{words}: {on}" for words, on in days)


def _report(line: PeriodLine) -> str:
    due = line.period.report_due_on
    return f"To {line.report_to}, by {long_date(due)}" if due else ""


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:  # noqa: ARG001 -- as every part is asked
    """The schedules of a pair, for its download."""
    for found in queries.schedules(db, pair_id=seen.pair.id):
        inside = ScheduleSeen(seen, queries.plan_of(db, found))
        sheet = schedule_sheet(inside, said_of(inside))
        yield PairFile(f"{found.begins}-{found.public_id}.md", plain_markdown(sheet).encode())
