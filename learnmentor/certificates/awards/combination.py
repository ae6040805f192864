"""Awards as rules of combination: pure functions that say met or not, what counted, and exactly what is missing.

A component asks for so many of some units, learned (their planned hours are done) or assessed (passed at its level or
above). A unit fills one place in an award. Of all ways to fill the places, the one that leaves least to do is taken:
it decides what counts, and says what is missing. What was passed by learning from elsewhere counts up to the limit of
the award, and no more of it than is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from learnmentor.certificates.awards.definition import (
    HOURS_A_CREDIT,
    MOST_WAYS,
    AwardRule,
    Chosen,
    Component,
    assignments,
)
from learnmentor.certificates.rules import UnitProgress
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES

_SHOWN_WAYS = 3


@dataclass(frozen=True)
class Missing:
    """Something an award still wants: how many of which units would serve, and the same as a sentence."""

    sentence: str
    units: tuple[str, ...]
    choose: int = 1


@dataclass(frozen=True)
class AwardPart:
    """A component beside what somebody achieved: the units that fill its places, and what its other places want.

    `spare` are units that would do, and for which there is no place left; `earlier` those of the counted that count by
    what was learned elsewhere earlier.
    """

    component: Component
    counted: tuple[str, ...]
    missing: tuple[Missing, ...]
    spare: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way to the award: the units still to do, and the minutes that they take (notional where assessed)."""

    units: tuple[str, ...]
    minutes: int


@dataclass(frozen=True)
class Evaluation:
    """An award held against what somebody achieved, component by component, and the shortest ways to what is left."""

    parts: tuple[AwardPart, ...]
    ways: tuple[Way, ...] = ()

    @property
    def met(self) -> bool:
        """Whether every place is filled."""
        return not self.missing

    @property
    def counted(self) -> tuple[str, ...]:
        """The units that fill places, in the order of the rule."""
        return tuple(unit for part in self.parts for unit in part.counted)

    @property
    def earlier(self) -> tuple[str, ...]:
        """Those that count by what was learned elsewhere earlier."""
        return tuple(unit for part in self.parts for unit in part.earlier)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """All that is still wanted."""
        return tuple(missing for part in self.parts for missing in part.missing)


def evaluate(
    award: AwardRule,
    units: Mapping[str, UnitProgress],
    passed: Mapping[str, int] | None = None,
    earlier: Mapping[str, int] | None = None,
) -> Evaluation:
    """Hold what somebody achieved against an award.

    `units` is what was learned, `passed` the highest level at which each unit was passed: a higher version replaces a
    lower one. `earlier` is the same by earlier learning. The places are filled so that least is left to do.
    """
    passed, planned = passed or {}, {code: unit.planned for code, unit in units.items()}
    left = [{code: _left(part, code, planned, passed) for code in part.units} for part in award.components]
    claimed = [_claimed(part, left[number], earlier or {}) for number, part in enumerate(award.components)]
    best = _shortest(award, left, claimed if award.earlier_learning_credits else [{}] * len(left))
    parts = tuple(_part(part, number, best[0], left[number], units) for number, part in enumerate(award.components))
    met = not any(part.missing for part in parts)
    return Evaluation(parts, () if met else tuple(_way(filling, left) for filling in best))


def within_reach(
    award: AwardRule,
    planned: Mapping[str, int],
    passed: Mapping[str, int] | None = None,
    earlier: Mapping[str, int] | None = None,
) -> bool:
    """Whether each component by itself has units enough; an award that is not cannot be met.

    `planned` are the planned minutes of what was done, by unit. A glance that spares `evaluate` for nearly everybody.
    """
    passed, earlier = passed or {}, (earlier or {}) if award.earlier_learning_credits else {}
    best = {code: max(passed.get(code, 0), earlier.get(code, 0)) for code in {*passed, *earlier}}
    return all(_enough(part, planned, best) for part in award.components)


def learned_within_reach(award: AwardRule, planned: Mapping[str, int]) -> bool:
    """The same of the components that nobody assesses: only then is it of interest what was passed."""
    return all(part.assessed or _enough(part, planned, {}) for part in award.components)


def _enough(part: Component, planned: Mapping[str, int], passed: Mapping[str, int]) -> bool:
    return sum(not _left(part, code, planned, passed) for code in part.units) >= part.choose


def _left(part: Component, code: str, planned: Mapping[str, int], passed: Mapping[str, int]) -> int:
    """Minutes that a unit still takes in a component; 0 when it counts."""
    if part.assessed:
        return 0 if passed.get(code, 0) >= (part.level or 0) else part.minutes_each
    return max(0, part.minutes_each - planned.get(code, 0))


Left = Mapping[str, int]  # minutes that each unit of a component still takes


def _claimed(part: Component, left: Left, earlier: Mapping[str, int]) -> Left:
    """The units of a component that count by earlier learning alone, with the minutes that they would take off."""
    enough = part.level or 0
    return {code: left[code] for code in part.units if part.assessed and left[code] and earlier.get(code, 0) >= enough}


@dataclass(frozen=True)
class Filling:
    """A way to fill all places: the units of each component, and those of them that count by earlier learning."""

    chosen: Chosen = ()
    earlier: frozenset[str] = frozenset()

    def left(self, number: int, left: Left) -> Left:
        """What each unit of a component still takes, this way."""
        return {**left, **dict.fromkeys(self.earlier.intersection(self.chosen[number]), 0)}

    def open(self, left: Sequence[Left]) -> tuple[str, ...]:
        """The units that are still to do."""
        return tuple(
            code for number, codes in enumerate(self.chosen) for code in codes if self.left(number, left[number])[code]
        )


@dataclass(frozen=True)
class Option:
    """A way to fill one component. What is left weighs most in its price, then what counts by earlier learning."""

    price: int
    way: tuple[str, ...]
    earlier: frozenset[str] = frozenset()
    minutes: int = 0  # of the earlier learning


_LEFT = 1_000_000  # what a minute that is left weighs; no award has so many minutes


def _shortest(award: AwardRule, left: Sequence[Left], claimed: Sequence[Left]) -> list[Filling]:
    """The ways that leave least to do, shortest first, each leaving other units; among equals the rule's order holds.

    Where nothing is left to do, that one way is all: the one that needs least of earlier learning.
    """
    limit = award.earlier_learning_credits * HOURS_A_CREDIT * 60
    options = [
        _options(part, left[number], award.shared, claimed[number], limit=limit)
        for number, part in enumerate(award.components)
    ]
    least = [sum(each[0].price for each in options[number:]) for number in range(len(options) + 1)]
    found: dict[tuple[str, ...], tuple[int, Filling]] = {}  # by the units that are left

    def go_on(number: int, price: int, filling: Filling, used: frozenset[str], minutes: int) -> None:
        if number == len(options):
            units = filling.open(left)
            if units not in found or price < found[units][0]:
                found[units] = (price, filling)
            for key in sorted(found, key=lambda key: found[key][0])[_SHOWN_WAYS:]:
                del found[key]
            return
        for each in options[number]:
            if price + each.price + least[number + 1] >= _worth(found):
                break
            if used.isdisjoint(each.way) and minutes + each.minutes <= limit:
                more = Filling((*filling.chosen, each.way), filling.earlier | each.earlier)
                go_on(number + 1, price + each.price, more, used.union(each.way), minutes + each.minutes)

    go_on(0, 0, Filling(), frozenset(), 0)
    return [filling for _, filling in sorted(found.values(), key=lambda each: each[0])]


def _worth(found: Mapping[tuple[str, ...], tuple[int, Filling]]) -> float:
    """The price from which on another way is of no interest."""
    if () in found:
        return found[()][0]
    return max(price for price, _ in found.values()) if len(found) == _SHOWN_WAYS else inf


def _options(part: Component, left: Left, shared: frozenset[str], claimed: Left, *, limit: int) -> list[Option]:
    """The ways to fill a component, cheapest first, without those that nobody would go.

    Such a way leaves all to do, and takes all from other components, that an earlier one does. A component that takes
    nothing from others needs no more ways than are shown.
    """
    different: dict[frozenset[str], Option] = {}
    enough = MOST_WAYS if claimed or shared.intersection(part.units) else _SHOWN_WAYS
    for option in sorted(_priced(part, left, claimed, limit=limit), key=lambda each: each.price):
        asks = frozenset(code for code in option.way if (left[code] and code not in option.earlier) or code in shared)
        asks |= {f"earlier {code}" for code in option.earlier}
        if not any(less <= asks for less in different):
            different[asks] = option
        if len(different) == enough:
            break
    return list(different.values())


def _priced(part: Component, left: Left, claimed: Left, *, limit: int) -> Iterator[Option]:
    """Every way to fill a component, with each choice of what counts by earlier learning that keeps to the limit."""
    for way in part.ways:
        could = [code for code in way if code in claimed]
        for size in range(len(could) + 1):
            for earlier in combinations(could, size):
                minutes = sum(claimed[code] for code in earlier)
                if minutes <= limit:
                    still = sum(left[code] for code in way) - minutes
                    yield Option(still * _LEFT + minutes, way, frozenset(earlier), minutes)


def _way(filling: Filling, left: Sequence[Left]) -> Way:
    units = filling.open(left)
    minutes = sum(left[number][code] for number, codes in enumerate(filling.chosen) for code in codes if code in units)
    return Way(units, minutes)


def _part(part: Component, number: int, filling: Filling, base: Left, units: Mapping[str, UnitProgress]) -> AwardPart:
    chosen, left = filling.chosen, filling.left(number, base)
    counted = tuple(code for code in chosen[number] if not left[code])
    earlier = tuple(code for code in counted if code in filling.earlier)
    still = [code for code in chosen[number] if left[code]]
    if part.mandatory:
        missing = tuple(Missing(_unfinished(part, code, units.get(code)), (code,)) for code in still)
        return AwardPart(part, counted, missing, earlier=earlier)
    elsewhere = {code for other, codes in enumerate(chosen) if other != number for code in codes}
    spare = tuple(code for code in part.units if not left[code] and code not in counted and code not in elsewhere)
    if not still:
        return AwardPart(part, counted, (), spare, earlier)
    free = [way for way in part.ways if elsewhere.isdisjoint(way)]
    serving = [found for way in free if len(found := [code for code in way if left[code]]) == len(still)]
    could = tuple(code for code in part.units if any(code in found for found in serving))
    wanted = Missing(_wanted(part, len(still), could, serving), could, len(still))
    return AwardPart(part, counted, (wanted,), spare, earlier)


def _wanted(part: Component, choose: int, could: tuple[str, ...], serving: list[list[str]]) -> str:
    """What a choice still wants: `serving` are the sets of units that would do, `could` all that stand in one."""
    always = [code for code in could if all(code in found for found in serving)]
    groups = [group for group in part.one_of_each if not group.issuperset(could) and group.isdisjoint(always)]
    needed = [
        "one of " + ", ".join(code for code in could if code in group)
        for group in groups
        if all(group.intersection(found) for found in serving)
    ] + always
    paired = [
        f"{unit} only with {' and '.join(sorted(others))}"
        for unit, others in part.only_with
        if unit in could and all(others.intersection(found) for found in serving if unit in found)
    ]
    sentence = f"{choose} more {'unit' if choose == 1 else 'units'} of {', '.join(could)}"
    if needed and choose < len(could):
        sentence += f" (among them {'; '.join(needed)})"
    if paired and len(could) > choose:
        sentence += f" ({', '.join(paired)})"
    return sentence + (f", assessed at level {part.level}" if part.assessed else "")


def _unfinished(part: Component, code: str, progress: UnitProgress | None) -> str:
    name = f"{code}, {progress.title}" if progress else code
    if part.assessed:
        return f"{name}, assessed at level {part.level}"
    if progress is None or not progress.offered:
        return f"{code}, which is not published yet"
    left = -(-(part.minutes_each - progress.planned) // SEGMENT_MINUTES)
    words = f"{left} {'segment' if left == 1 else 'segments'} of {name}"
    return words if progress.open >= left else f"{words}, which are not published yet"


def lies_inside(inner: AwardRule, outer: AwardRule) -> bool:
    """Whether everybody who meets `outer` meets `inner` too, whichever units they chose and however they passed."""
    if outer.earlier_learning_credits > inner.earlier_learning_credits:
        return False
    return all(_meets(inner, outer, chosen) for chosen in assignments(outer.components))


def _meets(inner: AwardRule, outer: AwardRule, chosen: Chosen) -> bool:
    held = [(code, part) for part, codes in zip(outer.components, chosen, strict=True) for code in codes]
    fitting = [{code for code, source in held if _brings(source, part)} for part in inner.components]
    return any(
        all(set(codes) <= fits for codes, fits in zip(way, fitting, strict=True))
        for way in assignments(inner.components)
    )


def _brings(source: Component, wanted: Component) -> bool:
    """Whether a unit that counts in one component has what another asks of it."""
    high_enough = not wanted.assessed or (source.level or 0) >= (wanted.level or 0)
    return source.assessed == wanted.assessed and high_enough and source.minutes_each >= wanted.minutes_each
