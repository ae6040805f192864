"""How far somebody is with what their groups gave them, which date counts, and when the next nudge may go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_ASSIGNMENTS = 100  # of one group, without those that were taken back
MOST_ON_HOME = 20
MOST_ASKING = 3  # groups on Home; all of them stand under Groups
NUDGED_AT_MOST = timedelta(days=7)


class Progress(StrEnum):
    """How far somebody is, as the page says it."""

    NOT_BEGUN = "not begun"
    UNDER_WAY = "under way"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True)
class GivenBy:
    """The group that gave something, and by when."""

    group: str
    group_public_id: str
    by: date


@dataclass(frozen=True)
class Given:
    """A programme or a segment that somebody was given, by one group or several; the nearest date is the first.

    `what` is the programme's public id or the segment's code; `parts` are its segments, and its sessions where a
    trainer gave it away (`given_away`).
    """

    programme: bool
    what: str
    title: str
    parts: int
    done: int
    begun: int
    given: tuple[GivenBy, ...]
    given_away: bool = False

    @property
    def by(self) -> date:
        """The date that counts: the nearest."""
        return self.given[0].by

    @property
    def finished(self) -> bool:
        """Whether all of it is done."""
        return 0 < self.parts <= self.done


def progress(given: Given, *, on: date) -> Progress:
    """How far somebody is on that day. What is done is done, however late it was."""
    if given.finished:
        return Progress.DONE
    if on > given.by:
        return Progress.LATE
    return Progress.UNDER_WAY if given.done or given.begun else Progress.NOT_BEGUN


def merged(lines: Iterable[Given]) -> list[Given]:
    """Each thing once, with every group that gave it, the nearest date first; things in the order of their dates."""
    found = dict[tuple[bool, str], Given]()
    for line in lines:
        key = (line.programme, line.what)
        before = found.get(key)
        given = (*(before.given if before else ()), *line.given)
        found[key] = replace(line, given=tuple(sorted(given, key=lambda each: (each.by, each.group))))
    return sorted(found.values(), key=lambda each: (each.by, each.title))


def for_home(lines: Iterable[Given], *, on: date) -> list[Given]:
    """What stands on Home: all that is not done, and what is done until its date."""
    return [each for each in merged(lines) if not each.finished or on <= each.by][:MOST_ON_HOME]


def may_nudge(last: datetime | None, *, at: datetime) -> bool:
    """Whether somebody may be written to: at most once a week, over all their groups."""
    return last is None or at - last >= NUDGED_AT_MOST
