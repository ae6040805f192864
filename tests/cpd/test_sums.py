"""LearnMentor promises that the sums it keeps are what the lines of a ledger come to, whatever was done to it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from learnmentor.cpd import integrity, jobs, services
from learnmentor.cpd.models import CpdEntry, CpdYearSum
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import entries
from learnmentor.cpd.queries.years import year_sums
from learnmentor.cpd.rules import LOGGABLE, CpdYear, in_force, may_change, may_withdraw, totals
from learnmentor.cpd.sums import queries
from learnmentor.cpd.sums import services as sums
from learnmentor.cpd.sums.rules import EMPTY, YearAddedUp, years_of
from learnmentor.cpd.targets.rules import IFL, Profile, ProfileKind
from learnmentor.cpd.targets.services import choose_profile
from learnmentor.ground.db import Database, database
from tests.cpd.ledger import NOW, VAULT, Ledger, activity
from tests.cpd.lines import ATTENDED, STUDIED, line
from tests.statements import statements

APRIL = Profile(ProfileKind.CUSTOM, minutes=600, floor_minutes=0, starts=(4, 6), own=True)
DAYS = st.dates(date(2025, 8, 1), date(2027, 5, 31))
MINUTES = st.integers(1, 8).map(lambda quarters: 15 * quarters)
KINDS = st.sampled_from(LOGGABLE)
WHICH = st.integers(0, 99)
VERBS = st.one_of(
    st.tuples(st.just("study"), DAYS),
    st.tuples(st.just("log"), DAYS, KINDS, MINUTES),
    st.tuples(st.just("log many"), st.lists(st.tuples(DAYS, KINDS, MINUTES), max_size=4)),
    st.tuples(st.just("attend"), WHICH.map(lambda number: number % 4), DAYS, MINUTES),
    st.tuples(st.just("was absent"), WHICH.map(lambda number: number % 4)),
    st.tuples(st.just("correct"), WHICH, st.integers(-20, 20), KINDS, MINUTES),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("profile"), st.sampled_from([APRIL, IFL, None])),
)


@pytest.fixture
def ours(app: Flask) -> Database:
    """The database as the worker has it."""
    with app.app_context():
        return database()


class Life:
    """A ledger to which one verb after the other is done, as far as it may be."""

    def __init__(self, of: Ledger) -> None:
        self._of, self._steps = of, 0

    def do(self, verb: str, *args: Any) -> None:
        self._steps += 1
        getattr(self, "_" + verb.replace(" ", "_"))(*args)

    def _study(self, on: date) -> None:
        self._of.study(f"C{self._steps}-S1", on=on)

    def _log(self, on: date, kind: Any, minutes: int) -> None:
        self._of.log(on=on, type=kind, minutes=minutes)

    def _log_many(self, rows: list[tuple[date, Any, int]]) -> None:
        told = (
            (f"import:{self._steps}:{number}", activity(on=on, type=kind, minutes=minutes), Prose())
            for number, (on, kind, minutes) in enumerate(rows)
        )
        services.log_many(self._of.db, VAULT, learner=self._of.actor, entries=told, at=NOW)

    def _attend(self, number: int, on: date, minutes: int) -> None:
        self._of.attend(f"session:{number}", on=on, minutes=minutes)

    def _was_absent(self, number: int) -> None:
        self._of.was_absent(f"session:{number}")

    def _correct(self, which: int, days: int, kind: Any, minutes: int) -> None:
        if old := self._one(which, may_change):
            on = old.on + timedelta(days=days)
            try:
                self._of.correct(old, on=on, type=kind, minutes=minutes)
            except services.NotAllowed:  # it would move into another year
                assert abs(days) > 0

    def _withdraw(self, which: int) -> None:
        if old := self._one(which, may_withdraw):
            self._of.withdraw(old)

    def _profile(self, chosen: Profile | None) -> None:
        choose_profile(self._of.db, person_id=self._of.person.id, profile=chosen, at=NOW)

    def _one(self, which: int, may: Any) -> CpdEntry | None:
        found = [each for each in in_force(self._of.lines()) if may(each, superseded=False)]
        if not found:
            return None
        public_id = found[which % len(found)].public_id
        return entries.entry(self._of.db, public_id, owner_id=self._of.person.id)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(life=st.lists(VERBS, max_size=14))
def test_kept_sums_are_what_the_lines_come_to_whatever_was_done(mine: Ledger, life: list[tuple[Any, ...]]) -> None:
    with mine.db.begin_nested() as begun:
        lived = Life(mine)
        for verb in life:
            lived.do(*verb)
        _kept_as_added_up(mine)
        assert sums.differing(mine.db, person_id=mine.person.id) == []
        begun.rollback()
    mine.db.expire_all()  # plain statements wrote rows whose keys come again


def _kept_as_added_up(mine: Ledger) -> None:
    kept = queries.kept(mine.db, person_id=mine.person.id)
    starts = next((year.starts for year in kept), (9, 1))
    lines = mine.lines()
    assert kept == years_of(lines, starts)
    assert all(
        of.totals == totals(line for line in in_force(lines) if year.contains(line.on)) for year, of in kept.items()
    )
    for year, of in kept.items():
        row = mine.db.get_one(CpdYearSum, (mine.person.id, year.first), populate_existing=True)
        assert {name: getattr(row, name) for name in of.columns} == json.loads(json.dumps(of.columns, default=str)) | {
            "last_on": of.last_on
        }


@given(st.lists(st.tuples(DAYS, st.sampled_from([{}, STUDIED, ATTENDED])), max_size=12))
def test_a_year_grows_line_by_line_into_what_it_adds_up_to_at_once(told: list[tuple[date, dict[str, Any]]]) -> None:
    lines = [line(number, on=on, **facts) for number, (on, facts) in enumerate(told, 1)]
    grown = EMPTY
    for each in lines:
        grown = grown.with_one_more(each)
    assert grown == YearAddedUp.of(lines)
    assert YearAddedUp(json.loads(json.dumps(grown.rows)), grown.last_on) == grown


def test_the_figures_of_a_year_keep_what_was_attended_apart(mine: Ledger) -> None:
    mine.study(on=date(2026, 10, 1), active=22, claimed=5)
    mine.log(on=date(2026, 10, 2), minutes=60)
    mine.attend(on=date(2026, 10, 3), minutes=90)
    row = mine.db.get_one(CpdYearSum, (mine.person.id, date(2026, 9, 1)))
    assert (row.entries, row.counted, row.segments, row.sessions) == (3, 180, 1, 1)
    assert (row.planned, row.active, row.claimed, row.attended) == (30, 22, 65, 90)
    assert row.last_on == date(2026, 10, 3)


def test_a_withdrawn_newest_day_gives_way_to_the_one_before(mine: Ledger) -> None:
    mine.log(on=date(2026, 10, 2))
    newest = mine.log(on=date(2026, 11, 12))
    mine.withdraw(newest)
    assert queries.kept(mine.db, person_id=mine.person.id)[CpdYear(2026)].last_on == date(2026, 10, 2)


def test_a_year_whose_last_line_is_withdrawn_is_kept_no_more(mine: Ledger) -> None:
    mine.withdraw(mine.log())
    assert queries.kept(mine.db, person_id=mine.person.id) == {}


def test_a_change_of_the_default_is_followed_by_a_job_and_meanwhile_pages_go_by_the_lines(
    mine: Ledger, ours: Database
) -> None:
    mine.log(on=date(2027, 4, 5), minutes=60)
    mine.log(on=date(2027, 4, 6), minutes=90)
    choose_profile(mine.db, person_id=None, profile=replace(APRIL, own=False), at=NOW)
    mine.db.commit()
    meanwhile = year_sums(mine.db, person_id=mine.person.id, shown=CpdYear(2027, (4, 6)))
    assert {year.label: of.counted for year, of in meanwhile.by_year.items()} == {"2026-27": 60, "2027-28": 90}
    mine.db.rollback()
    jobs.recount_years(ours, {})
    mine.db.expire_all()
    assert set(queries.kept(mine.db, person_id=mine.person.id)) == {CpdYear(2026, (4, 6)), CpdYear(2027, (4, 6))}
    assert year_sums(mine.db, person_id=mine.person.id, shown=CpdYear(2027, (4, 6))) == meanwhile


def test_sums_that_are_not_those_of_the_lines_are_named_and_added_up_anew(mine: Ledger, ours: Database) -> None:
    mine.log(minutes=60)
    its = CpdYearSum.person_id == mine.person.id
    mine.db.execute(update(CpdYearSum).where(its).values(by_month=[[2026, 11, "workshop", 1, 600, 0, 0, 600, 0, 0]]))
    mine.db.commit()
    (fault,) = integrity.check_all(lambda: ours.session(writes=False), VAULT).faults
    assert fault.reason == (
        "The sums that are kept of 2026-27 are not what its lines come to: learnmentor cpd rebuild-sums mends that."
    )
    mine.db.execute(delete(CpdYearSum).where(its))
    assert sums.differing(mine.db, person_id=mine.person.id) == [CpdYear(2026)]
    sums.rebuild(mine.db, person_id=mine.person.id, on=NOW.date())
    assert sums.differing(mine.db, person_id=mine.person.id) == []


def test_a_line_costs_one_statement_to_read_the_sums_and_one_to_write_them(app: Flask, mine: Ledger) -> None:
    mine.study("C1-S1")
    with statements(app) as sent:
        mine.study("C1-S2")
    assert [each.split()[0] for each in sent if "cpd_year_sum" in each] == ["SELECT", "UPDATE"]
