"""Why two accounts are not merged, in sentences for their owner."""

from collections.abc import Collection

from learnmentor.accounts.merging.rules import Obstacle

_TWO_PEOPLE = (  # which of them it is would tell an administrator who judged whom
    "The two accounts are the two of a mentoring pair, or one judged the work of the other, or both judged the same "
    "work, so they are two people. Accounts of two people are not merged."
)
_WHY = {
    Obstacle.SAME: "These are one account: enter the address of the other one.",
    Obstacle.CLOSED: "One of the two accounts is closed. What was erased with it cannot be brought back.",
    Obstacle.MERGED: "One of the two accounts was merged into another before. Merge that other one instead.",
    Obstacle.SUSPENDED: "One of the two accounts is suspended. Ask an administrator to let it be used again first.",
    Obstacle.NEW_ADDRESS: "The other account has had its address for less than three days. So long the old address "
    "can take it back. Merge them after that.",
    Obstacle.BROKEN_LEDGER: "The CPD record of one of the accounts is not as it was written, so it cannot be closed as "
    "a good one. Tell the people who run this LearnMentor; nothing was changed.",
    Obstacle.PAIR: _TWO_PEOPLE,
    Obstacle.JUDGED: _TWO_PEOPLE,
    Obstacle.JUDGED_TWICE: _TWO_PEOPLE,
    Obstacle.UNREADABLE: "Some of what was written in one of the accounts opens with none of this server's keys, so it "
    "cannot be moved yet. Tell the people who run this LearnMentor; nothing was changed.",
}


def why_not(found: Collection[Obstacle]) -> str:
    """The first of what stands in the way, in the order in which it has to be dealt with."""
    return next(_WHY[each] for each in Obstacle if each in found)
