"""Reads about moderation: what waits for a second judgement or an agreed outcome, and what goes into a report."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors.rules import JudgingScope
from learnmentor.assessment.assessed.assignments.queries import belongs_to
from learnmentor.assessment.assessed.models import (
    AssessorScope,
    Assignment,
    Judgement,
    ModerationSample,
    Submission,
    SubmissionTry,
)
from learnmentor.assessment.assessed.moderation.models import ModerationReport
from learnmentor.assessment.assessed.moderation.rules import WithoutSecond
from learnmentor.assessment.assessed.rules import AssignmentKind, JudgementKind, Outcome, SubmissionState

_First, _Second = aliased(Judgement), aliased(Judgement)
_Learner, _Asked = aliased(Person), aliased(Person)

# Drawing


def sample_of(db: Session, try_id: int) -> ModerationSample | None:
    """Whether a try is sampled; None before the draw."""
    return db.get(ModerationSample, try_id)


def scope_since(db: Session, person_id: int) -> datetime | None:
    """When it was written down last for what somebody may judge as an assessor."""
    asked = select(func.max(AssessorScope.recorded_at)).join(Role, Role.id == AssessorScope.role_id)
    return db.scalar(asked.where(Role.person_id == person_id, Role.name == RoleName.ASSESSOR))


def _drawn_of(person_id: int) -> Select[int]:
    counted = select(func.count(ModerationSample.try_id))
    return counted.join(Judgement, Judgement.id == ModerationSample.judgement_id).where(
        Judgement.assessor_id == person_id
    )


def drawn_since(db: Session, person_id: int, since: datetime | None) -> int:
    """How many first judgements of somebody were drawn that they saved since a moment; 0 where there is none."""
    return db.scalar(_drawn_of(person_id).where(Judgement.saved_at >= since)) or 0 if since else 0


def sampled_between(db: Session, person_id: int, first: datetime, end: datetime) -> int:
    """How many first judgements of somebody are sampled that they saved from a moment on and before another."""
    theirs = _drawn_of(person_id).where(ModerationSample.sampled)
    return db.scalar(theirs.where(Judgement.saved_at >= first, Judgement.saved_at < end)) or 0


def left_lying(db: Session, *, most: int) -> Sequence[int]:
    """Tries that could be drawn or released now, and were not: no worker ran, or it was killed. By key."""
    saved = and_(Judgement.try_id == SubmissionTry.id, Judgement.saved_at.is_not(None))
    settled = exists().where(saved, or_(Judgement.kind == JudgementKind.AGREED, _same_outcome()))
    undone = or_(ModerationSample.try_id.is_(None), ModerationSample.sampled.is_(False), settled)
    asked = (
        select(SubmissionTry.id)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(_First, and_(_First.try_id == SubmissionTry.id, _is_first()))
        .outerjoin(ModerationSample, ModerationSample.try_id == SubmissionTry.id)
        .where(Submission.state == SubmissionState.JUDGED, SubmissionTry.released_at.is_(None), undone)
    )
    return db.scalars(asked.order_by(SubmissionTry.id).limit(most)).all()


def _is_first() -> ColumnElement[bool]:
    return and_(_First.kind == JudgementKind.FIRST, _First.saved_at.is_not(None))


def _same_outcome() -> ColumnElement[bool]:
    return and_(Judgement.kind == JudgementKind.SECOND, Judgement.outcome == _First.outcome)


# Lists for moderators


@dataclass(frozen=True)
class SampledTry:
    """A sampled try as a moderator finds it in a list: nothing of how it was judged.

    `asked`: who is asked for the second judgement; `first_by`: a key, so that nobody is asked to judge it twice.
    """

    public_id: str
    unit_code: str
    level: int
    number: int
    learner: Person
    since: datetime  # when the first judgement was saved
    due_on: date
    first_by: int
    asked: Person | None
    second_at: datetime | None
    settled_at: datetime | None

    @property
    def differs(self) -> bool:
        """Whether two came to different outcomes, and none is agreed yet."""
        return self.second_at is not None and self.settled_at is None


@dataclass(frozen=True)
class SampledTries:
    """Some of the tries that wait, those with two outcomes first, then by day; and how many there are."""

    tries: list[SampledTry]
    total: int


def _sampled(scopes: Iterable[JudgingScope], *, on: date) -> Select[*tuple[Any, ...]]:
    second = and_(
        _Second.try_id == SubmissionTry.id, _Second.kind == JudgementKind.SECOND, _Second.saved_at.is_not(None)
    )
    asked = and_(
        Assignment.try_id == SubmissionTry.id, Assignment.kind == AssignmentKind.SECOND, Assignment.ended_at.is_(None)
    )
    columns = (
        SubmissionTry.public_id, Submission.unit_code, Submission.level, SubmissionTry.number, _Learner,
        _First.saved_at, SubmissionTry.due_on, _First.assessor_id, _Asked, _Second.saved_at,
        ModerationSample.settled_at,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(ModerationSample, ModerationSample.try_id == SubmissionTry.id)
        .join(_First, _First.id == ModerationSample.judgement_id)
        .join(_Learner, _Learner.id == Submission.person_id)
        .outerjoin(_Second, second)
        .outerjoin(Assignment, asked)
        .outerjoin(_Asked, _Asked.id == Assignment.assessor_id)
        .where(ModerationSample.sampled, covered(scopes, on=on), ~_judges_anew(scopes))
    )


def _judges_anew(scopes: Iterable[JudgingScope]) -> ColumnElement[bool]:
    """Whether whoever holds the scopes is asked to judge a try after an appeal, which is done without what was said."""
    anew = aliased(Assignment)
    return exists().where(
        anew.try_id == SubmissionTry.id, anew.kind == AssignmentKind.APPEAL, anew.ended_at.is_(None),
        anew.assessor_id.in_({each.person_id for each in scopes}),
    )  # fmt: skip


def covered(scopes: Iterable[JudgingScope], *, on: date) -> ColumnElement[bool]:
    """Whether a submission is for a unit, level and learner of one of these scopes."""
    return or_(*(_covers(each, on=on) for each in scopes))


def _covers(scope: JudgingScope, *, on: date) -> ColumnElement[bool]:
    held: list[ColumnElement[bool]] = [Submission.level.in_(sorted(scope.levels))]
    if scope.units:
        held.append(Submission.unit_code.in_(sorted(scope.units)))
    if scope.path is not None:
        held.append(belongs_to(Submission.person_id, [scope.path], on=on))
    return and_(*held)


def waiting(
    db: Session, scopes: Sequence[JudgingScope], *, without: Collection[int], on: date, most: int
) -> SampledTries:
    """Sampled tries that are not settled, for a moderator with these scopes; none of the learners `without`."""
    if not scopes:
        return SampledTries([], 0)
    open_ones = _sampled(scopes, on=on).where(
        ModerationSample.settled_at.is_(None), Submission.person_id.not_in(sorted(without)),
        _Learner.closed_at.is_(None), Submission.state == SubmissionState.JUDGED, SubmissionTry.released_at.is_(None),
    )  # fmt: skip
    ordered = open_ones.order_by(_Second.saved_at.is_(None), SubmissionTry.due_on, SubmissionTry.id)
    rows = db.execute(ordered.add_columns(func.count().over()).limit(most)).all()
    return SampledTries([SampledTry(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


def settled(
    db: Session, scopes: Sequence[JudgingScope], *, without: Collection[int], on: date, most: int
) -> list[SampledTry]:
    """Those that were settled last."""
    if not scopes:
        return []
    done = _sampled(scopes, on=on).where(
        ModerationSample.settled_at.is_not(None), Submission.person_id.not_in(sorted(without))
    )
    rows = db.execute(done.order_by(ModerationSample.settled_at.desc(), SubmissionTry.id.desc()).limit(most))
    return [SampledTry(*row) for row in rows]


def without_second(db: Session, shown: ColumnElement[bool], *, most: int) -> list[WithoutSecond]:
    """Sampled tries, of the submissions that `shown` says, that nobody judged a second time or is asked for."""
    asked = exists().where(
        Assignment.try_id == ModerationSample.try_id, Assignment.kind == AssignmentKind.SECOND,
        Assignment.ended_at.is_(None),
    )  # fmt: skip
    judged = exists().where(
        Judgement.try_id == ModerationSample.try_id, Judgement.kind == JudgementKind.SECOND,
        Judgement.saved_at.is_not(None),
    )  # fmt: skip
    found = (
        select(Submission.unit_code, Submission.level, _First.assessor_id, Submission.person_id)
        .join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
        .join(ModerationSample, ModerationSample.try_id == SubmissionTry.id)
        .join(_First, _First.id == ModerationSample.judgement_id)
        .where(ModerationSample.sampled, ModerationSample.settled_at.is_(None), ~asked, ~judged, shown)
        .where(Submission.state == SubmissionState.JUDGED, SubmissionTry.released_at.is_(None))
    )
    return [WithoutSecond(*row) for row in db.execute(found.order_by(ModerationSample.drawn_at).limit(most))]


def sampled_try(db: Session, scopes: Sequence[JudgingScope], try_id: int, *, on: date) -> SampledTry | None:
    """A sampled try as it stands in the lists of a moderator with these scopes."""
    row = db.execute(_sampled(scopes, on=on).where(SubmissionTry.id == try_id)).first() if scopes else None
    return SampledTry(*row) if row else None


def people_named(db: Session, ids: Collection[int]) -> dict[int, Person]:
    """People by their keys."""
    return {each.id: each for each in db.scalars(select(Person).where(Person.id.in_(ids)))}


# Reports


def report_of(db: Session, starts_on: date, ends_on: date) -> ModerationReport | None:
    """The report of a period."""
    asked = select(ModerationReport).where(ModerationReport.starts_on == starts_on)
    return db.scalar(asked.where(ModerationReport.ends_on == ends_on))


def report_by_id(db: Session, report_id: int) -> ModerationReport | None:
    """The report of a key."""
    return db.get(ModerationReport, report_id)


def reports_beyond(db: Session, most: int) -> Sequence[ModerationReport]:
    """The reports beyond the newest ones, for which there is no room."""
    asked = select(ModerationReport).order_by(ModerationReport.asked_at.desc(), ModerationReport.id.desc())
    return db.scalars(asked.offset(most)).all()


def _firsts(start: datetime, end: datetime) -> ColumnElement[bool]:
    """First judgements of a period but those that somebody may still judge a second time, who reads these figures."""
    twice = exists().where(
        _Second.try_id == Judgement.try_id, _Second.kind == JudgementKind.SECOND, _Second.saved_at.is_not(None)
    )
    may_follow = exists().where(
        SubmissionTry.id == Judgement.try_id, SubmissionTry.released_at.is_(None),
        Submission.id == SubmissionTry.submission_id, Submission.state == SubmissionState.JUDGED,
    ).correlate(Judgement)  # fmt: skip
    saved = (Judgement.saved_at >= start, Judgement.saved_at < end)
    return and_(Judgement.kind == JudgementKind.FIRST, *saved, or_(twice, ~may_follow))


def how_many_judged(db: Session, start: datetime, end: datetime) -> int:
    """How many first judgements were saved from a moment on and before another."""
    return db.scalar(select(func.count(Judgement.id)).where(_firsts(start, end))) or 0


@dataclass(frozen=True)
class JudgedRow:
    """A first judgement of a period with its sample."""

    first: Judgement
    submission: Submission
    assessor: Person
    sample: ModerationSample | None


def judged_rows(db: Session, start: datetime, end: datetime, *, after: int, most: int) -> list[JudgedRow]:
    """First judgements of a period, by key from beyond `after`."""
    asked = (
        select(Judgement, Submission, Person, ModerationSample)
        .join(SubmissionTry, SubmissionTry.id == Judgement.try_id)
        .join(Submission, Submission.id == SubmissionTry.submission_id)
        .join(Person, Person.id == Judgement.assessor_id)
        .outerjoin(ModerationSample, ModerationSample.judgement_id == Judgement.id)
        .where(_firsts(start, end), Judgement.id > after)
    )
    return [JudgedRow(*row) for row in db.execute(asked.order_by(Judgement.id).limit(most))]


def later_judgements(db: Session, try_ids: Collection[int]) -> dict[int, dict[JudgementKind, Judgement]]:
    """The saved judgements of tries but for the first ones: by try, then by kind, the newest of each."""
    asked = select(Judgement).where(
        Judgement.try_id.in_(try_ids), Judgement.saved_at.is_not(None), Judgement.kind != JudgementKind.FIRST
    )
    found: dict[int, dict[JudgementKind, Judgement]] = {}
    for each in db.scalars(asked.order_by(Judgement.id)):
        found.setdefault(each.try_id, {})[JudgementKind(each.kind)] = each
    return found


def assessors_called(db: Session, public_ids: Collection[str]) -> dict[str, Person]:
    """Those of the people of these public ids who still have an account."""
    asked = select(Person).where(Person.public_id.in_(public_ids), Person.closed_at.is_(None))
    return {each.public_id: each for each in db.scalars(asked)}


def outcomes(first: Judgement, second: Judgement) -> tuple[Outcome, Outcome]:
    """What two saved judgements came to."""
    return Outcome(str(first.outcome)), Outcome(str(second.outcome))
