"""Reads for the pages on which a try is read: who asks, and the rows that its files and records lie in."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed.assessors.queries import conflict
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    ReleasedRecord,
    Result,
    SubmissionFile,
    WitnessNote,
)
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.reading import rules
from learnmentor.assessment.assessed.reading.rules import ReadingFacts
from learnmentor.assessment.assessed.rules import AssignmentEnd

_OF_READER = (
    select(Assignment)
    .where(Assignment.try_id == bindparam("try_id"), Assignment.assessor_id == bindparam("person_id"))
    .order_by(Assignment.ended_at.is_not(None), Assignment.id.desc())
)


def assignments_of_reader(db: Session, try_id: int, person_id: int) -> Sequence[Assignment]:
    """When somebody was asked to judge a try: what is open first, then the newest."""
    return db.scalars(_OF_READER, {"try_id": try_id, "person_id": person_id}).all()


def settles_appeal(db: Session, try_id: int, person_id: int) -> bool:
    """Whether somebody looks after an appeal about a result of a try."""
    asked = select(Appeal.id).join(Result, Result.id == Appeal.result_id)
    return db.scalar(asked.where(Result.try_id == try_id, Appeal.moderator_id == person_id).limit(1)) is not None


def may_read(db: Session, found: TryFound, actor: Actor, *, on: date) -> bool:
    """Whether somebody reads a try: its owner, whoever judges or judged it, whoever settles an appeal about it.

    Whoever became the learner's mentor or manager before they judged or settled it does not, on that day.
    """
    owner_id = found.submission.person_id
    if actor.id == owner_id:
        return True
    asked = assignments_of_reader(db, found.tried.id, actor.id)
    judged = any(each.ended_as == AssignmentEnd.JUDGED for each in asked)
    judges = any(rules.lets_read(each.ended_as) for each in asked)
    settles = not judges and settles_appeal(db, found.tried.id, actor.id)
    tied = not judged and (judges or settles) and conflict(db, assessor_id=actor.id, learner_id=owner_id, on=on)
    return not tied and rules.may_read_try(actor, ReadingFacts(owner_id, judges, settles))


def records_named(db: Session, public_ids: Collection[str]) -> dict[str, ReleasedRecord]:
    """The released records of these public ids."""
    found = db.scalars(select(ReleasedRecord).where(ReleasedRecord.public_id.in_(public_ids))) if public_ids else ()
    return {each.public_id: each for each in found}


def notes_named(db: Session, public_ids: Collection[str]) -> dict[str, WitnessNote]:
    """The witness notes of these public ids."""
    found = db.scalars(select(WitnessNote).where(WitnessNote.public_id.in_(public_ids))) if public_ids else ()
    return {each.public_id: each for each in found}


def files_named(db: Session, public_ids: Collection[str], *, submission_id: int) -> dict[str, SubmissionFile]:
    """The files of a submission with these public ids."""
    if not public_ids:
        return {}
    asked = select(SubmissionFile).where(SubmissionFile.submission_id == submission_id)
    return {each.public_id: each for each in db.scalars(asked.where(SubmissionFile.public_id.in_(public_ids)))}
