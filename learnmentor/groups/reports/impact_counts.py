"""What people of an organisation answered in form F6, as counts that give nobody away: by `small_cells`, rounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learnmentor.assessment.statistics.small_cells import FEWEST, CellSum, CellTable

NO_ANSWER = ""
_PEOPLE = ("", "people")
_Cell = tuple[str, str]  # a statement and an answer


@dataclass(frozen=True)
class StatementCounts:
    """How many gave each answer to one statement, by the answer (`NO_ANSWER` for none); None where it is hidden."""

    key: str
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class ImpactCounts:
    """How many people answered, to the nearest five, and what."""

    people: int | None
    statements: tuple[StatementCounts, ...]


def impact_counts(
    keys: Sequence[str], words: Sequence[str], answers: Sequence[Mapping[str, str]]
) -> ImpactCounts | None:
    """The counts of these answers, one mapping of each person; None where fewer than five answered.

    Each statement's answers add up to the people, so with a small count another of its line is hidden.
    """
    if len(answers) < FEWEST:
        return None
    offered = (*words, NO_ANSWER)
    counts: dict[_Cell, int] = {(key, word): 0 for key in keys for word in offered} | {_PEOPLE: len(answers)}
    for each in answers:
        for key in keys:
            said = each.get(key, NO_ANSWER)
            counts[key, said if said in words else NO_ANSWER] += 1
    sums = [CellSum(_PEOPLE, tuple((key, word) for word in offered)) for key in keys]
    printed = CellTable(counts, sums).printed()
    lines = tuple(StatementCounts(key, {word: printed[key, word] for word in offered}) for key in keys)
    return ImpactCounts(printed[_PEOPLE], lines)
