"""What counts, for which year and how much of it: the decisions of the CPD ledger, without a database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, Self

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES

MINUTES_IN_A_DAY = 24 * 60
QUARTER_HOUR = 15
MAX_FILES = 5  # on one entry
SEPTEMBER, JANUARY = (9, 1), (1, 1)  # month and day on which a year starts


class EntryType(StrEnum):
    """What kind of development a line records [curriculum F10]."""

    SEGMENT = "online segment"
    READING = "reading"
    WORKSHOP = "workshop"
    MENTORING = "mentoring"
    OBSERVING = "observing"
    PEER = "peer learning"
    ENQUIRY = "enquiry"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The type as a page names it."""
        return self.value.capitalize()


LOGGABLE = tuple(kind for kind in EntryType if kind is not EntryType.SEGMENT)  # segments are credited


class LineKind(StrEnum):
    """How a line came into the ledger."""

    SEGMENT = "segment"
    SESSION = "session"
    OWN = "own"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class Basis(StrEnum):
    """Where the minutes that count come from. The four are shown side by side and never added together."""

    PLANNED = "planned"
    ACTIVE = "active"
    CLAIMED = "claimed"
    ATTENDED = "attended"  # confirmed by the leader of a session, who is named beside


# The year


@dataclass(frozen=True, order=True)
class CpdYear:
    """Twelve months of development, named by the calendar year in which they begin.

    1 September to 31 August [declarations were due by 31 August, IfL 2009], unless a profile starts it elsewhere.
    """

    begins: int
    starts: tuple[int, int] = SEPTEMBER

    @classmethod
    def of(cls, on: date, starts: tuple[int, int] = SEPTEMBER) -> Self:
        """The year in which a day lies, among the years that start on this month and day."""
        return cls(on.year if (on.month, on.day) >= starts else on.year - 1, starts)

    @classmethod
    def from_label(cls, label: str, starts: tuple[int, int] = SEPTEMBER) -> Self | None:
        """The year that an address or a file names, such as "2026-27"; None when it names none."""
        found = re.fullmatch(r"(2[0-9]{3})(-[0-9]{2})?", label)
        year = cls(int(found[1]), starts) if found else None
        return year if year and year.label == label else None

    @property
    def label(self) -> str:
        """The year as people write it: 2026-27, or 2026 when it is the calendar year."""
        return str(self.begins) if self.starts == JANUARY else f"{self.begins}-{(self.begins + 1) % 100:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.begins, *self.starts)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.begins + 1, *self.starts) - timedelta(days=1)

    def contains(self, on: date) -> bool:
        """Whether a day lies in the year."""
        return self.first <= on <= self.last

    def last_day_to_log(self, today: date) -> date:
        """The last day on which something can have happened already."""
        return min(self.last, today)


def years_open(*, joined: date, today: date, starts: tuple[int, int] = SEPTEMBER) -> list[CpdYear]:
    """The years a person may log in, newest first: back to the one before the year in which they joined."""
    first = CpdYear.of(joined, starts).begins - 1
    return [CpdYear(begins, starts) for begins in range(CpdYear.of(today, starts).begins, first - 1, -1)]


# The target


@dataclass(frozen=True)
class CpdTarget:
    """Minutes owed for a year, and how they were worked out, in sentences that page and pack repeat."""

    minutes: int | None  # None where a profile asks for no number
    explanation: str  # the result and its source, in one sentence
    steps: tuple[str, ...] = ()  # the working, each with its numbers
    categories: tuple[str, ...] = ()  # types of entry that count; none named: all of them

    def counts(self, entry_type: str) -> bool:
        """Whether entries of this type count toward it."""
        return not self.categories or entry_type in self.categories


# Lines and what they add up to


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """The facts of one line of the ledger, all covered by its hash.

    Minutes are None where a basis does not apply. What has a default at the end came later than the first ledgers:
    `chain.facts_of` leaves it out where it is None, so that lines keep the hash that they were written with. Kind, type
    and basis are plain text, so that a value which somebody tampered with is judged and not stumbled over.
    """

    sequence: int  # 1, 2, 3 … within one person's ledger
    public_id: str
    kind: str
    source: str | None = None
    supersedes: int | None = None  # the sequence of the line it replaces
    on: date
    type: str
    title: str
    provider: str
    planned_minutes: int | None = None
    active_minutes: int | None = None
    claimed_minutes: int | None = None
    counted_minutes: int
    basis: str
    segment_code: str | None = None
    revision_number: int | None = None
    prose_digest: str
    created_at: datetime
    attended_minutes: int | None = None
    confirmed_by: str | None = None  # the name of the leader who says that the person was there, or was not after all

    @classmethod
    def of_facts(cls, facts: Iterable[tuple[str, Any]]) -> "LedgerLine":
        """The line of all its facts by name, at a quarter of what the constructor costs: for whole ledgers."""
        line = object.__new__(cls)
        line.__dict__.update(facts)
        return line


class Sum(NamedTuple):
    """The lines of one type, added up basis by basis."""

    type: str
    entries: int
    counted: int
    planned: int
    active: int
    claimed: int
    attended: int = 0
    sessions: int = 0  # of the entries, those that a leader confirmed

    @property
    def studied(self) -> int:
        """Minutes toward the target that segments bring."""
        return self.counted if self.type == EntryType.SEGMENT else 0

    @property
    def logged(self) -> int:
        """Minutes toward the target that the person declared."""
        return self.counted - self.studied - self.attended

    @property
    def label(self) -> str:
        """The type as a page names it."""
        return EntryType(self.type).label


@dataclass(frozen=True)
class Totals:
    """A year's sums by type, largest first. What pages ask for again and again is added up once."""

    by_type: tuple[Sum, ...]

    @classmethod
    def of(cls, sums: Iterable[Sum]) -> Self:
        """The totals of these sums, in the order of the page."""
        return cls(tuple(sorted(sums, key=lambda each: (-each.counted, each.type))))

    @cached_property
    def entries(self) -> int:
        """Lines in force."""
        return sum(each.entries for each in self.by_type)

    @cached_property
    def counted(self) -> int:
        """Minutes toward the target."""
        return sum(each.counted for each in self.by_type)

    @cached_property
    def planned(self) -> int:
        """Minutes that authors planned."""
        return sum(each.planned for each in self.by_type)

    @cached_property
    def active(self) -> int:
        """Minutes measured."""
        return sum(each.active for each in self.by_type)

    @cached_property
    def claimed(self) -> int:
        """Minutes declared."""
        return sum(each.claimed for each in self.by_type)

    @cached_property
    def attended(self) -> int:
        """Minutes confirmed by leaders of sessions."""
        return sum(each.attended for each in self.by_type)

    @cached_property
    def sessions(self) -> int:
        """Entries that leaders of sessions confirmed."""
        return sum(each.sessions for each in self.by_type)

    @cached_property
    def segments(self) -> Sum:
        """What the completed segments add up to."""
        none = Sum(EntryType.SEGMENT, 0, 0, 0, 0, 0)
        return next((each for each in self.by_type if each.type == EntryType.SEGMENT), none)

    @cached_property
    def logged(self) -> int:
        """Minutes toward the target that the person declared."""
        return sum(each.logged for each in self.by_type)

    @cached_property
    def own(self) -> int:
        """Entries that the person logged."""
        return self.entries - self.segments.entries - self.sessions

    def toward(self, target: CpdTarget) -> Self:
        """The part of it that counts toward a target: all of it, unless the target names types."""
        return type(self)(tuple(each for each in self.by_type if target.counts(each.type)))


def in_force(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """The lines that count: those that no later line supersedes, withdrawals aside."""
    lines = list(lines)
    superseded = {line.supersedes for line in lines}
    return [line for line in lines if line.kind != LineKind.WITHDRAWAL and line.sequence not in superseded]


def totals(lines: Iterable[LedgerLine]) -> Totals:
    """What the lines in force among `lines` add up to."""
    counting = in_force(lines)
    types = {line.type for line in counting}
    return Totals.of(_sum(each, [line for line in counting if line.type == each]) for each in types)


def _sum(entry_type: str, lines: Sequence[LedgerLine]) -> Sum:
    return Sum(
        type=entry_type,
        entries=len(lines),
        counted=sum(line.counted_minutes for line in lines),
        planned=sum(line.planned_minutes or 0 for line in lines),
        active=sum(line.active_minutes or 0 for line in lines),
        claimed=sum(line.claimed_minutes or 0 for line in lines),
        attended=sum(line.attended_minutes or 0 for line in lines),
        sessions=sum(line.kind == LineKind.SESSION for line in lines),
    )


@dataclass(frozen=True)
class TargetProgress:
    """How far a year has come against its target, and what would close the gap."""

    counted: int  # toward the target
    target: int | None  # None: no number is asked for, so nothing is missing
    days_left: int  # today included; 0 once the year is over

    @property
    def missing(self) -> int:
        """Minutes still to come."""
        return max(0, (self.target or 0) - self.counted)

    @property
    def to_spare(self) -> int:
        """Minutes beyond the target."""
        return max(0, self.counted - (self.counted if self.target is None else self.target))

    @property
    def segments(self) -> int:
        """Segments that would close the gap."""
        return -(-self.missing // SEGMENT_MINUTES)

    @property
    def minutes_a_week(self) -> int:
        """What a week would have to bring from now on, in whole minutes rounded up."""
        return -(-self.missing * 7 // max(self.days_left, 7))


def progress(year: CpdYear, totals: Totals, *, target: CpdTarget, today: date) -> TargetProgress:
    """The year against its target, seen today."""
    days_left = (year.last - max(today, year.first) + timedelta(days=1)).days
    return TargetProgress(totals.toward(target).counted, target.minutes, max(0, days_left))


# What a person may do


@dataclass(frozen=True)
class LoggedActivity:
    """What a person says they did: the facts of a line that they log or correct."""

    on: date
    type: EntryType
    title: str
    provider: str
    minutes: int


def is_quarter_hours(minutes: int) -> bool:
    """Hours are logged in steps of a quarter, at least one and at most a day's worth [curriculum F10]."""
    return QUARTER_HOUR <= minutes <= MINUTES_IN_A_DAY and minutes % QUARTER_HOUR == 0


def fits_in_day(minutes: int, *, already: int) -> bool:
    """Whether a day that holds `already` has room for `minutes` more."""
    return already + minutes <= MINUTES_IN_A_DAY


def same_activity(line: LedgerLine, activity: LoggedActivity) -> bool:
    """Whether a line says what the activity says: the same form sent twice, not a changed one."""
    return (line.on, line.type, line.title, line.provider, line.counted_minutes) == astuple(activity)


def same_thing(line: LedgerLine, activity: LoggedActivity) -> bool:
    """Whether both name one thing that was done on one day, though perhaps not for how long."""
    return (line.on, line.type, line.title) == (activity.on, activity.type, activity.title)


def may_change(line: LedgerLine, *, superseded: bool) -> bool:
    """A line that a person logged can be changed while it is in force; what was credited for study stands."""
    return line.kind in {LineKind.OWN, LineKind.CORRECTION} and not superseded


def may_withdraw(line: LedgerLine, *, superseded: bool) -> bool:
    """A session too: its facts are the leader's, but the record is the person's, who can say they were not there."""
    return may_change(line, superseded=superseded) or (line.kind == LineKind.SESSION and not superseded)
