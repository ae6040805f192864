"""Two accounts of one person: who must prove what, what stands in the way, and what becomes of what is there twice.

One account is kept and the other is closed. A ledger is never rewritten: that of the closed account ends at its head
and is shown beside, so nothing here moves a line; it says which lines count.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Proof(StrEnum):
    """How somebody shows that an account is theirs."""

    SIGNED_IN = "signed in"
    PASSWORD = "password"  # noqa: S105 -- the name of a proof, and no secret
    LETTER = "letter"  # a link that went to its address


def proven(*, kept: Collection[Proof], closed: Collection[Proof], by_owner: bool) -> bool:
    """Whether both accounts are shown to be one person's.

    Who asks for it alone is signed in to one and proves the other by its password or a letter. What an administrator
    asks for is confirmed by a letter to each address: being an administrator proves nothing about either.
    """
    if not by_owner:
        return Proof.LETTER in kept and Proof.LETTER in closed
    of_other = {Proof.PASSWORD, Proof.LETTER}
    return (Proof.SIGNED_IN in kept and not of_other.isdisjoint(closed)) or (
        Proof.SIGNED_IN in closed and not of_other.isdisjoint(kept)
    )


@dataclass(frozen=True)
class AccountState:
    """What is asked of an account before it is merged with another."""

    person_id: int
    closed: bool = False
    suspended: bool = False
    new_address: bool = False  # that its old address can still take back
    merged_into: int | None = None
    ledger_holds: bool = True  # its chain was followed to its end, and holds
    words_open: bool = True  # a key of this server opens what would be sealed anew
    partners: frozenset[int] = frozenset()  # with whom it is or was in a pair
    judged: frozenset[int] = frozenset()  # whose work it judged
    judged_tries: frozenset[int] = frozenset()  # which tries


class Obstacle(StrEnum):
    """Why two accounts are not merged."""

    SAME = "same account"
    CLOSED = "closed"
    MERGED = "merged before"
    SUSPENDED = "suspended"  # a merge must not let somebody in again
    NEW_ADDRESS = "new address"  # whoever has the old one can still take it back, and a merge cannot be
    BROKEN_LEDGER = "broken ledger"  # its head would be certified as good
    PAIR = "pair"  # the two of a pair are two people
    JUDGED = "judged"  # nobody has judged their own work
    JUDGED_TWICE = "judged twice"  # a second judgement is somebody else's
    UNREADABLE = "unreadable"  # words cannot be sealed anew that no key opens


def obstacles(kept: AccountState, closed: AccountState) -> frozenset[Obstacle]:
    """All that stands in the way."""
    both = (kept, closed)
    found = {
        Obstacle.SAME: kept.person_id == closed.person_id,
        Obstacle.CLOSED: any(each.closed for each in both),
        Obstacle.MERGED: any(each.merged_into is not None for each in both),
        Obstacle.SUSPENDED: any(each.suspended for each in both),
        Obstacle.NEW_ADDRESS: closed.new_address,
        Obstacle.BROKEN_LEDGER: not all(each.ledger_holds for each in both),
        Obstacle.PAIR: closed.person_id in kept.partners,
        Obstacle.JUDGED: closed.person_id in kept.judged or kept.person_id in closed.judged,
        Obstacle.JUDGED_TWICE: not kept.judged_tries.isdisjoint(closed.judged_tries),
        Obstacle.UNREADABLE: not all(each.words_open for each in both),
    }
    return frozenset(obstacle for obstacle, stands in found.items() if stands)


# What is there twice


Days = tuple[date, date | None]
"""The first day of a span and its last; None: without end."""


def spans_together(spans: Iterable[Days]) -> list[Days]:
    """What both accounts held of one thing: spans that meet or overlap become one. No day is gained or lost."""
    joined: list[Days] = []
    for starts_on, ends_on in sorted(spans, key=lambda each: each[0]):
        if not joined or not _meets(joined[-1], starts_on):
            joined.append((starts_on, ends_on))
        else:
            joined[-1] = (joined[-1][0], _later_end(joined[-1][1], ends_on))
    return joined


def _meets(span: Days, starts_on: date) -> bool:
    return span[1] is None or starts_on <= span[1] + timedelta(days=1)


def _later_end(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


@dataclass(frozen=True)
class Achievement:
    """What a line of a ledger, or a certificate, is for, where it can be had once: a segment, an award of a period.

    Lines that people log themselves are for nothing of the kind (`once` is empty), and each of them counts.
    """

    person_id: int
    sequence: int
    once: str
    at: datetime


def counted_once(achievements: Sequence[Achievement]) -> list[Achievement]:
    """Those that count, in the order given: of the same one in both accounts the earlier."""
    first: dict[str, Achievement] = {}
    for each in sorted(achievements, key=_earliest):
        if each.once:
            first.setdefault(each.once, each)
    return [each for each in achievements if not each.once or first[each.once] is each]


def _earliest(each: Achievement) -> tuple[datetime, int, int]:
    return each.at, each.person_id, each.sequence


@dataclass(frozen=True)
class SegmentAttempt:
    """How far one account came with a segment."""

    person_id: int
    completed_at: datetime | None
    active_seconds: int
    touched_at: datetime


def attempt_kept(attempts: Sequence[SegmentAttempt]) -> SegmentAttempt:
    """The one that goes on: completed first, else with the most active time, else touched last. Times never add up."""
    done = [each for each in attempts if each.completed_at is not None]
    if done:
        return min(done, key=lambda each: (each.completed_at, each.person_id))
    return max(attempts, key=lambda each: (each.active_seconds, each.touched_at, -each.person_id))
