"""Words for appeals: how far one is, and how it ended."""

from collections.abc import Collection

from learnmentor.assessment.assessed.appeals.queries import OpenAppeal
from learnmentor.assessment.assessed.appeals.rules import AppealOutcome

ENDED = {
    AppealOutcome.STANDS: "The first result stands",
    AppealOutcome.CHANGED: "The result was changed",
    AppealOutcome.WITHDRAWN: "You took it back",
}


def how_far(each: OpenAppeal, *, me: int, moderators: Collection[int]) -> str:
    """How far an open appeal is, for a moderator; `moderators`: whose role is in force."""
    if each.moderator_id not in moderators:
        return "Nobody has it yet"
    if each.moderator_id != me:
        return "Another moderator has it"
    if each.judged:
        return "Judged anew: settle it"
    return "Is being judged anew" if each.asked else "Name another assessor"
