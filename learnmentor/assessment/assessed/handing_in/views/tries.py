"""A try as its learner follows it: what was handed in, where it is, and after release what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.appeals.queries import words_of
from learnmentor.assessment.assessed.appeals.rules import (
    AppealableFacts,
    AppealOutcome,
    can_be_appealed,
    last_day,
    may_appeal,
)
from learnmentor.assessment.assessed.appeals.wording import ENDED
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.discussions.queries import discussed_part
from learnmentor.assessment.assessed.handing_in import queries, rules, wording
from learnmentor.assessment.assessed.handing_in.queries import ResultTold
from learnmentor.assessment.assessed.handing_in.rules import Whereabouts
from learnmentor.assessment.assessed.judging.saved_judgement import ReadJudgement, read_judgement
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.reading.work import OpenedWork, opened_work
from learnmentor.assessment.assessed.rules import (
    JudgementKind,
    Outcome,
    ResultGround,
    SubmissionState,
)
from learnmentor.assessment.assessed.views.names import names_hidden
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart
from learnmentor.ground.db import db
from learnmentor.ground.vault import UnreadableText
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("tries", __name__)

_NAMED = {JudgementKind.FIRST, JudgementKind.APPEAL}  # an agreed one is of two


@dataclass(frozen=True)
class ResultShown:
    """A result as its learner reads it, with the judgement that it rests on, and that one alone.

    `by`: who judged, "" where that is not said; `reasons`, `answer` and `ended`: of an appeal.
    """

    told: ResultTold
    heading: str
    by: str
    read: ReadJudgement | None
    reasons: str
    answer: str
    ended: str


@dataclass(frozen=True)
class AppealOffered:
    """Whether a result can be appealed now, and until when it could."""

    open: bool
    last_day: date


@dataclass(frozen=True)
class TryPage:
    """A try, where it is, and what came of it. `next_try`: whether it can be prepared again.

    `outcomes_now`: what each released try came to, after appeals, by its key; where there are several tries.
    """

    own: OwnSubmission
    tried: SubmissionTry
    tries: Sequence[SubmissionTry]
    outcomes: dict[str, str]
    outcomes_now: dict[int, str]
    brief: AssessedBrief
    work: OpenedWork
    where: str
    waits: bool
    late: bool
    results: Sequence[ResultShown]
    appeal: AppealOffered | None
    discussed: BriefPart | None
    next_try: bool
    left: int


@bp.get("/assessed-work/<public_id>/tries/<int:number>")
@signed_in
def tried(public_id: str, number: int) -> ResponseReturnValue:
    """One try of one's own."""
    own = own_submission(public_id)
    tries = assessed.tries_of(db.session, own.submission.id)
    found = or_404(next((each for each in tries if each.number == number), None))
    brief, where = brief_of(found), _whereabouts(own, found)
    told = queries.results_told(db.session, found.id) if found.released_at else []
    context = TryPage(
        own,
        found,
        tries,
        {outcome.value: words for outcome, words in wording.OUTCOMES_TOLD.items()},
        queries.outcomes_now(db.session, own.submission.id) if len(tries) > 1 else {},
        brief,
        opened_work(
            db.session, installation.vault(), found, brief=brief, level=own.submission.level,
            files=installation.files(),
        ),
        wording.WHEREABOUTS.get(where, ""),
        where.waits,
        rules.late(found.due_on, on=installation.today(), where=where),
        [_shown(each, brief) for each in told],
        _offered(own, told[-1]) if told else None,
        discussed_part(found),
        own.open and number == len(tries),
        rules.tries_left(own.submission.tries),
    )  # fmt: skip
    return page("assessed/handing_in/try.html", context)


def _whereabouts(own: OwnSubmission, found: SubmissionTry) -> Whereabouts:
    state = own.submission.state
    return rules.whereabouts(
        assigned=state == SubmissionState.HANDED_IN and queries.with_assessor(db.session, found.id),
        judged=state == SubmissionState.JUDGED,
        released=found.released_at is not None,
        ended=SubmissionState(state).ended,
        passed=state == SubmissionState.PASSED,
    )


_HEADINGS = {
    ResultGround.RELEASED: "What was decided",
    ResultGround.APPEAL: "After your appeal",
    ResultGround.CORRECTION: "Corrected",
}


def _shown(told: ResultTold, brief: AssessedBrief) -> ResultShown:
    named = told.assessor and told.judgement and told.judgement.kind in _NAMED
    said = words_of(installation.vault(), told.appeal)
    return ResultShown(
        told,
        _HEADINGS[ResultGround(told.result.ground)],
        told.assessor.name if named and told.assessor and not names_hidden() else "",
        _read(told, brief),
        said.reasons,
        said.answer,
        ENDED[AppealOutcome(told.appeal.outcome)] if told.appeal and told.appeal.outcome else "",
    )


def _read(told: ResultTold, brief: AssessedBrief) -> ReadJudgement | None:
    """The judgement; None where there is none, or no key of this installation opens it."""
    try:
        return read_judgement(installation.vault(), told.judgement, brief=brief) if told.judgement else None
    except UnreadableText:
        return None


def _offered(own: OwnSubmission, told: ResultTold) -> AppealOffered | None:
    """Of the result in force; None where it is none that can be appealed."""
    zone, result = installation.zone(), told.result
    until = last_day(day_of(result.released_at, zone), days=installation.settings().appeal_days)
    facts = AppealableFacts(
        result.person_id, Outcome(result.outcome), ResultGround(result.ground), until, replaced=False,
        appealed=told.appeal is not None,
    )  # fmt: skip
    may = may_appeal(own.me.id, facts, on=installation.today())
    return AppealOffered(may, until) if can_be_appealed(facts) else None
