"""What a review asks of each, who sees what of it, and what may leave it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from learnmentor.mentoring.rules import Side

MOST_REVIEWS = 60  # of one pair
MOST_SUMMARY_WORDS = 60
LONGEST_SUMMARY = 600  # characters
MOST_AIMS = 20  # targets that one review looks at

APART = ("again", "willing", "brings", "judges", "next")  # answered by each without looking


class ReviewPoint(StrEnum):
    """When a review is; the first four belong to initial training [LLUK App.5, App.3]."""

    FIRST = "first"
    JANUARY = "january"
    MID_YEAR = "mid-year"
    APRIL = "april"
    HALF_WAY = "half-way"
    END = "end"
    OTHER = "other"


class SummaryReader(StrEnum):
    """To whom the summary goes."""

    NOBODY = "nobody"
    TUTOR = "tutor"
    COURSE_LEADER = "course-leader"
    COORDINATOR = "coordinator"
    MANAGER = "manager"


class GoingOn(StrEnum):
    """What one of the two wants to happen next."""

    ON = "on"
    CHANGE = "change"
    END = "end"


@dataclass(frozen=True)
class SummaryFacts:
    """A summary as rules see it: who wrote it, and whether the other agreed to just these words."""

    writer_id: int
    agreed_at: datetime | None
    released: bool


def may_write_summary(summary: SummaryFacts | None) -> bool:
    """Until it was released; new words have to be agreed anew."""
    return summary is None or not summary.released


def may_agree(person_id: int, summary: SummaryFacts) -> bool:
    """The other one, to words that stand; whoever wrote them agrees already."""
    return summary.writer_id != person_id and summary.agreed_at is None


def may_decide(side: Side, *, partners: bool) -> bool:
    """Whether it is for somebody to let a summary go: the mentee, never a mentor; where both coach, either."""
    return side is Side.MENTEE or partners


def may_release(side: Side, summary: SummaryFacts, *, partners: bool) -> bool:
    """Whoever decides, once both agree to the words."""
    return may_decide(side, partners=partners) and summary.agreed_at is not None


def answered_apart(fields: Collection[str]) -> bool:
    """Whether one of the two has answered all that is answered apart, by the fields of their lines."""
    return set(APART) <= set(fields)


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def outcome(first: str, second: str) -> GoingOn | None:
    """What comes of both answers: both are needed to go on, either is enough for the rest; None while one is out."""
    if GoingOn.END in (first, second):
        return GoingOn.END
    if GoingOn.CHANGE in (first, second):
        return GoingOn.CHANGE
    return GoingOn.ON if first == second == GoingOn.ON else None
