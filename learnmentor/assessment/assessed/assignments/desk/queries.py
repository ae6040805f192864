"""Reads for the coordinator's desk: who waits and with whom, what nobody can judge, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.assignments.desk.rules import Unassigned
from learnmentor.assessment.assessed.assignments.desk.turnaround import Took
from learnmentor.assessment.assessed.assignments.queries import belongs_to, stays, waits_for_anybody
from learnmentor.assessment.assessed.models import Assignment, Result, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentKind, SubmissionState
from learnmentor.ground.zones import day_of
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day

MOST_COUNTED = 5_000  # pieces of work, for what is worked out one by one
_UNDECIDED = (SubmissionState.HANDED_IN, SubmissionState.JUDGED)


@dataclass(frozen=True)
class Reach:
    """Whose work a desk is of: those of the parts of `paths` on a day; `every`: of everybody, but without names.

    `without`: whose desk it is, by key. Their own work is on their own pages, where nobody is named who judges it.
    """

    paths: Collection[str]
    on: date
    without: int
    every: bool = False

    @property
    def named(self) -> ColumnElement[bool]:
        """Whether a submission's learner is one whom the desk names, as a condition."""
        return belongs_to(Submission.person_id, self.paths, on=self.on) if self.paths else false()

    @property
    def shown(self) -> ColumnElement[bool]:
        """Whether a submission stands on the desk, as a condition."""
        return and_(Submission.person_id != self.without, true() if self.every else self.named)


@dataclass(frozen=True)
class WaitingWork:
    """A try without an outcome. `learner` is None where the desk does not name them; `assessor`: who judges it."""

    try_id: str  # public
    unit_code: str
    level: int
    number: int
    state: SubmissionState
    handed_in_at: datetime
    due_on: date
    learner_id: int
    learner: str | None
    assessor: str | None
    assigned_at: datetime | None


_Assessor = aliased(Person)
_FIRST = and_(
    Assignment.try_id == SubmissionTry.id, Assignment.kind == AssignmentKind.FIRST, Assignment.ended_at.is_(None)
)


def _undecided(reach: Reach) -> ColumnElement[bool]:
    current = and_(SubmissionTry.number == Submission.tries, SubmissionTry.released_at.is_(None))
    return and_(Submission.state.in_(_UNDECIDED), current, reach.shown, stays(Submission.person_id))


def waiting(db: Session, reach: Reach, *, most: int, after: int) -> tuple[list[WaitingWork], int]:
    """What waits for an outcome, what is due first, and how many there are."""
    name = case((reach.named, Person.name), else_=None)
    asked = select(
        SubmissionTry.public_id, Submission.unit_code, Submission.level, SubmissionTry.number, Submission.state,
        SubmissionTry.handed_in_at, SubmissionTry.due_on, Person.id, name, _Assessor.name, Assignment.assigned_at,
        func.count().over(),
    )  # fmt: skip
    joined = (
        asked.select_from(Submission)
        .join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
        .join(Person, Person.id == Submission.person_id)
        .outerjoin(Assignment, _FIRST)
        .outerjoin(_Assessor, _Assessor.id == Assignment.assessor_id)
    )
    ordered = joined.where(_undecided(reach)).order_by(SubmissionTry.due_on, SubmissionTry.id)
    rows: list[Any] = list(db.execute(ordered.limit(most).offset(after)))
    return [WaitingWork(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


@dataclass(frozen=True)
class WaitingNumbers:
    """How many pieces of work are at which point: with nobody, with an assessor, in moderation; and late."""

    with_nobody: int = 0
    with_assessor: int = 0
    moderated: int = 0
    late: int = 0


def numbers(db: Session, reach: Reach, *, late_since: date) -> WaitingNumbers:
    """The work without an outcome in numbers; what was due before `late_since` is late."""
    taken = select(Assignment.id).where(_FIRST).exists()
    handed_in = Submission.state == SubmissionState.HANDED_IN
    cells = (
        and_(handed_in, ~taken), and_(handed_in, taken), Submission.state == SubmissionState.JUDGED,
        SubmissionTry.due_on < late_since,
    )  # fmt: skip
    asked = select(*(func.coalesce(func.sum(case((cell, 1), else_=0)), 0) for cell in cells))
    joined = asked.select_from(Submission).join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
    return WaitingNumbers(*db.execute(joined.where(_undecided(reach))).one())


def unassigned(db: Session, reach: Reach) -> list[Unassigned]:
    """What waits for an assessor and is with nobody, the oldest first: unit, level and the learner's parts."""
    belongs = and_(
        Membership.person_id == Submission.person_id, on_day(Membership.starts_on, Membership.ends_on, reach.on)
    )
    asked = (
        select(SubmissionTry.id, Submission.unit_code, Submission.level, Part.path)
        .select_from(Submission)
        .join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
        .outerjoin(Membership, belongs)
        .outerjoin(Part, Part.id == Membership.part_id)
    )
    found: dict[int, Unassigned] = {}
    oldest = asked.where(waits_for_anybody(), reach.shown).order_by(SubmissionTry.handed_in_at).limit(MOST_COUNTED)
    for try_id, unit, level, path in db.execute(oldest):
        before = found[try_id].paths if try_id in found else ()
        found[try_id] = Unassigned(unit, level, (*before, path) if path else before)
    return list(found.values())


# What came of it


@dataclass(frozen=True)
class OutcomeLine:
    """What was released of somebody's work, and when; nothing of the work."""

    learner_id: int
    learner: str
    unit_code: str
    level: int
    outcome: str
    ground: str
    number: int
    handed_in_at: datetime
    released_on: date


_Later = aliased(Result)


def _member(reach: Reach) -> ColumnElement[bool]:
    """Whether a result is of somebody whom a desk names: as a list of people, whose results an index finds."""
    here = or_(false(), *(Part.path.startswith(path, autoescape=True) for path in reach.paths))
    inside = Membership.part_id.in_(select(Part.id).where(here))
    on = on_day(Membership.starts_on, Membership.ends_on, reach.on)
    return Result.person_id.in_(select(Membership.person_id).where(inside, on))


def outcomes(db: Session, reach: Reach, *, most: int, after: int) -> tuple[list[OutcomeLine], int]:
    """The results in force of those whom a desk names, the newest first, and how many there are."""
    asked = select(
        Person.id, Person.name, Result.unit_code, Result.level, Result.outcome, Result.ground, SubmissionTry.number,
        SubmissionTry.handed_in_at, Result.released_on, func.count().over(),
    )  # fmt: skip
    joined = (
        asked.select_from(Result)
        .join(SubmissionTry, SubmissionTry.id == Result.try_id)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(Person, Person.id == Result.person_id)
    )
    later = select(literal(1)).where(_Later.instead_of_id == Result.id).exists()
    ordered = joined.where(_member(reach), ~later).order_by(Result.released_at.desc(), Result.id.desc())
    rows: list[Any] = list(db.execute(ordered.limit(most).offset(after)))
    return [OutcomeLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def took(db: Session, reach: Reach, *, since: datetime | None, zone: str) -> list[Took]:
    """When what was released since a moment was handed in, due and released; the newest, `MOST_COUNTED` at most."""
    asked = select(SubmissionTry.handed_in_at, SubmissionTry.due_on, SubmissionTry.released_at)
    joined = asked.join(Submission, Submission.id == SubmissionTry.submission_id)
    released = joined.where(SubmissionTry.released_at.is_not(None), reach.named)
    recent = released if since is None else released.where(SubmissionTry.released_at >= since)
    rows: list[Any] = list(db.execute(recent.order_by(SubmissionTry.released_at.desc()).limit(MOST_COUNTED)))
    return [Took(day_of(first, zone), due, day_of(last, zone)) for first, due, last in rows]
