"""What happens when a learner finishes something: one short story, in one transaction.

Progress, then the CPD entry, then the award and its certificate. It is asked after every save, beat and
claim, so that nobody has to press a button to be finished, and nobody can be finished by pressing one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities import queries as assessment
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.courses import queries as courses
from learnmentor.courses import rules
from learnmentor.courses import services as study_services
from learnmentor.courses.models import Segment
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.zones import day_of


@dataclass(frozen=True)
class Outcome:
    """What changed just now. Everything is empty unless this was the moment at which the segment was finished."""

    finished: bool = False
    entry: CpdEntry | None = None
    certificates: tuple[Certificate, ...] = ()


NOTHING = Outcome()


def record(db: Session, *, learner: Actor, segment: Segment, at: datetime, zone: str, issuer: str) -> Outcome:
    """See whether `learner` has finished `segment`, and if so for the first time, record all that follows from it.

    `zone` says which day it is for the CPD entry, and `issuer` stands on a certificate. Doing it again, or twenty times
    at once, records nothing more: the person's row is locked first, and every record is unique.
    """
    locked_person(db, learner.id)
    study = courses.study(db, person_id=learner.id, segment_id=segment.id)
    if study is None or study.completed_at is not None:
        return NOTHING
    revision = courses.revision(db, study.revision_id)
    states = assessment.states(db, person_id=learner.id, segment_id=segment.id)
    if not rules.segment_done(
        minutes=revision.data["minutes"],
        activities=revision.data["activities"],
        states={activity: found.state for activity, found in states.items()},
        active_minutes=study.active_seconds // 60,
        claimed_minutes=study.claimed_minutes,
    ):
        return NOTHING
    if not study_services.complete(db, study=study, at=at):
        return NOTHING
    entry, _ = cpd.credit(
        db,
        learner=learner,
        source=f"segment:{segment.code}",
        on=day_of(at, zone),
        title=f"{segment.code} {revision.data['title']}",
        planned=rules.SEGMENT_MINUTES,
        active=study.active_seconds // 60,
        claimed=study.claimed_minutes,
        segment_code=segment.code,
        revision_number=revision.number,
        at=at,
    )
    issued = certificates.issue_due(db, person_id=learner.id, at=at, zone=zone, issuer=issuer)
    return Outcome(finished=True, entry=entry, certificates=tuple(issued))
