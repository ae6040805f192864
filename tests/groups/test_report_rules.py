"""How far a member is, and what is printed of the people in a tree of parts, whoever comes and goes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.assessment.statistics.small_cells import FEWEST, small
from learnmentor.groups.reports.rules import (
    CAME,
    CERTIFIED,
    PEOPLE,
    CountedPlace,
    GroupStanding,
    Headcount,
    HourBasis,
    MemberStanding,
    PersonCounted,
    PrintedCounts,
    SortBy,
    Work,
    in_order,
    printed,
    rounded_hours,
    standing,
)

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SOMEBODY = PersonCounted(GroupStanding.UNDER_WAY, {HourBasis.COUNTED: 90, HourBasis.ATTENDED: 60}, 0, 1)


@pytest.mark.parametrize(
    ("work", "days_ago", "is_"),
    [
        (Work(0, 0, 5), None, GroupStanding.NOT_BEGUN),
        (Work(1, 0, 5), 3, GroupStanding.UNDER_WAY),
        (Work(1, 0, 5), 14, GroupStanding.UNDER_WAY),
        (Work(1, 0, 5), 15, GroupStanding.STALLED),
        (Work(0, 5, 5), 90, GroupStanding.FINISHED),
        (Work(0, 9, None), 1, GroupStanding.UNDER_WAY),  # where nothing is asked for, nobody is finished
        (Work(0, 0, 0), None, GroupStanding.NOT_BEGUN),
    ],
)
def test_how_far_somebody_is(work: Work, days_ago: int | None, is_: GroupStanding) -> None:
    last = None if days_ago is None else AT - timedelta(days=days_ago)
    assert standing(work, last_at=last, stalled_days=14, at=AT) == is_


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (149, 0), (150, 5), (449, 5), (450, 10), (60 * 1234, 1235)])
def test_hours_are_printed_as_the_nearest_five(minutes: int, hours: int) -> None:
    assert rounded_hours(minutes) == hours


def test_four_people_are_no_table() -> None:
    (found,) = printed([CountedPlace("group:1", Headcount.of([SOMEBODY] * 4))]).values()
    assert not found.shown
    assert {*found.counts.values(), *found.hours.values()} == {None}


def test_seven_people_are_five_in_print() -> None:
    (found,) = printed([CountedPlace("group:1", Headcount.of([SOMEBODY] * 7))]).values()
    assert found.shown
    assert (found.counts[PEOPLE], found.counts[CAME], found.counts[CERTIFIED]) == (5, 5, 0)
    assert found.hours == {"counted": 10, "planned": 0, "active": 0, "claimed": 0, "attended": 5}


def test_hours_of_three_people_are_hidden_and_so_is_that_they_are_three() -> None:
    claimed = replace(SOMEBODY, minutes={HourBasis.CLAIMED: 600})
    (found,) = printed([CountedPlace("group:1", Headcount.of([claimed] * 3 + [SOMEBODY] * 9))]).values()
    assert found.hours["claimed"] is None
    assert found.counts["with-claimed"] is None
    assert found.hours["counted"] is None  # of all but those three


def test_a_department_of_three_hides_another_one() -> None:
    heads = {name: Headcount.of([SOMEBODY] * people) for name, people in (("a", 3), ("b", 8), ("c", 30))}
    whole = Headcount()
    for each in heads.values():
        whole = whole.plus(each)
    places = [CountedPlace("all", whole, tuple(heads)), *(CountedPlace(name, each) for name, each in heads.items())]
    assert {name: each.counts[PEOPLE] for name, each in printed(places).items()} == {
        "all": 40, "a": None, "b": None, "c": 30,
    }  # fmt: skip


# The promise


def person() -> st.SearchStrategy[PersonCounted]:
    minutes = st.fixed_dictionaries({basis: st.sampled_from([0, 0, 30, 600]) for basis in HourBasis})
    return st.builds(PersonCounted, st.sampled_from(GroupStanding), minutes, st.integers(0, 1), st.integers(0, 1))


@st.composite
def organisations(draw: st.DrawFn) -> tuple[list[int | None], list[list[list[PersonCounted]]]]:
    """A tree, by the parent of each part, and who is directly in each part on each of some days."""
    parents = [None, *(draw(st.integers(0, part)) for part in range(draw(st.integers(0, 3))))]
    kinds = draw(st.lists(person(), min_size=1, max_size=3))
    here = [[draw(st.sampled_from(kinds)) for _ in range(draw(st.integers(0, 12)))] for _ in parents]
    days = [[list(each) for each in here]]
    for _ in range(draw(st.integers(0, 2))):
        part = draw(st.integers(0, len(parents) - 1))
        here[part] = here[part][draw(st.integers(0, 3)) :] + [draw(st.sampled_from(kinds))] * draw(st.integers(0, 3))
        days.append([list(each) for each in here])
    return parents, days


def places(parents: list[int | None], people: list[list[PersonCounted]]) -> list[CountedPlace]:
    found: dict[str, CountedPlace] = {}
    for part in reversed(range(len(parents))):
        direct = CountedPlace(f"directly:{part}", Headcount.of(people[part]))
        inside = [found[f"part:{child}"] for child, parent in enumerate(parents) if parent == part]
        heads = direct.heads
        for each in inside:
            heads = heads.plus(each.heads)
        names = tuple(each.name for each in (direct, *inside))
        found |= {direct.name: direct, f"part:{part}": CountedPlace(f"part:{part}", heads, names)}
    return list(found.values())


def published(drawn: tuple[list[int | None], list[list[list[PersonCounted]]]]) -> Iterator[dict[str, PrintedCounts]]:
    before: dict[str, list[str]] = {}
    for people in drawn[1]:
        yield (found := printed(places(drawn[0], people), before))
        before = {name: each.hidden for name, each in found.items()}


@settings(deadline=None, max_examples=80)
@given(organisations())
def test_no_sum_or_difference_of_what_is_printed_is_one_to_four(
    drawn: tuple[list[int | None], list[list[list[PersonCounted]]]],
) -> None:
    """LearnMentor promises that no count is of fewer than five, by any combination of reports and dates."""
    tables = [each for day in published(drawn) for each in day.values()]
    shown = [count for each in tables for count in (*each.counts.values(), *each.hours.values()) if count is not None]
    several = sorted(set(shown)) + sorted({count for count in shown if shown.count(count) > 1})
    for size in (1, 2, 3):
        for some in combinations(several, size):
            for signs in product((-1, 0, 1), repeat=size):
                assert not small(abs(sum(sign * count for sign, count in zip(signs, some, strict=True))))


@settings(deadline=None, max_examples=80)
@given(organisations())
def test_what_is_printed_has_five_people_behind_it_and_five_beside_it(
    drawn: tuple[list[int | None], list[list[list[PersonCounted]]]],
) -> None:
    """Behind each printed count, and among the others of the same place, are none or five and more."""
    for people, day in zip(drawn[1], published(drawn), strict=True):
        heads = {each.name: each.heads for each in places(drawn[0], people)}
        for name, found in day.items():
            for what, count in found.counts.items():
                if count is not None:
                    true = heads[name].count(what)
                    assert not small(true)
                    assert not small(heads[name].count(PEOPLE) - true)
            assert found.shown or {*found.counts.values(), *found.hours.values()} <= {None, 0}
            assert found.counts[PEOPLE] != 0 or heads[name].count(PEOPLE) == 0
            assert not found.shown or heads[name].count(PEOPLE) >= FEWEST


# Lines


def line(name: str, is_: GroupStanding, minutes: int, last: int | None) -> MemberStanding:
    on = None if last is None else date(2026, 11, last)
    return MemberStanding(name, name, is_, 0, 0, 5, on, {HourBasis.COUNTED: minutes}, 1800, (), 0, 0)


@pytest.mark.parametrize(
    ("by", "names"),
    [(SortBy.NAME, "amina Ben Carys"), (SortBy.STANDING, "Carys Ben amina"), (SortBy.HOURS, "Ben amina Carys"),
     (SortBy.LAST, "Ben Carys amina")],
)  # fmt: skip
def test_members_are_put_in_order(by: SortBy, names: str) -> None:
    members = [
        line("Ben", GroupStanding.UNDER_WAY, 90, None), line("Carys", GroupStanding.STALLED, 0, 2),
        line("amina", GroupStanding.FINISHED, 60, 20),
    ]  # fmt: skip
    assert " ".join(each.name for each in in_order(members, by)) == names
    assert [each.name for each in in_order(members, by, GroupStanding.STALLED)] == ["Carys"]
