"""What a year plans, where each thing that was done belongs, and what is due, overdue and done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from learnmentor.mentoring.schedule.terms import Stretch, TermPart, academic_year, due_days

MOST_PERIODS = 12
MOST_PLANNED = 40  # of one kind in one period
MOST_TICKS = 300  # of one schedule
MOST_SCHEDULES = 30  # of one pair
LONGEST_YEAR = timedelta(days=550)
SOON = timedelta(days=14)


class PlannedKind(StrEnum):
    """What is planned for a period: talks, four kinds of watching, a report."""

    TALK = "talk"
    MENTOR_WATCHES = "mentor-watches"
    MENTEE_WATCHES = "mentee-watches"
    ELSEWHERE = "elsewhere"
    JOINT = "joint"
    REPORT = "report"


class SchedulePreset(StrEnum):
    """Where a plan began. The sources differ, so none is a norm (curriculum X16)."""

    PRE_SERVICE = "pre-service"
    IN_SERVICE = "in-service"
    SAMPLE = "sample"
    BLANK = "blank"


class ReportTo(StrEnum):
    """Who is given a report."""

    NOBODY = "nobody"
    TUTOR = "tutor"
    COURSE_LEADER = "course-leader"
    COORDINATOR = "coordinator"


class DueState(StrEnum):
    """How something planned stands."""

    NOTHING = "nothing"  # none is planned
    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"


class PeriodFault(StrEnum):
    """What is wrong with the days of a plan."""

    NONE = "none"
    MANY = "many"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"
    LONG = "long"
    REPORT_OUTSIDE = "report-outside"


@dataclass(frozen=True)
class PlannedPeriod:
    """A stretch of the year and how many of each kind are planned in it."""

    starts_on: date
    ends_on: date
    part: TermPart | None = None
    planned: Mapping[PlannedKind, int] = field(default_factory=dict)
    report_to: ReportTo = ReportTo.NOBODY
    report_due_on: date | None = None

    def count(self, kind: PlannedKind) -> int:
        """How many of a kind are planned."""
        return self.planned.get(kind, 0)


@dataclass(frozen=True)
class DoneThing:
    """Something that took place on a day: recorded here, or ticked."""

    kind: PlannedKind
    on: date
    ticked: bool = False


@dataclass(frozen=True)
class KindStanding:
    """One kind in one period: how many are planned and done, by when the next is due, and how that stands."""

    kind: PlannedKind
    planned: int
    days: tuple[date, ...]
    next_due_on: date | None
    state: DueState

    @property
    def done(self) -> int:
        """How many took place."""
        return len(self.days)


@dataclass(frozen=True)
class PeriodStanding:
    """A period with what became of it."""

    period: PlannedPeriod
    kinds: Mapping[PlannedKind, KindStanding]


@dataclass(frozen=True)
class ScheduleStanding:
    """A year with each of its periods; `outside`: what took place on days that no period of it holds."""

    periods: tuple[PeriodStanding, ...]
    outside: tuple[DoneThing, ...]

    def total(self, kind: PlannedKind) -> tuple[int, int]:
        """Planned and done of a kind in the year."""
        found = [each.kinds[kind] for each in self.periods]
        return sum(each.planned for each in found), sum(each.done for each in found)


def preset_periods(preset: SchedulePreset, begins: int) -> tuple[PlannedPeriod, ...]:
    """The periods of an academic year with what a preset plans in each."""
    plan = _PRESETS[preset]
    return tuple(_planned(stretch, plan.get(stretch.part, {})) for stretch in academic_year(begins))


def _planned(stretch: Stretch, counts: Mapping[PlannedKind, int]) -> PlannedPeriod:
    reports = counts.get(PlannedKind.REPORT, 0)
    to = ReportTo.COORDINATOR if reports else ReportTo.NOBODY
    due = stretch.ends_on if reports else None
    return PlannedPeriod(stretch.starts_on, stretch.ends_on, stretch.part, dict(counts), to, due)


_PRESETS: Mapping[SchedulePreset, Mapping[TermPart, Mapping[PlannedKind, int]]] = {
    SchedulePreset.PRE_SERVICE: {  # [LLUK App.3]: ten discussions, five observations, three reports; the sums are ours
        part: {PlannedKind.TALK: talks, PlannedKind.MENTOR_WATCHES: 1, PlannedKind.REPORT: reports}
        for part, (talks, reports) in zip(TermPart, ((3, 1), (2, 0), (2, 1), (2, 0), (1, 1)), strict=True)
    },
    SchedulePreset.IN_SERVICE: {  # [LLUK App.3]: one report by the mentor on an observation
        TermPart.SPRING_SECOND: {PlannedKind.MENTOR_WATCHES: 1, PlannedKind.REPORT: 1}
    },
    SchedulePreset.SAMPLE: {  # [LLUK App.5]: one visit, the first jointly; the trainee watches two people
        TermPart.AUTUMN: {PlannedKind.JOINT: 1},
        TermPart.SPRING_FIRST: {PlannedKind.MENTEE_WATCHES: 1},
        TermPart.SUMMER_FIRST: {PlannedKind.ELSEWHERE: 1},
    },
    SchedulePreset.BLANK: {},
}


def period_faults(periods: Sequence[PlannedPeriod]) -> list[tuple[int, PeriodFault]]:
    """What is wrong with the days of a plan, each with the place of the period from 0."""
    if not 1 <= len(periods) <= MOST_PERIODS:
        return [(0, PeriodFault.MANY if periods else PeriodFault.NONE)]
    found = [(n, fault) for n, each in enumerate(periods) for fault in _own_faults(each)]
    for n, (before, after) in enumerate(pairwise(periods), 1):
        if after.starts_on <= before.ends_on:
            found.append((n, PeriodFault.OVERLAP))
    if not found and periods[-1].ends_on - periods[0].starts_on > LONGEST_YEAR:
        found.append((len(periods) - 1, PeriodFault.LONG))
    return found


def _own_faults(period: PlannedPeriod) -> list[PeriodFault]:
    if period.ends_on < period.starts_on:
        return [PeriodFault.BACKWARDS]
    due = period.report_due_on
    outside = due is not None and not period.starts_on <= due <= period.ends_on + LONGEST_YEAR / 6
    return [PeriodFault.REPORT_OUTSIDE] if outside else []


def period_at(periods: Sequence[PlannedPeriod], on: date) -> int | None:
    """The place of the period that a day belongs to; holidays after it belong to it. None before the first.

    What comes after the end of the last belongs to it for eight weeks.
    """
    if not periods or on < periods[0].starts_on or on > periods[-1].ends_on + timedelta(weeks=8):
        return None
    return max(n for n, each in enumerate(periods) if each.starts_on <= on)


def counted_once(done: Collection[DoneThing]) -> list[DoneThing]:
    """What was done, in the order of its days; a tick for what is recorded on that day counts nothing beside it."""
    recorded = {(each.kind, each.on) for each in done if not each.ticked}
    kept = [each for each in done if not (each.ticked and (each.kind, each.on) in recorded)]
    return sorted(kept, key=lambda each: (each.on, each.kind))


def year_standing(periods: Sequence[PlannedPeriod], done: Collection[DoneThing], *, on: date) -> ScheduleStanding:
    """What became of a year as far as `on`."""
    placed = [(period_at(periods, each.on), each) for each in counted_once(done)]
    standings = tuple(
        PeriodStanding(period, _kinds(period, [each for at, each in placed if at == n], on=on))
        for n, period in enumerate(periods)
    )
    return ScheduleStanding(standings, tuple(each for at, each in placed if at is None))


def _kinds(period: PlannedPeriod, done: Sequence[DoneThing], *, on: date) -> dict[PlannedKind, KindStanding]:
    days = {kind: tuple(each.on for each in done if each.kind == kind) for kind in PlannedKind}
    return {kind: _standing(period, kind, days[kind], on=on) for kind in PlannedKind}


def _standing(period: PlannedPeriod, kind: PlannedKind, days: tuple[date, ...], *, on: date) -> KindStanding:
    planned = period.count(kind)
    due = _due_days(period, kind)
    if len(days) >= planned:
        return KindStanding(kind, planned, days, None, DueState.DONE if planned else DueState.NOTHING)
    next_due, last = due[len(days)], max(due[-1], period.ends_on if kind != PlannedKind.REPORT else due[-1])
    if on > last:
        return KindStanding(kind, planned, days, next_due, DueState.OVERDUE)
    state = DueState.DUE if on >= min(period.starts_on, next_due - SOON) else DueState.LATER
    return KindStanding(kind, planned, days, next_due, state)


def _due_days(period: PlannedPeriod, kind: PlannedKind) -> tuple[date, ...]:
    if kind == PlannedKind.REPORT and period.report_due_on is not None:
        return (period.report_due_on,) * period.count(kind)
    return due_days(period.starts_on, period.ends_on, period.count(kind))


def next_due(year: ScheduleStanding) -> list[tuple[PlannedPeriod, KindStanding]]:
    """What is overdue or due, the earliest day first."""
    waiting = [
        (each.period, standing)
        for each in year.periods
        for standing in each.kinds.values()
        if standing.state in {DueState.DUE, DueState.OVERDUE}
    ]
    return sorted(waiting, key=lambda each: (each[1].next_due_on or each[0].ends_on, each[1].kind))
