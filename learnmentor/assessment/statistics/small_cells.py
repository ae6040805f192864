"""Counts of people that give nobody away: which cells of a table are shown, and what is printed of them.

A count of one to four is hidden. So is another cell of each sum that it stands in, for otherwise it is what the rest
leaves over: one of five or more, or the total where every other is small, even where several small ones are hidden
already, so that whether it is hidden says nothing of how many they are. What is printed is rounded to the nearest five,
so no sum or difference of printed counts, of one day or of two, is one to four.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

FEWEST = 5  # people behind a count that is shown
STEP = 5  # what is printed is a multiple of it

Cell = TypeVar("Cell", bound=Hashable)


def rounded(count: int) -> int:
    """A count as it is printed. Halves do not arise: the step is odd."""
    return (count + STEP // 2) // STEP * STEP


def small(count: int) -> bool:
    """Whether a count is one that is never shown. Nobody is not a small count: nought is shown."""
    return 0 < count < FEWEST


@dataclass(frozen=True)
class CellSum(Generic[Cell]):
    """A cell that others add up to, such as the people of a part and those of the parts in it."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class CellTable(Generic[Cell]):
    """True counts by cell, what adds up to what, and which cell has to be shown for another to be (`needs`)."""

    counts: Mapping[Cell, int]
    sums: Sequence[CellSum[Cell]] = ()
    needs: Mapping[Cell, Cell] = field(default_factory=dict)

    def hidden(self, before: Collection[Cell] = ()) -> frozenset[Cell]:
        """The cells that are not shown. Where there is a choice, those hidden `before` are hidden again."""
        hidden = {cell for cell, count in self.counts.items() if small(count)}
        while more := {*self._beside(hidden), *self._complements(hidden, before)} - hidden:
            hidden |= more
        return frozenset(hidden)

    def printed(self, before: Collection[Cell] = ()) -> dict[Cell, int | None]:
        """Every cell as it is printed: rounded, or None where it is hidden."""
        hidden = self.hidden(before)
        return {cell: None if cell in hidden else rounded(count) for cell, count in self.counts.items()}

    def _beside(self, hidden: Collection[Cell]) -> Iterator[Cell]:
        """What goes with hidden cells: whatever needs them, and noughts, lest a hidden cell be known to be none."""
        yield from (cell for cell, needed in self.needs.items() if needed in hidden and cell in self.counts)
        for each in self.sums:
            if self._split(each.parts, hidden)[0]:
                yield from (cell for cell in each.parts if not self.counts[cell])

    def _complements(self, hidden: Collection[Cell], before: Collection[Cell]) -> Iterator[Cell]:
        chosen: set[Cell] = set()
        for each in self.sums:
            found = self._complement(each, {*hidden, *chosen}, before)
            if found is not None:
                chosen.add(found)
                yield found

    def _complement(self, each: CellSum[Cell], hidden: Collection[Cell], before: Collection[Cell]) -> Cell | None:
        """One more cell of a sum to hide, or None where nothing hidden can be had from what is shown."""
        parts, shown = self._split(each.parts, hidden)
        total = [each.total] if self.counts[each.total] else []
        unknown = [cell for cell in (*parts, *total) if cell in hidden]
        large = any(not small(self.counts[cell]) for cell in unknown)
        if not unknown or (len(unknown) > 1 and large):
            return None
        candidates = shown or [cell for cell in total if cell not in hidden]
        return min(candidates, key=lambda cell: (cell not in before, self.counts[cell]), default=None)

    def _split(self, cells: Iterable[Cell], hidden: Collection[Cell]) -> tuple[list[Cell], list[Cell]]:
        """Those of the cells with anybody in them that are hidden, and those that are shown."""
        some = [cell for cell in cells if self.counts[cell] > 0]
        return [cell for cell in some if cell in hidden], [cell for cell in some if cell not in hidden]
