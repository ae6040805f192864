"""Choosing a record of one's own for a part: what there is, the copy before it is asked for, a pasted extract."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.records import services, wording
from learnmentor.assessment.assessed.records.copies import RecordCopy, copied
from learnmentor.assessment.assessed.records.forms import ExtractForm, ReleaseForm
from learnmentor.assessment.assessed.records.rules import RecordSource
from learnmentor.assessment.assessed.records.views import offers
from learnmentor.assessment.assessed.records.views.copying import NotReadyYet, copy_of, names_in, pair_as_seen
from learnmentor.assessment.assessed.records.views.offers import Around, OfferedKind
from learnmentor.assessment.assessed.records.views.part import part_address, part_taking
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission_to_prepare
from learnmentor.courses.catalogue.assessed_versions import BriefPart, PartTake, ReleasableKind
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.ground.words import long_date
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("work_records", __name__)

REFUSED = {
    services.NotToBeUsed: wording.NOT_USED,
    services.TooManyRecords: wording.TOO_MANY,
    services.CannotBeAsked: wording.ENDED,
    NotNow: "This work was handed in or given up a moment ago, so nothing was added.",
}
_CHANGED = "The record has changed since you looked. This is the copy as it would be now."


@dataclass(frozen=True)
class ChooseRecordsPage:
    """What there is for a part, by kind. `before`: from which day back, where somebody asked for older ones."""

    own: OwnSubmission
    part: BriefPart
    kinds: Sequence[OfferedKind]
    transcripts: bool
    before: date | None
    back: str


@bp.get("/assessed-work/<public_id>/parts/<part>/records")
@signed_in
def choose(public_id: str, part: str) -> ResponseReturnValue:
    """What one has that can be released to a part."""
    own = own_submission_to_prepare(public_id)
    found, before = part_taking(own, part, PartTake.RECORDS), _day(request.args.get("before"))
    kinds = offers.offered(offers.around(own.me), found.records, before=before)
    transcripts, back = ReleasableKind.TRANSCRIPT in found.records, part_address(public_id, found.key)
    return page("assessed/records/choose.html", ChooseRecordsPage(own, found, kinds, transcripts, before, back))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


# The copy, before it is asked for


@dataclass(frozen=True)
class RecordCopyPage:
    """A copy as it would be read. `other`: who is asked, "" where nobody is; `says`: what was not as it seemed."""

    own: OwnSubmission
    part: BriefPart
    sheet: PaperSheet
    form: ReleaseForm
    other: str
    send_to: str
    says: str
    instead: bool
    back: str


@bp.get("/assessed-work/<public_id>/parts/<part>/records/copy")
@signed_in
def look(public_id: str, part: str) -> ResponseReturnValue:
    """The copy of a record as it would be read."""
    own = own_submission_to_prepare(public_id)
    found = part_taking(own, part, PartTake.RECORDS)
    try:
        copy = copy_of(own.me, _source(request.args.get("source"), found))
    except NotReadyYet as early:
        return _back(own, found, early.says)
    return _look_page(own, found, copy, 200)


@bp.post("/assessed-work/<public_id>/parts/<part>/records")
@signed_in
def add(public_id: str, part: str) -> ResponseReturnValue:
    """Release the copy that was looked at; the other one of the two is asked, where there is one."""
    own, form = own_submission_to_prepare(public_id), ReleaseForm()
    found = part_taking(own, part, PartTake.RECORDS)
    try:
        copy = copy_of(own.me, _source(form.text("source"), found))
    except NotReadyYet as early:
        return _back(own, found, early.says)
    if copy.sha256 != form.text("seen"):
        return _look_page(own, found, copy, 422, says=_CHANGED)
    return _released(own, found, copy)


def _source(text: str | None, part: BriefPart) -> RecordSource:
    source = or_404(RecordSource.from_text(text or ""))
    return or_404(source if source.kind in part.records else None)


def _look_page(own: OwnSubmission, part: BriefPart, copy: RecordCopy, status: int, *, says: str = "") -> Response:
    send_to = url_for("work_records.add", public_id=own.submission.public_id, part=part.key)
    return copy_page(own, part, copy, status, send_to=send_to, says=says)


def copy_page(
    own: OwnSubmission, part: BriefPart, copy: RecordCopy, status: int, *, send_to: str, says: str = "",
    instead: bool = False,
) -> Response:  # fmt: skip
    """The page of a copy, with the button that releases it. `instead`: in the place of an older copy."""
    other = pair_as_seen(own.me, copy.pair_id).other.name if copy.other_id else ""
    form = ReleaseForm(blank=True, data={"source": str(copy.source), "seen": copy.sha256})
    back = part_address(own.submission.public_id, part.key)
    context = RecordCopyPage(own, part, copy.sheet, form, other, send_to, says, instead, back)
    return make_response(page("assessed/records/copy.html", context), status)


def _released(own: OwnSubmission, part: BriefPart, copy: RecordCopy) -> ResponseReturnValue:
    try:
        services.release(
            db.session, installation.vault(), own.submission, copy, part=part.key, by=own.me.id,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except tuple(REFUSED) as refused:
        undo_before_drawing()
        return _back(own, part, REFUSED[type(refused)])
    flash(said_of(copy), "message")
    return redirect(part_address(own.submission.public_id, part.key), 303)


def said_of(copy: RecordCopy) -> str:
    """What is said once a copy is released."""
    return "They are asked, and answer here. You see it on this page." if copy.other_id else "The copy goes in."


def _back(own: OwnSubmission, part: BriefPart, says: str) -> ResponseReturnValue:
    flash(says, "message")
    return redirect(part_address(own.submission.public_id, part.key), 303)


# An extract that is pasted


@dataclass(frozen=True)
class ExtractPage:
    """Where an extract is pasted; `sheet`: the copy, once it was asked to be shown."""

    own: OwnSubmission
    part: BriefPart
    form: ExtractForm
    sheet: PaperSheet | None
    other: str
    nobody: bool
    back: str


@bp.get("/assessed-work/<public_id>/parts/<part>/records/transcript")
@signed_in
def transcript(public_id: str, part: str) -> ResponseReturnValue:
    """The form for an extract."""
    own = own_submission_to_prepare(public_id)
    found, around = _part_for_extracts(own, part), offers.around(own.me)
    return _extract_page(own, found, ExtractForm(pairs=_pairs_to_ask(around)), 200)


@bp.post("/assessed-work/<public_id>/parts/<part>/records/transcript")
@signed_in
def add_transcript(public_id: str, part: str) -> ResponseReturnValue:
    """Show the copy, and release it once it was looked at as it is."""
    own = own_submission_to_prepare(public_id)
    found, around = _part_for_extracts(own, part), offers.around(own.me)
    form = ExtractForm(pairs=_pairs_to_ask(around))
    if not form.accepted():
        return _extract_page(own, found, form, 422)
    copy = _extract(own, form, around)
    if copy.sha256 == form.text("seen"):
        return _released(own, found, copy)
    form.seen.data = copy.sha256
    return _extract_page(own, found, form, 200, copy=copy)


def _part_for_extracts(own: OwnSubmission, key: str) -> BriefPart:
    part = part_taking(own, key, PartTake.RECORDS)
    return or_404(part if ReleasableKind.TRANSCRIPT in part.records else None)


def _pairs_to_ask(around: Around) -> list[tuple[str, str]]:
    return [
        (known.pair.public_id, f"{known.party(or_404(known.pair.pairing.side(around.me.id)).other).name}")
        for known in around.pairs.values()
        if not offers.cannot_be_asked(known)
    ]


def _extract(own: OwnSubmission, form: ExtractForm, around: Around) -> RecordCopy:
    known = next(each for each in around.pairs.values() if each.pair.public_id == form.text("pair"))
    seen, on, text = pair_as_seen(own.me, known.pair.id), form.on.data, form.text("extract")
    about = (("What about", form.text("about")),)
    items = (SheetItem("In their words", (Said(text),)),)
    sheet = PaperSheet("Extract of a transcript", "", "", about, (SheetSection("", items),))
    made = copied(sheet, names_in(seen, on), day=long_date(on) if on else "")
    key = hashlib.sha256(f"{known.pair.public_id}\n{text}".encode()).hexdigest()[:20]  # the same text is the same one
    return RecordCopy(RecordSource(ReleasableKind.TRANSCRIPT, key), made, seen.pair.id, seen.other.id)


def _extract_page(
    own: OwnSubmission, part: BriefPart, form: ExtractForm, status: int, *, copy: RecordCopy | None = None
) -> Response:
    other = pair_as_seen(own.me, copy.pair_id).other.name if copy else ""
    back, nobody = part_address(own.submission.public_id, part.key), not form.pair.choices
    context = ExtractPage(own, part, form, copy.sheet if copy else None, other, nobody, back)
    return make_response(page("assessed/records/transcript.html", context), status)
