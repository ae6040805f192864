"""Reads of schedules: the years of a pair, and one of them with what took place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.mentoring.meetings import queries as meetings
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries as observations
from learnmentor.mentoring.observations.queries import HeldVisit
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection
from learnmentor.mentoring.schedule.models import PairSchedule, SchedulePeriod, ScheduleTick
from learnmentor.mentoring.schedule.rules import (
    MOST_SCHEDULES,
    DoneThing,
    PlannedKind,
    PlannedPeriod,
    ScheduleStanding,
    year_standing,
)

_TWO_MONTHS = timedelta(days=60)
_PERIODS = select(SchedulePeriod).order_by(SchedulePeriod.schedule_id, SchedulePeriod.place).limit(100_000)
_TICKS = select(ScheduleTick).order_by(ScheduleTick.schedule_id, ScheduleTick.done_on).limit(100_000)


@dataclass(frozen=True)
class SchedulePlan:
    """A schedule with its periods in their order, and what was ticked."""

    schedule: PairSchedule
    periods: tuple[PlannedPeriod, ...]
    ticks: tuple[DoneThing, ...]


def schedule(db: Session, public_id: str, *, pair_id: int) -> PairSchedule | None:
    """One schedule of a pair, as it is now."""
    found = select(PairSchedule).where(PairSchedule.public_id == public_id, PairSchedule.pair_id == pair_id)
    return db.scalar(found.execution_options(populate_existing=True))


def schedules(db: Session, *, pair_id: int) -> Sequence[PairSchedule]:
    """The schedules of a pair, the newest year first."""
    found = select(PairSchedule).where(PairSchedule.pair_id == pair_id)
    return db.scalars(found.order_by(PairSchedule.begins.desc()).limit(MOST_SCHEDULES)).all()


def schedule_of_year(db: Session, *, pair_id: int, begins: int) -> PairSchedule | None:
    """The schedule of the academic year that begins in a year."""
    return db.scalar(select(PairSchedule).where(PairSchedule.pair_id == pair_id, PairSchedule.begins == begins))


def periods(db: Session, schedule_id: int) -> Sequence[SchedulePeriod]:
    """The periods of a schedule in their order."""
    return db.scalars(_PERIODS.where(SchedulePeriod.schedule_id == schedule_id)).all()


def tick(db: Session, *, schedule_id: int, kind: PlannedKind, done_on: date) -> ScheduleTick | None:
    """The tick for a kind on a day."""
    found = select(ScheduleTick).where(ScheduleTick.schedule_id == schedule_id, ScheduleTick.kind == kind)
    return db.scalar(found.where(ScheduleTick.done_on == done_on))


def number_of_ticks(db: Session, schedule_id: int) -> int:
    """How many ticks a schedule has."""
    return db.scalar(select(func.count(ScheduleTick.id)).where(ScheduleTick.schedule_id == schedule_id)) or 0


def plan_of(db: Session, found: PairSchedule) -> SchedulePlan:
    """A schedule with its periods and ticks."""
    ticks = db.scalars(_TICKS.where(ScheduleTick.schedule_id == found.id))
    return SchedulePlan(
        found, tuple(each.planned for each in periods(db, found.id)), tuple(each.done for each in ticks)
    )  # fmt: skip


def standing(db: Session, plan: SchedulePlan, *, pair: Pair, zone: str, on: date) -> ScheduleStanding:
    """What became of a plan: recorded talks and visits, and what was ticked."""
    done = [DoneThing(PlannedKind.TALK, each) for each in _talks(db, pair.id, zone)]
    done += [DoneThing(_kind(each, pair), each.held_on) for each in observations.held_visits(db, pair.id)]
    return year_standing(plan.periods, _near([*done, *plan.ticks], plan.periods), on=on)


def _kind(visit: HeldVisit, pair: Pair) -> PlannedKind:
    """What a visit counts as. Between co-coaches it depends on which of the two watched."""
    if visit.purpose == ObservationPurpose.JOINT_FORMATIVE:
        return PlannedKind.JOINT
    mentors = {WatchDirection.MENTOR_WATCHES: True, WatchDirection.MENTEE_WATCHES: False}
    by_mentor = mentors.get(WatchDirection(visit.direction), visit.observer_id == pair.mentor_id)
    return PlannedKind.MENTOR_WATCHES if by_mentor else PlannedKind.MENTEE_WATCHES


def _near(done: Iterable[DoneThing], planned: Sequence[PlannedPeriod]) -> list[DoneThing]:
    """What belongs to a year or lies within two months of it; other years have pages of their own."""
    if not planned:
        return []
    first, last = planned[0].starts_on - _TWO_MONTHS, planned[-1].ends_on + _TWO_MONTHS
    return [each for each in done if first <= each.on <= last]


def _talks(db: Session, pair_id: int, zone: str) -> list[date]:
    """The days of the talks that a pair held, where its clocks are."""
    local = ZoneInfo(zone)
    return [each.held_at.astimezone(local).date() for each in meetings.held_meetings(db, pair_id)]
