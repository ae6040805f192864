"""Reads about assignments: whose a try is, whether somebody may have it, and the queue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import Conflict, JudgingScope
from learnmentor.assessment.assessed.assignments import rules
from learnmentor.assessment.assessed.assignments.rules import AskedAbout, Refusal
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, JudgementKind, SubmissionState
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day

Columns = TypeVarTuple("Columns")


def open_assignment(db: Session, try_id: int, assessor_id: int) -> Assignment | None:
    """That somebody is asked to judge a try, now."""
    asked = select(Assignment).where(Assignment.try_id == try_id, Assignment.assessor_id == assessor_id)
    return db.scalar(asked.where(Assignment.ended_at.is_(None)).order_by(Assignment.id.desc()).limit(1))


def open_of_kind(db: Session, try_id: int, kind: AssignmentKind) -> Sequence[Assignment]:
    """Who is asked for a judgement of a kind of a try, now."""
    asked = select(Assignment).where(Assignment.try_id == try_id, Assignment.kind == kind)
    return db.scalars(asked.where(Assignment.ended_at.is_(None)).order_by(Assignment.id)).all()


def assignment_now(db: Session, assignment_id: int) -> Assignment:
    """An assignment as it is now. Whoever asks holds the submission."""
    asked = select(Assignment).where(Assignment.id == assignment_id).execution_options(populate_existing=True)
    return db.scalars(asked).one()


def submission_of(db: Session, try_id: int) -> Submission:
    """The submission of a try."""
    asked = select(Submission).join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
    return db.scalars(asked.where(SubmissionTry.id == try_id)).one()


def recognised(db: Session, submission_id: int, person_id: int) -> bool:
    """Whether somebody withdrew from a submission because they recognised it."""
    asked = select(Assignment.id).join(SubmissionTry, SubmissionTry.id == Assignment.try_id)
    theirs = asked.where(SubmissionTry.submission_id == submission_id, Assignment.assessor_id == person_id)
    return db.scalar(theirs.where(Assignment.ended_as == AssignmentEnd.RECOGNISED).limit(1)) is not None


def judged_it(db: Session, try_id: int, person_id: int) -> bool:
    """Whether somebody saved a judgement of a try."""
    asked = select(Judgement.id).where(Judgement.try_id == try_id, Judgement.assessor_id == person_id)
    return db.scalar(asked.where(Judgement.saved_at.is_not(None)).limit(1)) is not None


def second_there(db: Session, try_id: int, kind: AssignmentKind) -> bool:
    """Whether a second judgement is asked for of a try that has one."""
    there = select(Judgement.id).where(Judgement.try_id == try_id, Judgement.kind == JudgementKind.SECOND)
    return kind == AssignmentKind.SECOND and db.scalar(there.where(Judgement.saved_at.is_not(None))) is not None


def refusal(
    db: Session, tried: SubmissionTry, submission: Submission, *, person_id: int, kind: AssignmentKind, on: date
) -> Conflict | Refusal | None:
    """Why somebody does not judge a try on a day: a conflict first; None where they may."""
    asked = AskedAbout(
        kind, submission.person_id, submission.unit_code, submission.level,
        assessors.paths_of(db, submission.person_id, on=on),
    )  # fmt: skip
    if found := standing_of(db, person_id, [asked], on=on)[0]:
        return found
    if recognised(db, submission.id, person_id):
        return Refusal.RECOGNISED
    return Refusal.JUDGED_IT if judged_it(db, tried.id, person_id) else None


def standing_of(
    db: Session, person_id: int, asked: Sequence[AskedAbout], *, on: date
) -> list[Conflict | Refusal | None]:
    """How somebody stands to each of these on a day: why they may not judge it, or None."""
    never = assessors.conflicts(db, person_id, on=on)
    scopes = [each.scope for each in assessors.scopes_in_force(db, on=on, person_id=person_id)]
    return [rules.standing(each, never=never, scopes=scopes) for each in asked]


def over_as(
    db: Session, tried: SubmissionTry, submission: Submission, assignment: Assignment, *, on: date
) -> AssignmentEnd | None:
    """How an open assignment has to end: its assessor is in a conflict or able no more, or its learner has left.

    None: it goes on.
    """
    if not db.scalar(select(stays(submission.person_id))):
        return AssignmentEnd.GIVEN_UP
    found = refusal(
        db, tried, submission, person_id=assignment.assessor_id, kind=AssignmentKind(assignment.kind), on=on
    )
    return rules.ends_as(found)


# What somebody has to judge, and the queue


MOST_OPEN_SHOWN = 100


@dataclass(frozen=True)
class AskedWork:
    """A try that somebody is asked to judge. `begun`: something of the judgement is written."""

    try_id: str  # public
    unit_code: str
    level: int
    number: int
    kind: AssignmentKind
    learner_id: int
    learner: str
    assigned_at: datetime
    due_on: date
    begun: bool

    def about(self, paths: Collection[str]) -> AskedAbout:
        """What rules ask of it; `paths`: the parts of the learner."""
        return AskedAbout(self.kind, self.learner_id, self.unit_code, self.level, paths)


def asked_of(db: Session, assessor_id: int) -> list[AskedWork]:
    """What somebody is asked to judge, the most urgent first."""
    draft = select(Judgement.id).where(
        Judgement.try_id == SubmissionTry.id, Judgement.assessor_id == assessor_id, Judgement.saved_at.is_(None)
    )
    asked = select(
        SubmissionTry.public_id, Submission.unit_code, Submission.level, SubmissionTry.number, Assignment.kind,
        Person.id, Person.name, Assignment.assigned_at, SubmissionTry.due_on, draft.exists(),
    )  # fmt: skip
    mine = _with_learner(asked.select_from(Assignment).join(SubmissionTry, SubmissionTry.id == Assignment.try_id))
    mine = mine.where(Assignment.assessor_id == assessor_id, Assignment.ended_at.is_(None), Person.closed_at.is_(None))
    ordered = mine.order_by(SubmissionTry.due_on, Assignment.id).limit(MOST_OPEN_SHOWN)
    rows: Sequence[Any] = db.execute(ordered).all()
    return [replace(work := AskedWork(*row), kind=AssignmentKind(work.kind)) for row in rows]


def _with_submission(asked: Select[*Columns]) -> Select[*Columns]:
    """A statement about tries, with their submissions."""
    return asked.join(Submission, Submission.id == SubmissionTry.submission_id)


def _with_learner(asked: Select[*Columns]) -> Select[*Columns]:
    """The same, with learners."""
    return _with_submission(asked).join(Person, Person.id == Submission.person_id)


@dataclass(frozen=True)
class QueuedWork:
    """A try that waits for an assessor."""

    try_id: str  # public
    unit_code: str
    level: int
    number: int
    learner_id: int
    learner: str
    handed_in_at: datetime
    due_on: date


def stays(person_id: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """Whether somebody's account is open, as a condition: nobody judges for whoever has left."""
    who = aliased(Person)
    return select(who.id).where(who.id == person_id, who.closed_at.is_(None)).exists()


def waits_for_anybody() -> ColumnElement[bool]:
    """Whether a try waits for its first judgement and is with nobody, as a condition."""
    taken = select(Assignment.id).where(
        Assignment.try_id == SubmissionTry.id, Assignment.kind == AssignmentKind.FIRST, Assignment.ended_at.is_(None)
    )
    return and_(
        Submission.state == SubmissionState.HANDED_IN, SubmissionTry.number == Submission.tries,
        SubmissionTry.released_at.is_(None), not_(taken.exists()), stays(Submission.person_id),
    )  # fmt: skip


def queue(
    db: Session, person_id: int, held: Collection[JudgingScope], *, never: Collection[int], on: date, most: int,
    after: int,
) -> tuple[list[QueuedWork], int]:  # fmt: skip
    """What somebody may take by the scopes that they hold, the oldest first, and how many there are.

    `never` are the people whose work they never judge; nor what they recognised before.
    """
    known = select(Assignment.id).join(_earlier := aliased(SubmissionTry), _earlier.id == Assignment.try_id)
    known = known.where(
        _earlier.submission_id == Submission.id, Assignment.assessor_id == person_id,
        Assignment.ended_as == AssignmentEnd.RECOGNISED,
    )  # fmt: skip
    reached = [_reached(each, on=on) for each in held if each.role == RoleName.ASSESSOR]
    asked = select(
        SubmissionTry.public_id, Submission.unit_code, Submission.level, SubmissionTry.number, Person.id, Person.name,
        SubmissionTry.handed_in_at, SubmissionTry.due_on, func.count().over(),
    )  # fmt: skip
    free = _with_learner(asked.select_from(SubmissionTry)).where(
        waits_for_anybody(), Submission.person_id.not_in(never), not_(known.exists()), or_(false(), *reached)
    )
    ordered = free.order_by(SubmissionTry.handed_in_at, SubmissionTry.id).limit(most).offset(after)
    rows = db.execute(ordered).all()
    return [QueuedWork(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _reached(scope: JudgingScope, *, on: date) -> ColumnElement[bool]:
    """Whether a submission is one that a scope is for."""
    units = [Submission.unit_code.in_(scope.units)] if scope.units else []
    part = [belongs_to(Submission.person_id, [scope.path], on=on)] if scope.path is not None else []
    return and_(Submission.level.in_(scope.levels), *units, *part)


def belongs_to(person_id: InstrumentedAttribute[int], paths: Collection[str], *, on: date) -> ColumnElement[bool]:
    """Whether somebody belongs to a part of these paths, or one below it, on a day; as a condition."""
    here = or_(false(), *(Part.path.startswith(path, autoescape=True) for path in paths))
    belongs = select(Membership.id).join(Part, Part.id == Membership.part_id).where(here)
    return belongs.where(
        Membership.person_id == person_id, on_day(Membership.starts_on, Membership.ends_on, on)
    ).exists()


def paths_of_each(db: Session, people: Collection[int], *, on: date) -> dict[int, list[str]]:
    """The paths of the parts to which each of these people belongs on a day."""
    if not people:
        return {}
    asked = select(Membership.person_id, Part.path).join(Part, Part.id == Membership.part_id)
    here = asked.where(Membership.person_id.in_(people), on_day(Membership.starts_on, Membership.ends_on, on))
    found: dict[int, list[str]] = {person_id: [] for person_id in people}
    for person_id, path in db.execute(here):
        found[person_id].append(path)
    return found


@dataclass(frozen=True)
class JudgedLately:
    """A judgement that somebody saved."""

    unit_code: str
    level: int
    number: int
    kind: str
    saved_at: datetime | None


def judged_lately(db: Session, assessor_id: int, *, most: int) -> list[JudgedLately]:
    """What somebody judged, the newest first."""
    asked = select(Submission.unit_code, Submission.level, SubmissionTry.number, Judgement.kind, Judgement.saved_at)
    mine = _with_submission(asked.select_from(Judgement).join(SubmissionTry, SubmissionTry.id == Judgement.try_id))
    saved = mine.where(Judgement.assessor_id == assessor_id, Judgement.saved_at.is_not(None))
    return [JudgedLately(*row) for row in db.execute(saved.order_by(Judgement.saved_at.desc()).limit(most))]


def how_many_open(db: Session, assessor_id: int) -> int:
    """How many judgements somebody is asked for now."""
    asked = select(func.count(Assignment.id)).where(Assignment.assessor_id == assessor_id)
    return db.scalar(asked.where(Assignment.ended_at.is_(None))) or 0


# Whom to ask


@dataclass(frozen=True)
class AblePerson:
    """Somebody who may judge a try, and how many judgements they are asked for now."""

    person: Person
    open: int


def able_for(
    db: Session, tried: SubmissionTry, submission: Submission, *, kind: AssignmentKind, on: date
) -> list[AblePerson]:
    """Who may judge a try on a day, the least busy first; the same people whom `assign` does not refuse."""
    wanted = (submission.unit_code, submission.level, submission.person_id)
    people = {each.id: each for role in rules.ROLES_FOR[kind] for each in _able(db, role, *wanted, on=on)}
    had_it = _had_it(db, tried, submission.id)
    able = [person for key, person in people.items() if key not in had_it]
    counted = select(Assignment.assessor_id, func.count(Assignment.id)).where(Assignment.ended_at.is_(None))
    theirs = counted.where(Assignment.assessor_id.in_([each.id for each in able])).group_by(Assignment.assessor_id)
    busy = {row[0]: row[1] for row in db.execute(theirs)}
    return sorted((AblePerson(each, busy.get(each.id, 0)) for each in able), key=lambda each: each.open)


def _able(db: Session, role: RoleName, unit: str, level: int, learner_id: int, *, on: date) -> list[Person]:
    return assessors.able(db, unit_code=unit, level=level, role=role, on=on, learner_id=learner_id)


def _had_it(db: Session, tried: SubmissionTry, submission_id: int) -> set[int]:
    """Who recognised the submission, or judged this try."""
    asked = select(Assignment.assessor_id).join(SubmissionTry, SubmissionTry.id == Assignment.try_id)
    known = asked.where(SubmissionTry.submission_id == submission_id, Assignment.ended_as == AssignmentEnd.RECOGNISED)
    judged = select(Judgement.assessor_id).where(Judgement.try_id == tried.id, Judgement.saved_at.is_not(None))
    return {*db.scalars(known), *db.scalars(judged)}


# What cannot go on


def assignment_found(db: Session, assignment_id: int) -> tuple[Assignment, SubmissionTry]:
    """An assignment and its try."""
    asked = select(Assignment, SubmissionTry).join(SubmissionTry, SubmissionTry.id == Assignment.try_id)
    row = db.execute(asked.where(Assignment.id == assignment_id)).one()
    return row[0], row[1]


def over_today(db: Session, *, on: date) -> list[int]:
    """The keys of open assignments that cannot go on: as `over_as`, for all of them on a day."""
    left = select(Assignment.id).join(SubmissionTry, SubmissionTry.id == Assignment.try_id).join(Submission)
    found = list(db.scalars(left.where(Assignment.ended_at.is_(None), not_(stays(Submission.person_id)))))
    for assessor_id, keys in _open_by_assessor(db, on=on).items():
        standings = standing_of(db, assessor_id, list(keys.values()), on=on)
        found += [key for key, why in zip(keys, standings, strict=True) if rules.ends_as(why) is not None]
    return found


def _open_by_assessor(db: Session, *, on: date) -> dict[int, dict[int, AskedAbout]]:
    """Every open assignment by its key, with what is asked about it; by assessor."""
    asked = select(
        Assignment.assessor_id, Assignment.id, Assignment.kind, Submission.person_id, Submission.unit_code,
        Submission.level,
    )  # fmt: skip
    joined = _with_submission(asked.select_from(Assignment).join(SubmissionTry, SubmissionTry.id == Assignment.try_id))
    rows = db.execute(joined.where(Assignment.ended_at.is_(None), stays(Submission.person_id))).all()
    paths = paths_of_each(db, {row[3] for row in rows}, on=on)
    found: dict[int, dict[int, AskedAbout]] = {}
    for assessor_id, key, kind, learner_id, unit, level in rows:
        about = AskedAbout(AssignmentKind(kind), learner_id, unit, level, paths[learner_id])
        found.setdefault(assessor_id, {})[key] = about
    return found
