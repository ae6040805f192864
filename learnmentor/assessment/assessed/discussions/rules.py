"""Decisions about discussions: who proposes, picks, records and corrects, and which times there can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_TIMES = 3
LONGEST_WHERE, LONGEST_PRESENT, LONGEST_SAID, LONGEST_CORRECTION = 200, 300, 8_000, 3_000  # characters
LONGEST_DISCUSSION = 4 * 60  # minutes
_AHEAD = timedelta(days=180)


class DiscussionSide(StrEnum):
    """Who does something: the learner, or whoever judges."""

    LEARNER = "learner"
    ASSESSOR = "assessor"


class DiscussionMode(StrEnum):
    """How the two speak with each other."""

    VIDEO = "video"
    TELEPHONE = "telephone"
    ROOM = "room"


class DiscussionState(StrEnum):
    """How far it is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RECORDED = "recorded"


@dataclass(frozen=True)
class DiscussionFacts:
    """A discussion as rules see it. `released`: the try is decided; no state: nobody proposed anything yet."""

    released: bool
    state: DiscussionState | None = None
    proposed_by: DiscussionSide | None = None
    corrected: bool = False


def may_propose(facts: DiscussionFacts) -> bool:
    """Whether either side may propose times, in the place of those that stand there."""
    return not facts.released and facts.state != DiscussionState.RECORDED


def may_pick(side: DiscussionSide, facts: DiscussionFacts) -> bool:
    """Whether a side may pick one of the times: those that the other one proposed."""
    return may_propose(facts) and facts.state == DiscussionState.PROPOSED and facts.proposed_by != side


def may_record(side: DiscussionSide, facts: DiscussionFacts) -> bool:
    """Whether whoever judges writes down what was said: once, arranged here or not."""
    return side == DiscussionSide.ASSESSOR and may_propose(facts)


def may_correct(side: DiscussionSide, facts: DiscussionFacts) -> bool:
    """Whether the learner adds a correction to the record: one, also after release."""
    return side == DiscussionSide.LEARNER and facts.state == DiscussionState.RECORDED and not facts.corrected


def can_be_proposed(times: Sequence[datetime], *, at: datetime) -> bool:
    """Whether times lie ahead, within half a year, and are no more than three different ones."""
    ahead = all(at < each <= at + _AHEAD for each in times)
    return ahead and 1 <= len(times) <= MOST_TIMES and len(set(times)) == len(times)


def can_have_been(on: date, minutes: int, *, handed_in_on: date, today: date) -> bool:
    """Whether a discussion can have been held on a day: since the work was handed in, and not in the future."""
    return handed_in_on <= on <= today and 1 <= minutes <= LONGEST_DISCUSSION


# What is sealed


@dataclass(frozen=True)
class DiscussionProposal:
    """Times of which the other one picks one, and how and where."""

    times: tuple[datetime, ...]
    mode: DiscussionMode
    where: str = ""


@dataclass(frozen=True)
class DiscussionRecord:
    """What is written down of a discussion."""

    on: date
    minutes: int
    present: str
    said: str


@dataclass(frozen=True)
class DiscussionWords:
    """All that was typed about a discussion."""

    proposal: DiscussionProposal | None = None
    record: DiscussionRecord | None = None
    correction: str = ""
