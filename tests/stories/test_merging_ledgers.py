"""The ledgers of two accounts that become one: both chains hold, and nothing counts twice, whatever else goes on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.merging.models import MergedAccount
from learnmentor.courses.study.models import Study
from learnmentor.cpd import chain, integrity
from learnmentor.cpd import services as cpd
from learnmentor.cpd.earlier.queries import closed_ledger
from learnmentor.cpd.models import CpdYearSum
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.years import minutes_between
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.cpd.sums import services as sums
from learnmentor.ground.db import Database, database
from learnmentor.stories import completion
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.moves import AccountPair
from tests.cpd.ledger import VAULT
from tests.racing import actor, begun_meanwhile, done, kinds
from tests.stories.two_accounts import NOW, TODAY, TOLD, Two, merge


def test_the_other_ledger_is_closed_with_its_head_and_both_chains_hold(two: Two) -> None:
    two.log(two.goes, "form:1")
    two.log(two.stays, "form:2")
    before = [line.hash for line in ledger.lines(two.db, person_id=two.goes.id)]
    closed = merge(two.db, two.stays, two.goes)
    assert (closed.lines, closed.head) == (1, before[-1])
    assert [line.hash for line in ledger.lines(two.db, person_id=two.goes.id)] == before
    for who in (two.stays, two.goes):
        links = (each.link for each in ledger.kept_lines(two.db, person_id=who.id))
        assert chain.verify_chain(links, start=chain.genesis(who.public_id)) is None


def test_no_line_follows_in_a_closed_ledger(two: Two) -> None:
    line = two.log(two.goes, "form:1")
    merge(two.db, two.stays, two.goes)
    attempts: list[Callable[[], object]] = [
        lambda: two.log(two.goes, "form:3"),
        lambda: two.credit(two.goes, 0, at=NOW),
        lambda: cpd.withdraw(two.db, VAULT, learner=actor(two.goes), entry=line, explanation="", at=NOW),
        lambda: cpd.credit_session(
            two.db, learner_id=two.goes.id, source="session:9", on=TODAY, title="t", provider="p", leader="l",
            minutes=5, at=NOW,
        ),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(accounts.AccountClosed):
            attempt()
    assert ledger.head(two.db, two.goes)[0] == 1


def test_a_year_counts_both_records_and_a_segment_once_by_the_earlier_completion(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW - timedelta(days=3))
    two.study(two.stays, 0, completed=NOW - timedelta(days=1))
    two.study(two.goes, 1, completed=NOW)
    two.log(two.stays, "form:1", 60)
    two.log(two.goes, "form:1", 45)
    merge(two.db, two.stays, two.goes)
    assert two.counted() == 30 + 30 + 60 + 45
    assert minutes_between(two.db, person_id=two.stays.id, first=TODAY, last=TODAY) == 165
    kept = two.db.scalar(
        select(Study.completed_at).where(Study.person_id == two.stays.id, Study.segment_id == two.segments[0].id)
    )
    assert kept == NOW - timedelta(days=3)
    assert not list(two.db.scalars(select(CpdYearSum).where(CpdYearSum.person_id == two.goes.id)))


def test_what_was_finished_in_the_other_account_is_not_credited_again(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW)
    cpd.credit_session(
        two.db, learner_id=two.goes.id, source="session:9", on=TODAY, title="t", provider="p", leader="l", minutes=45,
        at=NOW,
    )  # fmt: skip
    merge(two.db, two.stays, two.goes)
    assert two.credit(two.stays, 0, at=NOW) is False
    again = cpd.credit_session(
        two.db, learner_id=two.stays.id, source="session:9", on=TODAY, title="t", provider="p", leader="l", minutes=45,
        at=NOW,
    )  # fmt: skip
    assert again is False
    assert two.counted() == 75


def test_kept_sums_are_what_the_lines_of_both_come_to_whatever_follows(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW)
    two.study(two.stays, 0, completed=NOW + timedelta(hours=1))
    entry = two.log(two.stays, "form:1")
    merge(two.db, two.stays, two.goes)
    two.log(two.stays, "form:2", 15)
    cpd.withdraw(two.db, VAULT, learner=actor(two.stays), entry=entry, explanation="", at=NOW)
    assert [sums.differing(two.db, person_id=each.id) for each in (two.stays, two.goes)] == [[], []]
    assert two.counted() == 45
    for who in (two.stays, two.goes):
        sums.rebuild(two.db, person_id=who.id, on=NOW.date())
    assert two.counted() == 45


def test_the_daily_check_finds_nothing_wrong_and_a_line_that_was_put_behind_the_end(app: Flask, two: Two) -> None:
    two.log(two.goes, "form:1")
    two.log(two.stays, "form:1")
    merge(two.db, two.stays, two.goes)
    two.db.commit()
    with app.app_context():
        store = database()
    assert integrity.check_all(lambda: store.session(writes=False), VAULT).faults == []
    closed = closed_ledger(two.db, two.goes.id)
    assert closed is not None
    closed.lines, closed.head = 0, chain.genesis(two.goes.public_id)
    two.db.commit()
    faults = integrity.check_all(lambda: store.session(writes=False), VAULT).faults
    assert [fault.reason for fault in faults] == ["It does not end where it was closed."]


COMPLETIONS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 1), st.booleans(), st.integers(0, 72)),
    max_size=6, unique_by=lambda each: each[:2],
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(COMPLETIONS, st.integers(0, 2), st.integers(0, 2))
def test_after_a_merge_no_segment_counts_twice_and_both_chains_hold(
    two: Two, studied: list[tuple[bool, int, bool, int]], mine: int, theirs: int
) -> None:
    savepoint = two.db.begin_nested()
    for own, number, completed, hours in studied:
        who = two.stays if own else two.goes
        two.study(who, number, completed=NOW + timedelta(hours=hours) if completed else None)
    for who, lines in ((two.stays, mine), (two.goes, theirs)):
        for number in range(lines):
            two.log(who, f"form:{number}", 15)
    merge(two.db, two.stays, two.goes)
    finished = {number for _, number, completed, _ in studied if completed}
    assert two.counted() == 30 * len(finished) + 15 * (mine + theirs)
    completed = select(Study.segment_id).where(Study.person_id == two.stays.id, Study.completed_at.is_not(None))
    assert sorted(two.db.scalars(completed)) == sorted(two.segments[number].id for number in finished)
    for who in (two.stays, two.goes):
        links = (each.link for each in ledger.kept_lines(two.db, person_id=who.id))
        assert chain.verify_chain(links, start=chain.genesis(who.public_id)) is None
    savepoint.rollback()
    two.db.expire_all()
    two.db.info.clear()


# At the same moment


def test_a_merge_meets_itself_and_whatever_is_logged_or_finished_in_either_account(app: Flask, two: Two) -> None:
    two.db.commit()
    with app.app_context():
        store: Database = database()
    pair = AccountPair(two.stays.id, two.goes.id)

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD) and None

    def the_other_way(db: Session) -> object:
        return (
            merging_accounts.merge(db, VAULT, AccountPair(pair.goes, pair.stays), proofs=None, asked_by=None, told=TOLD)
            and None
        )

    assert kinds(done(store, merging_them, the_other_way)) == ["CannotMerge", "done"]
    two.db.rollback()
    assert len(two.db.scalars(select(MergedAccount)).all()) == 1


@pytest.mark.parametrize("in_closed", [True, False])
def test_what_is_logged_while_accounts_are_merged_is_counted_or_refused(
    app: Flask, two: Two, *, in_closed: bool
) -> None:
    two.db.commit()
    with app.app_context():
        store: Database = database()
    pair, who = AccountPair(two.stays.id, two.goes.id), actor(two.goes if in_closed else two.stays)

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD).lines

    def logging(db: Session) -> object:
        activity = LoggedActivity(TODAY, EntryType.OTHER, "A talk", "", 20)
        return cpd.log_activity(
            db, VAULT, learner=who, activity=activity, prose=Prose(), files=[], source="form:1", at=NOW
        )[0].sequence

    _, then = begun_meanwhile(store, merging_them, logging)
    assert isinstance(then, accounts.AccountClosed) is in_closed
    two.db.rollback()
    assert two.counted() == (0 if in_closed else 20)


@pytest.mark.parametrize("in_closed", [True, False])
@pytest.mark.parametrize("merge_first", [True, False])
def test_a_segment_that_is_finished_while_accounts_are_merged_counts_once(
    app: Flask, two: Two, *, in_closed: bool, merge_first: bool
) -> None:
    for who in (two.stays, two.goes):
        two.study(who, 0, seconds=1800)
    two.db.commit()
    with app.app_context():
        store: Database = database()
    who = actor(two.goes if in_closed else two.stays)
    pair, segment = AccountPair(two.stays.id, two.goes.id), two.segments[0]

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD).lines

    def finishing(db: Session) -> object:
        return completion.record(db, learner=who, segment=segment, at=NOW, zone="Europe/London", issuer="N").finished

    two.db.refresh(segment)
    two.db.rollback()
    stories = (merging_them, finishing) if merge_first else (finishing, merging_them)
    _, then = begun_meanwhile(store, *stories)
    assert isinstance(then, accounts.AccountClosed) is (in_closed and merge_first)
    two.db.rollback()
    assert two.counted() == (0 if in_closed and merge_first else 30)
