"""Reads of what is new for whom about assessed work."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.appeals.queries import open_appeals
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import JudgingScope
from learnmentor.assessment.assessed.digests.models import AssessmentDigest
from learnmentor.assessment.assessed.digests.rules import KNOWN_FOR, News, NewsKind
from learnmentor.assessment.assessed.models import (
    Assignment,
    Judgement,
    ModerationSample,
    ReleasedRecord,
    Submission,
    SubmissionTry,
    WitnessNote,
)
from learnmentor.assessment.assessed.moderation.queries import covered
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.rules import AssignmentKind, ConsentState, JudgementKind, SubmissionState
from learnmentor.organisations.queries import at_once

MOST_APPEALS = 100  # that a letter counts


def _released(at: datetime) -> Select[int, datetime | None]:
    """Outcomes of one's own work, of lately."""
    own = select(Submission.person_id, SubmissionTry.released_at).join(SubmissionTry)
    return own.where(SubmissionTry.released_at > at - KNOWN_FOR)


def _notes(at: datetime) -> Select[int, datetime | None]:
    """Notes of witnesses about one's own work, of lately."""
    own = select(Submission.person_id, WitnessNote.written_at).join(WitnessNote)
    return own.where(WitnessNote.written_at > at - KNOWN_FOR)


def _consents() -> Select[int | None, datetime]:
    waiting = (ReleasedRecord.state == ConsentState.ASKED, ReleasedRecord.removed_at.is_(None))
    going_on = Submission.state.not_in([state for state in SubmissionState if state.ended])
    asked = select(ReleasedRecord.other_id, ReleasedRecord.asked_at)
    return asked.join(Submission, Submission.id == ReleasedRecord.submission_id).where(*waiting, going_on)


def _visits() -> Select[int, datetime]:
    """Visits that a learner has not answered; a day that they did not want is the assessor's to change."""
    open_ones = (AssessedVisit.called_off_at.is_(None), AssessedVisit.told_at.is_(None))
    return select(AssessedVisit.learner_id, AssessedVisit.declared_at).where(
        *open_ones, AssessedVisit.other_day_at.is_(None)
    )


def _present() -> Select[int | None, datetime | None]:
    """Visits to which the learner agreed, and of which the mentee has not said that they were told."""
    waiting = (AssessedVisit.called_off_at.is_(None), AssessedVisit.present_told_at.is_(None))
    return select(AssessedVisit.present_id, AssessedVisit.told_at).where(
        *waiting, AssessedVisit.present_id.is_not(None), AssessedVisit.told_at.is_not(None)
    )


def _to_judge() -> Select[int, datetime]:
    """What others gave somebody to judge. What one took oneself is no news."""
    given = (Assignment.ended_at.is_(None), Assignment.by_id.is_not(None), Assignment.by_id != Assignment.assessor_id)
    return select(Assignment.assessor_id, Assignment.assigned_at).where(*given)


def _seconds(scopes: Collection[JudgingScope], never: Collection[int], *, on: date) -> Select[datetime]:
    """Samples that nobody has taken, of what somebody with these scopes may judge a second time."""
    tries, moderators = ModerationSample.try_id, {each.person_id for each in scopes}
    taken = exists().where(
        Assignment.try_id == tries, Assignment.kind == AssignmentKind.SECOND, Assignment.ended_at.is_(None)
    )
    second, first = aliased(Judgement), aliased(Judgement)
    done = exists().where(second.try_id == tries, second.kind == JudgementKind.SECOND, second.saved_at.is_not(None))
    open_ones = (ModerationSample.sampled.is_(True), ModerationSample.settled_at.is_(None), ~taken, ~done)
    found = (
        select(ModerationSample.drawn_at)
        .join(SubmissionTry, SubmissionTry.id == tries)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(first, first.id == ModerationSample.judgement_id)
    )
    theirs = (covered(scopes, on=on), Submission.person_id.not_in(never), first.assessor_id.not_in(moderators))
    waits = (Submission.state == SubmissionState.JUDGED, SubmissionTry.released_at.is_(None))
    return found.where(*open_ones, *theirs, *waits)


def _late(on: date) -> Select[int, date]:
    overdue = select(Assignment.assessor_id, SubmissionTry.due_on).join(
        SubmissionTry, SubmissionTry.id == Assignment.try_id
    )
    return overdue.where(Assignment.ended_at.is_(None), SubmissionTry.due_on < on)


def all_news(db: Session, *, on: date, at: datetime) -> list[News]:
    """Everything that waits for somebody, and what happened lately, in no order."""
    return list(_news(db, on=on, at=at))


def _news(db: Session, *, on: date, at: datetime) -> Iterator[News]:
    asked: dict[NewsKind, Select[Any, Any]] = {
        NewsKind.RELEASED: _released(at),
        NewsKind.WITNESS: _notes(at),
        NewsKind.CONSENT: _consents(),
        NewsKind.VISIT: _visits(),
        NewsKind.PRESENT: _present(),
        NewsKind.JUDGE: _to_judge(),
    }
    for kind, statement in asked.items():
        yield from (News(person_id, kind, when) for person_id, when in db.execute(statement))
    for person_id, due_on in db.execute(_late(on)):
        yield News(person_id, NewsKind.LATE, _morning_after(due_on, at))
    yield from _for_moderators(db, on=on)


def _for_moderators(db: Session, *, on: date) -> Iterator[News]:
    """What waits for whichever moderator takes it, told to each who may: what they find on their page, and no more."""
    held = [each.scope for each in assessors.scopes_in_force(db, on=on) if each.scope.role == RoleName.MODERATOR]
    by_person = attrgetter("person_id")
    for moderator, theirs in groupby(sorted(held, key=by_person), by_person):
        scopes, never = list(theirs), frozenset(assessors.conflicts(db, moderator, on=on))
        yield from (News(moderator, NewsKind.SECOND, when) for when in db.scalars(_seconds(scopes, never, on=on)))
        appeals, _total = open_appeals(db, scopes, for_id=moderator, never=never, on=on, most=MOST_APPEALS)
        yield from (News(moderator, NewsKind.APPEAL, each.made_at) for each in appeals if each.moderator_id is None)


def _morning_after(day: date, at: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), at.tzinfo)


def digest_of(db: Session, person_id: int) -> AssessmentDigest | None:
    """When somebody was last written to, and whether they want to be."""
    return db.get(AssessmentDigest, person_id)


def willing(db: Session, people: Sequence[int]) -> dict[int, datetime | None]:
    """Those who can sign in and want letters, each with the moment of the last one."""
    asked = select(Person.id, AssessmentDigest.sent_at).outerjoin(
        AssessmentDigest, AssessmentDigest.person_id == Person.id
    )
    here = (Person.closed_at.is_(None), Person.suspended_at.is_(None), AssessmentDigest.stopped_at.is_(None))
    wanted = asked.where(*here)
    return {row[0]: row[1] for some in at_once(people) for row in db.execute(wanted.where(Person.id.in_(some)))}
