"""The parts of a draft, each a page: saved with what whoever fills it in had seen. And the draft as a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import plural
from learnmentor.mentoring.agreements import rules, services
from learnmentor.mentoring.agreements.form_agreement import CODE, PART_TITLES, READERS, TITLE
from learnmentor.mentoring.agreements.offline import edits as edits_of_file
from learnmentor.mentoring.agreements.offline import seen_line
from learnmentor.mentoring.agreements.readings import (
    FieldEdit,
    TooManyWords,
    Value,
    contested,
    mark,
    plain,
    standing_mark,
)
from learnmentor.mentoring.agreements.rules import AgreementPart
from learnmentor.mentoring.agreements.views.contexts import WHY, DraftSeen, draft_seen, names, part_url
from learnmentor.mentoring.paper.definition import FormDefinition, PaperField, Section
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.marks import LONGEST_MARKS, marks_sent
from learnmentor.mentoring.paper.sheet import in_words
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("agreement_draft", __name__)
TOO_MUCH = "One of the fields is full, since it was filled from pages that were old. Shorten it first."


@dataclass(frozen=True)
class ContestedField:
    """A field into which both wrote at once, and what the other one wrote."""

    key: str
    label: str
    theirs: str


@dataclass(frozen=True)
class DraftPartPage:
    """One part of the draft, to be filled in."""

    seen: PairSeen
    found: DraftSeen
    part: AgreementPart
    title: str
    form: PaperForm
    marks: str
    contested: Sequence[ContestedField]
    others: Sequence[tuple[str, str]]  # what the other one says of themselves
    onward: str  # the next part, or where it is signed
    room: int


@bp.get("/pairs/<public_id>/agreement/draft/<part>")
@signed_in
def part(public_id: str, part: str) -> ResponseReturnValue:
    """A part as it stands."""
    seen, named = pair_to_write(public_id), _part(part)
    found = draft_seen(seen, room=_room())
    definition = found.form.part(named, side=seen.side)
    form = web_form(definition, _shown(found, definition))
    return page("mentoring/agreements/part.html", _page(found, named, form, _marks(found, definition)))


@bp.post("/pairs/<public_id>/agreement/draft/<part>")
@signed_in
def save_part(public_id: str, part: str) -> ResponseReturnValue:
    """Keep what was typed, field by field."""
    seen, named = pair_to_write(public_id), _part(part)
    found = draft_seen(seen, room=_room())
    form = web_form(found.form.part(named, side=seen.side))
    marks = request.form.get("seen", "")[:LONGEST_MARKS]
    if form.accepted() and _days_fit(form, found):
        try:
            saved = services.save(
                db.session, installation.vault(), seen.pair, _edits(form.values(), marks), by=seen.me.id,
                names=names(seen), at=clock.now(),
            )  # fmt: skip
        except TooManyWords:
            form.refuse("more", TOO_MUCH)
        else:
            return _kept(found, named, saved, more=form.wants_more)
    return page("mentoring/agreements/part.html", _page(found, named, form, marks)), 422


def _kept(found: DraftSeen, part: AgreementPart, saved: services.SavedFields, *, more: bool) -> ResponseReturnValue:
    seen = found.seen
    flash(f"agreement-{seen.pair.public_id}-{part.value}", "kept")
    if saved.contested:
        flash(
            f"Kept. Your {seen.other_is} and you wrote into the same field: both texts stand until you settle it.",
            "message",
        )
        return redirect(part_url(seen, part), 303)
    said = " The draft was signed, and is to be signed anew now." if saved.unsigned else ""
    if more:
        return redirect(f"{part_url(seen, part)}?room={found.form.objectives + 1}", 303)
    flash(f"{PART_TITLES[part]}: kept.{said}", "message")
    return redirect(_onward(seen, part), 303)


def _part(part: str) -> AgreementPart:
    if part not in list(AgreementPart):
        abort(404)
    return AgreementPart(part)


def _room() -> int:
    asked = request.args.get("room", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0


def _onward(seen: PairSeen, part: AgreementPart) -> str:
    every = list(AgreementPart)
    if part is every[-1]:
        return url_for("agreements.agreement", public_id=seen.pair.public_id)
    return part_url(seen, every[every.index(part) + 1])


def _page(found: DraftSeen, part: AgreementPart, form: PaperForm, marks: str) -> DraftPartPage:
    seen = found.seen
    others = _others(found) if part is AgreementPart.WHO else ()
    return DraftPartPage(
        seen, found, part, PART_TITLES[part], form, marks, _contested(found, form.definition), others,
        _onward(seen, part), found.form.objectives,
    )  # fmt: skip


def _fields(definition: FormDefinition) -> list[PaperField]:
    return [each for each in definition.parts() if isinstance(each, PaperField)]


def _shown(found: DraftSeen, definition: FormDefinition) -> dict[str, Value]:
    reader = found.seen.me.id
    return {f.key: value for f in _fields(definition) if (value := found.draft.value(f.key, reader)) != ""}


def _marks(found: DraftSeen, definition: FormDefinition) -> str:
    """What the page shows, as digests: so that saving it changes only what was touched."""
    draft, reader = found.draft, found.seen.me.id
    seen = {
        f.key: [mark(draft.value(f.key, reader)), standing_mark(*draft.field(f.key, reader))]
        for f in _fields(definition)
    }
    return json.dumps(seen, separators=(",", ":"))


def _edits(values: Mapping[str, Value], marks: str) -> dict[str, FieldEdit]:
    seen = marks_sent(marks)
    return {
        key: FieldEdit(plain(value), *_pair_of(seen.get(key)), settled=f"settle-{key}" in request.form)
        for key, value in values.items()
    }


def _pair_of(found: object) -> tuple[str, str]:
    """Two marks; from a page that says nothing of what it had shown, none, and then both texts stand."""
    if isinstance(found, list) and len(found) == 2:
        return str(found[0]), str(found[1])
    return "", ""


def _days_fit(form: PaperForm, found: DraftSeen) -> bool:
    """Whether the days that were typed lie between the first and the last one; else it is said beside them."""
    typed = form.values()
    for gap in rules.day_gaps({**found.draft.terms.shared, **typed}):
        if typed.get(gap.key):
            form.refuse(gap.key, f"This day {WHY[gap.why]}. Choose another one.")
    return not form.errors


def _contested(found: DraftSeen, definition: FormDefinition) -> list[ContestedField]:
    lines, other = [], found.seen.other.id
    for each in _fields(definition):
        readings, _ = found.draft.field(each.key, found.seen.me.id)
        if contested(readings) and other in readings:
            lines.append(ContestedField(each.key, each.label, in_words(each, {each.key: readings[other]})))
    return lines


def _others(found: DraftSeen) -> list[tuple[str, str]]:
    seen, own = found.seen, found.draft.terms.own.get(found.seen.other.id, {})
    return [
        (field.label.removeprefix("Your ").capitalize(), str(own.get(field.key) or "–"))
        for field in found.form.own(seen.side.other)
    ]


@bp.post("/pairs/<public_id>/agreement/draft/take-back")
@signed_in
def take_back(public_id: str) -> ResponseReturnValue:
    """Take out of the draft all that one wrote since the last version."""
    seen = pair_to_write(public_id)
    taken = services.take_back(db.session, seen.pair, by=seen.me.id)
    flash(f"{plural(taken, 'field stands', 'fields stand')} as in the last version again.", "message")
    return redirect(url_for("agreements.agreement", public_id=public_id), 303)


# As a file


@dataclass(frozen=True)
class BringDraftPage:
    """Where a draft comes back that was filled in offline."""

    seen: PairSeen
    form: FilledFileForm


def _whole(found: DraftSeen) -> FormDefinition:
    """All that whoever looks may fill in, as one form."""
    own = Section("About you", found.form.own(found.seen.side))
    return FormDefinition(CODE, TITLE, READERS, (own, *found.form.whole().sections))


@bp.get("/pairs/<public_id>/agreement/draft.md")
@signed_in
def draft_file(public_id: str) -> Response:
    """The draft as Markdown, to be filled in offline."""
    found = draft_seen(pair_inside(public_id), room=rules.LEAST_OBJECTIVES)
    definition = _whole(found)
    line = seen_line(found.draft, _fields(definition), reader=found.seen.me.id)
    return markdown_answer(to_markdown(definition, _shown(found, definition), about=(line,)), name="agreement-draft")


@bp.get("/pairs/<public_id>/agreement/draft/file")
@signed_in
def bring(public_id: str) -> ResponseReturnValue:
    """Where the file comes back."""
    return page("mentoring/agreements/bring.html", BringDraftPage(pair_to_write(public_id), FilledFileForm()))


@bp.post("/pairs/<public_id>/agreement/draft/file")
@takes_files
@signed_in
def take_file(public_id: str) -> ResponseReturnValue:
    """Keep what the file changes: an answer that it only repeats undoes nothing."""
    seen, form = pair_to_write(public_id), FilledFileForm()
    found = draft_seen(seen)
    definition = _whole(found)
    read = brought_in(form, definition) if form.accepted() else None
    if read is None:
        return page("mentoring/agreements/bring.html", BringDraftPage(seen, form)), 422
    form.file.data.stream.seek(0)
    text = form.file.data.stream.read().decode("utf-8-sig")
    edits = edits_of_file(read.values, text, found.draft, _fields(definition), reader=seen.me.id)
    try:
        saved = services.save(
            db.session, installation.vault(), seen.pair, edits, by=seen.me.id, names=names(seen), at=clock.now()
        )  # fmt: skip
    except TooManyWords:
        form.refuse("file", TOO_MUCH)
        return page("mentoring/agreements/bring.html", BringDraftPage(seen, form)), 422
    both = (
        f" Both of you changed {plural(len(saved.contested), 'field', 'fields')}: settle them."
        if saved.contested
        else ""
    )
    flash(f"The file is taken in.{both}", "message")
    return redirect(url_for("agreements.agreement", public_id=public_id), 303)
