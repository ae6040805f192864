"""What a coordinator's desk says: what nobody can judge, how long judging took, who sees what of whom."""

from datetime import date, timedelta

import pytest

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.assessors.rules import (
    JudgeState,
    JudgingScope,
    RoleHeld,
    may_record,
    state_of,
)
from learnmentor.assessment.assessed.assignments.desk.rules import (
    NobodyFor,
    Unassigned,
    may_assign,
    may_see_outcome,
    nobody_for,
)
from learnmentor.assessment.assessed.assignments.desk.turnaround import (
    FEWEST,
    Took,
    Turnaround,
    late_since,
    turnaround,
)

THURSDAY = date(2026, 11, 12)


def scope(*levels: int, units: tuple[str, ...] = (), path: str | None = None) -> JudgingScope:
    return JudgingScope(1, RoleName.ASSESSOR, frozenset(levels), frozenset(units), path)


def test_what_is_in_nobodys_scope_is_counted_by_unit_and_level() -> None:
    waiting = [Unassigned("P1", 4, ("1/2/",))] * 3 + [Unassigned("P1", 7, ("1/",)), Unassigned("P2", 4, ())]
    assert nobody_for(waiting, []) == [NobodyFor("P1", 4, 3), NobodyFor("P1", 7, 1), NobodyFor("P2", 4, 1)]
    assert nobody_for(waiting, [scope(4)]) == [NobodyFor("P1", 7, 1)]
    assert nobody_for(waiting, [scope(4, path="1/2/"), scope(7, units=("P2",))]) == [
        NobodyFor("P1", 7, 1),
        NobodyFor("P2", 4, 1),
    ]
    moderator = JudgingScope(1, RoleName.MODERATOR, frozenset({4, 7}))
    assert len(nobody_for(waiting, [moderator])) == 3


def took(days: int, *, late: bool = False) -> Took:
    due = THURSDAY if late else THURSDAY + timedelta(days=60)
    return Took(THURSDAY, due, THURSDAY + timedelta(days=days))


def test_turnaround_is_in_working_days_and_of_five_or_more() -> None:
    four = [took(1), took(4), took(5), took(11, late=True)]  # 1, 2, 3 and 7 working days
    assert turnaround(four) is None
    assert FEWEST == 5
    assert turnaround([*four, took(4, late=True)]) == Turnaround(5, 2, 2)


def test_what_was_due_on_friday_is_not_late_before_monday_is_over() -> None:
    friday = THURSDAY + timedelta(days=1)
    assert [late_since(friday + timedelta(days=each)) for each in range(3)] == [friday] * 3
    assert late_since(friday + timedelta(days=3)) == friday + timedelta(days=3)


def actor(*scopes: tuple[RoleName, str], role: RoleName | None = None) -> Actor:
    roles = frozenset({each for each, _ in scopes} | ({role} if role else set()))
    return Actor(7, "seven", "Seven", "Seven", roles, frozenset(scopes))


class Arts:
    """A part of a college."""

    path = "1/2/"


def test_a_coordinator_sees_the_outcomes_of_their_part_and_an_administrator_none() -> None:
    dev, grace = actor((RoleName.COORDINATOR, "1/2/")), actor(role=RoleName.ADMINISTRATOR)
    assert may_see_outcome(dev, ["1/2/5/"])
    assert not may_see_outcome(dev, ["1/3/", "1/"])
    assert not may_assign(dev, [], learner_id=8)
    assert may_assign(dev, ["1/2/"], learner_id=8)
    assert not may_see_outcome(grace, ["1/2/"])
    assert may_assign(grace, [], learner_id=8)
    assert not any(may_assign(each, ["1/2/"], learner_id=each.id) for each in (dev, grace)), "their own"


def test_nobody_but_an_administrator_says_of_themselves_that_they_judge() -> None:
    dev, grace = actor((RoleName.COORDINATOR, "1/2/")), actor(role=RoleName.ADMINISTRATOR)
    assert may_record(dev, Arts(), person_id=8)
    assert not may_record(dev, Arts(), person_id=dev.id)
    assert not may_record(dev, None, person_id=8)
    assert may_record(grace, None, person_id=grace.id)


@pytest.mark.parametrize(
    ("starts", "ends", "recorded", "state"),
    [
        (0, None, True, JudgeState.ACTIVE),
        (0, 30, True, JudgeState.ENDS_SOON),
        (1, None, True, JudgeState.TO_COME),
        (0, None, False, JudgeState.NOTHING_RECORDED),
        (-9, -1, False, JudgeState.ENDED),
    ],
)
def test_a_role_stands_as_its_days_and_what_is_recorded_say(
    starts: int, ends: int | None, *, recorded: bool, state: JudgeState
) -> None:
    last = None if ends is None else THURSDAY + timedelta(days=ends)
    held = RoleHeld(RoleName.ASSESSOR, THURSDAY + timedelta(days=starts), last)
    assert state_of(held, recorded=recorded, on=THURSDAY) == state
