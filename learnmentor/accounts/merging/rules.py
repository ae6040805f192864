"""Two accounts of one person: who must prove what, what stands in the way, and what becomes of what is there twice.

One account is kept and the other is closed. A ledger is never rewritten: that of the closed account ends at its head
and is shown beside, so nothing here moves a line; it says which lines count.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from learnmentor.accounts.rules import RoleHeld


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
    merged_into: int | None = None
    ledger_holds: bool = True  # its chain was followed to its end, and holds


class Obstacle(StrEnum):
    """Why two accounts are not merged."""

    SAME = "same account"
    CLOSED = "closed"
    MERGED = "merged before"
    SUSPENDED = "suspended"  # a merge must not let somebody in again
    BROKEN_LEDGER = "broken ledger"  # its head would be certified as good


def obstacles(kept: AccountState, closed: AccountState) -> frozenset[Obstacle]:
    """All that stands in the way."""
    both = (kept, closed)
    found = {
        Obstacle.SAME: kept.person_id == closed.person_id,
        Obstacle.CLOSED: any(each.closed for each in both),
        Obstacle.MERGED: any(each.merged_into is not None for each in both),
        Obstacle.SUSPENDED: any(each.suspended for each in both),
        Obstacle.BROKEN_LEDGER: not all(each.ledger_holds for each in both),
    }
    return frozenset(obstacle for obstacle, stands in found.items() if stands)


def account_today(person_id: int, merged_into: Mapping[int, int]) -> int:
    """The account to which an account, or its old address, leads: through every merge since. Raises on a circle."""
    seen = {person_id}
    while (after := merged_into.get(person_id)) is not None:
        if after in seen:
            raise ValueError(f"account {after} is merged into itself")
        seen.add(after)
        person_id = after
    return person_id


# What is there twice


def roles_together(held: Iterable[RoleHeld]) -> list[RoleHeld]:
    """The roles of both accounts: spans of one role that meet or overlap become one. No day is gained or lost."""
    joined: list[RoleHeld] = []
    for role in sorted(held, key=lambda each: (each.name, each.starts_on)):
        last = joined[-1] if joined else None
        if last is None or last.name != role.name or not _meets(last, role.starts_on):
            joined.append(role)
        else:
            joined[-1] = RoleHeld(last.name, last.starts_on, _later_end(last.ends_on, role.ends_on))
    return joined


def _meets(role: RoleHeld, starts_on: date) -> bool:
    return role.ends_on is None or starts_on <= role.ends_on + timedelta(days=1)


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
