"""Awards as authors define them: components that ask for so many of some units, read from data and found sound."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb, prod
from typing import Any

from learnmentor.certificates.hours.rules import HOURS

HOURS_A_CREDIT = 10  # notional hours; curriculum, conventions


MOST_WAYS = 5_000  # to fill a component, or components that share units; nobody could explain a rule with more


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

    @cached_property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Every set of units that fills it, in the order of the rule."""
        return tuple(chosen for chosen in combinations(self.units, self.choose) if self._allows(set(chosen)))

    def _allows(self, held: set[str]) -> bool:
        each_group = all(held & group for group in self.one_of_each)
        return each_group and all(unit not in held or others <= held for unit, others in self.only_with)


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
    valid_months: int | None = None  # how long its certificate holds; None for good
    renewal_hours: int = 0  # CPD hours within that time by which it is renewed
    earlier_learning_credits: int = 0  # how many of its credits may be passed by what was learned elsewhere earlier

    @cached_property
    def shared(self) -> frozenset[str]:
        """The units that stand in more than one component, so that filling one takes something from another."""
        stand = Counter(unit for component in self.components for unit in component.units)
        return frozenset(unit for unit, times in stand.items() if times > 1)

    @property
    def assessed(self) -> bool:
        """Whether any part of it is judged by an assessor."""
        return any(component.assessed for component in self.components)


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
            valid_months=None if data.get("valid_months") is None else int(data["valid_months"]),
            renewal_hours=int(data.get("renewal_hours", 0)),
            earlier_learning_credits=int(data.get("earlier_learning_credits", 0)),
        )
    except KeyError as missing:
        raise AwardFault(f"the award {data.get('id', 'without id')} needs the key {missing.args[0]}") from missing
    except (TypeError, ValueError) as fault:
        raise AwardFault(f"the award {data.get('id', 'without id')} cannot be read: {fault}") from fault
    if rule.code == HOURS:
        raise AwardFault(f"{HOURS} is the code of certificates of hours: give the award another id")
    if (rule.valid_months or rule.renewal_hours) and not (1 <= (rule.valid_months or 0) <= 120 and rule.renewal_hours):
        raise AwardFault(f"{rule.code} needs both valid_months, 1 to 120, and renewal_hours, by which it is renewed")
    if fault_of_sums := _fault_of_sums(rule):
        raise AwardFault(fault_of_sums)
    if prod(len(part.ways) for part in rule.components if rule.shared & set(part.units)) > MOST_WAYS:
        raise AwardFault(f"the components of {rule.code} share {', '.join(sorted(rule.shared))}: keep them apart")
    if not any(assignments(rule.components)):
        raise AwardFault(f"no choice of units meets {rule.code}: a unit fills one place only")
    return rule


def _component(part: Mapping[str, Any]) -> Component:
    units = tuple(str(code) for code in part.get("units") or part["from"])
    choose, hours = int(part.get("choose", len(units))), int(part["hours"])
    if len(set(units)) != len(units):
        raise ValueError("a component names a unit twice")
    if not 1 <= choose <= len(units):
        raise ValueError(f"choose {choose} of {len(units)} units cannot be met")
    if comb(len(units), choose) > MOST_WAYS:
        raise ValueError(f"a component can be filled in more than {MOST_WAYS:,} ways: split it")
    if hours * 60 % choose:
        raise ValueError(f"{hours} hours do not divide into {choose} units of whole minutes")
    version = part.get("version", "cpd")
    if version not in {"cpd", "assessed"}:
        raise ValueError(f"a version is cpd or assessed, not {version}")
    level = None if part.get("level") is None else int(part["level"])
    if version == "assessed" and level is None:
        raise ValueError("an assessed component needs its level")
    return Component(
        units=units,
        choose=choose,
        hours=hours,
        credits=int(part.get("credits", 0)),
        level=level,
        assessed=version == "assessed",
        one_of_each=tuple(frozenset(map(str, group)) for group in part.get("one_of_each", ())),
        only_with=tuple((str(unit), frozenset(map(str, others))) for unit, others in part.get("only_with", {}).items()),
    )


def _fault_of_sums(rule: AwardRule) -> str | None:
    for name, total in (("hours", rule.hours), ("credits", rule.credits)):
        found = sum(getattr(part, name) for part in rule.components)
        if found != total:
            return f"the components of {rule.code} add up to {found} {name}, its total says {total}"
    at_level = sum(part.credits for part in rule.components if part.level and part.level >= (rule.level or 0))
    if rule.level is not None and at_level != rule.credits_at_level:
        return f"{at_level} credits of {rule.code} stand at level {rule.level}, it says {rule.credits_at_level}"
    if not 0 <= rule.earlier_learning_credits <= rule.credits:
        return f"earlier_learning_credits of {rule.code} can be 0 to its {rule.credits} credits"
    odd = [part for part in rule.components if part.credits and part.hours != part.credits * HOURS_A_CREDIT]
    if odd:
        return f"{odd[0].hours} hours of {rule.code} are not {odd[0].credits} credits of {HOURS_A_CREDIT} hours"
    return None


Chosen = tuple[tuple[str, ...], ...]  # the units of each component


def assignments(components: tuple[Component, ...], used: frozenset[str] = frozenset()) -> Iterator[Chosen]:
    """Every way to fill all components with units, none of them twice."""
    if not components:
        yield ()
        return
    for way in components[0].ways:
        if not used & set(way):
            for rest in assignments(components[1:], used | set(way)):
                yield (way, *rest)
