"""How far a member is, what is counted of people, and what of that is printed: fixed cells, a place and a year each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from learnmentor.assessment.statistics.small_cells import STEP, CellSum, CellTable, small

Cell = tuple[str, str]  # a place, and what is counted there
_HOUR = 60


class GroupStanding(StrEnum):
    """How far somebody is, as leaders see it. Each person is in exactly one."""

    NOT_BEGUN = "not-begun"
    UNDER_WAY = "under-way"
    FINISHED = "finished"
    STALLED = "stalled"


class HourBasis(StrEnum):
    """Hours that are shown side by side and never added up, and those of them that count toward a target."""

    COUNTED = "counted"
    PLANNED = "planned"
    ACTIVE = "active"
    CLAIMED = "claimed"
    ATTENDED = "attended"


PEOPLE, CERTIFIED, CAME = "people", "certified", "came"
_SPLITS = (CERTIFIED, CAME, *(f"with-{basis}" for basis in HourBasis))  # people with it, and those without
_WITHOUT = "without "


@dataclass(frozen=True)
class Work:
    """How much of what they were given, or of their target, somebody has begun and done."""

    begun: int
    done: int
    asked: int | None  # None: nothing is asked for, so nobody is finished


def standing(work: Work, *, last_at: datetime | None, stalled_days: int, at: datetime) -> GroupStanding:
    """How far somebody is. Who began and did nothing for so many days has stalled."""
    if work.asked is not None and 0 < work.asked <= work.done:
        return GroupStanding.FINISHED
    if not work.begun and not work.done:
        return GroupStanding.NOT_BEGUN
    quiet = last_at is None or at - last_at > timedelta(days=stalled_days)
    return GroupStanding.STALLED if quiet else GroupStanding.UNDER_WAY


@dataclass(frozen=True)
class PersonCounted:
    """What a report counts of one person in one year: no name, and nothing that anybody wrote."""

    standing: GroupStanding
    minutes: Mapping[HourBasis, int]
    certificates: int
    sessions: int  # that they came to


@dataclass(frozen=True)
class Headcount:
    """True counts of the people in one place, and their minutes."""

    counts: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[PersonCounted]) -> "Headcount":
        """What these people add up to."""
        counts: dict[str, int] = {}
        minutes: dict[str, int] = {}
        for person in people:
            for what in _counted_as(person):
                counts[what] = counts.get(what, 0) + 1
            for basis, amount in person.minutes.items():
                minutes[basis] = minutes.get(basis, 0) + amount
        return cls(counts, minutes)

    def plus(self, other: "Headcount") -> "Headcount":
        """Both together."""
        return Headcount(_added(self.counts, other.counts), _added(self.minutes, other.minutes))

    def count(self, what: str) -> int:
        """How many people: by standing, with certificates, with minutes of a basis; `_WITHOUT` them the others."""
        if what.startswith(_WITHOUT):
            return self.count(PEOPLE) - self.count(what.removeprefix(_WITHOUT))
        return self.counts.get(what, 0)


def _counted_as(person: PersonCounted) -> list[str]:
    found = [PEOPLE, person.standing.value]
    found += [CERTIFIED] if person.certificates else []
    found += [CAME] if person.sessions else []
    return found + [f"with-{basis}" for basis, amount in person.minutes.items() if amount]


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {what: one.get(what, 0) + other.get(what, 0) for what in {*one, *other}}


# What is printed


@dataclass(frozen=True)
class CountedPlace:
    """A part of an organisation as a whole, those directly in it, or a group; it consists of the places `inside`."""

    name: str  # "part:5", "directly:5", "group:3"
    heads: Headcount
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintedCounts:
    """What is printed of one place: people by what is counted, hours by basis; None where it is hidden."""

    counts: Mapping[str, int | None]
    hours: Mapping[str, int | None]

    @property
    def shown(self) -> bool:
        """Whether there is a table at all: for five people and more."""
        return bool(self.counts.get(PEOPLE))

    @property
    def hidden(self) -> list[str]:
        """What is hidden, so that tomorrow the same is."""
        return [what for what, count in self.counts.items() if count is None]


def printed(
    places: Sequence[CountedPlace], before: Mapping[str, Collection[str]] | None = None
) -> dict[str, PrintedCounts]:
    """What is printed of places that belong together, such as all parts of an organisation.

    `before`: by place, what was hidden the day before. A cell of one to four goes with its complement, among the cells
    of its place and up the tree: the people of a part less those of the parts in it.
    """
    heads = {place.name: place.heads for place in places}
    rows = (PEOPLE, *GroupStanding, *_SPLITS, *(f"{_WITHOUT}{what}" for what in _SPLITS))
    counts = {(name, str(what)): each.count(what) for name, each in heads.items() for what in rows}
    needs = {cell: (cell[0], PEOPLE) for cell in counts if cell[1] != PEOPLE}
    was = {(name, what) for name, hidden in (before or {}).items() for what in hidden}
    shown = CellTable(counts, [each for place in places for each in _sums(place, rows)], needs).printed(was)
    return {
        name: PrintedCounts(
            {what: shown[name, what] for what in (PEOPLE, *map(str, GroupStanding), *_SPLITS)},
            {basis.value: _hours(each, basis, shown[name, f"with-{basis}"]) for basis in HourBasis},
        )
        for name, each in heads.items()
    }


def _sums(place: CountedPlace, rows: Iterable[str]) -> Iterable[CellSum[Cell]]:
    people = (place.name, PEOPLE)
    yield CellSum(people, tuple((place.name, str(each)) for each in GroupStanding))
    for what in _SPLITS:
        yield CellSum(people, ((place.name, what), (place.name, f"{_WITHOUT}{what}")))
    if place.inside:
        for what in map(str, rows):
            yield CellSum((place.name, what), tuple((each, what) for each in place.inside))


def _hours(heads: Headcount, basis: HourBasis, people: int | None) -> int | None:
    """Hours to the nearest five, whoever many stand behind them, and only where five people have any."""
    if people is None or small(heads.count(f"with-{basis}")):
        return None
    return rounded_hours(heads.minutes.get(basis, 0))


def rounded_hours(minutes: int) -> int:
    """Minutes as whole hours, to the nearest five: finer, two days would tell of one person's evening."""
    return (minutes + STEP * _HOUR // 2) // (STEP * _HOUR) * STEP


# One member's line


@dataclass(frozen=True)
class CertificateTitle:
    """A certificate as a leader sees it: title and date, and nothing else."""

    title: str
    on: date


@dataclass(frozen=True)
class MemberStanding:
    """All that a leader sees of a member who accepted to be seen by name. The member is shown the same."""

    public_id: str  # of the membership
    name: str
    standing: GroupStanding
    done: int
    begun: int
    given: int  # parts that the group was given: segments, and sessions of programmes
    last_on: date | None
    minutes: Mapping[HourBasis, int]
    target_minutes: int | None
    certificates: tuple[CertificateTitle, ...]
    sessions_came: int
    sessions_held: int


class SortBy(StrEnum):
    """The columns by which a leader may put members in order."""

    NAME = "name"
    STANDING = "standing"
    HOURS = "hours"
    LAST = "last"


_ORDER = {GroupStanding.STALLED: 0, GroupStanding.NOT_BEGUN: 1, GroupStanding.UNDER_WAY: 2, GroupStanding.FINISHED: 3}


def in_order(members: Iterable[MemberStanding], by: SortBy, only: GroupStanding | None = None) -> list[MemberStanding]:
    """Members whom a leader sees by name, in an order of their own; `only` those who stand so."""
    named = sorted(members, key=lambda each: (each.name.casefold(), each.public_id))
    chosen = [each for each in named if only is None or each.standing == only]
    if by is SortBy.STANDING:
        return sorted(chosen, key=lambda each: _ORDER[each.standing])
    if by is SortBy.HOURS:
        return sorted(chosen, key=lambda each: -each.minutes[HourBasis.COUNTED])
    return sorted(chosen, key=lambda each: each.last_on or date.min) if by is SortBy.LAST else chosen
