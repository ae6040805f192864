"""A colleague writes a note by the link of a letter, reads it again, takes it back. No account is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import digest
from learnmentor.accounts.views.coming_in import link_over
from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.rules import SubmissionState
from learnmentor.assessment.assessed.witnesses import queries, rules, services
from learnmentor.assessment.assessed.witnesses.forms import WitnessNoteForm
from learnmentor.assessment.assessed.witnesses.queries import AskedWitness, FoundWitness, WrittenNote
from learnmentor.assessment.assessed.witnesses.rules import WitnessStanding
from learnmentor.ground import clock
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.web import installation
from learnmentor.web.access import public
from learnmentor.web.pages import page

bp = Blueprint("witness_notes", __name__)

_WITH_JUDGES = (SubmissionState.HANDED_IN, SubmissionState.JUDGED)
_TOO_LATE = "Meanwhile it was sent, asked for no more, or handed in. This is how it stands now."


@dataclass(frozen=True)
class WitnessLinkPage:
    """What is asked and by whom, and the note or the form for it."""

    token: str
    learner: str
    unit: str
    asked: AskedWitness
    standing: WitnessStanding
    note: WrittenNote | None
    form: WitnessNoteForm
    until: datetime
    may_write: bool
    may_take_back: bool
    with_judges: bool  # handed in without it: it goes in only if the work is handed in once more


@bp.get("/witness/<token>")
@public
def note(token: str) -> ResponseReturnValue:
    """What is asked, by whom, and who reads it; or the note that was sent."""
    found = queries.by_token(db.session, digest(token))
    return _page(token, found, WitnessNoteForm(), 200) if found else link_over()


@bp.post("/witness/<token>")
@public
def send(token: str) -> ResponseReturnValue:
    """Send the note, once."""
    found, form = queries.by_token(db.session, digest(token)), WitnessNoteForm()
    if found is None:
        return link_over()
    if not form.accepted():
        return _page(token, found, form, 422)
    written = WrittenNote(form.text("name"), form.text("role"), form.text("note"))
    return _done(
        token, "Thank you. Your note is sent.",
        lambda: services.write(db.session, installation.vault(), digest(token), written, at=clock.now()),
    )  # fmt: skip


@bp.post("/witness/<token>/rather-not")
@public
def decline(token: str) -> ResponseReturnValue:
    """Rather not: nobody asks why."""
    return _done(
        token, "That is fine. Nobody asks you why.",
        lambda: services.decline(db.session, installation.vault(), digest(token), at=clock.now()),
    )  # fmt: skip


@bp.post("/witness/<token>/take-back")
@public
def take_back(token: str) -> ResponseReturnValue:
    """Take the note back before it was handed in."""
    return _done(
        token, "Your note is taken back, and nobody reads it any more.",
        lambda: services.take_note_back(db.session, installation.vault(), digest(token), at=clock.now()),
    )  # fmt: skip


def _done(token: str, said: str, do: Callable[[], None]) -> ResponseReturnValue:
    try:
        do()
    except services.NoteNotNow:
        undo_before_drawing()
        if queries.by_token(db.session, digest(token)) is None:
            return link_over()
        flash(_TOO_LATE, "message")
    else:
        flash(said, "message")
    return redirect(url_for("witness_notes.note", token=token), 303)


def _page(token: str, found: FoundWitness, form: WitnessNoteForm, status: int) -> Response:
    vault, at = installation.vault(), clock.now()
    facts = queries.facts_of(db.session, vault, found.note, found.submission)
    asked, brief = queries.asked_of(vault, found.note), current_brief(db.session, found.submission.unit_code)
    if not form.posted:
        form.name.data = asked.name
    context = WitnessLinkPage(
        token, found.learner.name, brief.brief.title if brief else found.submission.unit_code, asked,
        rules.standing(facts, at=at), queries.note(vault, found.note), form, found.note.worth_until,
        rules.may_write(facts, at=at), rules.may_take_note_back(facts),
        found.submission.state in _WITH_JUDGES and not facts.handed_in,
    )  # fmt: skip
    return make_response(page("assessed/witnesses/note.html", context), status)
