"""Who reads a try, and how a file of it is shown."""

from dataclasses import dataclass
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.rules import AssignmentEnd

MOST_TEXT = 60_000  # bytes of a text file that are shown in the page


@dataclass(frozen=True)
class ReadingFacts:
    """Whose a try is, and what whoever asks has to do with it.

    `judged`: has judged it; `asked`: is asked to, now; `settles`: looks after an appeal about it; `tied`: is or was
    mentor, mentee or manager of its owner.
    """

    owner_id: int
    judged: bool = False
    asked: bool = False
    settles: bool = False
    tied: bool = False


def may_read_try(actor: Actor, facts: ReadingFacts) -> bool:
    """Its owner; and who judges it or settles an appeal about it, while they hold a role for that and are not tied.

    Who has judged it has read it: a tie that began later takes nothing away from them.
    """
    if actor.id == facts.owner_id:
        return True
    if facts.settles and actor.has(RoleName.MODERATOR) and not facts.tied:
        return True
    judges = facts.judged or (facts.asked and not facts.tied)
    return judges and (actor.has(RoleName.ASSESSOR) or actor.has(RoleName.MODERATOR))


def lets_read(ended_as: AssignmentEnd | None) -> bool:
    """Whether an assignment lets its assessor read: while it is open, and after it ended in a judgement."""
    return ended_as is None or ended_as == AssignmentEnd.JUDGED


class ShownAs(StrEnum):
    """How a file is looked at in the page; all others are downloaded."""

    PDF = "pdf"
    PICTURE = "picture"
    TEXT = "text"
    NOT = "not"


_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # HEIC is shown by few browsers


def shown_as(media_type: str) -> ShownAs:
    """How a file of a media type is looked at."""
    if media_type == "application/pdf":
        return ShownAs.PDF
    if media_type in _PICTURES:
        return ShownAs.PICTURE
    return ShownAs.TEXT if media_type.startswith("text/") else ShownAs.NOT
