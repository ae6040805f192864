"""What can be claimed as learned elsewhere earlier, and the button that begins a claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.preparing import queries as preparing
from learnmentor.assessment.assessed.preparing.views.choosing import begun
from learnmentor.assessment.assessed.rules import SubmissionKind
from learnmentor.certificates import queries
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.earlier_learning import rules, services
from learnmentor.certificates.earlier_learning.rules import ClaimableVersion
from learnmentor.ground.db import db
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("earlier_learning", __name__)


@dataclass(frozen=True)
class EarlierLearningPage:
    """The awards that count earlier learning, what can be claimed, and one's own claims by unit and level."""

    awards: Sequence[AwardRule]
    versions: Sequence[ClaimableVersion]
    own: Mapping[tuple[str, int], Submission]
    titles: Mapping[str, str]


@bp.get("/assessed-work/earlier")
@signed_in
def what_counts() -> ResponseReturnValue:
    """Which awards count what was learned elsewhere, and how much of it."""
    counting = rules.counting(queries.awards_in_force(db.session))
    versions = rules.claimable(counting, awards.assessed_versions(db.session)) if counting else []
    mine = preparing.going_on_of(db.session, current_learner().id) if versions else ()
    own = {(each.unit_code, each.level): each for each in mine if each.kind == SubmissionKind.EARLIER_LEARNING}
    titles = preparing.unit_titles(db.session) if versions else {}
    return page("assessed/earlier_learning/what_counts.html", EarlierLearningPage(counting, versions, own, titles))


@bp.post("/assessed-work/earlier/<code>/<int:level>")
@signed_in
def begin(code: str, level: int) -> ResponseReturnValue:
    """Begin a claim, once however often the button is pressed; 404 where no award has a place for it."""
    return begun(services.begin_claim, code, level, nothing=services.NothingCounts)
