"""Declaring a year: what a declaration says, what freezes it, what is asked kindly before. Pure.

A declaration states facts of the ledger at one moment, names nobody, and holds no prose: how the target was worked out
tells of posts and absences, so it is kept apart, sealed, and stands in the declaration only as a salted digest.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from learnmentor.cpd import chain
from learnmentor.cpd.rules import CpdTarget, CpdYear, Sum, Totals
from learnmentor.cpd.targets.rules import NONE, Absence, Circumstances
from learnmentor.cpd.year_overview import Month

FORMAT, VERSION = "learnmentor cpd declaration", 1
QUIET_MONTHS = 3  # in a row, before anybody is asked about them


@dataclass(frozen=True)
class YearStanding:
    """A year of a ledger as it stands at one moment: what would be declared."""

    year: CpdYear
    totals: Totals  # of all lines in force, whether they count toward the target or not
    target: CpdTarget
    lines: int  # all lines of the year, replaced and withdrawn ones too
    lines_sha256: str  # over their hashes: any later line of the year changes it

    @property
    def counted(self) -> int:
        """Minutes toward the target."""
        return self.totals.toward(self.target).counted

    @property
    def missing(self) -> int:
        """Minutes that the target asks for beyond those."""
        return max(0, (self.target.minutes or 0) - self.counted)

    @property
    def seen(self) -> str:
        """What a form remembers a look at the year by: another line or another target makes another one."""
        facts = [self.year.label, self.target.minutes, sorted(self.target.categories), self.lines_sha256]
        return hashlib.sha256(chain.canonical(facts)).hexdigest()


def digest_of_lines(hashes: Sequence[str]) -> str:
    """One digest over the hashes of a year's lines, in their order."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


# What is asked kindly


class GapReason(StrEnum):
    """What a reader of a declaration may ask about."""

    EMPTY = "empty"
    SHORT = "short"
    FULL_TIME = "full-time"  # nothing was said about posts and absences
    QUIET = "quiet"
    WORDLESS = "wordless"


@dataclass(frozen=True)
class Gap:
    """Something that a reader may ask about. None of them stands in the way."""

    reason: GapReason
    minutes: int = 0  # short of the target
    first: date | None = None  # of the months without an entry
    last: date | None = None
    entries: int = 0  # without a word on what came of them

    @property
    def offer(self) -> str:
        """Where to go on from it: "log", "words", "target"."""
        return {GapReason.FULL_TIME: "target", GapReason.WORDLESS: "words"}.get(self.reason, "log")


def gaps(
    standing: YearStanding, months: Sequence[Month], *, told: Circumstances, wordless: int, today: date
) -> list[Gap]:
    """What somebody may want to put right before declaring; nobody is asked what they have `told` already.

    `wordless`: entries without a word on what came of them.
    """
    found = []
    if not standing.totals.entries:
        found.append(Gap(GapReason.EMPTY))
    elif standing.missing:
        found.append(Gap(GapReason.SHORT, minutes=standing.missing))
    if standing.missing and told == NONE:
        found.append(Gap(GapReason.FULL_TIME))
    at_work = [month for month in months if not any(_touches(absence, month) for absence in told.absences)]
    if standing.totals.entries and (quiet := _quietest(at_work, today=today)):
        found.append(Gap(GapReason.QUIET, first=quiet[0], last=quiet[1]))
    if wordless:
        found.append(Gap(GapReason.WORDLESS, entries=wordless))
    return found


def _touches(absence: Absence, month: Month) -> bool:
    return absence.first <= month.last and absence.last >= month.first


def _quietest(months: Sequence[Month], *, today: date) -> tuple[date, date] | None:
    """The longest run of months that are over and hold nothing, if it is long enough to ask about."""
    longest: list[Month] = []
    run: list[Month] = []
    for month in months:
        before = run if run and run[-1].last + timedelta(days=1) == month.first else []
        run = [*before, month] if month.last < today and not month.counted else []
        longest = max(longest, run, key=len)
    return (longest[0].first, longest[-1].first) if len(longest) >= QUIET_MONTHS else None


# The frozen record


class DaysDeclared(TypedDict):
    """The year; its days as ISO text."""

    label: str
    first: str
    last: str


class TargetDeclared(TypedDict):
    """What was asked for, in minutes; None: no number."""

    minutes: int | None
    categories: list[str]
    working_digest: str


class TotalsAsData(TypedDict):
    """A year's sums in minutes; `by_type` has a `Sum` for each kind of entry."""

    entries: int
    counted_minutes: int
    planned_minutes: int
    active_minutes: int
    claimed_minutes: int
    attended_minutes: NotRequired[int]  # where there are any: no year of before had some
    by_type: list[dict[str, Any]]


class AttendedAsData(TypedDict, total=False):
    """What is told of sessions where there were some."""

    attended_minutes: int


class LinesDeclared(TypedDict):
    """How many lines the year had, and one digest over their hashes."""

    count: int
    sha256: str


class LedgerHead(TypedDict):
    """How many lines the whole ledger had, and the hash of the last."""

    lines: int
    head: str


class DeclarationSnapshot(TypedDict):
    """All that a declaration says, as JSON has it: moments and days are ISO text."""

    format: str
    version: int
    number: int
    person: str
    year: DaysDeclared
    declared_at: str
    declared_on: str
    statement: list[str]
    target: TargetDeclared
    counted_minutes: int
    totals: TotalsAsData
    lines: LinesDeclared
    ledger: LedgerHead


def snapshot_of(
    standing: YearStanding,
    *,
    statement: Sequence[str],
    number: int,
    owner: str,
    at: datetime,
    on: date,
    head: tuple[int, str],
    working: str,
) -> DeclarationSnapshot:
    """All that the declaration will ever say. `statement` is what its owner declares, in sentences.

    `owner` is a public id, `head` the ledger's last line, sequence and hash; `working` is the digest of how the target
    was worked out.
    """
    year = standing.year
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "number": number,
        "person": owner,
        "year": {"label": year.label, "first": year.first, "last": year.last},
        "declared_at": at,
        "declared_on": on,
        "statement": list(statement),
        "target": {
            "minutes": standing.target.minutes,
            "categories": sorted(standing.target.categories),
            "working_digest": working,
        },
        "counted_minutes": standing.counted,
        "totals": totals_as_data(standing.totals),
        "lines": {"count": standing.lines, "sha256": standing.lines_sha256},
        "ledger": {"lines": head[0], "head": head[1]},
    }
    plain: DeclarationSnapshot = json.loads(chain.canonical(facts))
    return plain


def totals_as_data(totals: Totals) -> TotalsAsData:
    """A year's sums as declarations and packs state them: without attendance as they always did."""
    attended: AttendedAsData = {"attended_minutes": totals.attended} if totals.attended else {}
    return {
        "entries": totals.entries,
        "counted_minutes": totals.counted,
        "planned_minutes": totals.planned,
        "active_minutes": totals.active,
        "claimed_minutes": totals.claimed,
        **attended,
        "by_type": [_sum_as_data(each) for each in totals.by_type],
    }


def _sum_as_data(of: Sum) -> dict[str, Any]:
    told = of._asdict()
    return told if of.sessions else {name: told[name] for name in told if name not in {"attended", "sessions"}}


def digest(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot's one spelling: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(chain.canonical(snapshot)).hexdigest()


@dataclass(frozen=True)
class Working:
    """How a target was worked out. It goes when circumstances are erased; the declaration holds without it."""

    salt: str  # hexadecimal
    explanation: str
    steps: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What stands for it in the snapshot."""
        text = chain.canonical([self.explanation, list(self.steps)]).decode()
        return chain.part_digest(chain.part_key(bytes.fromhex(self.salt), "working"), text)


@dataclass(frozen=True)
class Declared:
    """A declaration as page and pack show it."""

    public_id: str
    snapshot: DeclarationSnapshot
    sha256: str
    working: Working | None  # None once erased, or when no key of this server opens it

    @property
    def number(self) -> int:
        """1, 2, 3 … of the year."""
        return self.snapshot["number"]

    @property
    def year(self) -> CpdYear:
        """The year that it speaks of."""
        first = date.fromisoformat(self.snapshot["year"]["first"])
        return CpdYear(first.year, (first.month, first.day))

    @property
    def on(self) -> date:
        """The day it was made."""
        return date.fromisoformat(self.snapshot["declared_on"])

    @property
    def counted(self) -> int:
        """Minutes declared."""
        return self.snapshot["counted_minutes"]

    @property
    def target(self) -> int | None:
        """Minutes asked for at the time."""
        return self.snapshot["target"]["minutes"]

    @property
    def unchanged(self) -> bool:
        """Whether the snapshot is still the one that was frozen."""
        return digest(self.snapshot) == self.sha256

    def says(self, standing: YearStanding) -> bool:
        """Whether declaring the year as it stands would say nothing new."""
        target = (standing.target.minutes, sorted(standing.target.categories))
        said = (self.snapshot["target"]["minutes"], self.snapshot["target"]["categories"])
        lines = {"count": standing.lines, "sha256": standing.lines_sha256}
        return bool(self.is_of(standing.year) and said == target and self.snapshot["lines"] == lines)

    @property
    def lines(self) -> int:
        """How many lines the whole ledger had."""
        return self.snapshot["ledger"]["lines"]

    def followed_by(self, more: int, *, year: CpdYear, totals: Totals, target: CpdTarget) -> YearStanding:
        """How the year stands now that so many lines of it came after: a ledger only grows, so no other is digested."""
        said = self.snapshot["lines"]
        return YearStanding(year, totals, target, said["count"] + more, "" if more else said["sha256"])

    def is_of(self, year: CpdYear) -> bool:
        """Whether it speaks of exactly these days: a profile with another start has years of the same name."""
        return self.year == year

    def changes(self, standing: YearStanding) -> list["DeclarationChange"]:
        """What changed since; nothing when the declaration still says what the record says."""
        if self.says(standing):
            return []
        if not self.is_of(standing.year):
            return [DeclarationChange.DAYS]
        found = []
        if standing.lines != self.snapshot["lines"]["count"]:
            found.append(DeclarationChange.LINES)
        if self.target != standing.target.minutes:
            found.append(DeclarationChange.TARGET)
        return found or [DeclarationChange.KINDS]


class DeclarationChange(StrEnum):
    """In what a record differs from what was declared of it."""

    DAYS = "days"  # the year of that name runs otherwise
    LINES = "lines"  # lines were added
    TARGET = "target"
    KINDS = "kinds"  # which activities count toward it
