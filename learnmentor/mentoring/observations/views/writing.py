"""The sheets of an observation: kept while somebody types, and said to be ready."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.lines.services import TooManyPairLines
from learnmentor.mentoring.observations import queries, services, wording
from learnmentor.mentoring.observations.form_observation import form_of
from learnmentor.mentoring.observations.lessons import FictionalLesson, lesson_of
from learnmentor.mentoring.observations.rules import ObservationSheet
from learnmentor.mentoring.observations.services import ObservationStands, SheetNotReady, VisitToCome
from learnmentor.mentoring.observations.views.inside import ObservationSeen
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.views import FilledFileForm
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.errors import wants_json
from learnmentor.web.pages import page

READY = "ready"  # what the second button of a sheet sends


@dataclass(frozen=True)
class ObservationSheetPage:
    """A sheet to be written; `marks`: its cells as shown, so that another device's text is not written over."""

    seen: PairSeen | None
    inside: ObservationSeen
    sheet: ObservationSheet
    form: PaperForm
    marks: str  # as JSON
    ready: str  # the words of the button that says so; "" where a sheet has none
    lesson: FictionalLesson | None
    focus: str
    file: FilledFileForm
    looked_at: bool


def sheet_named(name: str) -> ObservationSheet:
    """The sheet of an address; 404 for none. The focus has a place of its own."""
    if name not in set(ObservationSheet) - {ObservationSheet.FOCUS}:
        abort(404)
    return ObservationSheet(name)


def sheet_shown(inside: ObservationSeen, sheet: ObservationSheet) -> ResponseReturnValue:
    """A sheet, for whoever writes it now; the page of the observation for everybody else."""
    if not inside.may_write(sheet):
        return redirect(inside.page, 303)
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    form = web_form(_form_of(inside, sheet), written.of(sheet, inside.me.id))
    return make_response(sheet_page(inside, sheet, form, marks=written.marks))


def sheet_page(
    inside: ObservationSeen,
    sheet: ObservationSheet,
    form: PaperForm,
    *,
    marks: Mapping[str, str],
    file: FilledFileForm | None = None,
    looked_at: bool = False,
) -> str:
    """A sheet with a form on it; `looked_at`: it was filled from a file, and nothing of that is kept yet."""
    facts = inside.facts
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    focus = written.of(ObservationSheet.FOCUS, facts.focus_by) or {}
    lesson = lesson_of(db.session, inside.found.record_code) if inside.found.record_code else None
    return page(
        "mentoring/observations/sheet.html",
        ObservationSheetPage(
            inside.seen,
            inside,
            sheet,
            form,
            json.dumps(dict(marks)),
            wording.BUTTONS.get(sheet, ""),
            lesson,
            str(focus.get("focus", "")),
            file or FilledFileForm(blank=True),
            looked_at,
        ),
    )


def sheet_sent(inside: ObservationSeen, sheet: ObservationSheet) -> ResponseReturnValue:
    """Keep a sheet as far as it is written; say that it is ready where that was asked."""
    marks, form = cells.read_marks(request.form.get("seen", "")), web_form(_form_of(inside, sheet))
    right = form.accepted()
    if wants_json() and not right:
        return jsonify(), 422
    if not right or (form.wants_more and not wants_json()):
        return make_response(sheet_page(inside, sheet, form, marks=marks), 422)
    try:
        alone = _keep(inside, sheet, form, marks)
    except (ObservationStands, PairEnded, TooManyPairLines):
        return _moved_on(inside)
    return _kept(inside, alone=alone) if wants_json() else _went_on(inside, sheet, form, alone=alone)


def _form_of(inside: ObservationSeen, sheet: ObservationSheet) -> FormDefinition:
    return form_of(sheet, practice=inside.facts.practice)


def _keep(inside: ObservationSeen, sheet: ObservationSheet, form: PaperForm, marks: Mapping[str, str]) -> bool:
    return services.keep_sheet(
        db.session, installation.vault(), inside.pair, inside.found, sheet=sheet, values=form.values(),
        by=inside.me.id, seen=marks, new_id=randomness.public_id, at=clock.now(),
    )  # fmt: skip


def _went_on(inside: ObservationSeen, sheet: ObservationSheet, form: PaperForm, *, alone: bool) -> ResponseReturnValue:
    if request.form.get("act") == READY and alone:
        return _said_ready(inside, sheet, form)
    flash("Kept." if alone else wording.MERGED, "message")
    flash(keep_key(inside, sheet), "kept")
    return redirect(inside.page if alone else inside.sheet_address(sheet), 303)


def keep_key(inside: ObservationSeen, sheet: str) -> str:
    """By what the browser knows a sheet that is being typed."""
    return f"observation-{inside.found.public_id}-{sheet}"


def _moved_on(inside: ObservationSeen) -> ResponseReturnValue:
    if wants_json():
        return jsonify(), 409
    flash(wording.STANDS, "message")
    return redirect(inside.page, 303)


def _kept(inside: ObservationSeen, *, alone: bool) -> ResponseReturnValue:
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    return jsonify(both=not alone, seen=json.dumps(dict(written.marks)))


def _said_ready(inside: ObservationSeen, sheet: ObservationSheet, form: PaperForm) -> ResponseReturnValue:
    try:
        _say(inside, sheet)
    except SheetNotReady as fault:
        return _lacking(inside, sheet, form, fault)
    except VisitToCome:
        flash(wording.TO_COME, "message")
    else:
        flash(_what_came(inside, sheet), "message")
    flash(keep_key(inside, sheet), "kept")
    return redirect(inside.page, 303)


def _say(inside: ObservationSeen, sheet: ObservationSheet) -> None:
    said, found, at = db.session, inside.found, clock.now()
    if sheet == ObservationSheet.EVALUATION:
        services.evaluate(said, inside.pair, found, by=inside.me.id, at=at)
    elif sheet in wording.BUTTONS:
        say = services.give_account if sheet == ObservationSheet.ACCOUNT else services.say_ready
        say(said, installation.vault(), inside.pair, found, by=inside.me.id, on=installation.today(), at=at)


def _what_came(inside: ObservationSeen, sheet: ObservationSheet) -> str:
    if sheet == ObservationSheet.EVALUATION:
        return "It is shown now."
    return "Everything is open now." if inside.facts.opened else "Said. The rest opens when the others are ready too."


def _lacking(
    inside: ObservationSeen, sheet: ObservationSheet, form: PaperForm, fault: SheetNotReady
) -> ResponseReturnValue:
    """The sheet again, kept as it is, with what it lacks."""
    words = wording.LACKS_IN_PRACTICE if inside.facts.practice else wording.LACKS
    for lack in fault.lacks:
        if (field := wording.AT_FIELD.get(lack, lack.value)) in form:
            form.refuse(field, words[lack])
        else:
            form.form_errors.append(words[lack])
    commit_before_drawing()
    written = queries.written(db.session, installation.vault(), inside.found, reader_id=inside.me.id)
    return make_response(sheet_page(inside, sheet, form, marks=written.marks), 422)
