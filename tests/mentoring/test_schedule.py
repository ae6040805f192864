"""The schedule of a pair: begun once a year, changed by either, ticked, and counted without a word."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from learnmentor.ground.db import Database
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.schedule import queries, services
from learnmentor.mentoring.schedule.models import PairSchedule
from learnmentor.mentoring.schedule.rules import DueState, PlannedKind, PlannedPeriod, SchedulePreset
from tests import racing
from tests.mentoring.conftest import NOW, TODAY, Two
from tests.mentoring.observing import agreed, given, ready

ON = {"zone": "Europe/London", "on": TODAY}
TERM = PlannedPeriod(date(2026, 9, 1), date(2026, 12, 18), planned={PlannedKind.TALK: 2})


def year(db: Session, pair: Two, preset: SchedulePreset = SchedulePreset.PRE_SERVICE) -> PairSchedule:
    return services.begin(db, pair.pair, begins=2026, preset=preset, public_id="theyear", at=NOW)


def tick(db: Session, pair: Two, found: PairSchedule, kind: PlannedKind, day: date) -> None:
    services.tick(db, pair.pair, found, kind=kind, done_on=day, by=pair.mentee.id, on=TODAY, at=NOW)


def test_two_who_begin_the_same_year_at_once_have_one_schedule(base: Database, db: Session, pair: Two) -> None:
    def begin(s: Session, public_id: str) -> object:
        return services.begin(
            s, s.get_one(Pair, pair.pair.id), begins=2026, preset=SchedulePreset.BLANK, public_id=public_id, at=NOW
        )

    outcomes = racing.done(base, lambda s: begin(s, "one"), lambda s: begin(s, "two"))
    assert sorted(type(each).__name__ for each in outcomes) == ["PairSchedule", "YearPlanned"]
    assert racing.number_of(db, PairSchedule) == 1


def test_a_plan_that_somebody_else_changed_is_not_written_over(db: Session, pair: Two) -> None:
    found = year(db, pair)
    services.change(db, pair.pair, found, periods=[TERM], seen=0)
    with pytest.raises(services.ScheduleMoved):
        services.change(db, pair.pair, found, periods=[TERM, TERM], seen=0)
    with pytest.raises(services.PeriodsWrong):
        services.change(db, pair.pair, found, periods=[TERM, TERM], seen=1)
    assert queries.plan_of(db, found).periods[0].count(PlannedKind.TALK) == 2


def test_visits_that_were_held_and_what_is_ticked_count(db: Session, pair: Two) -> None:
    found, visit = year(db, pair), agreed(db, pair)
    ready(db, pair, visit)
    given(db, pair, visit)
    tick(db, pair, found, PlannedKind.TALK, date(2026, 10, 1))
    tick(db, pair, found, PlannedKind.TALK, date(2026, 10, 1))  # said by both
    tick(db, pair, found, PlannedKind.MENTOR_WATCHES, TODAY)  # recorded already
    first = queries.standing(db, queries.plan_of(db, found), pair=pair.pair, **ON).periods[0].kinds
    assert (first[PlannedKind.TALK].done, first[PlannedKind.TALK].state) == (1, DueState.DUE)
    watched = first[PlannedKind.MENTOR_WATCHES]
    assert (watched.days, watched.state) == ((TODAY,), DueState.DONE)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 11, 22)])
def test_a_tick_is_of_a_day_of_the_year_that_has_been(db: Session, pair: Two, day: date) -> None:
    with pytest.raises(services.TickOutside):
        tick(db, pair, year(db, pair), PlannedKind.REPORT, day)
