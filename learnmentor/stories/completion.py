"""What happens when a learner finishes something: one short story, in one transaction.

Progress, then the CPD entry, then the award and its certificate, then the hours of a programme that is whole. It is
asked after every save, beat and claim, so that nobody has to press a button to be finished, and nobody can be finished
by pressing one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities import queries as assessment
from learnmentor.assessment.activities.queries import ActivityState
from learnmentor.certificates import services as certificates
from learnmentor.certificates.hours import services as hours
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue import queries as courses
from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.queries import Version
from learnmentor.courses.given import queries as given_queries
from learnmentor.courses.given import services as given
from learnmentor.courses.given.services import NotFollowed, WasThere
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study import services as study_services
from learnmentor.courses.study.queries import Standing
from learnmentor.cpd import services as cpd
from learnmentor.ground.zones import day_of


@dataclass(frozen=True)
class StudyOutcome:
    """What changed just now. Everything is empty unless this was the moment at which the segment was finished."""

    finished: bool = False
    certificates: tuple[Certificate, ...] = ()


NOTHING = StudyOutcome()


class StudiedSegment(Protocol):
    """The segment that was worked on: its row, or a page's view of it."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True)
class KnownStudy:
    """What decides whether a segment is finished, as somebody has read it who holds the person."""

    study: Standing
    version: Version  # of the study
    states: Mapping[str, ActivityState]

    @property
    def finished(self) -> bool:
        """Whether everything is done that the revision of the study asks for."""
        return study_rules.segment_done(
            minutes=self.version.data["minutes"],
            activities=self.version.data["activities"],
            states={activity: found.state for activity, found in self.states.items()},
            active_minutes=self.study.active_seconds // 60,
            claimed_minutes=self.study.claimed_minutes,
        )


def record(
    db: Session, *, learner: Actor, segment: StudiedSegment, at: datetime, zone: str, issuer: str,
    known: KnownStudy | None = None,
) -> StudyOutcome:  # fmt: skip
    """See whether `learner` has finished `segment`, and if so for the first time, record all that follows from it.

    `zone` says which day it is for the CPD entry, and `issuer` stands on a certificate. Doing it again, or twenty times
    at once, records nothing more: the person's row is locked first, and every record is unique. Whoever holds it and
    has read what decides says so in `known`, and it is not read again.
    """
    hold_person(db, learner.id)
    known = known or _read(db, learner, segment)
    if known is None or known.study.completed_at is not None or not known.finished:
        return NOTHING
    study, version = known.study, known.version
    if not study_services.complete(db, study=study, at=at):
        return NOTHING
    cpd.credit(
        db,
        learner=learner,
        source=f"segment:{segment.code}",
        on=day_of(at, zone),
        title=f"{segment.code} {version.data['title']}",
        planned=catalogue_rules.SEGMENT_MINUTES,
        active=study.active_seconds // 60,
        claimed=study.claimed_minutes,
        segment_code=segment.code,
        revision_number=version.number,
        at=at,
    )
    issued = certificates.issue_due(db, person_id=learner.id, at=at, zone=zone, issuer=issuer)
    issued += hours.issue_hours_due(db, person_id=learner.id, at=at, zone=zone, issuer=issuer)
    return StudyOutcome(finished=True, certificates=tuple(issued))


def programmes_changed(db: Session, *, person_id: int, at: datetime, zone: str, issuer: str) -> tuple[Certificate, ...]:
    """What follows when somebody picks, changes or begins a programme all of which they may have done already."""
    return tuple(hours.issue_hours_due(db, person_id=person_id, at=at, zone=zone, issuer=issuer))


def programme_item_filled(
    db: Session, person_id: int, item: str, *, programme_id: int, minutes: int, on: date, at: datetime, zone: str,
    issuer: str,
) -> tuple[Certificate, ...]:  # fmt: skip
    """Have a leader's word count in a programme: somebody was at its session `item`, for so many minutes on that day.

    The hours of the session go into the ledger by another way (`cpd`): this is about the programme alone. The segment
    whose place the session fills stays undone. Said twice, the last word counts, and nothing is issued twice. Raises
    `NotFollowed` where the person does not follow the programme, or neither their version nor the newest has it.
    """
    hold_person(db, person_id)
    session = given_queries.session_for(db, item, person_id=person_id, programme_id=programme_id)
    if session is None:
        raise NotFollowed(item)
    given.note_attendance(db, session, WasThere(minutes, on), person_id=person_id, programme_id=programme_id)
    return programmes_changed(db, person_id=person_id, at=at, zone=zone, issuer=issuer)


def _read(db: Session, learner: Actor, segment: StudiedSegment) -> KnownStudy | None:
    study = study_queries.standing(db, person_id=learner.id, segment_id=segment.id)
    if study is None or study.completed_at is not None:
        return None
    states = assessment.states(db, person_id=learner.id, segment_id=segment.id)
    return KnownStudy(study, courses.version(db, study.revision_id), states)
