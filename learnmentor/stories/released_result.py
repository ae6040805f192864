"""What happens when an outcome is released, and when a later one takes its place: one story, in one transaction.

The try and the submission, then the result, then the awards that rest on it. The learner's row is held first and the
submission after it, so that a result, a finished segment and a merged account never wait for each other in a ring.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import locked_person
from learnmentor.assessment.assessed import queries, rules, services
from learnmentor.assessment.assessed.models import Judgement, Result, Submission
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import AssignmentEnd, Outcome, ResultGround, SubmissionState
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.certificates import services as certificates
from learnmentor.courses.catalogue.assessed_versions import brief_from
from learnmentor.ground import randomness
from learnmentor.ground.zones import day_of


class NoLongerInForce(Exception):
    """Another result took its place a moment ago, and says something else."""


def hold(db: Session, found: TryFound) -> tuple[Person, Submission]:
    """The learner and the submission of a try, both held, in this order; whoever holds more takes it after them.

    Where the submission moved to another account while this waited, it is that one's owner.
    """
    owner = locked_person(db, found.submission.person_id, closed_too=True)
    db.refresh(found.submission)
    if found.submission.person_id != owner.id:
        owner = locked_person(db, found.submission.person_id, closed_too=True)
    held = services.hold(db, found.submission)
    db.refresh(found.tried)
    return owner, held


def release(db: Session, found: TryFound, *, judgement: Judgement, at: datetime, zone: str, issuer: str) -> Result:
    """Release what was judged of a try; done again, or twice at once, it is the result that is there.

    What a pass is worth is what the rule said that was in force when it was handed in. Raises `NotNow` where nothing
    was judged. Of an account that was closed meanwhile the outcome is kept, and no award is looked at.
    """
    owner, held = hold(db, found)
    if there := queries.released_result(db, found.tried.id):
        return there
    outcome = _decided(judgement, found)
    _move(held, outcome, at=at)
    found.tried.outcome, found.tried.released_at = outcome, at
    made = _result(found, held, outcome, judgement=judgement, at=at, zone=zone)
    db.add(made)
    db.flush()
    _issue(db, owner, at=at, zone=zone, issuer=issuer)
    return made


def follow(
    db: Session, result: Result, *, outcome: Outcome, judgement: Judgement | None, ground: ResultGround,
    reason: str | None = None, at: datetime, zone: str, issuer: str,
) -> Result:  # fmt: skip
    """Record a result in the place of one that was released; that one stays as it was.

    A certificate that rested on a pass that no longer stands is revoked, and awards are looked at again. Done twice it
    is done once; raises `NoLongerInForce` where another result took the place of `result` and says something else.
    """
    found = queries.try_by_id(db, result.try_id)
    assert found is not None  # noqa: S101 -- a foreign key
    owner, held = hold(db, found)
    if (there := queries.instead_of(db, result.id)) is not None:
        if (there.outcome, there.ground) != (outcome, ground):
            raise NoLongerInForce(result.public_id)
        return there
    made = _result(found, held, outcome, judgement=judgement, at=at, zone=zone)
    made.ground, made.reason, made.instead_of_id = ground, reason, result.id
    made.assessed_on = made.assessed_on if judgement else result.assessed_on
    db.add(made)
    db.flush()
    _settle(db, held, at=at)
    if outcome != Outcome.PASS:
        certificates.revoke_resting_on(db, result, at=at)
    _issue(db, owner, at=at, zone=zone, issuer=issuer)
    return made


def _decided(judgement: Judgement, found: TryFound) -> Outcome:
    if judgement.outcome is None or judgement.saved_at is None or judgement.try_id != found.tried.id:
        raise NotNow(found.tried.public_id)
    return Outcome(judgement.outcome)


def _move(held: Submission, outcome: Outcome, *, at: datetime) -> None:
    """Move the submission on, unless an appeal about an earlier try ended it while this one was judged."""
    if held.state == SubmissionState.JUDGED:
        _enter(held, rules.after_release(outcome, tries=held.tries), at=at)
    elif not SubmissionState(held.state).ended:
        raise NotNow(held.public_id)


def _settle(db: Session, held: Submission, *, at: datetime) -> None:
    """Bring the submission to what its results say now; nobody is asked to judge what was passed meanwhile."""
    passes = queries.passes_of(db, held.id)
    state = rules.after_later_result(SubmissionState(held.state), passed=passes, tries=held.tries)
    if state == held.state:
        return
    _enter(held, state, at=at)
    for asked in queries.open_assignments(db, held.id) if state.ended else ():
        asked.ended_at, asked.ended_as = at, AssignmentEnd.GIVEN_UP
    db.flush()


def _enter(held: Submission, state: SubmissionState, *, at: datetime) -> None:
    held.state, held.ended_at = state, at if state.ended else None


def _result(
    found: TryFound, held: Submission, outcome: Outcome, *, judgement: Judgement | None, at: datetime, zone: str
) -> Result:
    brief = brief_from(found.tried.rule)
    version = brief.version(held.level)
    if version is None:
        raise NotNow(held.public_id)
    is_pass = outcome == Outcome.PASS
    judged_at = judgement.saved_at if judgement and judgement.saved_at else at
    return Result(
        public_id=randomness.public_id(), try_id=found.tried.id, person_id=held.person_id,
        judgement_id=judgement.id if judgement else None, kind=held.kind, unit_code=held.unit_code, level=held.level,
        credits=version.credits if is_pass else 0, hours=version.hours if is_pass else 0,
        confirms_core=is_pass and brief.confirms_core, outcome=outcome, ground=ResultGround.RELEASED,
        assessed_on=day_of(judged_at, zone), released_on=day_of(at, zone), released_at=at,
    )  # fmt: skip


def _issue(db: Session, owner: Person, *, at: datetime, zone: str, issuer: str) -> None:
    if owner.closed_at is None:
        certificates.issue_due(db, person_id=owner.id, at=at, zone=zone, issuer=issuer)
