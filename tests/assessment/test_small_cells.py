"""Which cells are hidden, what is printed of the others, and that what is printed gives nobody away."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.assessment.statistics.small_cells import FEWEST, CellSum, CellTable, rounded, small

STATES = ("not begun", "under way", "finished", "stalled")
Cell = tuple[str, str]
Tree = tuple[int | None, ...]  # of each part its parent
Direct = tuple[tuple[int, ...], ...]  # of each part the people who are directly in it, by state


def table(tree: Tree, direct: Direct) -> CellTable[Cell]:
    """People by part and state: of every part as a whole, and of those who are in it and in no part of it."""
    counts: dict[Cell, int] = {}
    sums: list[CellSum[Cell]] = []
    needs: dict[Cell, Cell] = {}
    for part in reversed(range(len(tree))):  # parents come first, so children are counted before them
        inside = [f"{child}" for child, parent in enumerate(tree) if parent == part] + [f"{part} directly"]
        for number, state in enumerate(STATES):
            counts[f"{part} directly", state] = direct[part][number]
            counts[f"{part}", state] = sum(counts[place, state] for place in inside)
        for place in (f"{part}", f"{part} directly"):
            counts[place, "people"] = sum(counts[place, state] for state in STATES)
            sums.append(CellSum((place, "people"), tuple((place, state) for state in STATES)))
            needs |= {(place, state): (place, "people") for state in STATES}
        sums += [CellSum((f"{part}", what), tuple((each, what) for each in inside)) for what in ("people", *STATES)]
    return CellTable(counts, sums, needs)


@pytest.mark.parametrize(("count", "printed"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (98, 100)])
def test_a_count_is_printed_as_the_nearest_five(count: int, printed: int) -> None:
    assert rounded(count) == printed


def test_one_to_four_are_small_and_nobody_is_not() -> None:
    assert [count for count in range(7) if small(count)] == [1, 2, 3, 4]


def test_a_small_count_takes_its_complement_with_it() -> None:
    counts = {"all": 20, "a": 3, "b": 7, "c": 10}
    cells = CellTable(counts, [CellSum("all", ("a", "b", "c"))])
    assert cells.printed() == {"all": 20, "a": None, "b": None, "c": 10}


@pytest.mark.parametrize("pair", [(2, 2), (2, 3), (4, 4)])
def test_small_counts_take_a_large_one_with_them_however_many_they_are(pair: tuple[int, int]) -> None:
    """If it went only where they are four or fewer together, its going would say that they are."""
    counts = {"a": pair[0], "b": pair[1], "c": 20, "d": 30}
    cells = CellTable(counts | {"all": sum(counts.values())}, [CellSum("all", tuple(counts))])
    assert cells.hidden() == {"a", "b", "c"}


def test_a_table_of_nothing_but_small_counts_is_not_shown() -> None:
    """Four parts are hidden: were the total hidden only where it is small, each of them would have to be one."""
    counts = {"a": 2, "b": 1, "c": 1, "d": 1}
    assert CellTable(counts | {"all": 5}, [CellSum("all", tuple(counts))]).hidden() == {"all", *counts}


def test_what_was_hidden_before_is_hidden_again() -> None:
    cells = CellTable({"all": 23, "a": 3, "b": 9, "c": 11}, [CellSum("all", ("a", "b", "c"))])
    assert cells.hidden() == {"a", "b"}
    assert cells.hidden(before={"a", "c"}) == {"a", "c"}


def test_a_part_with_all_of_its_parents_people_is_hidden_with_it() -> None:
    """The department holds everybody of the college: whoever saw either would see the other."""
    cells = CellTable({"college": 6, "department": 6, "a": 4, "b": 2}, [
        CellSum("college", ("department",)), CellSum("department", ("a", "b"))])  # fmt: skip
    assert cells.hidden() == {"college", "department", "a", "b"}


def test_a_group_of_four_shows_nothing_not_even_that_nobody_began() -> None:
    printed = table((None,), ((0, 4, 0, 0),)).printed()
    assert set(printed.values()) == {None}


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(1, 6))
    return (None, *(draw(st.integers(0, part - 1)) for part in range(1, size)))


def people(size: int, most: int = 14) -> st.SearchStrategy[Direct]:
    one = st.tuples(*(st.integers(0, most) for _ in STATES))
    return st.lists(one, min_size=size, max_size=size).map(tuple)


@st.composite
def days(draw: st.DrawFn) -> tuple[Tree, list[Direct]]:
    """A tree of parts, and who was there on a series of days: now and then somebody comes, goes or gets on."""
    tree = draw(trees())
    here = [list(each) for each in draw(people(len(tree)))]
    series = [tuple(map(tuple, here))]
    for _ in range(draw(st.integers(0, 3))):
        for _ in range(draw(st.integers(1, 6))):
            part, state = draw(st.integers(0, len(tree) - 1)), draw(st.integers(0, 3))
            here[part][state] = max(0, here[part][state] + draw(st.sampled_from([-3, -1, 1, 2])))
        series.append(tuple(map(tuple, here)))
    return tree, series


def published(tree: Tree, series: list[Direct]) -> Iterator[dict[Cell, int | None]]:
    """What stands on the pages of each day, which remember what they hid the day before."""
    before: frozenset[Cell] = frozenset()
    for direct in series:
        yield (printed := table(tree, direct).printed(before))
        before = frozenset(cell for cell, count in printed.items() if count is None)


@settings(deadline=None, max_examples=150)
@given(days())
def test_no_sum_or_difference_of_printed_cells_is_one_to_four(drawn: tuple[Tree, list[Direct]]) -> None:
    """Over any tree and any days: LearnMentor promises that no combination of reports is of fewer than five."""
    tree, series = drawn
    shown = [count for day in published(tree, series) for count in day.values() if count is not None]
    several = sorted({*shown}) + [count for count in {*shown} if shown.count(count) > 1]
    for size in (1, 2, 3):
        for some in combinations(several, size):
            for signs in product((-1, 0, 1), repeat=size):
                assert not small(abs(sum(sign * count for sign, count in zip(signs, some, strict=True))))


@settings(deadline=None, max_examples=150)
@given(days())
def test_no_true_count_behind_a_printed_cell_is_small_nor_what_a_sum_leaves_over(
    drawn: tuple[Tree, list[Direct]],
) -> None:
    """Even before it is rounded: parents minus their shown children, people minus the states that are shown."""
    tree, series = drawn
    before: frozenset[Cell] = frozenset()
    for direct in series:
        cells = table(tree, direct)
        hidden = cells.hidden(before)
        assert not [cell for cell, count in cells.counts.items() if small(count) and cell not in hidden]
        for each in cells.sums:
            left = [cells.counts[cell] for cell in each.parts if cell in hidden]
            if each.total not in hidden:
                assert not sum(left) or (max(left) >= FEWEST and len([count for count in left if count]) > 1)
        before = hidden


def neighbours(direct: Direct) -> Iterator[Direct]:
    """Worlds with somebody more, less or elsewhere, two cells exchanged, or two people in each other's place."""
    slots = [(part, state) for part in range(len(direct)) for state in range(len(STATES))]
    pairs = list(combinations(slots, 2))
    apart = {(one, other): direct[one[0]][one[1]] - direct[other[0]][other[1]] for one, other in pairs}
    changes = [{one: -gap, other: gap} for (one, other), gap in apart.items() if gap]
    changes += [{one: by, other: -by} for one, other in pairs for by in (1, -1)]
    changes += [{slot: by} for slot in slots for by in (1, -1)]
    crossed = [(one, other) for one, other in pairs if one[0] != other[0] and one[1] != other[1]]
    changes += [
        {one: by, other: by, (one[0], other[1]): -by, (other[0], one[1]): -by}
        for one, other in crossed for by in (1, -1)
    ]  # fmt: skip
    for change in changes:
        made = tuple(
            tuple(count + change.get((part, state), 0) for state, count in enumerate(counts))
            for part, counts in enumerate(direct)
        )
        if min(map(min, made)) >= 0:
            yield made


def alternatives(tree: Tree, direct: Direct, secret: set[Cell]) -> set[Cell]:
    """Which of the cells hold another number in some other world of which the very same is printed."""
    truth = table(tree, direct)
    printed, found, tried, reached = truth.printed(), set[Cell](), {direct}, [direct]
    while reached and not secret <= found and len(tried) < 6000:
        for world in neighbours(reached.pop(0)):
            if world in tried:
                continue
            tried.add(world)
            other = table(tree, world)
            if other.printed() == printed:
                found |= {cell for cell in secret if other.counts[cell] != truth.counts[cell]}
                reached.append(world)
    return found


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_hidden_small_cell_can_be_had_from_the_others(data: st.DataObject) -> None:
    """There is another world with another number in that cell, of which every page says the very same."""
    tree = data.draw(trees().filter(lambda tree: len(tree) < 5))
    direct = data.draw(people(len(tree), most=9))
    cells = table(tree, direct)
    hidden = cells.hidden()
    secret = {cell for cell, count in cells.counts.items() if small(count) and cell in hidden}
    assert secret <= alternatives(tree, direct, secret)
