"""A part of the work: its task, its text, links and files, and the criteria that it has to show."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.models import SubmissionFile
from learnmentor.assessment.assessed.preparing import queries, rules, services
from learnmentor.assessment.assessed.preparing.cells import cells_of
from learnmentor.assessment.assessed.preparing.forms import TOO_MANY_FILES, WorkPartForm, part_form
from learnmentor.assessment.assessed.preparing.queries import PreparedWork
from learnmentor.assessment.assessed.preparing.rules import LengthStands
from learnmentor.assessment.assessed.preparing.views.contexts import own_work
from learnmentor.assessment.assessed.records.views.part import RecordsOnPart, records_on_part
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission, own_submission_to_prepare
from learnmentor.assessment.assessed.witnesses.views.asking import WitnessesOnPart, witnesses_on_part
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart, PartTake
from learnmentor.cpd.services import keep_files
from learnmentor.ground import clock, randomness
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import commit_before_drawing, db, undo_before_drawing
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.markup.found import count_words
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, marks_from
from learnmentor.stories.closing_account import forget_later
from learnmentor.web import downloads, installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.errors import wants_json
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("work_parts", __name__)

HANDED_IN = "This was handed in or has ended, perhaps in another window. Nothing was changed; copy what you typed here."
NO_ROOM = "The server has no room for your files just now. What you typed is saved. Add the files again in a while."
CHOOSE_AGAIN = "Choose your files again: a page cannot keep them while you put the rest right."
BOTH = "You wrote something else here in another window. Both are kept below: look them over."
BLANKED = "A picture held the place where it was taken. That was taken out of it before it was kept."


@dataclass(frozen=True)
class PartPlace:
    """A part of a submission of one's own, with the brief that asks for it and all that is prepared."""

    own: OwnSubmission
    brief: AssessedBrief
    part: BriefPart
    work: PreparedWork

    @property
    def asked(self) -> int | None:
        """How many words its text is to have."""
        return self.part.words_at(self.own.submission.level)

    @property
    def address(self) -> str:
        """Where its page is."""
        return self.address_of(self.part.key)

    def address_of(self, key: str) -> str:
        """Where the page of a part is."""
        return url_for("work_parts.part", public_id=self.own.submission.public_id, part_key=key)

    @property
    def neighbours(self) -> tuple[BriefPart | None, BriefPart | None]:
        """The parts before and after it."""
        parts = self.brief.parts
        at = parts.index(self.part)
        return (parts[at - 1] if at else None), (parts[at + 1] if at + 1 < len(parts) else None)


def place_of(own: OwnSubmission, part_key: str) -> PartPlace:
    """A part by its key; 404 where the brief has none of it."""
    brief = or_404(current_brief(db.session, own.submission.unit_code, own.submission.kind)).brief
    part = or_404(brief.part(part_key))
    return PartPlace(own, brief, part, own_work(db.session, own.submission))


@dataclass(frozen=True)
class WorkPartPage:
    """A part to work on, or to read where it was handed in. `marks` say what it was drawn with."""

    place: PartPlace
    number: int
    form: WorkPartForm
    marks: str
    words: int
    length: LengthStands
    files: Sequence[SubmissionFile]
    records: RecordsOnPart | None
    witnesses: WitnessesOnPart | None


def _form(place: PartPlace, cells: Mapping[str, str] | None = None) -> WorkPartForm:
    return part_form(
        place.brief, place.part, words=place.asked, max_upload_mb=installation.settings().max_upload_mb,
        files_there=len(place.work.part(place.part.key).files), cells=cells,
    )  # fmt: skip


def _kept(place: PartPlace) -> dict[str, str]:
    return cells_of(place.work.part(place.part.key), place.work.shown)


def _part_page(place: PartPlace, form: WorkPartForm, *, marks: str, status: int = 200) -> Response:
    words = count_words(form.typed_text)
    context = WorkPartPage(
        place=place,
        number=place.brief.parts.index(place.part) + 1,
        form=form,
        marks=marks,
        words=words,
        length=rules.length_stands(words, place.asked) if place.asked else LengthStands.NONE,
        files=place.work.part(place.part.key).files,
        records=records_on_part(place.own, place.part) if PartTake.RECORDS in place.part.takes else None,
        witnesses=witnesses_on_part(place.own, place.part) if PartTake.WITNESS in place.part.takes else None,
    )
    return make_response(page("assessed/preparing/part.html", context), status)


@bp.get("/assessed-work/<public_id>/parts/<part_key>")
@signed_in
def part(public_id: str, part_key: str) -> ResponseReturnValue:
    """A part with what is in it."""
    place = place_of(own_submission(public_id), part_key)
    form = _form(place, kept := _kept(place))
    return _part_page(place, form, marks=form.marks_of(kept))


@bp.post("/assessed-work/<public_id>/parts/<part_key>")
@signed_in
@takes_files
def keep(public_id: str, part_key: str) -> ResponseReturnValue:
    """Keep a part, by its button or by itself while somebody writes; files come with the button."""
    own = own_submission(public_id)
    if not own.open:
        abort(409, HANDED_IN)
    place = place_of(own, part_key)
    form = _form(place)
    if not form.accepted() and not form.only_files_refused:
        form.files_lost(CHOOSE_AGAIN)
        return _part_page(place, form, marks=request.form.get("seen", ""), status=422)
    try:
        new = _keep(place, form, _stored(form))
    except NotNow:
        abort(409, HANDED_IN)
    return _after(place, form, new)


def _stored(form: WorkPartForm) -> list[KeptFile]:
    """The files, stored; none where one of them is refused, so that all are chosen again together."""
    if form.errors or not form.uploads:
        return []
    try:
        return keep_files(installation.files(), form.uploads)
    except OSError as fault:
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        form.refuse("files", NO_ROOM)
        return []


def _keep(place: PartPlace, form: WorkPartForm, files: Sequence[KeptFile]) -> MergedAnswers:
    """What was typed, and the files; without them where another window filled the part meanwhile."""
    seen = marks_from(request.form.get("seen", ""))
    new_files = [(randomness.public_id(), each) for each in files]
    for some in (new_files, []):
        try:
            return services.keep_part(
                db.session, installation.vault(), place.own.submission, by=place.own.me.id, part=place.part.key,
                typed=form.cells(), seen=seen, files=some, at=clock.now(),
            )  # fmt: skip
        except services.TooManyWorkFiles:
            undo_before_drawing()
            form.refuse("files", TOO_MANY_FILES)
    raise AssertionError("nothing was added, and it was too much")


def _after(place: PartPlace, form: WorkPartForm, new: MergedAnswers) -> ResponseReturnValue:
    """Where two texts met, or where something is wrong with files: the page again; else on."""
    marks = form.marks_of(new.answers)
    if form.errors:
        commit_before_drawing()  # what was typed is kept, whatever is wrong with the files
        return _part_page(place, form, marks=marks, status=422)
    if wants_json():
        return jsonify(seen=marks, both=bool(new.both))
    flash(keep_key(place), "kept")
    flash(BOTH if new.both else "Saved.", "message")
    if form.places_blanked:
        flash(BLANKED, "message")
    if request.form.get("do") == "all" and not new.both:
        return redirect(url_for("assessed_work.submission", public_id=place.own.submission.public_id), 303)
    return redirect(place.address, 303)


def keep_key(place: PartPlace) -> str:
    """What a browser keeps unsent words under."""
    return f"work-{place.own.submission.public_id}-{place.part.key}"


# Files


@bp.get("/assessed-work/<public_id>/files/<file_id>")
@signed_in
def file(public_id: str, file_id: str) -> ResponseReturnValue:
    """A file as it was added, to save and never to show in a page of ours."""
    found = _file_of(own_submission(public_id), file_id)
    return downloads.kept_file(installation.files(), found.kept)


def _file_of(own: OwnSubmission, file_id: str) -> SubmissionFile:
    return or_404(queries.file(db.session, file_id, submission_id=own.submission.id))


@dataclass(frozen=True)
class TakingOutPage:
    """Before a file is taken out of what is prepared."""

    own: OwnSubmission
    file: SubmissionFile
    back: str


@bp.get("/assessed-work/<public_id>/files/<file_id>/taking-out")
@signed_in
def taking_out(public_id: str, file_id: str) -> ResponseReturnValue:
    """Ask before a file is taken out."""
    own = own_submission_to_prepare(public_id)
    found = _file_of(own, file_id)
    back = url_for("work_parts.part", public_id=public_id, part_key=found.part)
    return page("assessed/preparing/taking_out.html", TakingOutPage(own, found, back))


@bp.post("/assessed-work/<public_id>/files/<file_id>/taking-out")
@signed_in
def take_out(public_id: str, file_id: str) -> ResponseReturnValue:
    """Take a file out of what is prepared; a try that was handed in keeps it."""
    own = own_submission_to_prepare(public_id)
    found, now = _file_of(own, file_id), clock.now()
    part_key = found.part
    try:
        key = services.take_out_file(
            db.session, installation.vault(), own.submission, found, by=own.me.id, at=now
        )  # fmt: skip
    except NotNow:
        abort(409, HANDED_IN)
    if key:
        forget_later(db.session, LeftBehind(files=(key,)), at=now)
    flash("Taken out.", "message")
    return redirect(url_for("work_parts.part", public_id=public_id, part_key=part_key), 303)
