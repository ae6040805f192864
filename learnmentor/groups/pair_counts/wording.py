"""The numbers of pairs in words."""

from collections.abc import Collection

from learnmentor.groups.pair_counts.rules import CELL_OF, PairAmount, PairCell
from learnmentor.groups.reports.rules import PEOPLE

_PEOPLE = {
    PEOPLE: "In a pair in this year",
    PairCell.OPEN.value: "In a pair now, or at the end of the year",
    PairCell.BEGUN.value: "Began a pair",
    PairCell.ENDED.value: "Ended a pair",
    PairCell.CHANGED.value: "Were in a pair that changed",
    PairCell.MET.value: "Met",
    PairCell.OBSERVED.value: "Had an observation",
    PairCell.SIGNED.value: "Signed an agreement",
}
_AMOUNTS = {
    PairAmount.PAIRS_OPEN.value: "Pairs open",
    PairAmount.PAIRS_BEGUN.value: "Pairs begun",
    PairAmount.PAIRS_ENDED.value: "Pairs ended",
    PairAmount.CHANGES.value: "Changes of pair",
    PairAmount.MEETINGS.value: "Meetings held",
    PairAmount.MINUTES.value: "Hours of meetings",
    PairAmount.OBSERVATIONS.value: "Observations held",
    PairAmount.AGREEMENTS.value: "Agreements signed",
}


def people_lines(counted: Collection[PairAmount]) -> dict[str, str]:
    """The lines of people on a page, of what is counted."""
    cells = {CELL_OF[what].value for what in counted}
    return {key: words for key, words in _PEOPLE.items() if key == PEOPLE or key in cells}


def amount_lines(counted: Collection[PairAmount]) -> dict[str, str]:
    """The lines of amounts on a page, of what is counted."""
    return {key: words for key, words in _AMOUNTS.items() if key in counted}
