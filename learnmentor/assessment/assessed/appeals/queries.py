"""Reads of appeals: one with all that it is about, those that are open, who judged before, what was judged anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.appeals.rules import AppealableFacts, AppealFacts, last_day
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import JudgingScope
from learnmentor.assessment.assessed.models import Appeal, Assignment, Judgement, Result, Submission, SubmissionTry
from learnmentor.assessment.assessed.moderation.queries import covered
from learnmentor.assessment.assessed.queries import TryFound, appeal_words
from learnmentor.assessment.assessed.rules import AssignmentKind, JudgementKind, Outcome, ResultGround
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of


@dataclass(frozen=True)
class AppealFound:
    """An appeal, the result that it is about, and the try and the learner of that."""

    appeal: Appeal
    result: Result
    found: TryFound

    @property
    def tried(self) -> SubmissionTry:
        """The try that was judged."""
        return self.found.tried

    @property
    def submission(self) -> Submission:
        """The submission that orders what is decided."""
        return self.found.submission


def appeal_found(db: Session, public_id: str) -> AppealFound | None:
    """The appeal of a public id, as it is now."""
    row = db.execute(
        select(Appeal, Result, SubmissionTry, Submission, Person)
        .join(Result, Result.id == Appeal.result_id)
        .join(SubmissionTry, SubmissionTry.id == Result.try_id)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(Person, Person.id == Submission.person_id)
        .where(Appeal.public_id == public_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return AppealFound(row[0], row[1], TryFound(*row[2:])) if row else None


@dataclass(frozen=True)
class AppealWords:
    """Why somebody appealed, and what they were answered; nothing where it cannot be read any more."""

    reasons: str = ""
    answer: str = ""


def words_of(vault: Vault, appeal: Appeal | None) -> AppealWords:
    """What was typed about an appeal; none once its maker's account was closed, or where no key opens it."""
    try:
        words = appeal_words(vault, appeal) if appeal else None
    except UnreadableText:
        return AppealWords()
    return AppealWords(words["reasons"], words["answer"]) if words else AppealWords()


def appeal_of(db: Session, result_id: int) -> Appeal | None:
    """The appeal about a result, as it is now."""
    return db.scalar(select(Appeal).where(Appeal.result_id == result_id).execution_options(populate_existing=True))


_Later = aliased(Result)
_Before = aliased(Appeal)
_BEFORE = Judgement.kind != JudgementKind.APPEAL


def appealable(db: Session, result: Result, *, days: int, zone: str) -> AppealableFacts:
    """A result as the rules of appeals see it."""
    replaced = db.scalar(select(_Later.id).where(_Later.instead_of_id == result.id))
    return AppealableFacts(
        result.person_id, Outcome(result.outcome), ResultGround(result.ground),
        last_day(day_of(result.released_at, zone), days=days), replaced is not None,
        appeal_of(db, result.id) is not None,
    )  # fmt: skip


def newest_result(db: Session, try_id: int) -> Result | None:
    """The result of a try that is in force: of several, the one that took the place of the others."""
    return db.scalar(select(Result).where(Result.try_id == try_id).order_by(Result.id.desc()).limit(1))


def facts_of(db: Session, found: AppealFound, *, on: date) -> AppealFacts:
    """An appeal as rules see it on a day. A moderator whose role ended has it no more."""
    before = select(Judgement.assessor_id).where(_BEFORE, Judgement.try_id == found.tried.id)
    closed, holder = found.appeal.closed_at is not None, found.appeal.moderator_id
    if holder is not None and not closed and not may_moderate(db, holder, found, on=on):
        holder = None
    return AppealFacts(found.result.person_id, holder, closed, frozenset(db.scalars(before)))


def may_moderate(db: Session, person_id: int, found: AppealFound, *, on: date) -> bool:
    """Whether somebody moderates the unit and level of an appeal, and its learner's part, on a day."""
    return assessors.may_judge(
        db, person_id, unit_code=found.submission.unit_code, level=found.submission.level, role=RoleName.MODERATOR,
        on=on, learner_id=found.submission.person_id,
    )  # fmt: skip


def judged_the_work(db: Session, submission_id: int) -> frozenset[int]:
    """Whoever judged any try of a submission."""
    asked = select(Judgement.assessor_id).join(SubmissionTry, SubmissionTry.id == Judgement.try_id)
    return frozenset(db.scalars(asked.where(SubmissionTry.submission_id == submission_id).distinct()))


def judged_anew(db: Session, appeal: Appeal, *, try_id: int) -> Judgement | None:
    """The judgement that was made because of an appeal, once it is saved."""
    saved = and_(Judgement.kind == JudgementKind.APPEAL, Judgement.saved_at.is_not(None))
    asked = select(Judgement).join(Appeal, Appeal.id == appeal.id).where(Judgement.try_id == try_id, saved, _since())
    return db.scalar(asked.order_by(Judgement.id.desc()).limit(1))


def _since() -> ColumnElement[bool]:
    """Whether a judgement after an appeal is for this one: all are for the first of a try, whatever the clock said."""
    about = select(Result.id).where(Result.try_id == Judgement.try_id)
    first = ~select(_Before.id).where(_Before.id < Appeal.id, _Before.result_id.in_(about)).exists()
    return or_(first, Judgement.saved_at >= Appeal.made_at)


def asked_anew(db: Session, try_id: int) -> Assignment | None:
    """Who is asked to judge a try anew, and has not yet."""
    asked = select(Assignment).where(Assignment.try_id == try_id, Assignment.kind == AssignmentKind.APPEAL)
    return db.scalar(asked.where(Assignment.ended_at.is_(None)).limit(1))


# The list of moderators


@dataclass(frozen=True)
class OpenAppeal:
    """An open appeal in the list: what it is about, since when, who has it, and how far it is; nobody's name."""

    public_id: str
    unit_code: str
    level: int
    number: int
    made_at: datetime
    moderator_id: int | None
    asked: bool
    judged: bool


def open_appeals(
    db: Session, scopes: Sequence[JudgingScope], *, for_id: int, never: Collection[int], on: date, most: int,
    after: int = 0,
) -> tuple[list[OpenAppeal], int]:  # fmt: skip
    """The appeals that a moderator with these scopes may deal with, the oldest first, and how many there are.

    None of an account that was closed: nobody would read the answer.
    `never`: people whose work they do not judge; nor do they decide about what they judged themselves.
    """
    if not scopes:
        return [], 0
    asked = _assigned().where(Assignment.try_id == SubmissionTry.id).exists()
    judged = exists().where(
        Judgement.try_id == SubmissionTry.id, Judgement.kind == JudgementKind.APPEAL, Judgement.saved_at.is_not(None),
        _since(),
    )  # fmt: skip
    lines = select(
        Appeal.public_id, Submission.unit_code, Submission.level, SubmissionTry.number, Appeal.made_at,
        Appeal.moderator_id, asked, judged, func.count().over(),
    )  # fmt: skip
    wanted = lines.join(Result, Result.id == Appeal.result_id).join(SubmissionTry, SubmissionTry.id == Result.try_id)
    mine = exists().where(Judgement.try_id == SubmissionTry.id, Judgement.assessor_id == for_id, _BEFORE)
    theirs = (
        wanted.join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(Person, Person.id == Submission.person_id)
        .where(Appeal.closed_at.is_(None), Submission.person_id.not_in({for_id, *never}), ~mine)
        .where(Person.closed_at.is_(None))
        .where(covered(scopes, on=on))
    )
    rows = db.execute(theirs.order_by(Appeal.id).limit(most).offset(after)).all()
    return [OpenAppeal(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _assigned() -> Select[int]:
    return select(Assignment.id).where(Assignment.kind == AssignmentKind.APPEAL, Assignment.ended_at.is_(None))


def saved_judgements(db: Session, try_id: int) -> Sequence[tuple[Judgement, str]]:
    """The judgements of a try that were saved, in order, each with the name of whoever made it."""
    asked = select(Judgement, Person.name).join(Person, Person.id == Judgement.assessor_id)
    rows = db.execute(asked.where(Judgement.try_id == try_id, Judgement.saved_at.is_not(None)).order_by(Judgement.id))
    return [(judgement, name) for judgement, name in rows]
