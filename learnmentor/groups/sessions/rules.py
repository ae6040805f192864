"""When a session is, what may be said of it, and who was there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_PLACE = 200
LONGEST_MATERIALS = 10_000
MOST_SESSIONS = 200  # of one group, those that were cancelled among them
LONGEST = 12 * 60  # minutes
REMINDED_BEFORE = timedelta(days=1)
CODE_LASTS = timedelta(hours=3)  # after the end
CODE_BEFORE = timedelta(minutes=30)  # before the beginning


class HeldHow(StrEnum):
    """Where people meet."""

    FACE_TO_FACE = "face"
    ONLINE = "online"


class Was(StrEnum):
    """How somebody stands with a session."""

    WAITING = "waiting"  # typed the code, or was added; the leader has not confirmed
    THERE = "there"  # confirmed, and in the CPD record
    NOT_THERE = "not"  # not confirmed, or taken back


@dataclass(frozen=True)
class SessionTime:
    """When a session is, as rules ask it."""

    starts_at: datetime
    minutes: int
    cancelled: bool
    confirmed: bool

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def shows_code(self, *, at: datetime) -> bool:
        """Whether the code for being there works: from a little before until some hours after."""
        within = self.starts_at - CODE_BEFORE <= at <= self.ends_at + CODE_LASTS
        return within and not self.cancelled and not self.confirmed


def may_confirm(when: SessionTime, *, at: datetime) -> bool:
    """Whether a leader may say who was there: once it has begun, and it was not cancelled."""
    return at >= when.starts_at and not when.cancelled


def may_move(when: SessionTime) -> bool:
    """A session whose attendance is confirmed, or that was cancelled, stays as it is."""
    return not when.cancelled and not when.confirmed


def reminder_due(when: SessionTime, *, reminded: bool, at: datetime) -> bool:
    """Whether it is time for the letter of the day before, which is written once, and not after the beginning."""
    return not reminded and not when.cancelled and when.starts_at - REMINDED_BEFORE <= at < when.starts_at


def source_of(public_id: str) -> str:
    """By what a session's line in a ledger is known."""
    return f"session:{public_id}"


@dataclass(frozen=True)
class MaterialLink:
    """An address with what it leads to."""

    href: str
    words: str
