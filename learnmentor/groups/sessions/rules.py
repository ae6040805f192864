"""When a session is, what may be said of it, and who was there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LONGEST_PLACE = 200
LONGEST_ADDRESS = 500
LONGEST_MATERIALS = 10_000
MOST_LINKS = 20
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


class BadAddress(ValueError):
    """An address that nobody should be led to; the message says why and what to type."""


class NoSuchTime(ValueError):
    """A time that no clock in the zone shows on that day."""


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


def moment(on: date, clock: time, zone: str) -> datetime:
    """The moment that a clock on the wall in `zone` shows; the first one where it shows it twice. Or `NoSuchTime`."""
    local = datetime.combine(on, clock, tzinfo=ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{clock:%H:%M} on {on} in {zone}")
    return found


def source_of(public_id: str) -> str:
    """By what a session's line in a ledger is known."""
    return f"session:{public_id}"


@dataclass(frozen=True)
class MaterialLink:
    """An address with what it leads to."""

    href: str
    words: str


def link_address(text: str) -> str:
    """An address to be led to: https and a host, nothing that hides where it goes. Raises `BadAddress`."""
    typed = text.strip()
    if any(sign <= " " or sign == "\x7f" for sign in typed) or "\\" in typed:
        raise BadAddress("An address has no spaces. Copy it once more from where the page is.")
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("This is no address we can read. Copy it once more from where the page is.") from None
    if parts.scheme.lower() != "https":
        raise BadAddress("The address has to begin with https://.")
    if "." not in host or host.startswith(".") or ".." in host:
        raise BadAddress("The address names no place on the internet. It looks like https://meet.example.ac.uk/room.")
    if parts.username or parts.password:
        raise BadAddress("The address holds a name or a password before the @. Take that out.")
    if len(typed) > LONGEST_ADDRESS:
        raise BadAddress(f"Keep the address to {LONGEST_ADDRESS} characters; it has {len(typed)}.")
    return typed


def links_in(text: str) -> list[MaterialLink]:
    """Links, one a line: an address, and behind it what it leads to. Raises `BadAddress` with the line."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        address, _, words = line.strip().partition(" ")
        try:
            found.append(MaterialLink(link_address(address), words.strip()[:200] or address))
        except BadAddress as fault:
            raise BadAddress(f"Line {number}: {fault}") from None
    if len(found) > MOST_LINKS:
        raise BadAddress(f"Keep it to {MOST_LINKS} links; there are {len(found)}.")
    return found


# For calendars


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar is told of a session. `changes` lets it replace what it has."""

    uid: str
    title: str
    group: str
    starts_at: datetime
    minutes: int
    where: str
    page: str
    changes: int
    cancelled: bool
    made_at: datetime
