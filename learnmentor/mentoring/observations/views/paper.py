"""An observation on paper: as PDF, as Markdown, and brought in again after it was filled in elsewhere."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, make_response, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground.db import db
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.mentoring.observations import queries, rules, wording
from learnmentor.mentoring.observations.form_observation import EVIDENCE, WHOLE, form_of
from learnmentor.mentoring.observations.queries import WrittenSheets
from learnmentor.mentoring.observations.rules import ObservationSheet
from learnmentor.mentoring.observations.views.inside import ObservationSeen, observation_inside, of_pair
from learnmentor.mentoring.observations.views.writing import sheet_named, sheet_page
from learnmentor.mentoring.paper.forms import web_form
from learnmentor.mentoring.paper.markdown import MarkdownRead, to_markdown
from learnmentor.mentoring.paper.sheet import PaperSheet, SheetSection, SheetTable, plain_markdown, sheet_of
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files

bp = Blueprint("observation_paper", __name__)

_TOP = 4_096  # bytes, in which a file says what it is
_NAME = "observation and feedback record"
_READ_BY_THREE = "The two of you read it, and the second observer all but its targets and what it was worth. No grade."


@bp.get("/pairs/<public_id>/observations/<observation_id>/observation.pdf")
@signed_in
def pdf(public_id: str, observation_id: str) -> Response:
    """What the reader may read, on A4."""
    inside = observation_inside(public_id, observation_id)
    return pdf_answer(observation_sheet(inside), name=_name(inside))


@bp.get("/pairs/<public_id>/observations/<observation_id>/observation.md")
@signed_in
def markdown(public_id: str, observation_id: str) -> Response:
    """What the reader may read, as Markdown that can be filled in and brought back."""
    inside = observation_inside(public_id, observation_id)
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    return markdown_answer(to_markdown(WHOLE, _values(inside, written), about=_about(inside)), name=_name(inside))


@bp.post("/pairs/<public_id>/observations/<observation_id>/bring-in/<sheet>")
@signed_in
@takes_files
def bring_in(public_id: str, observation_id: str, sheet: str) -> ResponseReturnValue:
    """Show what a file holds for a sheet, so that it can be looked at and kept."""
    inside, named, form = (
        observation_inside(public_id, observation_id, to_write=True),
        sheet_named(sheet),
        FilledFileForm(),
    )
    if not inside.may_write(named):
        return redirect(inside.page, 303)
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    definition, own = form_of(named, practice=inside.facts.practice), written.of(named, inside.me.id) or {}
    read = _read(form) if form.accepted() else None
    keys = {part.key for part in definition.parts()}
    values = {
        **definition.empty,
        **own,
        **{key: each for key, each in (read.values if read else {}).items() if key in keys},
    }
    shown = web_form(definition, values, blank=True)
    return make_response(
        sheet_page(inside, named, shown, marks=written.marks, file=form, looked_at=read is not None),
        200 if read else 422,
    )


_OTHER_PURPOSE = (
    "This file says at its top that it was made for quality assurance, appraisal or assessment. A record stays with "
    "the purpose it was made for, so nothing of it was taken in."
)


def _read(form: FilledFileForm) -> MarkdownRead | None:
    read = brought_in(form, WHOLE)
    stream = form.file.data.stream
    stream.seek(0)
    if read is None or not rules.made_for_another_purpose(stream.read(_TOP).decode("utf-8-sig", "ignore")):
        return read
    form.refuse("file", _OTHER_PURPOSE)
    return None


def _name(inside: ObservationSeen) -> str:
    return f"{_NAME} {long_date(inside.found.held_on)}" if inside.found.held_on else _NAME


def _about(inside: ObservationSeen) -> list[tuple[str, str]]:
    found, day = inside.found, inside.found.held_on
    lines = [
        ("Who", f"{inside.name_of(found.observer_id)} watches {inside.name_of(found.observed_id)}"),
        ("When", long_date(day) if day else ""),
        ("What for", wording.PURPOSES[found.purpose]),
        ("Copy given", long_date(found.opened_at) if found.opened_at else ""),
    ]
    return [each for each in lines if each[1]]


def _values(inside: ObservationSeen, written: WrittenSheets) -> dict[str, Any]:
    """What stands on the form as far as the reader may read it."""
    facts = inside.facts
    writers = {
        ObservationSheet.FOCUS: facts.focus_by,
        ObservationSheet.ACCOUNT: facts.observed_id,
        ObservationSheet.EVALUATION: facts.observed_id,
    }
    found = WHOLE.empty
    for sheet in ObservationSheet:
        found |= written.of(sheet, writers.get(sheet, facts.observer_id)) or {}
    return found


def observation_sheet(inside: ObservationSeen) -> PaperSheet:
    """What the reader may read of an observation."""
    vault = installation.vault()
    written = queries.written(db.session, vault, inside.found, reader_id=inside.me.id)
    whole = sheet_of(WHOLE, _values(inside, written), about=_about(inside))
    sections = [*map(_in_columns, whole.sections), *_second(inside, written)]
    if inside.facts.opened:
        rows = tuple(
            (each.words.text, each.words.measure, long_date(each.due_on) if each.due_on else "")
            for each in queries.targets_of(db.session, vault, inside.found)
        )
        table = SheetTable("What will be tried", ("Target", "How we look again", "By when"), rows)
        sections.append(SheetSection("Targets", (table,)))
    readers = _READ_BY_THREE if inside.facts.second_id else whole.readers
    return PaperSheet(whole.title, whole.code, readers, whole.about, tuple(sections))


def _second(inside: ObservationSeen, written: WrittenSheets) -> list[SheetSection]:
    values = written.of(ObservationSheet.EVIDENCE, inside.facts.second_id)
    if not values:
        return []
    items = tuple(item for section in sheet_of(EVIDENCE, values).sections for item in section.items)
    return [_in_columns(SheetSection(second_heading(inside), items))]


def second_heading(inside: ObservationSeen) -> str:
    """Under which the words of the second observer stand: who reads a copy without them looks for it."""
    return f"The second observer: {inside.name_of(inside.facts.second_id)}"


def _in_columns(section: SheetSection) -> SheetSection:
    """A section with its rows of evidence in the three columns of the form, beside the time."""
    items = tuple(_columns(each) if isinstance(each, SheetTable) else each for each in section.items)
    return SheetSection(section.heading, items)


def _columns(table: SheetTable) -> SheetTable:
    rows = tuple((time, _seen(teacher, learners), *more) for time, teacher, learners, *more in table.rows)
    return SheetTable(table.label, ("Time", "Seen", *table.head[3:]), rows)


def _seen(teacher: str, learners: str) -> str:
    said = (("Teacher", teacher), ("Learners", learners))
    return "\n".join(f"{who}: {words}" for who, words in said if words)


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:  # noqa: ARG001 -- as every part is asked
    """The observations of a pair as far as one of the two may read them, for its download."""
    for found in queries.observations(db, pair_id=seen.pair.id, reader_id=seen.me.id):
        sheet = observation_sheet(of_pair(seen, found))
        yield PairFile(f"{found.held_on or 'practice'}-{found.public_id}.md", plain_markdown(sheet).encode())
