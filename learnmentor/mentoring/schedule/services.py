"""What is done with a schedule: begun from a preset, changed, ticked. The pair's row orders it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.schedule import queries, rules
from learnmentor.mentoring.schedule.models import PairSchedule, SchedulePeriod, ScheduleTick
from learnmentor.mentoring.schedule.rules import PeriodFault, PlannedKind, PlannedPeriod, SchedulePreset
from learnmentor.mentoring.services import hold_open


class YearPlanned(Exception):
    """There is a schedule for this year."""

    def __init__(self, there: PairSchedule) -> None:
        super().__init__(there.public_id)
        self.there = there


class TooManySchedules(Exception):
    """A pair plans no more years."""


class ScheduleMoved(Exception):
    """It was changed since its page was shown."""


class PeriodsWrong(Exception):
    """The days of the periods do not fit; `faults`: the place of a period from 0, and what is wrong with it."""

    def __init__(self, faults: list[tuple[int, PeriodFault]]) -> None:
        super().__init__(faults)
        self.faults = faults


class TickOutside(Exception):
    """The day lies in no period of the year, or is to come."""


class TooManyTicks(Exception):
    """A schedule takes no more ticks."""


def begin(
    db: Session, pair: Pair, *, begins: int, preset: SchedulePreset, public_id: str, at: datetime
) -> PairSchedule:
    """Begin the schedule of an academic year; raises `PairEnded`, `YearPlanned`, `TooManySchedules`."""
    held = hold_open(db, pair)
    if (there := queries.schedule_of_year(db, pair_id=held.id, begins=begins)) is not None:
        raise YearPlanned(there)
    if len(queries.schedules(db, pair_id=held.id)) >= rules.MOST_SCHEDULES:
        raise TooManySchedules(pair.public_id)
    made = PairSchedule(public_id=public_id, pair_id=held.id, begins=begins, preset=preset, made_at=at)
    db.add(made)
    db.flush()
    _write(db, made, rules.preset_periods(preset, begins))
    return made


def change(db: Session, pair: Pair, found: PairSchedule, *, periods: Sequence[PlannedPeriod], seen: int) -> None:
    """Change the plan; `seen` is the number of changes of the plan that was shown.

    Raises `PairEnded`, `ScheduleMoved`, `PeriodsWrong`.
    """
    hold_open(db, pair)
    db.refresh(found)
    if seen != found.changes:
        raise ScheduleMoved(found.public_id)
    if faults := rules.period_faults(periods):
        raise PeriodsWrong(faults)
    for each in queries.periods(db, found.id):
        db.delete(each)
    db.flush()
    found.changes += 1
    _write(db, found, periods)


def _write(db: Session, found: PairSchedule, periods: Sequence[PlannedPeriod]) -> None:
    for place, each in enumerate(periods):
        db.add(
            SchedulePeriod(
                schedule_id=found.id, place=place, part=each.part, starts_on=each.starts_on, ends_on=each.ends_on,
                talks=each.count(PlannedKind.TALK), mentor_watches=each.count(PlannedKind.MENTOR_WATCHES),
                mentee_watches=each.count(PlannedKind.MENTEE_WATCHES), elsewhere=each.count(PlannedKind.ELSEWHERE),
                joint=each.count(PlannedKind.JOINT), report_to=each.report_to, report_due_on=each.report_due_on,
            )
        )  # fmt: skip
    db.flush()


def tick(
    db: Session, pair: Pair, found: PairSchedule, *, kind: PlannedKind, done_on: date, by: int, on: date, at: datetime
) -> None:
    """Say that something took place; said twice, it is said once. Raises `PairEnded`, `TickOutside`, `TooManyTicks`."""
    hold_open(db, pair)
    planned = queries.plan_of(db, found).periods
    if done_on > on or rules.period_at(planned, done_on) is None:
        raise TickOutside(found.public_id)
    if queries.tick(db, schedule_id=found.id, kind=kind, done_on=done_on) is not None:
        return
    if queries.number_of_ticks(db, found.id) >= rules.MOST_TICKS:
        raise TooManyTicks(found.public_id)
    db.add(ScheduleTick(schedule_id=found.id, kind=kind, done_on=done_on, by_id=by, at=at))
    db.flush()


def take_tick(db: Session, pair: Pair, found: PairSchedule, *, kind: PlannedKind, done_on: date) -> None:
    """Take a tick away, whoever of the two set it; raises `PairEnded`."""
    hold_open(db, pair)
    there = queries.tick(db, schedule_id=found.id, kind=kind, done_on=done_on)
    if there is not None:
        db.delete(there)
    db.flush()
