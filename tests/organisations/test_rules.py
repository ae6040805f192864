"""Who may look after which part, which days meet, and that nobody manages themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.organisations.rules import (
    Managed,
    Span,
    circular,
    clashing,
    coordinated,
    ids_on,
    managers_on,
    may_coordinate,
    may_give,
    may_make_organisations,
    path_of,
    tops,
    within,
)

TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class At:
    """A place in the tree."""

    path: str


def actor(*paths: str, roles: frozenset[RoleName] = frozenset()) -> Actor:
    held = frozenset((RoleName.COORDINATOR, path) for path in paths)
    return Actor(1, "a", "A", "A", roles | {name for name, _ in held}, held)


def administrator() -> Actor:
    return actor(roles=frozenset({RoleName.ADMINISTRATOR}))


@pytest.mark.parametrize(
    ("scope", "path", "reached"),
    [("1/", "1/", True), ("1/", "1/5/9/", True), ("1/5/", "1/", False), ("1/5/", "1/50/", False), ("1/", "11/", False)],
)
def test_a_coordinator_reaches_their_part_and_all_below_it(scope: str, path: str, reached: bool) -> None:
    assert may_coordinate(actor(scope), At(path)) is reached


def test_an_administrator_reaches_every_organisation_and_another_role_none() -> None:
    assert may_coordinate(administrator(), At("7/2/"))
    assert not may_coordinate(actor(roles=frozenset({RoleName.TRAINER})), At("1/"))
    assert not may_coordinate(Actor(1, "a", "A", "A", frozenset(), frozenset({(RoleName.TRAINER, "1/")})), At("1/"))


def test_what_reaches_the_whole_installation_only_an_administrator_gives() -> None:
    assert may_give(actor("1/"), RoleName.COORDINATOR, At("1/5/"))
    assert not may_give(actor("1/5/"), RoleName.COORDINATOR, At("1/"))
    assert not may_give(actor("1/"), RoleName.TRAINER, At("1/"))
    assert not may_give(actor("1/"), RoleName.ADMINISTRATOR, At("1/"))
    assert may_give(administrator(), RoleName.TRAINER, At("1/"))
    assert may_make_organisations(administrator())
    assert not may_make_organisations(actor("1/"))


PATHS = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda ids: "".join(f"{each}/" for each in ids))


@given(st.lists(PATHS, max_size=8))
def test_somebodys_trees_begin_at_their_topmost_parts(paths: list[str]) -> None:
    found = tops(paths)
    assert set(found) <= set(paths)
    assert all(any(within(path, top) for top in found) for path in paths)
    assert not any(within(one, other) for one in found for other in found if one != other)
    assert coordinated(actor(*paths)) == found


@given(PATHS, st.integers(1, 10_000))
def test_a_path_is_read_as_it_was_written(parent: str, part_id: int) -> None:
    path = path_of(part_id, parent=parent)
    assert ids_on(path) == (*ids_on(parent), part_id)
    assert within(path, parent)
    assert not within(parent, path)


DAYS = st.integers(0, 40).map(lambda number: TODAY + timedelta(days=number))
SPANS = st.tuples(DAYS, st.none() | st.integers(0, 20)).map(
    lambda made: Span(made[0], None if made[1] is None else made[0] + timedelta(days=made[1]))
)


@given(SPANS, SPANS)
def test_spans_meet_where_a_day_is_in_both(one: Span, other: Span) -> None:
    days = [TODAY + timedelta(days=number) for number in range(80)]
    assert one.meets(other) is any(one.holds(day) and other.holds(day) for day in days)
    assert one.meets(other) is other.meets(one)
    assert (clashing([one], other) is one) is one.meets(other)


def test_a_span_is_over_on_the_day_after_its_last() -> None:
    span = Span(TODAY, TODAY)
    assert [span.over(TODAY + timedelta(days=days)) for days in (-1, 0, 1)] == [False, False, True]
    assert not Span(TODAY).over(date.max)


def test_who_manages_whom_depends_on_the_day() -> None:
    held = [Managed(2, 1, Span(TODAY)), Managed(3, 1, Span(TODAY, TODAY)), Managed(4, 5, Span(TODAY))]
    assert managers_on(held, 1, on=TODAY) == {2, 3}
    assert managers_on(held, 1, on=TODAY + timedelta(days=1)) == {2}
    assert managers_on(held, 1, on=TODAY - timedelta(days=1)) == frozenset()


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=20))
def test_nobody_ever_manages_themselves_by_any_detour(wishes: list[tuple[int, int]]) -> None:
    managers: dict[int, set[int]] = {}
    for manager, person in wishes:
        if not circular(managers, manager_id=manager, person_id=person):
            managers.setdefault(person, set()).add(manager)
    for person, direct in managers.items():
        above, waiting = set[int](), list(direct)
        while waiting:
            each = waiting.pop()
            if each not in above:
                above.add(each)
                waiting.extend(managers.get(each, ()))
        assert person not in above


def test_a_circle_is_refused_and_two_managers_of_one_person_are_not() -> None:
    assert circular({}, manager_id=1, person_id=1)
    assert circular({1: {2}, 2: {3}}, manager_id=1, person_id=3)
    assert not circular({1: {2}, 3: {2}}, manager_id=3, person_id=1)
