"""Two judgements of a try side by side once both are saved, and the outcome that a moderator records as agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.judging import queries as judging
from learnmentor.assessment.assessed.judging import wording as judging_words
from learnmentor.assessment.assessed.judging.form_judgement import field_of
from learnmentor.assessment.assessed.judging.rules import JudgementLack, lacks
from learnmentor.assessment.assessed.judging.saved_judgement import ReadJudgement, read_judgement
from learnmentor.assessment.assessed.models import Judgement, ModerationSample
from learnmentor.assessment.assessed.moderation import queries, rules, services, wording
from learnmentor.assessment.assessed.moderation.comparison import ComparedJudgements, compared
from learnmentor.assessment.assessed.moderation.form_agreed_outcome import (
    REASON,
    agreed_answers,
    agreed_form,
    agreed_judgement,
)
from learnmentor.assessment.assessed.moderation.rules import SampleReason
from learnmentor.assessment.assessed.moderation.services import AlreadyAgreed
from learnmentor.assessment.assessed.moderation.views.seen import SampleSeen, sample_seen
from learnmentor.assessment.assessed.rules import JudgementKind
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import learner_called
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.vault import UnreadableText
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, with_role
from learnmentor.web.pages import page

bp = Blueprint("comparing", __name__)


@dataclass(frozen=True)
class TwoJudgements:
    """A try with both of its judgements; `agreed` where an outcome was agreed on. `comparison`: both, opened."""

    seen: SampleSeen
    brief: AssessedBrief
    first: Judgement
    second: Judgement
    agreed: Judgement | None
    sample: ModerationSample
    comparison: ComparedJudgements
    agreed_read: ReadJudgement | None

    @property
    def open(self) -> bool:
        """Whether an agreed outcome is to be recorded."""
        differ = self.first.outcome != self.second.outcome
        return differ and self.agreed is None and self.seen.found.tried.released_at is None

    @property
    def mine(self) -> bool:
        """Whether it is for whoever looks to record it."""
        return rules.may_agree(
            self.seen.by.me.id, first_by=self.first.assessor_id, learner_id=self.seen.found.submission.person_id
        )


@dataclass(frozen=True)
class ComparisonPage:
    """Two judgements, who made them, how the sample was drawn; the form where an agreed outcome is to be recorded."""

    two: TwoJudgements
    people: Mapping[int, Person]
    learner: str
    drawn_again: bool  # whether the draw, made again from what was kept, gives the same
    form: PaperForm | None
    start: str
    reasons: Mapping[SampleReason, str]
    said: str = wording.OWN_FIRST
    readers: str = wording.LEARNER_READS
    reason_readers: str = wording.REASON_READERS


@bp.get("/moderating/<try_id>")
@with_role(RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def compare(try_id: str) -> ResponseReturnValue:
    """Both judgements, once both are saved; before that, whom to ask for the second one."""
    if (two := _two(sample_seen(try_id))) is None:
        return redirect(url_for("moderating.second", try_id=try_id), 303)
    start = "second" if request.args.get("start") == "second" else "first"
    form = None
    if two.open and two.mine:
        begins = judging.typed_of(installation.vault(), two.second if start == "second" else two.first)
        form = web_form(agreed_form(two.brief), agreed_answers(two.brief, begins))
    return _comparison_page(two, form, start=start)


def _two(seen: SampleSeen) -> TwoJudgements | None:
    """Both judgements, written down as opened; None while one of them is not saved, 409 where no key opens them."""
    first, second, agreed = (
        submissions.saved_judgement(db.session, seen.found.tried.id, kind)
        for kind in (JudgementKind.FIRST, JudgementKind.SECOND, JudgementKind.AGREED)
    )
    sample = queries.sample_of(db.session, seen.found.tried.id)
    if first is None or second is None or sample is None:
        return None
    opened(seen.found.submission.person_id, AccessTo.SUBMISSION, seen.found.submission.unit_code)
    vault, brief = installation.vault(), brief_of(seen.found.tried)
    try:
        comparison = compared(vault, first, second, brief=brief)
        agreed_read = read_judgement(vault, agreed, brief=brief) if agreed else None
    except UnreadableText:
        abort(409, wording.LOCKED)
    return TwoJudgements(seen, brief, first, second, agreed, sample, comparison, agreed_read)


def _comparison_page(two: TwoJudgements, form: PaperForm | None, *, start: str, status: int = 200) -> Response:
    made = (two.first, two.second, two.agreed)
    context = ComparisonPage(
        two=two,
        people=queries.people_named(db.session, {each.assessor_id for each in made if each}),
        learner=learner_called(two.seen.found),
        drawn_again=_drawn_again(two.sample),
        form=form,
        start=start,
        reasons=wording.REASONS,
    )
    return make_response(page("assessed/moderation/comparison.html", context), status)


def _drawn_again(sample: ModerationSample) -> bool:
    return bool(sample.basis) and list(rules.drawn_again(sample.basis, sample.seed)) == sample.reasons


@bp.post("/moderating/<try_id>/agreed")
@with_role(RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def agree(try_id: str) -> ResponseReturnValue:
    """Record the outcome that was agreed on, with its reason and the words for the learner."""
    two = or_404(_two(sample_seen(try_id)))
    require(two.mine)
    form = web_form(agreed_form(two.brief))
    if not form.accepted() or not _whole(two.brief, form):
        return _comparison_page(two, form, start="", status=422)
    typed = agreed_judgement(two.brief, form.values())
    assert typed.outcome is not None  # noqa: S101 -- asked for by `_whole`
    try:
        services.agree(
            db.session, installation.vault(), two.seen.found, by=two.seen.by.me.id, said=typed.work,
            outcome=typed.outcome, public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except AlreadyAgreed:
        return _back(try_id, wording.ALREADY_AGREED, "error")
    except NotNow:
        return _back(try_id, wording.NOT_DIFFERENT, "error")
    flash(f"agreed-{try_id}", "kept")
    return _back(try_id, wording.KEPT, "message")


def _back(try_id: str, said: str, category: str) -> ResponseReturnValue:
    flash(said, category)
    return redirect(url_for("comparing.compare", try_id=try_id), 303)


def _whole(brief: AssessedBrief, form: PaperForm) -> bool:
    """Whether nothing is lacking; what is, is said beside its field."""
    typed, keys = agreed_judgement(brief, form.values()), [each.key for each in brief.criteria]
    if not typed.work.reason:
        form.refuse(REASON, wording.NO_REASON)
    for found in lacks(typed, keys):
        form.refuse(_field_of(found.lack, found.criterion, keys), _lack_said(found.lack, found.criterion))
    return not form.errors


def _field_of(lack: JudgementLack, criterion: str, keys: Sequence[str]) -> str:
    name = judging_words.AT_FIELD[lack]
    return field_of(name, keys.index(criterion)) if criterion else name


def _lack_said(lack: JudgementLack, criterion: str) -> str:
    return judging_words.LACKS[lack].format(criterion=criterion)
