"""Declaring a year: what a declaration says, what freezes it, what is asked kindly before. Pure.

A declaration states facts of the ledger at one moment, names nobody, and holds no prose: how the target was worked out
tells of posts and absences, so it is kept apart, sealed, and stands in the declaration only as a salted digest.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from learnmentor.cpd import chain
from learnmentor.cpd.rules import CpdYear, Target, Totals
from learnmentor.cpd.targets.rules import NONE, Absence, Circumstances
from learnmentor.cpd.year_overview import Month
from learnmentor.ground.words import hours, long_date, plural

FORMAT, VERSION = "learnmentor cpd declaration", 1
QUIET_MONTHS = 3  # in a row, before anybody is asked about them


@dataclass(frozen=True)
class Standing:
    """A year of a ledger as it stands at one moment: what would be declared."""

    year: CpdYear
    totals: Totals  # of all lines in force, whether they count toward the target or not
    target: Target
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


# The words


def statement(standing: Standing) -> list[str]:
    """What its owner declares, in sentences that page, document and file repeat."""
    year, counting = standing.year, standing.totals.toward(standing.target)
    studied, logged = counting.segments, counting.entries - counting.segments.entries
    whole = (
        f"In the CPD year {year.label}, from {long_date(year.first)} to {long_date(year.last)}, I did "
        f"{hours(counting.counted)} of continuing professional development, recorded in "
        f"{plural(counting.entries, 'entry', 'entries')}."
    )
    said = [whole]
    if studied.entries:
        said.append(
            f"{hours(studied.counted)} of it is {plural(studied.entries, 'online segment', 'online segments')} that I "
            "completed, counted as planned."
        )
    if logged:
        said.append(
            f"{hours(counting.logged)} of it is {plural(logged, 'activity', 'activities')} that I logged, counted as I "
            "claimed the time."
        )
    if other := standing.totals.counted - counting.counted:
        said.append(f"Another {hours(other)} in my record is of kinds that do not count toward my target.")
    if standing.target.minutes is None:
        said.append("No number of hours is asked of me for the year.")
    else:
        reached = "I have reached it." if not standing.missing else f"I am {hours(standing.missing)} short of it."
        said.append(f"My target for the year is {hours(standing.target.minutes)}. {reached}")
    return said


# What is asked kindly


@dataclass(frozen=True)
class Gap:
    """Something that a reader may ask about. None of them stands in the way."""

    text: str
    offer: str  # "log", "words", "target": where to go on from


def gaps(standing: Standing, months: Sequence[Month], *, told: Circumstances, wordless: int, today: date) -> list[Gap]:
    """What somebody may want to put right before declaring; nobody is asked what they have `told` already.

    `wordless`: entries without a word on what came of them.
    """
    found = []
    if not standing.totals.entries:
        found.append(Gap("There is nothing in this year yet. Did you do something that is not here?", "log"))
    elif standing.missing:
        found.append(
            Gap(
                f"You are {hours(standing.missing)} short of the target. Did you do something that is not here yet? A "
                "year that is short can be declared as it is.",
                "log",
            )
        )
    if standing.missing and told == NONE:
        found.append(Gap("Did you work part of the time, or were you away? Then less may be asked of you.", "target"))
    at_work = [month for month in months if not any(_touches(absence, month) for absence in told.absences)]
    if standing.totals.entries and (quiet := _quietest(at_work, today=today)):
        first, last = quiet
        began = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
        found.append(Gap(f"Nothing is logged from {began} to {last:%B %Y}. Is that right?", "log"))
    if wordless:
        entries = plural(wordless, "entry says", "entries say")
        found.append(Gap(f"{entries} nothing yet about what came of it. You can add a line to each.", "words"))
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


def snapshot_of(
    standing: Standing, *, number: int, owner: str, at: datetime, on: date, head: tuple[int, str], working: str
) -> dict[str, Any]:
    """All that the declaration will ever say. `owner` is a public id, `head` the ledger's last line, sequence and hash.

    `working` is the digest of how the target was worked out.
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
        "statement": statement(standing),
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
    plain: dict[str, Any] = json.loads(chain.canonical(facts))
    return plain


def totals_as_data(totals: Totals) -> dict[str, Any]:
    """A year's sums as declarations and packs state them."""
    return {
        "entries": totals.entries,
        "counted_minutes": totals.counted,
        "planned_minutes": totals.planned,
        "active_minutes": totals.active,
        "claimed_minutes": totals.claimed,
        "by_type": [asdict(each) for each in totals.by_type],
    }


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
    snapshot: Mapping[str, Any]
    sha256: str
    working: Working | None  # None once erased, or when no key of this server opens it

    @property
    def number(self) -> int:
        """1, 2, 3 … of the year."""
        return int(self.snapshot["number"])

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
        return int(self.snapshot["counted_minutes"])

    @property
    def target(self) -> int | None:
        """Minutes asked for at the time."""
        minutes: int | None = self.snapshot["target"]["minutes"]
        return minutes

    @property
    def unchanged(self) -> bool:
        """Whether the snapshot is still the one that was frozen."""
        return digest(self.snapshot) == self.sha256

    def says(self, standing: Standing) -> bool:
        """Whether declaring the year as it stands would say nothing new."""
        target = {"minutes": standing.target.minutes, "categories": sorted(standing.target.categories)}
        said = {name: self.snapshot["target"][name] for name in target}
        lines = {"count": standing.lines, "sha256": standing.lines_sha256}
        return bool(self.is_of(standing.year) and said == target and self.snapshot["lines"] == lines)

    def is_of(self, year: CpdYear) -> bool:
        """Whether it speaks of exactly these days: a profile with another start has years of the same name."""
        return self.year == year

    def differences(self, standing: Standing) -> list[str]:
        """What changed since, in sentences; nothing when the declaration still says what the record says."""
        if self.says(standing):
            return []
        if not self.is_of(standing.year):
            year = standing.year
            return [f"The year {year.label} now runs from {long_date(year.first)} to {long_date(year.last)}."]
        found = []
        if added := standing.lines - self.snapshot["lines"]["count"]:
            found.append(
                f"{plural(added, 'line', 'lines')} of the ledger came after it. It declares {hours(self.counted)}; "
                f"the record of the year now holds {hours(standing.counted)}."
            )
        if self.target != standing.target.minutes:
            found.append(f"The target was {_asked(self.target)}, and is now {_asked(standing.target.minutes)}.")
        return found or ["The kinds of activity that count toward the target are not the same as they were."]


def _asked(minutes: int | None) -> str:
    return "no number" if minutes is None else hours(minutes)
