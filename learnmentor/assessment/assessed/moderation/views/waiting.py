"""What waits for a second judgement or an agreed outcome; taking one, and asking somebody else for it."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assignments import queries as assigning
from learnmentor.assessment.assessed.assignments import services as assignments
from learnmentor.assessment.assessed.assignments.queries import AblePerson
from learnmentor.assessment.assessed.assignments.services import AlreadyAssigned, ConflictOfInterest, MayNotJudge
from learnmentor.assessment.assessed.moderation import queries, wording
from learnmentor.assessment.assessed.moderation.forms import SecondJudgeForm
from learnmentor.assessment.assessed.moderation.queries import SampledTry
from learnmentor.assessment.assessed.moderation.views.seen import Moderating, SampleSeen, moderating, sample_seen
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import with_role
from learnmentor.web.pages import page

bp = Blueprint("moderating", __name__)
SHOWN, SETTLED = 100, 10


@dataclass(frozen=True)
class SampledLine:
    """A sampled try in the list. `late`: past its day; `nobody`: nobody could judge it a second time."""

    sampled: SampledTry
    late: bool
    mine: bool
    judged_by_me: bool
    nobody: bool


@dataclass(frozen=True)
class ModeratingPage:
    """What waits for moderators: `total` with those that are not shown."""

    by: Moderating
    differing: list[SampledTry]
    waiting: list[SampledLine]
    total: int
    settled: list[SampledTry]
    nobody: str = wording.NOBODY


@bp.get("/moderating")
@with_role(RoleName.MODERATOR)
def waiting() -> ResponseReturnValue:
    """What waits: which unit and level, since when, and until when; nothing of how it was judged, nor by whom."""
    by, on = moderating(), installation.today()
    found = queries.waiting(db.session, by.scopes, without=by.never, on=on, most=SHOWN)
    context = ModeratingPage(
        by,
        [each for each in found.tries if each.differs],
        [_line(by, each) for each in found.tries if not each.differs],
        found.total,
        queries.settled(db.session, by.scopes, without=by.never, on=on, most=SETTLED),
    )
    return page("assessed/moderation/moderating.html", context)


def _line(by: Moderating, sampled: SampledTry) -> SampledLine:
    return SampledLine(
        sampled,
        late=sampled.due_on < installation.today(),
        mine=sampled.asked is not None and sampled.asked.id == by.me.id,
        judged_by_me=sampled.first_by == by.me.id,
        nobody=sampled.asked is None and not by.somebody_for(sampled),
    )


@bp.post("/moderating/<try_id>/take")
@with_role(RoleName.MODERATOR)
def take(try_id: str) -> ResponseReturnValue:
    """Take a second judgement oneself, and go on to the work."""
    seen = sample_seen(try_id)
    if (said := _assigned(seen, to=seen.by.me.id, by=None)) is not None:
        flash(said, "error")
        return redirect(url_for("moderating.waiting"), 303)
    return redirect(url_for("judging.work", try_id=try_id), 303)


def _assigned(seen: SampleSeen, *, to: int, by: int | None) -> str | None:
    """Ask somebody for the second judgement; what stands against it in words, None where nothing does."""
    if not seen.waits:
        return wording.SETTLED
    try:
        assignments.assign(
            db.session, seen.found.tried, to=to, kind=AssignmentKind.SECOND, by=by, on=installation.today(),
            at=clock.now(),
        )  # fmt: skip
    except NotNow:
        return wording.SETTLED
    except AlreadyAssigned:
        return wording.TAKEN
    except ConflictOfInterest as error:
        return wording.refused(error.conflict, me=to == seen.by.me.id)
    except MayNotJudge as error:
        return wording.refused(error.refusal, me=to == seen.by.me.id)
    return None


@dataclass(frozen=True)
class SecondJudgePage:
    """Who could be asked for a second judgement."""

    seen: SampleSeen
    form: SecondJudgeForm
    people: list[AblePerson]
    nobody: str = wording.NOBODY


@bp.get("/moderating/<try_id>/second")
@with_role(RoleName.MODERATOR)
def second(try_id: str) -> ResponseReturnValue:
    """Whom to ask for a second judgement."""
    seen = sample_seen(try_id)
    if not seen.waits:
        return redirect(url_for("comparing.compare", try_id=try_id), 303)
    people = _able(seen)
    return _second_page(seen, _form(people), people)


def _able(seen: SampleSeen) -> list[AblePerson]:
    """Who could be asked, the least busy first: not the one who judged it first, nor anybody tied to the learner."""
    return assigning.able_for(
        db.session, seen.found.tried, seen.found.submission, kind=AssignmentKind.SECOND, on=installation.today()
    )


def _form(people: list[AblePerson]) -> SecondJudgeForm:
    return SecondJudgeForm((each.person.public_id, each.person.name, each.open) for each in people)


def _second_page(seen: SampleSeen, form: SecondJudgeForm, people: list[AblePerson], status: int = 200) -> Response:
    return make_response(page("assessed/moderation/second.html", SecondJudgePage(seen, form, people)), status)


@bp.post("/moderating/<try_id>/second")
@with_role(RoleName.MODERATOR)
def ask(try_id: str) -> ResponseReturnValue:
    """Ask somebody else for the second judgement."""
    seen = sample_seen(try_id)
    people = _able(seen)
    form = _form(people)
    if not form.accepted():
        return _second_page(seen, form, people, 422)
    asked = next(each.person for each in people if each.person.public_id == form.person.data)
    if (said := _assigned(seen, to=asked.id, by=seen.by.me.id)) is not None:
        form.refuse("person", said)
        return _second_page(seen, form, people, 422)
    flash(f"{asked.name} is asked for a second judgement, and sees it with what waits for them.", "message")
    return redirect(url_for("moderating.waiting"), 303)
