"""The numbers of pairs in words."""

from learnmentor.groups.pair_counts.rules import PairAmount, PairCell
from learnmentor.groups.reports.rules import PEOPLE

PEOPLE_LINES = {
    PEOPLE: "In a pair in this year",
    PairCell.OPEN.value: "In a pair now, or at the end of the year",
    PairCell.BEGUN.value: "Began a pair",
    PairCell.ENDED.value: "Ended a pair",
    PairCell.CHANGED.value: "Were in a pair that changed",
    PairCell.MET.value: "Met",
    PairCell.OBSERVED.value: "Had an observation",
    PairCell.SIGNED.value: "Signed an agreement",
}
AMOUNT_LINES = {
    PairAmount.PAIRS_OPEN.value: "Pairs open",
    PairAmount.PAIRS_BEGUN.value: "Pairs begun",
    PairAmount.PAIRS_ENDED.value: "Pairs ended",
    PairAmount.CHANGES.value: "Changes of pair",
    PairAmount.MEETINGS.value: "Meetings held",
    PairAmount.MINUTES.value: "Hours of meetings",
    PairAmount.OBSERVATIONS.value: "Observations held",
    PairAmount.AGREEMENTS.value: "Agreements signed",
}
