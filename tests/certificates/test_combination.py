"""Every award of the course is met by exactly its choices and by nothing less, and says the shortest ways to it."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.certificates.awards.combination import evaluate, lies_inside, within_reach
from learnmentor.certificates.awards.definition import AwardFault, AwardRule, Component, award_from
from learnmentor.certificates.rules import AchievedSegment, UnitProgress
from learnmentor.config import home

DATA = {data["id"]: data for data in yaml.safe_load((home("content") / "awards.yaml").read_text())["awards"]}
AWARDS = {code: award_from(data) for code, data in DATA.items()}
CORE = frozenset(f"C{n}" for n in range(1, 9))
OPTIONS = frozenset(f"O{n}" for n in range(1, 10))
UNITS = sorted(CORE | OPTIONS | {f"P{n}" for n in range(1, 6)})


def learned(codes: dict[str, int]) -> dict[str, UnitProgress]:
    """So many segments done of each unit."""
    return {
        code: UnitProgress(
            code, f"Unit {code}", frozenset(f"{code}-S{n}" for n in range(1, 6)),
            tuple(
                AchievedSegment(f"{code}-S{n}", "One", 1, date(2026, 11, n), planned=30, active=20)
                for n in range(1, done + 1)
            ),
        )
        for code, done in codes.items()
    }  # fmt: skip


def met(code: str, *, done: frozenset[str] | set[str] = CORE, passed: dict[str, int]) -> bool:
    return evaluate(AWARDS[code], learned(dict.fromkeys(done, 5)), passed).met


achieved = st.fixed_dictionaries({}, optional={code: st.integers(0, 5) for code in UNITS if code[0] != "P"})
passes = st.fixed_dictionaries({}, optional={code: st.sampled_from([4, 5, 6, 7]) for code in UNITS if code[0] != "C"})
every_award = pytest.mark.parametrize("rule", AWARDS.values(), ids=AWARDS)


def fits(part: Component, units: tuple[str, ...]) -> bool:
    """The rule of a component, said again without its machinery."""
    held = frozenset(units)
    return (
        len(units) == len(held) == part.choose
        and held <= set(part.units)
        and all(held & group for group in part.one_of_each)
        and all(others <= held for unit, others in part.only_with if unit in held)
    )


def choices(rule: AwardRule) -> Iterator[list[tuple[str, ...]]]:
    """Every choice of units that meets an award, found the long way."""

    def choose(parts: tuple[Component, ...], used: frozenset[str]) -> Iterator[list[tuple[str, ...]]]:
        if not parts:
            yield []
            return
        for units in combinations(parts[0].units, parts[0].choose):
            if fits(parts[0], units) and used.isdisjoint(units):
                yield from ([units, *rest] for rest in choose(parts[1:], used | set(units)))

    return choose(rule.components, frozenset())


def as_achieved(rule: AwardRule, chosen: list[tuple[str, ...]]) -> tuple[dict[str, int], dict[str, int]]:
    """What somebody has who did just that."""
    done: dict[str, int] = {}
    passed: dict[str, int] = {}
    for part, units in zip(rule.components, chosen, strict=True):
        if part.assessed:
            passed |= dict.fromkeys(units, part.level or 0)
        else:
            done |= dict.fromkeys(units, part.minutes_each // 30)
    return done, passed


def missing_minutes(
    rule: AwardRule, chosen: list[tuple[str, ...]], done: dict[str, int], passed: dict[str, int]
) -> int:
    return sum(
        (0 if passed.get(unit, 0) >= (part.level or 0) else part.minutes_each)
        if part.assessed
        else max(0, part.minutes_each - 30 * done.get(unit, 0))
        for part, units in zip(rule.components, chosen, strict=True)
        for unit in units
    )  # fmt: skip


@every_award
def test_an_award_is_met_by_each_of_its_choices_and_by_nothing_less(rule: AwardRule) -> None:
    for chosen in choices(rule):
        done, passed = as_achieved(rule, chosen)
        evaluation = evaluate(rule, learned(done), passed)
        assert evaluation.met, chosen
        assert sorted(evaluation.counted) == sorted(unit for units in chosen for unit in units)
        assert evaluation.ways == ()
        for unit in done:
            assert not evaluate(rule, learned(done | {unit: done[unit] - 1}), passed).met, (
                f"without half an hour of {unit}"
            )
        for unit, level in passed.items():
            lower = {code: at for code, at in passed.items() if code != unit} | ({unit: level - 1} if level > 4 else {})
            assert not evaluate(rule, learned(done), lower).met, f"without {unit} at level {level}"


@every_award
@given(done=achieved, passed=passes)
def test_it_is_met_just_when_some_choice_is_done_and_the_least_is_left(
    rule: AwardRule, done: dict[str, int], passed: dict[str, int]
) -> None:
    evaluation = evaluate(rule, learned(done), passed)
    least = min(missing_minutes(rule, chosen, done, passed) for chosen in choices(rule))
    assert evaluation.met == (least == 0)
    assert evaluation.met == (not evaluation.missing) == (not evaluation.ways)
    assert not evaluation.ways or evaluation.ways[0].minutes == least
    assert [way.minutes for way in evaluation.ways] == sorted(way.minutes for way in evaluation.ways)
    assert len(evaluation.counted) == len(set(evaluation.counted)), "a unit counted twice"


@every_award
@given(done=achieved, passed=passes)
def test_what_is_out_of_reach_at_a_glance_is_not_met(
    rule: AwardRule, done: dict[str, int], passed: dict[str, int]
) -> None:
    reached = within_reach(rule, {code: 30 * segments for code, segments in done.items()}, passed)
    assert reached or not evaluate(rule, learned(done), passed).met


@every_award
def test_what_is_met_is_within_reach_and_nothing_at_all_is_not(rule: AwardRule) -> None:
    for chosen in choices(rule):
        done, passed = as_achieved(rule, chosen)
        minutes = {code: 30 * segments for code, segments in done.items()}
        assert within_reach(rule, minutes, passed)
    assert not within_reach(rule, {}, {})


@every_award
@given(done=achieved, passed=passes)
def test_each_way_that_is_shown_leads_there_and_has_nothing_to_spare(
    rule: AwardRule, done: dict[str, int], passed: dict[str, int]
) -> None:
    ways = evaluate(rule, learned(done), passed).ways
    assert len({way.units for way in ways}) == len(ways)
    for way in ways:
        assert with_units(rule, way.units, done, passed), way
        for unit in way.units:
            fewer = tuple(other for other in way.units if other != unit)
            assert not with_units(rule, fewer, done, passed), f"{unit} of {way.units} is not needed"


def with_units(rule: AwardRule, units: tuple[str, ...], done: dict[str, int], passed: dict[str, int]) -> bool:
    """Whether doing these units, to whatever the award asks of them, is enough."""
    more_done, more_passed = dict(done), dict(passed)
    for part in rule.components:
        for unit in set(units) & set(part.units):
            if part.assessed:
                more_passed[unit] = max(more_passed.get(unit, 0), part.level or 0)
            else:
                more_done[unit] = 5
    return evaluate(rule, learned(more_done), more_passed).met


@every_award
@given(done=achieved, passed=passes)
def test_what_is_said_to_be_missing_is_what_is_missing(
    rule: AwardRule, done: dict[str, int], passed: dict[str, int]
) -> None:
    evaluation = evaluate(rule, learned(done), passed)
    wanted = [missing.choose for missing in evaluation.missing]
    assert sum(wanted) == sum(part.choose for part in rule.components) - len(evaluation.counted)
    for missing in evaluation.missing:
        assert all(unit in missing.sentence for unit in missing.units)
        assert len(missing.units) >= missing.choose
        # each unit that is named has its use: without it among those allowed, there is a way less
        others = {unit for each in evaluation.missing if each is not missing for unit in each.units}
        for unit in missing.units:
            assert any(
                with_units(rule, (unit, *rest, *others), done, passed)
                for rest in combinations([each for each in missing.units if each != unit], missing.choose - 1)
            ), f"{unit} of {missing.sentence}"


def left_to_do(rule: AwardRule, done: dict[str, int], passed: dict[str, int]) -> int:
    return next((way.minutes for way in evaluate(rule, learned(done), passed).ways), 0)


@every_award
@given(done=achieved, passed=passes, unit=st.sampled_from(UNITS))
def test_more_is_never_less(rule: AwardRule, done: dict[str, int], passed: dict[str, int], unit: str) -> None:
    before = left_to_do(rule, done, passed)
    assert left_to_do(rule, done | {unit: 5}, passed) <= before
    assert left_to_do(rule, done, passed | {unit: 7}) <= before


@every_award
def test_a_higher_version_takes_the_place_of_a_lower_one(rule: AwardRule) -> None:
    for chosen in choices(rule):
        done, passed = as_achieved(rule, chosen)
        higher = {unit: level + 1 for unit, level in passed.items()}
        evaluation = evaluate(rule, learned(done), higher)
        assert evaluation.met
        assert sorted(evaluation.counted) == sorted(unit for units in chosen for unit in units)


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        ("STARTER-5", "CPD-30", True),
        ("CRT-L5-15", "CRT-L5-20", True),
        ("CRT-L5-20", "CRT-L5-30", True),
        ("CRT-L5-15", "CRT-L5-30", True),
        ("CRT-L5-20", "CRT-L5-15", False),
        ("INT-L4-3", "AWD-L4-10", False),  # P1 is not P2
        ("AWD-L4-10", "CRT-L5-15", False),  # O3, O5 and O8 are no units of the smaller one
        ("CRT-L5-15", "CRT-L6-15", False),
    ],
)
def test_one_award_lies_inside_another(inner: str, outer: str, inside: bool) -> None:
    assert lies_inside(AWARDS[inner], AWARDS[outer]) is inside
    found = all(
        evaluate(AWARDS[inner], learned(done), passed).met
        for done, passed in (as_achieved(AWARDS[outer], chosen) for chosen in choices(AWARDS[outer]))
    )
    assert found is inside


@pytest.mark.parametrize(("code", "rule"), AWARDS.items())
def test_what_an_award_says_it_includes_it_includes(code: str, rule: AwardRule) -> None:
    assert all(lies_inside(AWARDS[inner], rule) for inner in rule.includes), code


@given(st.sets(st.sampled_from(sorted(OPTIONS - {"O9"}))))
def test_the_30_credits_at_level_5_want_five_options_one_of_each_group(options: set[str]) -> None:
    practice = {"P2": 5, "P3": 5, "P4": 5}
    one_each = all(options & group for group in ({"O1", "O2", "O3"}, {"O4", "O5", "O6", "O7"}, {"O8"}))
    assert met("CRT-L5-30", passed=practice | dict.fromkeys(options, 5)) == (len(options) >= 5 and one_each)


@given(st.sets(st.sampled_from(sorted(OPTIONS))))
def test_the_award_at_level_4_counts_o2_only_beside_o1(options: set[str]) -> None:
    training, development = {"O1", "O2"} <= options, len(options & {"O1", "O4", "O6", "O7"}) >= 2
    assert met("AWD-L4-10", passed={"P2": 4} | dict.fromkeys(options, 4)) == (training or development)


def test_a_choice_with_conditions_says_them() -> None:
    core = learned(dict.fromkeys(CORE, 5))
    [level_4] = evaluate(AWARDS["AWD-L4-10"], core, {"P2": 4}).missing
    assert level_4.sentence == "2 more units of O1, O2, O4, O6, O7 (O2 only with O1), assessed at level 4"
    [level_5] = evaluate(AWARDS["CRT-L5-30"], core, {"P2": 5, "P3": 5, "P4": 5, "O1": 5, "O2": 5, "O3": 6}).missing
    assert level_5.sentence == (
        "2 more units of O4, O5, O6, O7, O8 (among them one of O4, O5, O6, O7; O8), assessed at level 5"
    )


def test_ways_name_no_unit_that_is_not_needed() -> None:
    done = dict.fromkeys((CORE - {"C8"}) | {"O1", "O2", "O3", "O4", "O5"}, 5) | {"O6": 3}
    [way] = evaluate(AWARDS["CPD-30"], learned(done)).ways
    assert (way.units, way.minutes) == (("C8",), 150)


def test_a_level_below_the_award_s_is_not_enough() -> None:
    passed = {"P2": 5, "O1": 5, "O2": 5, "O3": 5}
    assert met("CRT-L5-15", passed=passed)
    assert not met("CRT-L5-15", passed=passed | {"O3": 4})
    assert met("CRT-L5-15", passed=passed | {"O3": 7})


def award(components: list[dict[str, Any]]) -> AwardRule:
    hours = sum(part["hours"] for part in components)
    return award_from(
        {"id": "MINE", "version": 1, "title": "Mine", "totals": {"credits": 0, "hours": hours}, "wording": "A record.",
         "components": components}
    )  # fmt: skip


@given(st.sets(st.sampled_from(["O1", "O2", "O3", "O4"])))
def test_a_unit_counts_once_where_components_share_units(done: set[str]) -> None:
    shared = award(
        [{"choose": 1, "from": ["O1", "O2"], "hours": 2}, {"choose": 2, "from": ["O1", "O2", "O3", "O4"], "hours": 4}]
    )
    evaluation = evaluate(shared, learned(dict.fromkeys(done, 4)))
    assert evaluation.met == (bool(done & {"O1", "O2"}) and len(done) >= 3)
    assert set(evaluation.counted) <= done
    assert len(evaluation.counted) == len(set(evaluation.counted))


def test_components_that_share_more_than_can_be_told_apart_are_refused() -> None:
    many = [f"U{n}" for n in range(12)]
    with pytest.raises(AwardFault, match="keep them apart"):
        award([{"choose": 4, "from": many, "hours": 4}, {"choose": 4, "from": many, "hours": 4}])
    with pytest.raises(AwardFault, match="split it"):
        award([{"choose": 12, "from": [f"U{n}" for n in range(40)], "hours": 12}])
