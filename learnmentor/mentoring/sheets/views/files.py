"""A form of one's own as a file: printed, as Markdown to fill in offline, and brought back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.paper.definition import FormDefinition, Values
from learnmentor.mentoring.paper.markdown import from_markdown, to_markdown
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.sheets import queries, services
from learnmentor.mentoring.sheets.merged_answers import marks_of, merge, version_of
from learnmentor.mentoring.sheets.views.contexts import SheetSeen, answered_only, own, paper_of
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("sheet_files", __name__)

_VERSION = re.compile(r"^> Version: ([0-9a-f]{8})\s*$", re.MULTILINE)
_HEAD = 2_000  # characters of a file, in which its version stands


@bp.get("/mentoring/forms/<sheet_id>.pdf")
@signed_in
def pdf(sheet_id: str) -> ResponseReturnValue:
    """The form on A4."""
    seen = own(sheet_id)
    answers = queries.answers(installation.vault(), seen.sheet)
    return pdf_answer(paper_of(seen.sheet, answers, by=current_learner().name), name=seen.file_name)


@bp.get("/mentoring/forms/<sheet_id>.md")
@signed_in
def markdown(sheet_id: str) -> ResponseReturnValue:
    """The form as Markdown, to go on with offline."""
    seen = own(sheet_id)
    answers = queries.answers(installation.vault(), seen.sheet)
    about = (("Filled in by", current_learner().name), ("Version", version_of(answers)))
    return markdown_answer(to_markdown(seen.definition, answers, about=about), name=seen.file_name)


@dataclass(frozen=True)
class BringInPage:
    """Where a file that was filled in offline is chosen."""

    seen: SheetSeen
    form: FilledFileForm


@dataclass(frozen=True)
class FileLookOverPage:
    """What would stand on a form after a file was brought in; `text` is sent back to keep it."""

    seen: SheetSeen
    paper: PaperSheet
    text: str
    both: int  # answers that were changed here and in the file


def _file_page(seen: SheetSeen, form: FilledFileForm, status: int = 200) -> Response:
    return make_response(page("mentoring/sheets/bring_in.html", BringInPage(seen, form)), status)


def _unfinished(sheet_id: str) -> SheetSeen:
    seen = own(sheet_id)
    if seen.sheet.finished_at is not None:
        abort(409, "This form is finished. Open it again, and then bring the file in.")
    return seen


@bp.get("/mentoring/forms/<sheet_id>/file")
@signed_in
def choose(sheet_id: str) -> ResponseReturnValue:
    """Choose the file."""
    return _file_page(_unfinished(sheet_id), FilledFileForm())


@bp.post("/mentoring/forms/<sheet_id>/file")
@takes_files
@signed_in
def look_over(sheet_id: str) -> ResponseReturnValue:
    """Look at what a file would make of the form; nothing is kept yet."""
    seen, form = _unfinished(sheet_id), FilledFileForm()
    read = brought_in(form, seen.definition) if form.accepted() else None
    if read is None:
        return _file_page(seen, form, 422)
    form.file.data.stream.seek(0)
    version = _version(form.file.data.stream.read(_HEAD).decode("utf-8", "replace"))
    kept = queries.answers(installation.vault(), seen.sheet)
    new = merge(seen.definition, kept, read.values, _marks(seen.definition, kept, version))
    text = to_markdown(seen.definition, read.values, about=(("Version", version),) if version else ())
    paper = answered_only(paper_of(seen.sheet, new.answers, by=current_learner().name))
    return page("mentoring/sheets/look_over.html", FileLookOverPage(seen, paper, text, len(new.both)))


@bp.post("/mentoring/forms/<sheet_id>/file/keep")
@signed_in
def keep_file(sheet_id: str) -> ResponseReturnValue:
    """Keep what the file holds, joined with what was written here."""
    seen, text = _unfinished(sheet_id), request.form.get("text", "")
    read = from_markdown(seen.definition, text)
    if read.faults:
        abort(422, f"Line {read.faults[0].line}: {read.faults[0].message}")
    kept = queries.answers(installation.vault(), seen.sheet)
    services.keep(
        db.session, installation.vault(), seen.sheet, definition=seen.definition, typed=read.values,
        seen=_marks(seen.definition, kept, _version(text)), at=clock.now(),
    )  # fmt: skip
    flash("What you filled in offline is here now.", "message")
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


def _version(text: str) -> str:
    found = _VERSION.search(text[:_HEAD].replace("\r\n", "\n"))
    return found[1] if found else ""


def _marks(definition: FormDefinition, kept: Values, version: str) -> Mapping[str, str]:
    """The marks of what the file began from: known where nothing was written here since it was downloaded."""
    return marks_of(definition, kept) if version == version_of(kept) else {}
