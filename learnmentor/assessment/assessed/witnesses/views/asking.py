"""A learner asks for a note, reads it as it is, and decides whether it goes in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.models import WitnessNote
from learnmentor.assessment.assessed.records.views.part import part_address, part_taking
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission, own_submission_to_prepare
from learnmentor.assessment.assessed.witnesses import queries, rules, services, wording
from learnmentor.assessment.assessed.witnesses.forms import AskWitnessForm
from learnmentor.assessment.assessed.witnesses.queries import AskedWitness, WrittenNote
from learnmentor.assessment.assessed.witnesses.rules import WitnessFacts, WitnessStanding
from learnmentor.courses.catalogue.assessed_versions import BriefPart, PartTake
from learnmentor.ground import clock
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("work_witness", __name__)

_SAID = {
    services.OwnAddress: ("address", wording.OWN_ADDRESS),
    services.AskedAlready: ("address", wording.ASKED_ALREADY),
    services.TooManyWitnesses: ("name", wording.TOO_MANY),
    services.TooManyLetters: ("name", wording.TOO_MANY_LETTERS),
}
_NOT_AGAIN = {
    services.AskedLately: wording.LATELY,
    services.TooManyLetters: wording.TOO_MANY_LETTERS,
    NotNow: wording.NOT_PREPARED,
}


@dataclass(frozen=True)
class WitnessLine:
    """A note in the list of its learner. `name`: of its writer, or else of whoever was asked."""

    public_id: str
    name: str
    standing: WitnessStanding
    words: str
    tone: str
    asked_at: datetime


@dataclass(frozen=True)
class WitnessesOnPart:
    """The notes of a part; `ask`: where another one is asked for, "" where none is."""

    submission: str
    lines: Sequence[WitnessLine]
    ask: str
    full: bool


def witnesses_on_part(own: OwnSubmission, part: BriefPart) -> WitnessesOnPart:
    """What stands on a part's page of notes; those that never came and are not waited for are left out."""
    rows = queries.of_part(db.session, own.submission.id, part.key)
    lines = [each for each in (_line(own, row) for row in rows) if each.standing != WitnessStanding.NONE]
    full = len(lines) >= rules.MOST_WITNESSES
    takes = own.open and PartTake.WITNESS in part.takes and not full
    address = url_for("work_witness.ask", public_id=own.submission.public_id, part=part.key) if takes else ""
    return WitnessesOnPart(own.submission.public_id, lines, address, full)


def _line(own: OwnSubmission, row: WitnessNote) -> WitnessLine:
    vault = installation.vault()
    standing = rules.standing(_seen_facts(own, row), at=clock.now())
    written, words = queries.note(vault, row), wording.STANDINGS[standing]
    name = written.name if written else queries.asked_of(vault, row).name
    return WitnessLine(row.public_id, name, standing, *words, row.asked_at)


def _seen_facts(own: OwnSubmission, row: WitnessNote) -> WitnessFacts:
    """As rules see it, but for whether it was handed in, which nothing here asks."""
    ended = own.submission.ended_at is not None
    return WitnessFacts(row.worth_until, row.asked_at, row.body is not None, row.withdrawn_at is not None, ended)


# Asking


@dataclass(frozen=True)
class AskWitnessPage:
    """Where a note is asked for."""

    own: OwnSubmission
    part: BriefPart
    form: AskWitnessForm
    back: str


@bp.get("/assessed-work/<public_id>/parts/<part>/witness")
@signed_in
def ask(public_id: str, part: str) -> ResponseReturnValue:
    """The form to ask somebody."""
    own = own_submission_to_prepare(public_id)
    return _ask_page(own, part_taking(own, part, PartTake.WITNESS), AskWitnessForm(), 200)


@bp.post("/assessed-work/<public_id>/parts/<part>/witness")
@signed_in
def send(public_id: str, part: str) -> ResponseReturnValue:
    """Ask: a letter with a link goes."""
    own, form = own_submission_to_prepare(public_id), AskWitnessForm()
    found = part_taking(own, part, PartTake.WITNESS)
    if not form.accepted():
        return _ask_page(own, found, form, 422)
    try:
        services.ask(
            db.session, installation.vault(), own.submission,
            AskedWitness(form.text("name"), form.text("address"), form.text("about")), part=part, by=own.me.id,
            sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except tuple(_SAID) as refused:
        undo_before_drawing()
        form.refuse(*_SAID[type(refused)])
        return _ask_page(own, found, form, 422)
    except NotNow:
        undo_before_drawing()
        flash(wording.NOT_PREPARED, "message")
    else:
        flash("A letter is on its way. You see here when the note is written.", "message")
    return redirect(part_address(public_id, part), 303)


def _ask_page(own: OwnSubmission, part: BriefPart, form: AskWitnessForm, status: int) -> Response:
    context = AskWitnessPage(own, part, form, part_address(own.submission.public_id, part.key))
    return make_response(page("assessed/witnesses/ask.html", context), status)


# One note


@dataclass(frozen=True)
class OwnWitnessPage:
    """A note as the learner finds it: who was asked what, and the note, which nobody but its writer changes."""

    own: OwnSubmission
    line: WitnessLine
    asked: AskedWitness
    note: WrittenNote | None
    worth_until: datetime
    may_ask_again: bool
    back: str


@bp.get("/assessed-work/<public_id>/witness/<witness_id>")
@signed_in
def witness(public_id: str, witness_id: str) -> ResponseReturnValue:
    """The note, and how it stands."""
    own, vault = own_submission(public_id), installation.vault()
    found = or_404(queries.witness(db.session, witness_id, submission_id=own.submission.id))
    again = own.open and rules.may_ask_again(_seen_facts(own, found), at=clock.now())
    context = OwnWitnessPage(
        own, _line(own, found), queries.asked_of(vault, found), queries.note(vault, found), found.worth_until, again,
        part_address(public_id, found.part),
    )  # fmt: skip
    return page("assessed/witnesses/own_note.html", context)


@bp.post("/assessed-work/<public_id>/witness/<witness_id>/again")
@signed_in
def ask_again(public_id: str, witness_id: str) -> ResponseReturnValue:
    """Write once more, with another link."""
    own = _own_with(public_id, witness_id)
    try:
        services.ask_again(
            db.session, installation.vault(), own.submission, witness_id, by=own.me.id, sender=installation.sender(),
            at=clock.now(),
        )  # fmt: skip
    except tuple(_NOT_AGAIN) as refused:
        undo_before_drawing()
        flash(_NOT_AGAIN[type(refused)], "message")
    else:
        flash("Another letter is on its way. The link of the one before is over.", "message")
    return redirect(url_for("work_witness.witness", public_id=public_id, witness_id=witness_id), 303)


@bp.post("/assessed-work/<public_id>/witness/<witness_id>/leave-out")
@signed_in
def leave_out(public_id: str, witness_id: str) -> ResponseReturnValue:
    """Leave the note out, or ask for it no more."""
    own = _own_with(public_id, witness_id)
    return _decided(
        public_id, witness_id, "It does not go in.",
        lambda: services.leave_out(db.session, own.submission, witness_id, by=own.me.id, at=clock.now()),
    )  # fmt: skip


@bp.post("/assessed-work/<public_id>/witness/<witness_id>/put-in")
@signed_in
def put_in(public_id: str, witness_id: str) -> ResponseReturnValue:
    """Let a note that was left out go in after all."""
    own = _own_with(public_id, witness_id)
    return _decided(
        public_id, witness_id, "It goes in.",
        lambda: services.put_in(db.session, own.submission, witness_id, by=own.me.id),
    )  # fmt: skip


def _own_with(public_id: str, witness_id: str) -> OwnSubmission:
    own = own_submission_to_prepare(public_id)
    or_404(queries.witness(db.session, witness_id, submission_id=own.submission.id))
    return own


def _decided(public_id: str, witness_id: str, said: str, decide: Callable[[], bool]) -> ResponseReturnValue:
    try:
        done = decide()
    except NotNow:
        undo_before_drawing()
        flash(wording.NOT_PREPARED, "message")
    else:
        flash(said if done else "Nothing was changed: it was so already.", "message")
    return redirect(url_for("work_witness.witness", public_id=public_id, witness_id=witness_id), 303)
