"""Which version of a policy holds on a day, and how much there may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST_POLICIES = 40  # of one organisation
MOST_VERSIONS = 100  # of one policy
LONGEST_TITLE = 160
LONGEST_TEXT = 60_000
LONGEST_NOTE = 300
FURTHEST = timedelta(days=366)  # that a version may hold from, after today


@dataclass(frozen=True)
class VersionDay:
    """A version's number, and the day from which it holds."""

    number: int
    from_on: date


def in_force(versions: Iterable[VersionDay], *, on: date) -> int | None:
    """The number of the version that holds on a day: of those that hold by then, the last one published."""
    return max((each.number for each in versions if each.from_on <= on), default=None)


def may_hold_from(day: date, *, today: date) -> bool:
    """Nothing holds from a day that has passed, and nothing is published for years ahead."""
    return today <= day <= today + FURTHEST
