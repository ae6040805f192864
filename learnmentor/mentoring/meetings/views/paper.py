"""The record of a meeting on paper: as PDF and Markdown to read, and filled in offline and brought back."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground.db import db
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import hours
from learnmentor.mentoring.lines import queries as line_queries
from learnmentor.mentoring.meetings import queries
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.reading import sheet_of_meeting
from learnmentor.mentoring.meetings.rules import MeetingFrame, MeetingMode, MeetingState
from learnmentor.mentoring.meetings.views.meetings import brought_by_in_words
from learnmentor.mentoring.meetings.views.record import (
    definition_of,
    empty_form,
    latest,
    record_page,
    said_in_form,
)
from learnmentor.mentoring.meetings.views.seen import meeting_of, outcomes_of, when
from learnmentor.mentoring.meetings.wording import FRAMES, MODES, day_in_words
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.sheet import PaperSheet, plain_markdown
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.targets import queries as target_queries
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("meeting_paper", __name__)


def meeting_sheet(seen: PairSeen, found: PairMeeting) -> PaperSheet:
    """The record as the reader may read it."""
    vault = installation.vault()
    lines = line_queries.lines(db.session, vault, pair_id=seen.pair.id, record=found.public_id, reader_id=seen.me.id)
    two = {party.id: party.name for party in (seen.known.mentor, seen.known.mentee)}
    confirmed = day_in_words(found.confirmed_at, found.zone) if found.confirmed_at else ""
    about = {
        "Between": " and ".join(two.values()),
        "When": when(found),
        "How long": hours(found.when.minutes),
        "How we met": MODES[MeetingMode(found.mode)],
        "Who brought the subject": brought_by_in_words(seen, found),
        "The shape we used": FRAMES[MeetingFrame(found.frame)] if found.frame else "",
        "Stands": {MeetingState.PLANNED: "Planned", MeetingState.CANCELLED: "Cancelled"}.get(found.state, ""),
        "Confirmed by the mentor": confirmed,
    }
    targets = target_queries.set_in(db.session, vault, pair_id=seen.pair.id, record=found.public_id)
    released = target_queries.released(db.session, pair_id=seen.pair.id)
    outcomes = [(each.target, each.became) for each in outcomes_of(seen, found)]
    return sheet_of_meeting(about, lines, two, targets, outcomes=outcomes, released=released)


def _name(found: PairMeeting) -> str:
    return f"meeting {day_in_words(found.when.starts_at, found.zone)}"


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/record.pdf")
@signed_in
def pdf(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """The record as a PDF."""
    seen = pair_inside(public_id)
    found = meeting_of(seen, meeting_id)
    return pdf_answer(meeting_sheet(seen, found), name=_name(found))


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/record.md")
@signed_in
def markdown(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """The record as Markdown to read."""
    seen = pair_inside(public_id)
    found = meeting_of(seen, meeting_id)
    return markdown_answer(plain_markdown(meeting_sheet(seen, found)), name=_name(found))


# Filled in offline


@dataclass(frozen=True)
class MeetingPaperPage:
    """Where the form is taken to be filled in offline, and brought back."""

    seen: PairSeen
    form: FilledFileForm


def _page(seen: PairSeen, form: FilledFileForm, status: int = 200) -> Response:
    return make_response(page("mentoring/meetings/paper.html", MeetingPaperPage(seen, form)), status)


@bp.get("/pairs/<public_id>/meetings/paper")
@signed_in
def offline(public_id: str) -> ResponseReturnValue:
    """How a meeting is recorded without a connection."""
    return _page(pair_to_write(public_id), FilledFileForm())


@bp.get("/pairs/<public_id>/meetings/form.md")
@signed_in
def form(public_id: str) -> ResponseReturnValue:
    """The form to fill in: with the time of the meeting that waits to be recorded, if there is one."""
    seen = pair_to_write(public_id)
    definition, next_one = definition_of(seen), latest(seen)
    known = said_in_form(next_one.said, next_one.zone) if next_one else {}
    about = (("Between", f"{seen.known.mentor.name} and {seen.known.mentee.name}"),)
    return markdown_answer(to_markdown(definition, {**definition.empty, **known}, about=about), name="F11 meeting")


@bp.post("/pairs/<public_id>/meetings/paper")
@signed_in
@takes_files
def bring(public_id: str) -> ResponseReturnValue:
    """What a file says, in the form of a record: it is looked at before it is kept, as the reader's own lines."""
    seen, form = pair_to_write(public_id), FilledFileForm()
    read = brought_in(form, definition_of(seen)) if form.accepted() else None
    if read is None:
        return _page(seen, form, 422)
    return record_page(seen, None, empty_form(seen, None, read.values))


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:  # noqa: ARG001 -- as every part is asked
    """The records of a pair's meetings, for its download."""
    for found in (*queries.gone_by(db, seen.pair.id), *queries.to_come(db, seen.pair.id)):
        name = f"{found.when.starts_at:%Y-%m-%d}-{found.public_id}.md"
        yield PairFile(name, plain_markdown(meeting_sheet(seen, found)).encode())
