"""What is done: handing in. The submission's row orders it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.handing_in import queries, rules
from learnmentor.assessment.assessed.handing_in.contents import HandInGap
from learnmentor.assessment.assessed.handing_in.queries import ToHandIn
from learnmentor.assessment.assessed.models import Submission, SubmissionTry, try_place
from learnmentor.assessment.assessed.rules import SubmissionState, may_prepare
from learnmentor.assessment.assessed.services import NotNow, hold
from learnmentor.ground.calendars.working_days import after_working_days
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of


class WorkChangedMeanwhile(Exception):
    """What would go in is not what was looked over: it, a consent or the brief changed."""


class SomethingMissing(Exception):
    """Something stands in the way; `gaps` says what."""

    def __init__(self, gaps: tuple[HandInGap, ...]) -> None:
        super().__init__(len(gaps))
        self.gaps = gaps


@dataclass(frozen=True)
class LookedOver:
    """What was looked over: which try it would be, and the mark of all that would go in."""

    number: int
    mark: str


@dataclass(frozen=True)
class DecisionTarget:
    """In how many working days a decision is due, counted in the zone of the installation."""

    days: int
    zone: str


def hand_in(
    db: Session, vault: Vault, submission: Submission, *, by: int, seen: LookedOver, target: DecisionTarget,
    public_id: str, at: datetime,
) -> SubmissionTry:  # fmt: skip
    """Hand in what is prepared, just as it was looked over; twice is once.

    Raises `NotNow`, `WorkChangedMeanwhile`, `SomethingMissing`.
    """
    held = hold(db, submission)
    if rules.handed_in_already(seen.number, tries=held.tries):
        return assessed.tries_of(db, held.id)[seen.number - 1]
    found = queries.to_hand_in(db, vault, held) if may_prepare(by, held.facts) else None
    if found is None:
        raise NotNow(held.public_id)
    if found.gaps:
        raise SomethingMissing(found.gaps)
    if (found.number, found.mark) != (seen.number, seen.mark):
        raise WorkChangedMeanwhile(held.public_id)
    return _kept(db, vault, held, found, target=target, public_id=public_id, at=at)


def _kept(
    db: Session, vault: Vault, held: Submission, found: ToHandIn, *, target: DecisionTarget, public_id: str,
    at: datetime,
) -> SubmissionTry:  # fmt: skip
    revision = found.opened.revision
    made = SubmissionTry(
        public_id=public_id, submission_id=held.id, number=found.number, handed_in_at=at,
        due_on=after_working_days(day_of(at, target.zone), target.days),
        body=vault.seal(found.plain, place=try_place(public_id)), sha256=found.sha256, revision_id=revision.id,
        rule=dict(found.opened.data),
    )  # fmt: skip
    held.tries, held.state = found.number, SubmissionState.HANDED_IN
    db.add(made)
    db.flush()
    return made
