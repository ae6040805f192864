"""When a meeting is, what may become of it, and what two people who record it at once leave standing."""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LONGEST_MEETING = 12 * 60  # minutes
LONGEST_PLACE = 200  # characters
LONGEST_POINT = 1_000  # of what is wanted from a meeting, and of why there is no agreement
MOST_MEETINGS = 500  # of one pair, those that were cancelled among them
MOST_TARGETS_SET = 3  # in one meeting [F11]
FURTHEST = timedelta(days=2 * 366)  # that a meeting is planned ahead
WITHOUT_AGREEMENT = "without-agreement"  # the line that says why there is none so far


class MeetingMode(StrEnum):
    """How the two meet."""

    ROOM = "room"
    TELEPHONE = "telephone"
    VIDEO = "video"
    WRITING = "writing"


class MeetingState(StrEnum):
    """How a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class BroughtBy(StrEnum):
    """Who brought the subject: over a year it should move towards the mentee [CUREE paper]."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    BOTH = "both"


class MeetingFrame(StrEnum):
    """The shape that a conversation had; none is an answer."""

    GROW = "grow"
    OSKAR = "oskar"
    STOP = "stop"
    LEARNING = "learning"
    NONE = "none"


class Unfit(StrEnum):
    """Why a meeting cannot be when it is said to be."""

    LENGTH = "length"  # no minutes, or more than half a day
    BEFORE_THE_PAIR = "before the pair"
    OVER = "over"  # planned for a time that has passed
    TOO_FAR = "too far"
    NOT_YET = "not yet"  # recorded before it was


@dataclass(frozen=True)
class MeetingPlace:
    """Where the two meet, or the address of the room on the internet."""

    place: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        """Whether anything is said of it."""
        return any(astuple(self))


@dataclass(frozen=True)
class MeetingSaid:
    """What is said of a meeting that was held, beside the lines; None where nobody has said it yet."""

    held_at: datetime
    minutes: int
    mode: MeetingMode
    brought_by: BroughtBy | None = None
    frame: MeetingFrame | None = None


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as rules see it."""

    state: MeetingState
    starts_at: datetime  # or when it was held
    minutes: int
    confirmed: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class MeetingPlan:
    """When, how and where the two are to meet."""

    starts_at: datetime
    zone: str
    minutes: int
    mode: MeetingMode
    where: MeetingPlace


def may_plan(state: MeetingState) -> bool:
    """A meeting is moved and cancelled until it was held or cancelled."""
    return state == MeetingState.PLANNED


def may_record(state: MeetingState) -> bool:
    """One that was held is recorded further; one that was cancelled did not take place."""
    return state != MeetingState.CANCELLED


def may_confirm(person_id: int, meeting: MeetingFacts, *, mentor_id: int | None, both_coach: bool) -> bool:
    """Whoever was the mentor says, once, that these words are what was agreed; where both coach, nobody judges."""
    return meeting.state == MeetingState.HELD and not meeting.confirmed and person_id == mentor_id and not both_coach


def unfit_plan(starts_at: datetime, minutes: int, *, at: datetime) -> Unfit | None:
    """Why nobody can plan such a meeting; one that goes on at this moment may still be entered."""
    if not 1 <= minutes <= LONGEST_MEETING:
        return Unfit.LENGTH
    if starts_at + timedelta(minutes=minutes) < at:
        return Unfit.OVER
    return Unfit.TOO_FAR if starts_at > at + FURTHEST else None


def unfit_record(held_at: datetime, minutes: int, *, on: date, opened_on: date, at: datetime) -> Unfit | None:
    """Why nobody can have held such a meeting on the day `on`, in a pair that began on another."""
    if not 1 <= minutes <= LONGEST_MEETING:
        return Unfit.LENGTH
    if on < opened_on:
        return Unfit.BEFORE_THE_PAIR
    return Unfit.NOT_YET if held_at > at else None


def same_meeting(one: MeetingFacts, other: MeetingFacts) -> bool:
    """Two people hold no two meetings with each other at once: what overlaps is the same one."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def asks_for_agreement(*, agreed: bool, held: int) -> bool:
    """Before the first meeting counts as held, the agreement is asked for (curriculum I19)."""
    return not agreed and held == 0


def told(kept: MeetingSaid, typed: MeetingSaid, *, alone: bool) -> MeetingSaid:
    """What stands of a meeting that is said to be `typed`.

    Where the other one recorded it meanwhile (not `alone`), what they said stays, and what they left open is filled.
    """
    if alone:
        return typed
    return MeetingSaid(
        kept.held_at, kept.minutes, kept.mode, kept.brought_by or typed.brought_by, kept.frame or typed.frame
    )


def source_of(public_id: str) -> str:
    """By what a meeting's line in a ledger is known."""
    return f"meeting:{public_id}"
