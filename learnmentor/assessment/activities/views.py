"""Where the work on activities arrives: as a form, or as JSON from the page that saves by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    request,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from learnmentor.accounts.sign_in import browser_key, current_learner
from learnmentor.assessment.activities import services
from learnmentor.assessment.activities.display import ActivityWork, first_field, shown
from learnmentor.assessment.activities.rules import ChangedElsewhere, Problem, UnknownActivity, find, one, seen_mark
from learnmentor.assessment.activities.services import Saved
from learnmentor.courses.catalogue.queries import Version
from learnmentor.courses.study.queries import StudyPlace
from learnmentor.courses.study.views import sheet
from learnmentor.ground import clock
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.ground.vault import UnreadableText
from learnmentor.stories.completion import KnownStudy
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.errors import as_json

bp = Blueprint("activities", __name__)
bp.add_app_template_filter(shown, "shown")
_MOST_VALUES = 200  # in one form; the longest activity has a fifth of them
_CHANGED = "changed-elsewhere"  # tells this 409 from the others; study.mjs knows the word
_TWO_TEXTS = "You saved something else in another tab or on another device: it stands above. To put this in its place, press the button again"  # noqa: E501


@dataclass(frozen=True)
class Sent:
    """What arrived. `finish` when a button of the activity was pressed, rather than the page saving by itself."""

    fields: Mapping[str, Sequence[str]]
    finish: bool
    as_json: bool

    @property
    def ticked(self) -> bool:
        """Whether its writer lets the work be counted."""
        return one(self.fields, "counted") == "yes"


def _sent() -> Sent:
    if not request.is_json:
        return Sent(dict(request.form.lists()), finish=True, as_json=False)
    body: Any = request.get_json(silent=True)
    pairs = body.get("fields") if isinstance(body, dict) else None
    if not isinstance(pairs, list) or len(pairs) > _MOST_VALUES:
        abort(400)
    fields: dict[str, list[str]] = {}
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
            abort(400)
        fields.setdefault(pair[0], []).append(pair[1].encode("utf-8", "replace").decode())
    return Sent(fields, finish=body.get("finish") is True, as_json=True)


@bp.post("/segments/<code>/activities/<activity_id>")
@signed_in
def save(code: str, activity_id: str) -> ResponseReturnValue:
    """Keep, check or finish the work on one activity, and see whether that finishes the segment."""
    sent = _sent()
    sheet.require_this_browser(next(iter(sent.fields.get("browser", ())), None))
    seen = or_404(sheet.found(code))
    learner, version = current_learner(), sheet.version_of(seen)
    try:
        saved = services.save(
            db.session, installation.vault(), learner=learner, segment=seen, revision=version,
            activity_id=activity_id, answers=sent.fields, seen=one(sent.fields, "seen"), at=clock.now(),
            finish=sent.finish,
        )  # fmt: skip
    except ChangedElsewhere as other:
        return _changed(code, activity_id, other, sent)
    except UnknownActivity:
        abort(404)
    except UnreadableText:
        abort(409, "What you wrote here before is kept, but this installation has lost the key to it.")
    if saved.problems:
        commit_before_drawing()  # work in hand is never thrown away, whatever it still lacks
        return _refused(code, activity_id, saved, sent), 422
    if not sent.finish:
        return jsonify(saved=True, seen=saved.seen)  # what saves by itself never finishes anything
    known = KnownStudy(saved.study, version, saved.kept) if saved.study.revision_id == version.id else None
    outcome = sheet.record(learner, seen, known)
    if sent.as_json:
        commit_before_drawing()
        return _drawn(seen, version, activity_id, saved, finished=outcome.finished)
    flash(sheet.address(seen, version, activity_id), "kept")
    if saved.verdict:
        sheet.keep_checked(seen.code, activity_id, saved.answer)
    return sheet.onward(code, outcome, at=activity_id, newest=sheet.at_newest(seen, version))


def _drawn(
    seen: StudyPlace, version: Version, activity_id: str, saved: Saved, *, finished: bool
) -> ResponseReturnValue:
    """The activity and what is left, drawn again for the open page from what was just kept."""
    seen = seen.at(saved.study, finished_at=clock.now() if finished else None)
    mine = {activity_id: saved.kept[activity_id]}  # opened; of the others the state will do
    work = sheet.works_of(seen, version, mine, {activity_id: saved.answer} if saved.verdict else {})
    states = {name: each.state for name, each in saved.kept.items()}
    return jsonify(
        html=sheet.section(find(version.data["activities"], activity_id), work[activity_id]),
        side=sheet.beside(seen, version, states),
        finished=finished,
        seen=saved.seen,
    )


def _refused(code: str, activity_id: str, saved: Saved, sent: Sent) -> str | Response:
    """The same with what stands in the way, and everything that was typed."""
    seen = or_404(sheet.found(code))
    version = sheet.version_of(seen)
    work = ActivityWork(
        state=saved.state,
        body=saved.body,
        address=sheet.address(seen, version, activity_id),
        browser=browser_key(),
        token=generate_csrf(),
        problems=saved.problems,
        seen=saved.seen,
        counted=sent.ticked,
    )
    if not sent.as_json:
        return sheet.whole_page(seen, {activity_id: work})
    html = sheet.section(find(version.data["activities"], activity_id), work)
    return jsonify(html=html, problem=saved.problems[0].text, seen=saved.seen)


def _changed(code: str, activity_id: str, other: ChangedElsewhere, sent: Sent) -> ResponseReturnValue:
    """Both texts, the stored one and the one just sent, which has now seen the other and may take its place."""
    if sent.as_json:
        return as_json(409, _CHANGED, "Something else was saved here in another tab or on another device.")
    seen = or_404(sheet.found(code))
    version = sheet.version_of(seen)
    work = ActivityWork(
        state=other.state,
        body=other.typed,
        stored=other.stored,
        counted=sent.ticked,
        address=sheet.address(seen, version, activity_id),
        browser=browser_key(),
        token=generate_csrf(),
        seen=seen_mark(other.stored),
    )
    field = first_field(find(version.data["activities"], activity_id), work)
    work = replace(work, problems=(Problem(field, _TWO_TEXTS),))
    return sheet.whole_page(seen, {activity_id: work}), 422
