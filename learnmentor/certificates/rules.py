"""Awards as rules of combination: pure functions that say met or not, what counted, and exactly what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.courses.rules import SEGMENT_MINUTES


class AwardFault(ValueError):
    """An award cannot be read; the message says what to write instead."""


@dataclass(frozen=True)
class Component:
    """A part of an award: `choose` of `units` are needed. Mandatory units are a choice of all of them."""

    units: tuple[str, ...]
    choose: int
    hours: int

    @property
    def minutes_each(self) -> int:
        """Planned minutes that each of its units brings: a unit counts once so much of it is done.

        So a segment that is added to a unit later moves nobody's goal, and one that is withdrawn is not missed.
        """
        return self.hours * 60 // self.choose

    @property
    def mandatory(self) -> bool:
        """Whether every one of its units is needed."""
        return self.choose == len(self.units)


@dataclass(frozen=True)
class AwardRule:
    """An award in force, as `content/awards.yaml` has it. `level` is None where hours alone are certified."""

    code: str
    version: int
    title: str
    level: int | None
    credits: int
    hours: int
    components: tuple[Component, ...]
    wording: str

    @property
    def units(self) -> frozenset[str]:
        """Every unit that could count."""
        return frozenset(unit for component in self.components for unit in component.units)


@dataclass(frozen=True)
class AchievedSegment:
    """A segment that was completed: the revision studied and its minutes by basis."""

    code: str
    title: str
    revision: int
    completed_on: date
    planned: int
    active: int
    claimed: int | None = None


@dataclass(frozen=True)
class UnitProgress:
    """One unit of the catalogue: the codes of the segments it offers today, and the segments that are done.

    Among the done may be segments that were withdrawn since: what was studied was studied.
    """

    code: str
    title: str
    offered: frozenset[str]
    done: tuple[AchievedSegment, ...] = ()

    @property
    def planned(self) -> int:
        """Planned minutes of what was done."""
        return sum(segment.planned for segment in self.done)

    @property
    def open(self) -> int:
        """How many of the segments on offer are still to be done."""
        return len(self.offered - {segment.code for segment in self.done})


@dataclass(frozen=True)
class Missing:
    """Something an award still wants, as a sentence and as the units that would serve."""

    sentence: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation:
    """Whether an award is met, which units counted (one a place, in order) and what is missing."""

    met: bool
    counted: tuple[str, ...]
    missing: tuple[Missing, ...]


def award_from(data: Mapping[str, Any]) -> AwardRule:
    """An award as `content/awards.yaml` writes it; raises `AwardFault`."""
    try:
        components = tuple(_component(part) for part in data["components"])
        rule = AwardRule(
            code=str(data["id"]),
            version=int(data["version"]),
            title=str(data["title"]),
            level=None if data.get("level") is None else int(data["level"]),
            credits=int(data["totals"]["credits"]),
            hours=int(data["totals"]["hours"]),
            components=components,
            wording=" ".join(str(data["wording"]).split()),
        )
    except KeyError as missing:
        raise AwardFault(f"the award {data.get('id', 'without id')} needs the key {missing.args[0]}") from missing
    except (TypeError, ValueError) as fault:
        raise AwardFault(f"the award {data.get('id', 'without id')} cannot be read: {fault}") from fault
    total = sum(component.hours for component in rule.components)
    if total != rule.hours:
        raise AwardFault(f"the components of {rule.code} add up to {total} hours, its total says {rule.hours}")
    return rule


def _component(part: Mapping[str, Any]) -> Component:
    units = tuple(str(code) for code in part.get("units") or part["from"])
    choose = int(part.get("choose", len(units)))
    if len(set(units)) != len(units):
        raise ValueError("a component names a unit twice")
    if not 1 <= choose <= len(units):
        raise ValueError(f"choose {choose} of {len(units)} units cannot be met")
    if int(part["hours"]) * 60 % choose:
        raise ValueError(f"{part['hours']} hours do not divide into {choose} units of whole minutes")
    return Component(units=units, choose=choose, hours=int(part["hours"]))


def evaluate(award: AwardRule, units: Mapping[str, UnitProgress]) -> Evaluation:
    """Hold what somebody achieved against an award. A unit fills one place; places are filled as well as can be."""
    places = [(number, component) for number, component in enumerate(award.components) for _ in range(component.choose)]
    filled = _fill(
        [
            [code for code in component.units if code in units and units[code].planned >= component.minutes_each]
            for _, component in places
        ]
    )
    missing = [
        found
        for number, component in enumerate(award.components)
        for found in _missing(
            component,
            [filled[place] for place, (owner, _) in enumerate(places) if owner == number and place in filled],
            set(filled.values()),
            units,
        )
    ]
    counted = tuple(filled[place] for place in sorted(filled))
    return Evaluation(met=len(filled) == len(places), counted=counted, missing=tuple(missing))


def _fill(candidates: Sequence[Sequence[str]]) -> dict[int, str]:
    """Give as many places as possible a unit each, no unit twice (augmenting paths)."""
    holder: dict[str, int] = {}

    def place(number: int, tried: set[str]) -> bool:
        for unit in candidates[number]:
            if unit in tried:
                continue
            tried.add(unit)
            if unit not in holder or place(holder[unit], tried):
                holder[unit] = number
                return True
        return False

    for number in range(len(candidates)):
        place(number, set())
    return {number: unit for unit, number in holder.items()}


def _missing(
    component: Component, counted: Sequence[str], used: Iterable[str], units: Mapping[str, UnitProgress]
) -> list[Missing]:
    wanted = component.choose - len(counted)
    if wanted <= 0:
        return []
    open_units = [code for code in component.units if code not in set(used)]
    if not open_units:
        both = ", ".join(component.units)
        return [Missing(f"{both} a second time: a unit counts once, and it counts elsewhere in this award", ())]
    if component.mandatory:
        return [
            Missing(_unfinished(code, units.get(code), minutes=component.minutes_each), (code,)) for code in open_units
        ]
    noun = "unit" if wanted == 1 else "units"
    return [Missing(f"{wanted} more {noun} of {', '.join(open_units)}", tuple(open_units))]


def _unfinished(code: str, progress: UnitProgress | None, *, minutes: int) -> str:
    if progress is None or not progress.offered:
        return f"{code}, which is not published yet"
    left = -(-(minutes - progress.planned) // SEGMENT_MINUTES)
    words = f"{left} {'segment' if left == 1 else 'segments'} of {code}, {progress.title}"
    return words if progress.open >= left else f"{words}, which are not published yet"


# Numbers: eight characters of Crockford's alphabet (no I, L, O, U: they can be read aloud) and one that checks them.

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")


def number_from(entropy: int) -> str:
    """The certificate number made of 40 random bits, such as LM-7F3K-92QD-4."""
    body = "".join(ALPHABET[entropy >> shift & 31] for shift in range(35, -1, -5))
    return f"LM-{body[:4]}-{body[4:]}-{_check_character(body)}"


def normalised_number(text: str) -> str | None:
    """A number as typed, spelled as printed; None when it cannot be one (a slip or a swap is noticed)."""
    letters = "".join(character for character in text.upper() if character.isalnum() and character.isascii())
    letters = letters.removeprefix("LM").translate(_READ_AS)
    if (
        len(letters) != 9
        or any(letter not in ALPHABET for letter in letters)
        or _check_character(letters[:8]) != letters[8]
    ):
        return None
    return f"LM-{letters[:4]}-{letters[4:8]}-{letters[8]}"


def _check_character(body: str) -> str:
    """Luhn's rule over an alphabet of 32: every single slip and nearly every swap of neighbours changes it."""
    total = 0
    for distance, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if distance % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def may_download(*, actor_id: int | None, owner_id: int | None) -> bool:
    """The document with the name on it belongs to its owner."""
    return actor_id is not None and actor_id == owner_id


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same printed name, case and spaces aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
