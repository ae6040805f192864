"""Awards as pages draw them: components as legs of a way, units as stations on it, all from one evaluation."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from learnmentor.certificates.awards.combination import AwardPart, Evaluation
from learnmentor.certificates.awards.definition import AwardRule, Component
from learnmentor.courses.study.outlines import UnitOutline
from learnmentor.courses.study.rules import SegmentProgress


@dataclass(frozen=True)
class Station:
    """A unit on a map. DONE means that it counts; a `spare` one would, and the award has no place left for it."""

    code: str
    title: str  # "" where the unit is not published
    family: str
    state: SegmentProgress
    spare: bool
    done: int  # segments
    begun: int
    total: int
    minutes: int


@dataclass(frozen=True)
class Leg:
    """A component of an award as a reader meets it: what is asked, under which conditions, and what is there."""

    part: AwardPart
    asks: str
    conditions: tuple[str, ...]
    stations: tuple[Station, ...]

    @property
    def component(self) -> Component:
        """The rule behind it."""
        return self.part.component


def legs(evaluation: Evaluation, outlines: Iterable[UnitOutline]) -> list[Leg]:
    """The components of an award with a station for every unit that could count."""
    known = {outline.code: outline for outline in outlines}
    return [
        Leg(
            part,
            asks=_asks(part.component, known),
            conditions=_conditions(part.component),
            stations=tuple(
                _station(code, known.get(code), counted=part.counted, spare=part.spare) for code in part.component.units
            ),
        )
        for part in evaluation.parts
    ]


def programme_stations(outlines: Sequence[UnitOutline], evaluation: Evaluation | None) -> list[Station]:
    """A programme as stations. Where it leads to an award, a unit is done when it counts there; else when all of it is.

    Units that the award does not know, or has no place for, are done when all of them is.
    """
    asked = {unit for part in evaluation.parts for unit in part.component.units} if evaluation else set()
    counted = set(evaluation.counted) if evaluation else set()
    spare = {unit for part in evaluation.parts for unit in part.spare} if evaluation else set()
    whole = {outline.code for outline in outlines if outline.stops and outline.done == len(outline.stops)} - asked
    return [_station(each.code, each, counted=counted | whole, spare=spare) for each in outlines]


def _station(code: str, outline: UnitOutline | None, *, counted: Collection[str], spare: Collection[str]) -> Station:
    if outline is None:
        return Station(code, "", "core", SegmentProgress.TODO, spare=False, done=0, begun=0, total=0, minutes=0)
    begun = bool(outline.done or outline.begun or code in spare)
    state = SegmentProgress.DONE if code in counted else SegmentProgress.BEGUN if begun else SegmentProgress.TODO
    return Station(
        code, outline.title, outline.family, state, spare=code in spare, done=outline.done, begun=outline.begun,
        total=len(outline.stops), minutes=outline.minutes,
    )  # fmt: skip


def _asks(component: Component, known: Mapping[str, UnitOutline]) -> str:
    units, choose = len(component.units), component.choose
    if not component.mandatory:
        return f"Any {choose} of these {units} units"
    if units > 1:
        return f"All {units} units"
    [code] = component.units
    return f"{code} {known[code].title}" if code in known else code


def _conditions(component: Component) -> tuple[str, ...]:
    groups = [f"at least one of {spelled(group)}" if len(group) > 1 else f"{spelled(group)} among them"
              for group in component.one_of_each]  # fmt: skip
    pairs = [f"{unit} only together with {spelled(others)}" for unit, others in component.only_with]
    return (*groups, *pairs)


def size(rule: AwardRule) -> str:
    """How an award is headed before anybody recognises it [curriculum 3.5]."""
    if rule.level is None:
        return f"{rule.hours} hours. A record of learning, not a qualification."
    return f"Mapped to level {rule.level}, {rule.credits} credits; not a regulated qualification."


def spelled(codes: Iterable[str]) -> str:
    """Codes of units in words, three and more in a row as a span: "C1 to C8, O1 and P2"."""
    ordered = sorted(set(codes), key=_place)
    runs = [[code for _, code in run] for _, run in groupby(enumerate(ordered), key=_step)]
    words = [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _place(code: str) -> tuple[str, int, str]:
    letters = code.rstrip("0123456789")
    return letters, int(code[len(letters) :] or 0), code


def _step(place: tuple[int, str]) -> tuple[str, int]:
    letters, number, _ = _place(place[1])
    return letters, number - place[0]
