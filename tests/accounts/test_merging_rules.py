"""Two accounts of one person: what is proven, what stands in the way, and that nothing is learned twice."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.merging import rules
from learnmentor.accounts.merging.rules import AccountState, Achievement, Days, Obstacle, Proof, SegmentAttempt

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DAY = date(2026, 1, 1)
IN, PASSWORD, LETTER = Proof.SIGNED_IN, Proof.PASSWORD, Proof.LETTER

JUDGED = frozenset({7, 8})


@pytest.mark.parametrize(
    ("kept", "closed", "by_owner", "enough"),
    [
        ({IN}, {PASSWORD}, True, True),
        ({IN}, {LETTER}, True, True),
        ({LETTER}, {IN}, True, True),
        ({IN}, set(), True, False),
        ({IN, PASSWORD}, set(), True, False),
        ({PASSWORD}, {PASSWORD}, True, False),
        ({IN}, {IN}, True, False),
        ({LETTER}, {LETTER}, False, True),
        ({IN, PASSWORD}, {LETTER}, False, False),
        ({LETTER}, {PASSWORD}, False, False),
        (set(), set(), False, False),
    ],
)
def test_both_accounts_are_proven_and_an_administrator_proves_nothing(
    kept: set[Proof], closed: set[Proof], *, by_owner: bool, enough: bool
) -> None:
    assert rules.proven(kept=kept, closed=closed, by_owner=by_owner) is enough


@pytest.mark.parametrize(
    ("kept", "closed", "found"),
    [
        (AccountState(1), AccountState(2), set()),
        (AccountState(1), AccountState(1), {Obstacle.SAME}),
        (AccountState(1), AccountState(2, suspended=True), {Obstacle.SUSPENDED}),
        (AccountState(1, merged_into=3), AccountState(2, closed=True), {Obstacle.MERGED, Obstacle.CLOSED}),
        (AccountState(1), AccountState(2, ledger_holds=False), {Obstacle.BROKEN_LEDGER}),
        (AccountState(1, words_open=False), AccountState(2), {Obstacle.UNREADABLE}),
        (AccountState(1, judged=frozenset({2})), AccountState(2), {Obstacle.JUDGED}),
        (AccountState(1, judged_tries=JUDGED), AccountState(2, judged_tries=JUDGED), {Obstacle.JUDGED_TWICE}),
    ],
)
def test_what_stands_in_the_way_is_named(kept: AccountState, closed: AccountState, found: set[Obstacle]) -> None:
    assert rules.obstacles(kept, closed) == rules.obstacles(closed, kept) == found


def test_an_address_that_may_be_taken_back_stands_in_the_way_of_closing_its_account() -> None:
    lately = AccountState(1, new_address=True)
    assert rules.obstacles(AccountState(2), lately) == {Obstacle.NEW_ADDRESS}
    assert rules.obstacles(lately, AccountState(2)) == set()


SPANS = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 10)).map(
    lambda span: (DAY + timedelta(days=span[0]), None if span[1] is None else DAY + timedelta(days=span[0] + span[1]))
)


@given(st.lists(SPANS, max_size=8), st.integers(-1, 60))
def test_what_both_accounts_held_is_held_on_the_same_days_and_no_day_twice(spans: list[Days], after: int) -> None:
    joined, day = rules.spans_together(spans), DAY + timedelta(days=after)

    def held(among: list[Days]) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in among)

    assert held(joined) == held(spans)
    assert all(one[1] is not None and one[1] < other[0] for one, other in pairwise(joined))
    assert {first for first, _ in joined} <= {first for first, _ in spans}


ACHIEVEMENTS = st.lists(
    st.builds(
        Achievement, person_id=st.integers(1, 2), sequence=st.integers(1, 9),
        once=st.sampled_from(["", "segment:C1-S1", "segment:C1-S2", "award:HOUSE-2"]),
        at=st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours)),
    ),
    max_size=12, unique_by=lambda each: (each.person_id, each.sequence),
)  # fmt: skip


@given(ACHIEVEMENTS)
def test_what_can_be_had_once_counts_once_and_one_s_own_lines_all_count(found: list[Achievement]) -> None:
    counted = rules.counted_once(found)
    assert [each for each in counted if not each.once] == [each for each in found if not each.once]
    assert sorted(each.once for each in counted if each.once) == sorted({each.once for each in found if each.once})
    assert all(each.at <= other.at for each in counted for other in found if each.once and each.once == other.once)
    assert rules.counted_once(counted) == counted
    assert set(rules.counted_once(found[::-1])) == set(counted)


ATTEMPTS = st.lists(
    st.builds(
        SegmentAttempt, person_id=st.integers(1, 9), active_seconds=st.integers(0, 3),
        completed_at=st.none() | st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
        touched_at=st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
    ),
    min_size=1, max_size=4, unique_by=lambda each: each.person_id,
)  # fmt: skip


@given(ATTEMPTS)
def test_the_attempt_that_goes_on_is_never_one_that_came_less_far(attempts: list[SegmentAttempt]) -> None:
    kept = rules.attempt_kept(attempts)
    assert kept == rules.attempt_kept(attempts[::-1])
    completed = [each.completed_at for each in attempts if each.completed_at]
    assert kept.completed_at == min(completed, default=None)
    if not completed:
        assert kept.active_seconds == max(each.active_seconds for each in attempts)
