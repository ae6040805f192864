"""What is counted of the people who are mentored, and what of that is printed.

Cells count mentees, each once in a part and a year, so that no cell is of fewer than five people; amounts, such as
meetings, are printed beside a cell that is shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.assessment.statistics.small_cells import CellSum, CellTable, rounded
from learnmentor.groups.reports.rules import PEOPLE, CountedPlace, Headcount, PrintedCounts, rounded_hours

_WITHOUT = "without "
Cell = tuple[str, str]


class PairCell(StrEnum):
    """Mentees by what there was of their pairs in a year."""

    OPEN = "open"  # on the last day that is counted
    BEGUN = "begun"
    ENDED = "ended"
    CHANGED = "changed"
    MET = "met"
    OBSERVED = "observed"
    SIGNED = "signed"


class PairAmount(StrEnum):
    """What is added up."""

    PAIRS_OPEN = "pairs-open"
    PAIRS_BEGUN = "pairs-begun"
    PAIRS_ENDED = "pairs-ended"
    CHANGES = "changes"
    MEETINGS = "meetings"
    MINUTES = "minutes"  # of meetings held
    OBSERVATIONS = "observations"
    AGREEMENTS = "agreements"


CELL_OF = {
    PairAmount.PAIRS_OPEN: PairCell.OPEN,
    PairAmount.PAIRS_BEGUN: PairCell.BEGUN,
    PairAmount.PAIRS_ENDED: PairCell.ENDED,
    PairAmount.CHANGES: PairCell.CHANGED,
    PairAmount.MEETINGS: PairCell.MET,
    PairAmount.MINUTES: PairCell.MET,
    PairAmount.OBSERVATIONS: PairCell.OBSERVED,
    PairAmount.AGREEMENTS: PairCell.SIGNED,
}


@dataclass(frozen=True)
class MenteeYear:
    """What there was of one person's pairs in a year, without a name."""

    part_id: int
    amounts: Mapping[PairAmount, int]

    @property
    def cells(self) -> frozenset[PairCell]:
        """In which cells the person is counted."""
        return frozenset(CELL_OF[what] for what, amount in self.amounts.items() if amount)


def mentees_counted(people: Iterable[MenteeYear]) -> Headcount:
    """What these people add up to."""
    total = Headcount()
    for each in people:
        counts = {PEOPLE: 1, **{cell.value: 1 for cell in each.cells}}
        total = total.plus(Headcount(counts, {what.value: amount for what, amount in each.amounts.items()}))
    return total


def printed_pairs(
    places: Sequence[CountedPlace], before: Mapping[str, Collection[str]] | None = None
) -> dict[str, PrintedCounts]:
    """What is printed of places that belong together; `before`: by place, what was hidden the day before."""
    heads = {place.name: place.heads for place in places}
    rows = (PEOPLE, *map(str, PairCell), *(f"{_WITHOUT}{cell}" for cell in PairCell))
    counts = {(name, what): _count(each, what) for name, each in heads.items() for what in rows}
    needs = {cell: (cell[0], PEOPLE) for cell in counts if cell[1] != PEOPLE}
    was = {(name, what) for name, hidden in (before or {}).items() for what in hidden}
    shown = CellTable(counts, [each for place in places for each in _sums(place, rows)], needs).printed(was)
    return {
        name: PrintedCounts(
            {what: shown[name, what] for what in (PEOPLE, *map(str, PairCell))},
            {what.value: _amount(each, what, shown[name, CELL_OF[what].value]) for what in PairAmount},
        )
        for name, each in heads.items()
    }


def _count(heads: Headcount, what: str) -> int:
    if what.startswith(_WITHOUT):
        return _count(heads, PEOPLE) - _count(heads, what.removeprefix(_WITHOUT))
    return heads.counts.get(what, 0)


def _sums(place: CountedPlace, rows: Iterable[str]) -> Iterable[CellSum[Cell]]:
    for cell in PairCell:
        yield CellSum((place.name, PEOPLE), ((place.name, cell.value), (place.name, f"{_WITHOUT}{cell}")))
    if place.inside:
        for what in rows:
            yield CellSum((place.name, what), tuple((each, what) for each in place.inside))


def _amount(heads: Headcount, what: PairAmount, people: int | None) -> int | None:
    """An amount to the nearest five, hours for minutes; None where the people behind it are hidden."""
    if people is None:
        return None
    amount = heads.minutes.get(what.value, 0)
    return rounded_hours(amount) if what == PairAmount.MINUTES else rounded(amount)
