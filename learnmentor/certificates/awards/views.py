"""What awards there are, what each is made of, and how far whoever looks is with it. Anyone may look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_actor
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.preparing import queries as preparing
from learnmentor.assessment.assessed.preparing.views.contexts import SubmissionStands, submission_stands
from learnmentor.certificates import queries
from learnmentor.certificates.awards import progress, way
from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.awards.progress import Leg
from learnmentor.certificates.awards.way import NextStep, StepKind, UnitWork
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
    """Awards without and with an assessor, with one's `works` by award and unit; `size` and `spelled` say things."""

    learned: list[AwardProgress]
    assessed: list[AwardProgress]
    works: Mapping[str, Mapping[str, UnitWork]]
    stands: Callable[[Submission], SubmissionStands]
    anybody_judges: bool
    size: Callable[[AwardRule], str]
    spelled: Callable[[Iterable[str]], str]


@dataclass(frozen=True)
class AwardStep:
    """The next step to an award, in words and with where it is done."""

    title: str
    detail: str
    href: str
    action: str


@dataclass(frozen=True)
class AwardPage:
    """One award: its `size` in words, the `titles` of all by code, and the awards `within` which it counts."""

    award: AwardProgress
    size: str
    legs: list[Leg]
    works: Mapping[str, UnitWork]
    stands: Callable[[Submission], SubmissionStands]
    next: AwardStep | None
    anybody_judges: bool
    titles: Mapping[str, str]
    within: list[AwardRule]
    spelled: Callable[[Iterable[str]], str]


@bp.get("/awards")
@public
def awards() -> ResponseReturnValue:
    """Every award, the ones that need no assessor first."""
    shown, mine = _awards(), _submissions()
    context = AwardsPage(
        learned=[each for each in shown if not each.rule.assessed],
        assessed=[each for each in shown if each.rule.assessed],
        works={each.rule.code: way.unit_works(each.evaluation, each.passed, mine) for each in shown} if mine else {},
        stands=submission_stands,
        anybody_judges=preparing.anybody_judges_anything(db.session, installation.today()),
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
    works = way.unit_works(found.evaluation, found.passed, _submissions())
    outlines = courses.units(db.session, courses.studied(db.session, actor.id if actor else None))
    context = AwardPage(
        award=found,
        size=progress.size(found.rule),
        legs=progress.legs(found.evaluation, outlines),
        works=works,
        stands=submission_stands,
        next=_next(found, works, {each.code: each.title for each in outlines}) if actor and not found.issued else None,
        anybody_judges=preparing.anybody_judges_anything(db.session, installation.today()),
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


def _submissions() -> Sequence[Submission]:
    """One's own work that goes on; none of a stranger."""
    actor = current_actor()
    return preparing.going_on_of(db.session, actor.id) if actor else ()


def _next(found: AwardProgress, works: Mapping[str, UnitWork], titles: Mapping[str, str]) -> AwardStep | None:
    hoped = found.were_passed(way.hoped_for(works))
    step = way.next_step(found.evaluation, works, hoped=hoped)
    return _in_words(step, titles) if step else None


def _in_words(step: NextStep, titles: Mapping[str, str]) -> AwardStep:
    name = f"{step.unit} {titles.get(step.unit, '')}".strip()
    at_level = f"{name}, level {step.level}"
    if step.work is not None:
        stands = submission_stands(step.work)
        href = url_for("assessed_work.submission", public_id=step.work.public_id)
        return AwardStep(at_level, f"{stands.said}. {stands.next}", href, stands.action)
    if step.kind == StepKind.STUDY:
        href = url_for("catalogue.unit", code=step.unit.lower())
        return AwardStep(name, "Study it: the half-hours count by themselves.", href, "Go to the unit")
    detail = "Read what is asked, and begin to prepare your work. Giving up costs nothing."
    return AwardStep(at_level, detail, url_for("catalogue.brief", code=step.unit.lower()), "See what is asked")
