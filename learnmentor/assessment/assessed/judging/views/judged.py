"""What somebody judged: their own judgements, and what became of them once something was released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.judging import queries, wording
from learnmentor.assessment.assessed.judging.queries import PAGE, OwnJudgement
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome
from learnmentor.ground.db import db
from learnmentor.web.access import with_any_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("judged", __name__)
_LAST_PAGE = 400


@dataclass(frozen=True)
class OwnJudgementsPage:
    """What somebody judged, the newest first."""

    lines: Sequence[OwnJudgement]
    page: int
    pages: int
    outcomes: Mapping[Outcome, str]
    kinds: Mapping[JudgementKind, str]


@bp.get("/assessing/judged")
@with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
def mine() -> ResponseReturnValue:
    """One's own judgements."""
    number = page_number(_LAST_PAGE)
    me = current_learner().id
    lines = queries.judged_by(db.session, me, after=(number - 1) * PAGE)
    pages = -(-queries.how_many_judged(db.session, me) // PAGE)
    return page("assessed/judging/mine.html", OwnJudgementsPage(lines, number, pages, wording.OUTCOMES, wording.KINDS))
