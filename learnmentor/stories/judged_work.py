"""What follows a saved judgement: the sample is drawn, and what waits for nothing more is released.

One transaction a try, and what is there decides, not what was asked: done again after a worker was killed, or twice at
once, a sample is drawn once and a result released once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.models import Judgement
from learnmentor.assessment.assessed.moderation import rules, services
from learnmentor.assessment.assessed.moderation.rules import Awaited, SampleRule
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome, SubmissionState
from learnmentor.stories import released_result


@dataclass(frozen=True)
class Releasing:
    """What an installation says about samples and results: its rule, its zone, and in whose name it issues."""

    rule: SampleRule
    zone: str
    issuer: str


def after_judgement(db: Session, *, try_id: int, releasing: Releasing, seed: str, at: datetime) -> Awaited:
    """Do what can be done about a judged try, and say what it waits for; harmless where nothing can.

    `seed` is drawn by whoever calls this, after the judgement was saved; an earlier draw stays.
    """
    found = queries.try_by_id(db, try_id)
    if found is None:
        return Awaited.NOTHING
    released_result.hold(db, found)
    first = queries.saved_judgement(db, try_id, JudgementKind.FIRST)
    if first is None or found.tried.released_at or found.submission.state != SubmissionState.JUDGED:
        return Awaited.NOTHING
    return _settle(db, found, first, releasing=releasing, seed=seed, at=at)


def _settle(
    db: Session, found: TryFound, first: Judgement, *, releasing: Releasing, seed: str, at: datetime
) -> Awaited:
    sample = services.draw(db, found, first, rule=releasing.rule, seed=seed, at=at, zone=releasing.zone)
    second = queries.saved_judgement(db, found.tried.id, JudgementKind.SECOND)
    agreed = queries.saved_judgement(db, found.tried.id, JudgementKind.AGREED)
    waits = rules.awaited(
        sampled=sample.sampled,
        first=Outcome(str(first.outcome)),
        second=Outcome(str(second.outcome)) if second else None,
        agreed=agreed is not None,
    )
    if waits == Awaited.NOTHING:
        sample.settled_at = at if sample.sampled else None
        released_result.release(
            db, found, judgement=agreed or first, at=at, zone=releasing.zone, issuer=releasing.issuer
        )
    return waits
