"""What is done with appeals: made, withdrawn, taken, given to another assessor, settled. The submission orders it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.appeals import queries, rules
from learnmentor.assessment.assessed.appeals.queries import AppealFound
from learnmentor.assessment.assessed.appeals.rules import AppealFacts, AppealOutcome
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assignments import services as assignments
from learnmentor.assessment.assessed.models import Appeal, Assignment, Result, Submission, appeal_place
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, Outcome
from learnmentor.assessment.assessed.services import hold
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of


class AppealTooLate(Exception):
    """The last day for it is over."""


class NothingToAppeal(Exception):
    """The result cannot be appealed: it is a pass, another took its place, or it was appealed before."""


class AppealClosed(Exception):
    """The appeal was settled or withdrawn, perhaps a moment ago."""


class AnothersAppeal(Exception):
    """Another moderator has the appeal, perhaps since a moment ago."""


class MayNotModerate(Exception):
    """The moderator judged this before, moderates other work, or is or was mentor or manager of its learner."""


class NotJudgedAnew(Exception):
    """Nobody has judged the work anew yet, or not otherwise than before, so that it is not settled in this way."""


class JudgedAnew(Exception):
    """Somebody has judged it anew already, perhaps a moment ago."""


class NotAnother(Exception):
    """Whoever was named judged this work before, or has to do with the appeal."""


# The learner's


def make(
    db: Session, vault: Vault, submission: Submission, result: Result, *, by: int, reasons: str, days: int, zone: str,
    public_id: str, at: datetime,
) -> Appeal:  # fmt: skip
    """Appeal a result; twice is once. Raises `AppealTooLate`, `NothingToAppeal`."""
    hold(db, submission)
    if (there := queries.appeal_of(db, result.id)) is not None and there.closed_at is None:
        return there
    facts = queries.appealable(db, result, days=days, zone=zone)
    if not rules.can_be_appealed(facts):
        raise NothingToAppeal(result.public_id)
    if not rules.may_appeal(by, facts, on=day_of(at, zone)):
        raise AppealTooLate(result.public_id)
    body = vault.seal({"reasons": reasons, "answer": ""}, place=appeal_place(public_id))
    made = Appeal(public_id=public_id, result_id=result.id, body=body, made_at=at)
    db.add(made)
    db.flush()
    return made


def withdraw(db: Session, found: AppealFound, *, by: int, zone: str, at: datetime) -> None:
    """Take an appeal back; whoever was to judge anew is asked no longer. Raises `AppealClosed`."""
    if not rules.may_withdraw(by, _held(db, found, on=day_of(at, zone))):
        raise AppealClosed(found.appeal.public_id)
    found.appeal.outcome, found.appeal.closed_at = AppealOutcome.WITHDRAWN, at
    asked = queries.asked_anew(db, found.tried.id)
    if asked is not None:
        assignments.end(db, asked, as_=AssignmentEnd.GIVEN_UP, at=at)
    db.flush()


# The moderator's


def take(db: Session, found: AppealFound, *, by: int, on: date) -> None:
    """Have an appeal from now on; twice is once. One whose moderator may do so no more can be taken.

    Raises `AppealClosed`, `AnothersAppeal`, `MayNotModerate`.
    """
    facts = _held(db, found, on=on)
    _ask_moderator(db, found, facts, by=by, on=on)
    if facts.moderator_id not in {None, by}:
        raise AnothersAppeal(found.appeal.public_id)
    if rules.may_take(by, facts):
        found.appeal.moderator_id = by
        db.flush()


def give_back(db: Session, found: AppealFound, *, by: int, on: date) -> None:
    """Let another moderator have an appeal. Raises `AppealClosed`, `AnothersAppeal`."""
    _ask_holder(found, _held(db, found, on=on), by=by)
    found.appeal.moderator_id = None
    db.flush()


def name_assessor(db: Session, found: AppealFound, *, to: int, by: int, on: date, at: datetime) -> Assignment:
    """Ask somebody who judged nothing of this work to judge it anew.

    Raises `AppealClosed`, `AnothersAppeal`, `MayNotModerate`, `JudgedAnew`, `NotAnother`, and what `assign` raises.
    """
    facts = _held(db, found, on=on)
    _ask_moderator(db, found, facts, by=by, on=on)
    _ask_holder(found, facts, by=by)
    if queries.judged_anew(db, found.appeal, try_id=found.tried.id):
        raise JudgedAnew(found.appeal.public_id)
    if not rules.may_be_named(to, facts, judged_work=queries.judged_the_work(db, found.submission.id)):
        raise NotAnother(found.appeal.public_id)
    return assignments.assign(db, found.tried, to=to, kind=AssignmentKind.APPEAL, by=by, on=on, at=at)


def settle(
    db: Session, vault: Vault, found: AppealFound, *, by: int, outcome: AppealOutcome, answer: str, on: date,
    at: datetime,
) -> bool:  # fmt: skip
    """Settle an appeal with an answer; whether this did: a second press does nothing.

    The result stays as it is; what follows from `CHANGED` is told by `stories.settled_appeal`. Raises `AppealClosed`
    where it was withdrawn or settled otherwise, `AnothersAppeal`, `MayNotModerate`, `NotJudgedAnew`.
    """
    _hold(db, found)
    appeal = found.appeal
    if (appeal.moderator_id, appeal.outcome) == (by, outcome):
        return False
    facts = _held(db, found, on=on)
    _ask_moderator(db, found, facts, by=by, on=on)
    _ask_holder(found, facts, by=by)
    anew = queries.judged_anew(db, appeal, try_id=found.tried.id)
    if outcome not in rules.outcomes(Outcome(found.result.outcome), anew.outcome if anew else None):
        raise NotJudgedAnew(appeal.public_id)
    words = assessed.appeal_words(vault, appeal) or {"reasons": ""}
    appeal.body = vault.seal({**words, "answer": answer}, place=appeal_place(appeal.public_id))
    appeal.outcome, appeal.closed_at = outcome, at
    db.flush()
    return True


def _hold(db: Session, found: AppealFound) -> None:
    hold(db, found.submission)
    db.refresh(found.appeal)


def _held(db: Session, found: AppealFound, *, on: date) -> AppealFacts:
    """The facts of an open appeal once its submission is held. Raises `AppealClosed`."""
    _hold(db, found)
    facts = queries.facts_of(db, found, on=on)
    if facts.closed:
        raise AppealClosed(found.appeal.public_id)
    return facts


def _ask_moderator(db: Session, found: AppealFound, facts: AppealFacts, *, by: int, on: date) -> None:
    too_close = assessors.conflict(db, assessor_id=by, learner_id=facts.owner_id, on=on)
    able = queries.may_moderate(db, by, found, on=on)
    if too_close or not able or not rules.may_handle(by, facts):
        raise MayNotModerate(found.appeal.public_id)


def _ask_holder(found: AppealFound, facts: AppealFacts, *, by: int) -> None:
    if not rules.may_settle(by, facts):
        raise AnothersAppeal(found.appeal.public_id)
