"""Awards as rules of combination: pure functions that say met or not, what counted, and exactly what is missing.

A component asks for so many of some units, learned (their planned hours are done) or assessed (passed at its level or
above). A unit fills one place in an award. Of all ways to fill the places, the one that leaves least to do is taken:
it decides what counts, and says what is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from learnmentor.certificates.awards.definition import MOST_WAYS, AwardRule, Chosen, Component, assignments
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

    `spare` are units that would do, and for which there is no place left.
    """

    component: Component
    counted: tuple[str, ...]
    missing: tuple[Missing, ...]
    spare: tuple[str, ...] = ()


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
    def missing(self) -> tuple[Missing, ...]:
        """All that is still wanted."""
        return tuple(missing for part in self.parts for missing in part.missing)


def evaluate(
    award: AwardRule, units: Mapping[str, UnitProgress], passed: Mapping[str, int] | None = None
) -> Evaluation:
    """Hold what somebody achieved against an award.

    `units` is what was learned, `passed` the highest level at which each unit was passed: a higher version replaces a
    lower one. The places are filled so that least is left to do.
    """
    passed, planned = passed or {}, {code: unit.planned for code, unit in units.items()}
    left = [{code: _left(part, code, planned, passed) for code in part.units} for part in award.components]
    best = _shortest(award, left)
    parts = tuple(_part(part, number, best[0], left[number], units) for number, part in enumerate(award.components))
    met = not any(part.missing for part in parts)
    return Evaluation(parts, () if met else tuple(_way(chosen, left) for chosen in best))


def within_reach(award: AwardRule, planned: Mapping[str, int], passed: Mapping[str, int] | None = None) -> bool:
    """Whether each component by itself has units enough; an award that is not cannot be met.

    `planned` are the planned minutes of what was done, by unit. A glance that spares `evaluate` for nearly everybody.
    """
    passed = passed or {}
    return all(
        sum(not _left(part, code, planned, passed) for code in part.units) >= part.choose for part in award.components
    )


def _left(part: Component, code: str, planned: Mapping[str, int], passed: Mapping[str, int]) -> int:
    """Minutes that a unit still takes in a component; 0 when it counts."""
    if part.assessed:
        return 0 if passed.get(code, 0) >= (part.level or 0) else part.minutes_each
    return max(0, part.minutes_each - planned.get(code, 0))


Left = Mapping[str, int]  # minutes that each unit of a component still takes


def _shortest(award: AwardRule, left: Sequence[Left]) -> list[Chosen]:
    """The ways that leave least to do, shortest first, each leaving other units; among equals the rule's order holds.

    Where nothing is left to do, that one way is all.
    """
    options = [_options(part, left[number], award.shared) for number, part in enumerate(award.components)]
    least = [sum(each[0][0] for each in options[number:]) for number in range(len(options) + 1)]
    found: dict[tuple[str, ...], tuple[int, Chosen]] = {}  # by the units that are left

    def go_on(number: int, cost: int, chosen: Chosen, used: frozenset[str]) -> None:
        if number == len(options):
            units = _open(chosen, left)
            found[units] = min((cost, chosen), found.get(units, (inf, ())), key=lambda each: each[0])  # type: ignore[assignment]
            for key in sorted(found, key=lambda key: found[key][0])[_SHOWN_WAYS:]:
                del found[key]
            return
        for more, way in options[number]:
            if cost + more + least[number + 1] >= _worth(found):
                break
            if used.isdisjoint(way):
                go_on(number + 1, cost + more, (*chosen, way), used.union(way))

    go_on(0, 0, (), frozenset())
    return [chosen for _, chosen in sorted(found.values(), key=lambda each: each[0])]


def _worth(found: Mapping[tuple[str, ...], tuple[int, Chosen]]) -> float:
    """The minutes from which on another way is of no interest."""
    if () in found:
        return 0
    return max(cost for cost, _ in found.values()) if len(found) == _SHOWN_WAYS else inf


def _options(part: Component, left: Left, shared: frozenset[str]) -> list[tuple[int, tuple[str, ...]]]:
    """The ways to fill a component with their minutes, shortest first, without those that nobody would go.

    Such a way leaves all to do, and takes all from other components, that an earlier one does. A component that takes
    nothing from others needs no more ways than are shown.
    """
    different: dict[frozenset[str], tuple[int, tuple[str, ...]]] = {}
    enough = MOST_WAYS if shared.intersection(part.units) else _SHOWN_WAYS
    for priced in sorted(((sum(map(left.__getitem__, way)), way) for way in part.ways), key=lambda each: each[0]):
        asks = frozenset(code for code in priced[1] if left[code] or code in shared)
        if not any(less <= asks for less in different):
            different[asks] = priced
        if len(different) == enough:
            break
    return list(different.values())


def _open(chosen: Chosen, left: Sequence[Left]) -> tuple[str, ...]:
    return tuple(code for number, codes in enumerate(chosen) for code in codes if left[number][code])


def _way(chosen: Chosen, left: Sequence[Left]) -> Way:
    minutes = sum(left[number][code] for number, codes in enumerate(chosen) for code in codes)
    return Way(_open(chosen, left), minutes)


def _part(part: Component, number: int, chosen: Chosen, left: Left, units: Mapping[str, UnitProgress]) -> AwardPart:
    counted = tuple(code for code in chosen[number] if not left[code])
    still = [code for code in chosen[number] if left[code]]
    if part.mandatory:
        return AwardPart(
            part, counted, tuple(Missing(_unfinished(part, code, units.get(code)), (code,)) for code in still)
        )
    elsewhere = {code for other, codes in enumerate(chosen) if other != number for code in codes}
    spare = tuple(code for code in part.units if not left[code] and code not in counted and code not in elsewhere)
    if not still:
        return AwardPart(part, counted, (), spare)
    free = [way for way in part.ways if elsewhere.isdisjoint(way)]
    serving = [found for way in free if len(found := [code for code in way if left[code]]) == len(still)]
    could = tuple(code for code in part.units if any(code in found for found in serving))
    return AwardPart(part, counted, (Missing(_wanted(part, len(still), could, serving), could, len(still)),), spare)


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
    """Whether everybody who meets `outer` meets `inner` too, whichever units they chose."""
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
