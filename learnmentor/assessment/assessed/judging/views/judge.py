"""Judging a try: the work and the judgement beside it, kept while it is written, looked over, saved once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.judging import queries, rules, services, wording
from learnmentor.assessment.assessed.judging.form_judgement import answers_of, field_of, judgement_form, typed_judgement
from learnmentor.assessment.assessed.judging.rules import JudgementLack, LackFound
from learnmentor.assessment.assessed.judging.saved_judgement import ReadJudgement, read_judgement
from learnmentor.assessment.assessed.judging.services import (
    AssignmentOver,
    DraftMovedOn,
    JudgementLacking,
    NothingToJudge,
)
from learnmentor.assessment.assessed.judging.views.seen import JudgedTry, try_to_judge
from learnmentor.assessment.assessed.reading.work import OpenedWork
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.ground.vault import UnreadableText
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, marks_from, marks_of, marks_to_send
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_any_role
from learnmentor.web.errors import wants_json
from learnmentor.web.pages import page

bp = Blueprint("judging", __name__)
JUDGES = (RoleName.ASSESSOR, RoleName.MODERATOR)
View = TypeVar("View", bound=Callable[..., Any])


def says_what_no_key_opens(view: View) -> View:
    """Declare that a view opens a judgement: where no key does, its reader is told, and nothing is written over it."""

    @wraps(view)
    def asked(*args: Any, **values: Any) -> ResponseReturnValue:
        try:
            answer: ResponseReturnValue = view(*args, **values)
        except UnreadableText:
            abort(409, wording.LOCKED)
        return answer

    return asked  # type: ignore[return-value]


@dataclass(frozen=True)
class JudgePage:
    """A try and its judgement beside it; `said` is what the page says of this kind of judgement."""

    seen: JudgedTry
    work: OpenedWork
    form: PaperForm
    marks: str  # what the form was drawn with
    said: str
    readers: str = wording.LEARNER_READS
    close_readers: str = wording.CLOSE_READERS


@dataclass(frozen=True)
class NotToJudgePage:
    """Why somebody may not judge a try for which they are asked; nothing of it is shown."""

    seen: JudgedTry
    said: str


@dataclass(frozen=True)
class JudgedWorkPage:
    """A try and the judgement that its reader saved."""

    seen: JudgedTry
    work: OpenedWork
    judgement: ReadJudgement


@dataclass(frozen=True)
class JudgementLookOverPage:
    """A judgement before it is saved; `changes` of the draft come back with the button."""

    seen: JudgedTry
    judgement: ReadJudgement
    changes: int
    next: str


@bp.get("/assessing/<try_id>")
@with_any_role(*JUDGES)
@shows_anothers(AccessTo.SUBMISSION)
@says_what_no_key_opens
def work(try_id: str) -> ResponseReturnValue:
    """The work, and beside it what somebody judges of it or has judged."""
    seen = try_to_judge(try_id)
    if not seen.open:
        return _saved_page(seen)
    if seen.conflict:
        return make_response(page("assessed/judging/conflict.html", NotToJudgePage(seen, wording.CONFLICT)))
    answers = answers_of(seen.brief, queries.typed_of(installation.vault(), seen.own))
    return _judge_page(seen, web_form(judgement_form(seen.brief), answers), marks=_marks(seen, answers))


def _marks(seen: JudgedTry, answers: Values) -> str:
    return marks_to_send(marks_of(judgement_form(seen.brief), answers))


def _judge_page(seen: JudgedTry, form: PaperForm, *, marks: str, status: int = 200) -> Response:
    context = JudgePage(seen, seen.work(), form, marks, wording.ASKED[seen.kind])
    return make_response(page("assessed/judging/judge.html", context), status)


def _saved_page(seen: JudgedTry) -> Response:
    judgement = read_judgement(installation.vault(), or_404(seen.own), brief=seen.brief)
    return make_response(page("assessed/judging/judged.html", JudgedWorkPage(seen, seen.work(), judgement)))


# While it is written


@bp.post("/assessing/<try_id>")
@with_any_role(*JUDGES)
@shows_anothers(AccessTo.SUBMISSION)
@says_what_no_key_opens
def keep(try_id: str) -> ResponseReturnValue:
    """Keep the draft, by its buttons or by itself while somebody writes; look it over where that was asked."""
    seen, sent = try_to_judge(try_id), request.form.get("seen", "")
    form = web_form(judgement_form(seen.brief))
    if not form.accepted() and not seen.conflict:
        return _judge_page(seen, form, marks=sent, status=422)
    try:
        kept = services.keep_draft(
            db.session, installation.vault(), seen.asked, brief=seen.brief, answers=form.values(),
            seen=marks_from(sent), public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except AssignmentOver as over:
        return _over(over)
    if wants_json():
        return jsonify(seen=_marks(seen, kept.answers), both=bool(kept.both))
    return _after_keeping(seen, form, kept)


def _over(over: AssignmentOver) -> ResponseReturnValue:
    if wants_json():
        return jsonify(), 409
    flash(wording.over(over.ended_as), "error")
    return redirect(url_for("assessing.assessing"), 303)


def _after_keeping(seen: JudgedTry, form: PaperForm, kept: MergedAnswers) -> ResponseReturnValue:
    """On to what will be saved, or back to the form with what it lacks or with both of two texts."""
    try_id = seen.found.tried.public_id
    flash(f"judgement-{try_id}", "kept")
    if kept.both or request.form.get("do") != "look":
        flash(wording.BOTH if kept.both else "Kept. Go on whenever you like.", "message")
        return redirect(url_for("judging.work", try_id=try_id), 303)
    if found := _lacks(seen, kept):
        _say(seen, form, found)
        commit_before_drawing()
        return _judge_page(seen, form, marks=_marks(seen, kept.answers), status=422)
    return redirect(url_for("judging.look_over", try_id=try_id), 303)


def _lacks(seen: JudgedTry, kept: MergedAnswers) -> list[LackFound]:
    return rules.lacks(typed_judgement(seen.brief, kept.answers), [each.key for each in seen.brief.criteria])


def _say(seen: JudgedTry, form: PaperForm, found: Sequence[LackFound]) -> None:
    """Say beside its field what is lacking."""
    keys = [each.key for each in seen.brief.criteria]
    for each in found:
        field = wording.AT_FIELD[each.lack]
        name = field_of(field, keys.index(each.criterion)) if each.criterion else field
        form.refuse(name, wording.LACKS[JudgementLack(each.lack)].format(criterion=each.criterion))


# Saved


@bp.get("/assessing/<try_id>/look-over")
@with_any_role(*JUDGES)
@shows_anothers(AccessTo.SUBMISSION)
@says_what_no_key_opens
def look_over(try_id: str) -> ResponseReturnValue:
    """What will be saved, as others will read it."""
    seen = try_to_judge(try_id)
    draft = seen.own if seen.open else None
    typed = queries.typed_of(installation.vault(), draft)
    if draft is None or rules.lacks(typed, [each.key for each in seen.brief.criteria]):
        return redirect(url_for("judging.work", try_id=try_id), 303)
    judgement = read_judgement(installation.vault(), draft, brief=seen.brief)
    context = JudgementLookOverPage(seen, judgement, draft.changes, wording.NEXT[seen.kind])
    return page("assessed/judging/look_over.html", context)


@bp.post("/assessing/<try_id>/save")
@with_any_role(*JUDGES)
@shows_anothers(AccessTo.SUBMISSION)
@says_what_no_key_opens
def save(try_id: str) -> ResponseReturnValue:
    """Save the judgement, once."""
    seen = try_to_judge(try_id)
    try:
        services.save(
            db.session, installation.vault(), seen.found.tried, seen.asked, brief=seen.brief,
            seen=changes_sent(request.form.get("seen", "")), on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except AssignmentOver as over:
        return _over(over)
    except NothingToJudge:
        return _back(wording.NOTHING, url_for("assessing.assessing"))
    except DraftMovedOn:
        return _back(wording.MOVED_ON, url_for("judging.look_over", try_id=try_id))
    except JudgementLacking:
        return _back("Something is missing in it by now. Look it over again.", url_for("judging.work", try_id=try_id))
    return _back("Saved. Thank you: it stays as it is.", url_for("judging.work", try_id=try_id), "message")


def _back(said: str, to: str, category: str = "error") -> ResponseReturnValue:
    flash(said, category)
    return redirect(to, 303)
