"""Reads about assessed visits: those of a try, of a pair, and one of them with its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.observed.form_visit import record_sheet
from learnmentor.assessment.assessed.observed.models import AssessedVisit, visit_place, visit_record_place
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, Criterion
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.mentoring.paper.sheet import PaperSheet

_MOST_SHOWN = 12  # of a submission: four of each of three tries


@dataclass(frozen=True)
class VisitWords:
    """What is said around a visit; empty once the learner's account was closed."""

    focus: str = ""
    other_day: str = ""
    declared: Mapping[str, Any] | None = None


def visits_of_try(db: Session, try_id: int) -> Sequence[AssessedVisit]:
    """The visits of a try, called off ones too, the newest first."""
    asked = select(AssessedVisit).where(AssessedVisit.try_id == try_id)
    return db.scalars(asked.order_by(AssessedVisit.id.desc()).limit(_MOST_SHOWN)).all()


def visits_of_submission(db: Session, submission_id: int) -> list[tuple[AssessedVisit, SubmissionTry]]:
    """The visits of all tries of a submission, each with its try, the newest first."""
    asked = select(AssessedVisit, SubmissionTry).join(SubmissionTry, SubmissionTry.id == AssessedVisit.try_id)
    rows = db.execute(
        asked.where(SubmissionTry.submission_id == submission_id).order_by(AssessedVisit.id.desc()).limit(_MOST_SHOWN)
    )
    return [(visit, tried) for visit, tried in rows]


def asks_to_watch(db: Session, learner_id: int) -> set[int]:
    """The submissions of somebody in which a visit waits for their answer."""
    unanswered = (AssessedVisit.told_at.is_(None), AssessedVisit.other_day_at.is_(None))
    tries = select(SubmissionTry.submission_id).where(SubmissionTry.released_at.is_(None))
    asked = tries.join(AssessedVisit, AssessedVisit.try_id == SubmissionTry.id)
    mine = asked.where(AssessedVisit.learner_id == learner_id, AssessedVisit.called_off_at.is_(None), *unanswered)
    return set(db.scalars(mine))


def visit(db: Session, public_id: str) -> AssessedVisit | None:
    """The visit of a public id."""
    return db.scalar(select(AssessedVisit).where(AssessedVisit.public_id == public_id))


def visit_now(db: Session, visit_id: int) -> AssessedVisit:
    """A visit as it is now. Whoever asks holds the submission."""
    asked = select(AssessedVisit).where(AssessedVisit.id == visit_id)
    return db.scalars(asked.execution_options(populate_existing=True)).one()


def visits_in_pair(db: Session, pair_id: int) -> Sequence[AssessedVisit]:
    """The visits to come at which the mentee of a pair will be present."""
    asked = select(AssessedVisit).where(AssessedVisit.pair_id == pair_id, AssessedVisit.called_off_at.is_(None))
    return db.scalars(asked.where(AssessedVisit.recorded_at.is_(None)).order_by(AssessedVisit.held_on)).all()


def words_of(vault: Vault, found: AssessedVisit) -> VisitWords:
    """What is said around a visit."""
    if found.body is None:
        return VisitWords()
    return VisitWords(**vault.open(found.body, place=visit_place(found.public_id)))


def record_of(vault: Vault, found: AssessedVisit) -> dict[str, Any]:
    """What is recorded of a visit so far."""
    if found.record is None:
        return {}
    values: dict[str, Any] = vault.open(found.record, place=visit_record_place(found.public_id))
    return values


def criteria_of(brief: AssessedBrief, found: AssessedVisit) -> tuple[Criterion, ...]:
    """The criteria that a visit is about, as they were when the try was handed in."""
    return tuple(each for each in brief.criteria if each.key in found.criteria)


def recorded_sheets(
    db: Session, vault: Vault, tried: SubmissionTry, *, brief: AssessedBrief, decisions_for: int | None
) -> list[PaperSheet]:
    """The records of a try's visits, for those who judge it: with decisions for the one who made them alone.

    `decisions_for`: who reads; None: all decisions, as for the learner after release.
    """
    return [
        record_sheet(
            criteria_of(brief, each), record_of(vault, each), about=(("Day", long_date(each.held_on)),),
            decisions=decisions_for in {None, each.assessor_id},
        )
        for each in visits_of_try(db, tried.id)
        if each.recorded_at is not None and each.record is not None
    ]  # fmt: skip
