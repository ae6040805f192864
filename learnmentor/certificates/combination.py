"""Awards as rules of combination: pure functions that say met or not, what counted, and exactly what is missing.

A component asks for so many of some units, learned (their planned hours are done) or assessed (passed at its level or
above). A unit fills one place in an award. Of all ways to fill the places, the one that leaves least to do is taken:
it decides what counts, and says what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from learnmentor.certificates.rules import UnitProgress
from learnmentor.courses.rules import SEGMENT_MINUTES

HOURS_A_CREDIT = 10  # notional hours; curriculum, conventions
_MOST_WAYS = 5_000  # to fill one component; a rule with more is not one that anybody could explain
_SHOWN_WAYS = 3


class AwardFault(ValueError):
    """An award cannot be read; the message says what to write instead."""


@dataclass(frozen=True)
class Component:
    """A part of an award: `choose` of `units` are needed, assessed at `level` or above, or learned where it is None.

    `one_of_each` names groups of units of which at least one each has to be chosen; `only_with` says which unit may be
    chosen only together with which others.
    """

    units: tuple[str, ...]
    choose: int
    hours: int
    credits: int = 0
    level: int | None = None
    assessed: bool = False
    one_of_each: tuple[frozenset[str], ...] = ()
    only_with: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def minutes_each(self) -> int:
        """Minutes that each of its units brings: a unit counts once so much of it is done.

        So a segment that is added to a unit later moves nobody's goal, and one that is withdrawn is not missed.
        """
        return self.hours * 60 // self.choose

    @property
    def mandatory(self) -> bool:
        """Whether every one of its units is needed."""
        return self.choose == len(self.units)

    def ways(self) -> Iterator[tuple[str, ...]]:
        """Every set of units that fills it, in the order of the rule."""
        for chosen in combinations(self.units, self.choose):
            held = set(chosen)
            if all(held & group for group in self.one_of_each) and all(
                unit not in held or others <= held for unit, others in self.only_with
            ):
                yield chosen


@dataclass(frozen=True)
class AwardRule:
    """An award in force, as `content/awards.yaml` has it. `level` is None where hours alone are certified.

    `credits_at_level`: how many of its credits stand at its level or above, whichever units are chosen.
    """

    code: str
    version: int
    title: str
    level: int | None
    credits: int
    hours: int
    components: tuple[Component, ...]
    wording: str
    credits_at_level: int = 0
    includes: tuple[str, ...] = ()

    @property
    def units(self) -> frozenset[str]:
        """Every unit that could count."""
        return frozenset(unit for component in self.components for unit in component.units)

    @property
    def assessed(self) -> bool:
        """Whether any part of it is judged by an assessor."""
        return any(component.assessed for component in self.components)


@dataclass(frozen=True)
class Missing:
    """Something an award still wants, as a sentence and as the units that would serve."""

    sentence: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One way to the award: the units still to do, and the hours that they take (notional where assessed)."""

    units: tuple[str, ...]
    hours: float


@dataclass(frozen=True)
class Evaluation:
    """Whether an award is met, which units counted (one a place, in order), what is missing, and the shortest ways."""

    met: bool
    counted: tuple[str, ...]
    missing: tuple[Missing, ...]
    ways: tuple[Way, ...] = ()


def award_from(data: Mapping[str, Any]) -> AwardRule:
    """An award as `content/awards.yaml` writes it; raises `AwardFault`."""
    try:
        rule = AwardRule(
            code=str(data["id"]),
            version=int(data["version"]),
            title=str(data["title"]),
            level=None if data.get("level") is None else int(data["level"]),
            credits=int(data["totals"]["credits"]),
            hours=int(data["totals"]["hours"]),
            components=tuple(_component(part) for part in data["components"]),
            wording=" ".join(str(data["wording"]).split()),
            credits_at_level=int(data.get("credits_at_level", 0)),
            includes=tuple(str(code) for code in data.get("includes", ())),
        )
    except KeyError as missing:
        raise AwardFault(f"the award {data.get('id', 'without id')} needs the key {missing.args[0]}") from missing
    except (TypeError, ValueError) as fault:
        raise AwardFault(f"the award {data.get('id', 'without id')} cannot be read: {fault}") from fault
    if fault_of_sums := _fault_of_sums(rule):
        raise AwardFault(fault_of_sums)
    if not any(_assignments(rule.components)):
        raise AwardFault(f"no choice of units meets {rule.code}: a unit fills one place only")
    return rule


def _component(part: Mapping[str, Any]) -> Component:
    units = tuple(str(code) for code in part.get("units") or part["from"])
    choose, hours = int(part.get("choose", len(units))), int(part["hours"])
    if len(set(units)) != len(units):
        raise ValueError("a component names a unit twice")
    if not 1 <= choose <= len(units):
        raise ValueError(f"choose {choose} of {len(units)} units cannot be met")
    if hours * 60 % choose:
        raise ValueError(f"{hours} hours do not divide into {choose} units of whole minutes")
    version = part.get("version", "cpd")
    if version not in {"cpd", "assessed"}:
        raise ValueError(f"a version is cpd or assessed, not {version}")
    level = None if part.get("level") is None else int(part["level"])
    if version == "assessed" and level is None:
        raise ValueError("an assessed component needs its level")
    component = Component(
        units=units,
        choose=choose,
        hours=hours,
        credits=int(part.get("credits", 0)),
        level=level,
        assessed=version == "assessed",
        one_of_each=tuple(frozenset(map(str, group)) for group in part.get("one_of_each", ())),
        only_with=tuple((str(unit), frozenset(map(str, others))) for unit, others in part.get("only_with", {}).items()),
    )
    if len(list(zip(component.ways(), range(_MOST_WAYS + 1), strict=False))) > _MOST_WAYS:
        raise ValueError(f"a component can be filled in more than {_MOST_WAYS:,} ways: split it")
    return component


def _fault_of_sums(rule: AwardRule) -> str | None:
    for name, total in (("hours", rule.hours), ("credits", rule.credits)):
        found = sum(getattr(part, name) for part in rule.components)
        if found != total:
            return f"the components of {rule.code} add up to {found} {name}, its total says {total}"
    at_level = sum(part.credits for part in rule.components if part.level and part.level >= (rule.level or 0))
    if rule.level is not None and at_level != rule.credits_at_level:
        return f"{at_level} credits of {rule.code} stand at level {rule.level}, it says {rule.credits_at_level}"
    odd = [part for part in rule.components if part.credits and part.hours != part.credits * HOURS_A_CREDIT]
    if odd:
        return f"{odd[0].hours} hours of {rule.code} are not {odd[0].credits} credits of {HOURS_A_CREDIT} hours"
    return None


Chosen = tuple[tuple[str, ...], ...]  # the units of each component


def _assignments(components: tuple[Component, ...], used: frozenset[str] = frozenset()) -> Iterator[Chosen]:
    if not components:
        yield ()
        return
    for way in components[0].ways():
        if not used & set(way):
            for rest in _assignments(components[1:], used | set(way)):
                yield (way, *rest)


def evaluate(
    award: AwardRule, units: Mapping[str, UnitProgress], passed: Mapping[str, int] | None = None
) -> Evaluation:
    """Hold what somebody achieved against an award.

    `units` is what was learned, `passed` the highest level at which each unit was passed: a higher version replaces a
    lower one. The places are filled so that least is left to do.
    """
    passed = passed or {}
    left = [{code: _left(part, code, units, passed) for code in part.units} for part in award.components]
    best = _shortest(award.components, left)
    chosen = best[0]
    missing = [
        found
        for number, part in enumerate(award.components)
        for found in _missing(part, number, chosen, left[number], units)
    ]
    counted = tuple(code for number, codes in enumerate(chosen) for code in codes if left[number][code] == 0)
    ways = tuple(_way(each, left) for each in best) if missing else ()
    return Evaluation(met=not missing, counted=counted, missing=tuple(missing), ways=ways)


def _left(part: Component, code: str, units: Mapping[str, UnitProgress], passed: Mapping[str, int]) -> int:
    """Minutes that a unit still takes in a component; 0 when it counts."""
    if part.assessed:
        return 0 if passed.get(code, 0) >= (part.level or 0) else part.minutes_each
    return max(0, part.minutes_each - (units[code].planned if code in units else 0))


def _shortest(components: tuple[Component, ...], left: list[dict[str, int]]) -> list[Chosen]:
    """The ways that leave least to do, the shortest first; among equals, in the order of the rule."""
    options = [
        sorted(((sum(left[n][code] for code in way), way) for way in part.ways()), key=lambda option: option[0])
        for n, part in enumerate(components)
    ]
    least = [each[0][0] if each else 0 for each in options]
    found: list[tuple[int, Chosen]] = []

    def go_on(number: int, cost: int, chosen: Chosen, used: frozenset[str]) -> None:
        if number == len(components):
            found.append((cost, chosen))
            found.sort(key=lambda each: each[0])
            del found[_SHOWN_WAYS:]
            return
        for more, way in options[number]:
            bound = cost + more + sum(least[number + 1 :])
            if len(found) == _SHOWN_WAYS and bound >= found[-1][0]:
                break
            if not used & set(way):
                go_on(number + 1, cost + more, (*chosen, way), used | set(way))

    go_on(0, 0, (), frozenset())
    return [chosen for _, chosen in found]


def _way(chosen: Chosen, left: list[dict[str, int]]) -> Way:
    open_units = [(code, left[n][code]) for n, codes in enumerate(chosen) for code in codes if left[n][code]]
    return Way(tuple(code for code, _ in open_units), sum(minutes for _, minutes in open_units) / 60)


def _missing(
    part: Component, number: int, chosen: Chosen, left: Mapping[str, int], units: Mapping[str, UnitProgress]
) -> list[Missing]:
    open_units = [code for code in chosen[number] if left[code]]
    if not open_units:
        return []
    if part.mandatory:
        return [Missing(_unfinished(part, code, units.get(code)), (code,)) for code in open_units]
    kept = set(chosen[number]) - set(open_units)
    elsewhere = {code for other, codes in enumerate(chosen) if other != number for code in codes}
    ways = [set(way) - kept for way in part.ways() if kept <= set(way) and not elsewhere & set(way)]
    could = tuple(code for code in part.units if any(code in way for way in ways))
    always = [code for code in could if all(code in way for way in ways)]
    wanted = len(open_units)
    sentence = f"{wanted} more {'unit' if wanted == 1 else 'units'} of {', '.join(could)}"
    if always and len(always) < wanted:
        sentence += f", {' and '.join(always)} among them"
    return [Missing(sentence + (f", assessed at level {part.level}" if part.assessed else ""), could)]


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
    return all(_meets(inner, outer, chosen) for chosen in _assignments(outer.components))


def _meets(inner: AwardRule, outer: AwardRule, chosen: Chosen) -> bool:
    held = [(code, part) for part, codes in zip(outer.components, chosen, strict=True) for code in codes]
    fitting = [{code for code, source in held if _brings(source, part)} for part in inner.components]
    return any(
        all(set(codes) <= fits for codes, fits in zip(way, fitting, strict=True))
        for way in _assignments(inner.components)
    )


def _brings(source: Component, wanted: Component) -> bool:
    """Whether a unit that counts in one component has what another asks of it."""
    high_enough = not wanted.assessed or (source.level or 0) >= (wanted.level or 0)
    return source.assessed == wanted.assessed and high_enough and source.minutes_each >= wanted.minutes_each
