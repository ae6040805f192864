"""Files of a try, for whoever may read it: pictures, PDFs and text to look at, all others to save. None of it runs."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.models import SubmissionFile
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.reading import queries, rules
from learnmentor.assessment.assessed.reading.rules import ShownAs
from learnmentor.ground.db import db
from learnmentor.ground.vault import UnreadableText
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in

bp = Blueprint("reading", __name__)

# Nothing of a file acts in our name. Browsers show a PDF by a program of their own, which reaches no page of ours, and
# which a sandbox would keep away; its type is said and not guessed, so none is taken for a web page.
_SAVED = "sandbox; default-src 'none'"
_LOOKED_AT = {
    ShownAs.PDF: "object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    ShownAs.PICTURE: "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
}
LOST = "The server has lost this file. Tell the people who run LearnMentor for you; what else was handed in is here."


@bp.get("/assessed-tries/<try_id>/files/<file_id>")
@signed_in
@shows_anothers(AccessTo.SUBMISSION_FILE)
def file(try_id: str, file_id: str) -> ResponseReturnValue:
    """A file that was handed in with a try; `look` shows it instead of saving it."""
    found = or_404(submissions.try_found(db.session, try_id))
    if not queries.may_read(db.session, found, current_learner(), on=installation.today()):
        abort(404)
    named = or_404(_named(found, file_id))
    opened(found.submission.person_id, AccessTo.SUBMISSION_FILE, found.submission.unit_code)
    return _sent(named, look="look" in request.args)


def _named(found: TryFound, file_id: str) -> SubmissionFile | None:
    """The file, if this very try names it: not one that was added or taken out since."""
    try:
        work = submissions.work_of(installation.vault(), found.tried)
    except UnreadableText:
        return None
    handed_in = {each.public_id for part in work.parts for each in part.files} if work else set()
    rows = queries.files_named(db.session, handed_in & {file_id}, submission_id=found.submission.id)
    return rows.get(file_id)


def _sent(found: SubmissionFile, *, look: bool) -> Response:
    """The bytes, in pieces and without a mark to be asked about: no browser keeps them."""
    store, kind = installation.files(), rules.shown_as(found.media_type)
    if not store.exists(found.storage_key):
        abort(404, LOST)
    shown = look and kind in _LOOKED_AT
    answer = Response(store.read(found.storage_key), mimetype=found.media_type)
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=found.name)
    answer.headers["Content-Security-Policy"] = _LOOKED_AT[kind] if shown else _SAVED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.content_length = found.size
    return answer
