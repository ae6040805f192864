"""Appeals for moderators: what is open, by age; and one of them, from its reasons to its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.appeals import queries, rules, services, wording
from learnmentor.assessment.assessed.appeals.forms import NewAssessorForm, SettleAppealForm
from learnmentor.assessment.assessed.appeals.queries import AppealFound, AppealWords, OpenAppeal
from learnmentor.assessment.assessed.appeals.rules import AppealFacts, AppealOutcome
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assignments.services import AlreadyAssigned, ConflictOfInterest, MayNotJudge
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.discussions.queries import discussed_part
from learnmentor.assessment.assessed.judging.saved_judgement import ReadJudgement, read_judgement
from learnmentor.assessment.assessed.judging.wording import KINDS
from learnmentor.assessment.assessed.models import Judgement
from learnmentor.assessment.assessed.moderation.views.seen import moderating
from learnmentor.assessment.assessed.reading.work import OpenedWork, opened_work
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import learner_called
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.stories import settled_appeal
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("moderating_appeals", __name__)

_PAGE = 25
_LAST_PAGE = 400


@dataclass(frozen=True)
class AppealLine:
    """An open appeal in the list."""

    appeal: OpenAppeal
    how_far: str
    days: int


@dataclass(frozen=True)
class OpenAppealsPage:
    """The open appeals that the reader may deal with, the oldest first."""

    lines: Sequence[AppealLine]
    total: int
    page: int
    pages: int


@bp.get("/moderating/appeals")
@with_role(RoleName.MODERATOR)
def appeals() -> ResponseReturnValue:
    """What waits."""
    by, number = moderating(), page_number(_LAST_PAGE)
    found, total = queries.open_appeals(
        db.session, by.scopes, for_id=by.me.id, never=by.never, on=installation.today(), most=_PAGE,
        after=(number - 1) * _PAGE,
    )  # fmt: skip
    able = {each.person_id for each in by.everybody if each.role == RoleName.MODERATOR}
    lines = [
        AppealLine(each, wording.how_far(each, me=by.me.id, moderators=able), _days(each.made_at)) for each in found
    ]
    return page("assessed/appeals/open.html", OpenAppealsPage(lines, total, number, max(1, -(-total // _PAGE))))


def _days(since: datetime) -> int:
    return (clock.now() - since).days


@dataclass(frozen=True)
class JudgementBefore:
    """A judgement for whoever settles an appeal, and who made it."""

    judgement: Judgement
    heading: str
    by: str
    read: ReadJudgement


@dataclass(frozen=True)
class AppealToSettlePage:
    """An appeal and what the reader can do about it now; its reasons, work and judgements once they have it."""

    found: AppealFound
    learner: str
    reasons: str
    answer: str
    ended: str
    discussed: bool
    work: OpenedWork | None
    judgements: Sequence[JudgementBefore]
    may_take: bool
    may_give_back: bool
    asked: Person | None
    naming: NewAssessorForm | None
    settling: SettleAppealForm | None


@bp.get("/moderating/appeals/<appeal_id>")
@with_role(RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def appeal(appeal_id: str) -> ResponseReturnValue:
    """One appeal."""
    found, _facts = _seen(appeal_id)
    opened(found.submission.person_id, AccessTo.SUBMISSION, found.submission.unit_code)
    return _page(appeal_id)


def _seen(appeal_id: str) -> tuple[AppealFound, AppealFacts]:
    """An appeal for a moderator who may deal with it; 404 for everybody else, and while another has it."""
    found, me = or_404(queries.appeal_found(db.session, appeal_id)), current_learner().id
    facts, on = queries.facts_of(db.session, found, on=installation.today()), installation.today()
    if not rules.may_read_appeal(me, facts) or not queries.may_moderate(db.session, me, found, on=on):
        abort(404)
    if found.found.learner.closed_at is not None and not facts.closed:
        abort(404)
    if assessors.conflict(db.session, assessor_id=me, learner_id=found.submission.person_id, on=on):
        abort(404)
    return found, facts


def _page(
    appeal_id: str, *, naming: NewAssessorForm | None = None, settling: SettleAppealForm | None = None
) -> ResponseReturnValue:
    """The page as it is now; with a form that was not accepted, just that one."""
    found, facts = _seen(appeal_id)
    me, mine = current_learner().id, facts.moderator_id == current_learner().id
    words = queries.words_of(installation.vault(), found.appeal) if mine else AppealWords()
    asked = queries.asked_anew(db.session, found.tried.id)
    anew = queries.judged_anew(db.session, found.appeal, try_id=found.tried.id)
    settles = rules.may_settle(me, facts)
    context = AppealToSettlePage(
        found,
        learner_called(found.found),
        words.reasons,
        words.answer,
        wording.ENDED[AppealOutcome(found.appeal.outcome)] if found.appeal.outcome else "",
        discussed_part(found.tried) is not None,
        _work(found) if mine else None,
        [_shown(found, *each) for each in queries.saved_judgements(db.session, found.tried.id)] if mine else [],
        rules.may_take(me, facts),
        settles,
        db.session.get(Person, asked.assessor_id) if asked else None,
        (naming or _naming(found, facts)) if settles and not asked and not anew else None,
        (settling or _settling(found, anew)) if settles and anew else None,
    )
    return page("assessed/appeals/settle.html", context)


def _work(found: AppealFound) -> OpenedWork:
    return opened_work(
        db.session, installation.vault(), found.tried, brief=brief_of(found.tried), level=found.submission.level,
        files=installation.files(),
    )  # fmt: skip


def _shown(found: AppealFound, judgement: Judgement, by: str) -> JudgementBefore:
    read = read_judgement(installation.vault(), judgement, brief=brief_of(found.tried))
    return JudgementBefore(judgement, KINDS[JudgementKind(judgement.kind)], by, read)


# What is done


@bp.post("/moderating/appeals/<appeal_id>/take")
@with_role(RoleName.MODERATOR)
def take(appeal_id: str) -> ResponseReturnValue:
    """Have it from now on."""
    found, _facts = _seen(appeal_id)
    me, today = current_learner().id, installation.today()
    return _done(found, "You have this appeal now.", lambda: services.take(db.session, found, by=me, on=today))


@bp.post("/moderating/appeals/<appeal_id>/give-back")
@with_role(RoleName.MODERATOR)
def give_back(appeal_id: str) -> ResponseReturnValue:
    """Let another moderator have it."""
    found, _facts = _seen(appeal_id)
    me = current_learner().id
    return _done(
        found, "You gave it back: another moderator can take it.",
        lambda: services.give_back(db.session, found, by=me, on=installation.today()),
    )  # fmt: skip


@bp.post("/moderating/appeals/<appeal_id>/assessor")
@with_role(RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def name_assessor(appeal_id: str) -> ResponseReturnValue:
    """Ask somebody to judge it anew."""
    found, facts = _seen(appeal_id)
    form = _naming(found, facts)
    if not form.accepted():
        return _refused(found, lambda: _page(appeal_id, naming=form))
    me, today = current_learner().id, installation.today()
    chosen = or_404(accounts.person_by_public_id(db.session, form.text("assessor")))
    return _done(
        found, f"{chosen.name} is asked to judge it anew.",
        lambda: services.name_assessor(db.session, found, to=chosen.id, by=me, on=today, at=clock.now()),
    )  # fmt: skip


@bp.post("/moderating/appeals/<appeal_id>/settle")
@with_role(RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def settle(appeal_id: str) -> ResponseReturnValue:
    """Settle it, with an answer."""
    found, _facts = _seen(appeal_id)
    form = _settling(found, queries.judged_anew(db.session, found.appeal, try_id=found.tried.id))
    if not form.accepted():
        return _refused(found, lambda: _page(appeal_id, settling=form))
    me = current_learner().id
    return _done(found, "It is settled, and the learner can read your answer.", lambda: _settled(found, form, me))


def _settled(found: AppealFound, form: SettleAppealForm, me: int) -> None:
    settled_appeal.settle(
        db.session, installation.vault(), found, by=me, outcome=AppealOutcome(form.text("outcome")),
        answer=form.text("answer"), at=clock.now(), zone=installation.zone(), issuer=installation.name(),
    )  # fmt: skip


def _refused(found: AppealFound, again: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    opened(found.submission.person_id, AccessTo.SUBMISSION, found.submission.unit_code)
    return again(), 422  # type: ignore[return-value]


_SAID: dict[type[Exception], str] = {
    services.AppealClosed: "It was settled or taken back a moment ago, so nothing was done.",
    services.AnothersAppeal: "Another moderator has this appeal, so nothing was done.",
    services.MayNotModerate: "You judged this or are too close to its learner, so another moderator deals with it.",
    services.NotJudgedAnew: "It has to be judged anew first.",
    services.JudgedAnew: "It has been judged anew already. Read that judgement, and settle the appeal.",
    services.NotAnother: "Whoever judged this work before does not judge it anew. Choose somebody else.",
    AlreadyAssigned: "Somebody is asked to judge it anew already.",
    ConflictOfInterest: "They are or were mentor, mentee or manager of the learner. Choose somebody else.",
    MayNotJudge: "They may not judge this: their role ended, or is not for this unit and level. Choose somebody else.",
    NotNow: "That cannot be done now. Look at how it stands.",
}


def _done(found: AppealFound, said: str, do: Callable[[], object]) -> ResponseReturnValue:
    """Do it, and say what was done or why not."""
    try:
        do()
    except tuple(_SAID) as why:
        said = _SAID[type(why)]
    flash(said, "message")
    mine = rules.may_read_appeal(current_learner().id, queries.facts_of(db.session, found, on=installation.today()))
    where = url_for("moderating_appeals.appeal", appeal_id=found.appeal.public_id)
    return redirect(where if mine else url_for("moderating_appeals.appeals"), 303)


def _naming(found: AppealFound, facts: AppealFacts) -> NewAssessorForm:
    """Those who can be asked: who judged nothing of this work, and have nothing to do with the learner."""
    before = queries.judged_the_work(db.session, found.submission.id)
    able = assessors.able(
        db.session, unit_code=found.submission.unit_code, level=found.submission.level, role=RoleName.ASSESSOR,
        on=installation.today(), learner_id=found.submission.person_id,
    )  # fmt: skip
    could = [each for each in able if rules.may_be_named(each.id, facts, judged_work=before)]
    return NewAssessorForm().offer([(each.public_id, each.name) for each in could])


def _settling(found: AppealFound, anew: Judgement | None) -> SettleAppealForm:
    new = Outcome(anew.outcome) if anew and anew.outcome else None
    return SettleAppealForm().offer(rules.outcomes(Outcome(found.result.outcome), new))
