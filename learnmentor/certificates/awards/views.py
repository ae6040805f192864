"""What awards there are, what each is made of, and how far whoever looks is with it. Anyone may look."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_actor
from learnmentor.certificates import queries
from learnmentor.certificates.awards import progress
from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.awards.progress import Leg
from learnmentor.certificates.queries import AwardProgress
from learnmentor.courses.study import queries as courses
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, public
from learnmentor.web.pages import page

bp = Blueprint("awards", __name__)

__all__ = ["bp"]


@dataclass(frozen=True)
class AwardsPage:
    """Awards without and with an assessor; what is left says an award's size and a list of units in words."""

    learned: list[AwardProgress]
    assessed: list[AwardProgress]
    size: Callable[[AwardRule], str]
    spelled: Callable[[Iterable[str]], str]


@dataclass(frozen=True)
class AwardPage:
    """One award: its `size` in words, the `titles` of all by code, and the awards `within` which it counts."""

    award: AwardProgress
    size: str
    legs: list[Leg]
    titles: Mapping[str, str]
    within: list[AwardRule]
    spelled: Callable[[Iterable[str]], str]


@bp.get("/awards")
@public
def awards() -> ResponseReturnValue:
    """Every award, the ones that need no assessor first."""
    shown = _awards()
    context = AwardsPage(
        learned=[each for each in shown if not each.rule.assessed],
        assessed=[each for each in shown if each.rule.assessed],
        size=progress.size,
        spelled=progress.spelled,
    )
    return page("certificates/awards.html", context)


@bp.get("/awards/<code>")
@public
def award(code: str) -> ResponseReturnValue:
    """One award as a map: what it asks for, what counts already, what is missing, and the shortest ways there."""
    shown = _awards()
    found = or_404(next((each for each in shown if each.rule.code == code.upper()), None))
    actor = current_actor()
    outlines = courses.units(db.session, courses.studied(db.session, actor.id if actor else None))
    context = AwardPage(
        award=found,
        size=progress.size(found.rule),
        legs=progress.legs(found.evaluation, outlines),
        titles={each.rule.code: each.rule.title for each in shown},
        within=[each.rule for each in shown if found.rule.code in each.rule.includes],
        spelled=progress.spelled,
    )
    return page("certificates/award.html", context)


def _awards() -> list[AwardProgress]:
    """The awards in force with how far the person is; for a stranger, as for somebody who begins."""
    if actor := current_actor():
        return queries.progress(db.session, person_id=actor.id, zone=installation.zone(), today=installation.today())
    rules = queries.awards_in_force(db.session)
    return [AwardProgress(rule, {}, number=None, issued=False) for rule in rules]
