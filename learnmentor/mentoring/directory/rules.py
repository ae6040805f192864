"""For how long somebody is listed, to whom, and how often a stranger may write to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

LONGEST_SUBJECTS = 200
LONGEST_AREA = 120
LONGEST_ROLES = 200
LONGEST_TIMES = 200
LONGEST_ABOUT = 800
MOST_HOURS = 200  # in a term
MOST_MENTEES = 20
MOST_PRACTICES = 6  # of one person
LONGEST_LISTED = timedelta(days=365)  # then asked again [curriculum I28]
ASKED_AGAIN_BEFORE = timedelta(days=14)
KEPT_AFTER = timedelta(days=60)  # after its last day, so that it is filled in when somebody says yes again
MOST_READ = 2_000  # listings that a search opens

LONGEST_MESSAGE = 1_000
MESSAGES_A_DAY = 5  # of one person
MOST_UNANSWERED = 20  # that wait for one listing
MESSAGES_KEPT = timedelta(days=90)


class ListingKind(StrEnum):
    """What is listed."""

    MENTOR = "mentor"
    PRACTICE = "practice"


class ListedTo(StrEnum):
    """Who finds a mentor's place."""

    MEMBERS = "members"  # of their organisations, and of those with which they are shared
    COORDINATORS = "coordinators"  # only whoever arranges pairs there


class ContactMode(StrEnum):
    """How two people can meet."""

    FACE = "face"
    TELEPHONE = "telephone"
    VIDEO = "video"
    WRITING = "writing"


AT_A_DISTANCE = frozenset({ContactMode.TELEPHONE, ContactMode.VIDEO, ContactMode.WRITING})


@cache
def modes_from(kept: str) -> frozenset[ContactMode]:
    """Ways to meet, as a column keeps them: their values, a space between."""
    return frozenset(ContactMode(each) for each in kept.split())


@dataclass(frozen=True)
class ListingWords:
    """What somebody says of themselves in the list; `times` are for whoever arranges pairs."""

    subjects: str = ""
    area: str = ""
    roles: str = ""
    times: str = ""
    about: str = ""


@dataclass(frozen=True)
class ListingFacts:
    """What of a listing is no word."""

    until_on: date
    modes: frozenset[ContactMode] = frozenset()
    hours: int = 0  # free in a term
    most_mentees: int = 0
    listed_to: ListedTo = ListedTo.MEMBERS
    named: bool = True  # whether the name stands in the list
    not_team: bool = False
    not_managed: bool = False
    use: str = ""  # of a practice: one of PairContext


def may_be_listed_until(until: date, *, on: date) -> bool:
    """A place in the list lasts from tomorrow at least to a year at most."""
    return on < until <= on + LONGEST_LISTED


def listed_on(until: date, on: date) -> bool:
    """Whether a listing is in force; its last day is one of it."""
    return on <= until


class RelayRefusal(StrEnum):
    """Why a message by relay is not taken."""

    OWN = "own"
    WAITS = "waits"  # one to the same listing has no answer yet
    TODAY = "today"  # as many today as one person may
    BUSY = "busy"  # as many wait for the listing as may


@dataclass(frozen=True)
class RelayStanding:
    """What decides whether somebody may write to a listing now."""

    own: bool
    waiting_of_mine: int
    sent_at: tuple[datetime, ...]  # by whoever writes, lately
    waiting: int  # for the listing


def relay_refusal(standing: RelayStanding, *, at: datetime) -> RelayRefusal | None:
    """Why a message is not taken, or None."""
    if standing.own:
        return RelayRefusal.OWN
    if standing.waiting_of_mine:
        return RelayRefusal.WAITS
    if sum(at - sent < timedelta(days=1) for sent in standing.sent_at) >= MESSAGES_A_DAY:
        return RelayRefusal.TODAY
    return RelayRefusal.BUSY if standing.waiting >= MOST_UNANSWERED else None


def may_answer(person_id: int, *, reader_id: int, settled: bool) -> bool:
    """Whoever was written to answers once."""
    return person_id == reader_id and not settled


def found_by(wanted: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of the wanted words begins a word that is there; both folded."""
    there = tuple(words)
    return all(any(word.startswith(each) for word in there) for each in wanted)
