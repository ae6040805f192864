"""What waits in a pair: each sub-room says what waits in it for whoever looks, and the hub shows it by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from learnmentor.mentoring.views.seen import PairSeen

WaitsFor = Literal["you", "other", "both"]


@dataclass(frozen=True)
class NextThing:
    """One thing that waits, in a sentence that holds no word that anybody typed."""

    says: str
    url: str
    due_on: date | None
    waits_for: WaitsFor


class NextThings(Protocol):
    """What a sub-room gives: what waits in this pair for the one of the two who looks."""

    def __call__(self, db: Session, seen: PairSeen, *, on: date) -> Sequence[NextThing]: ...


def by_day(things: Sequence[NextThing]) -> list[NextThing]:
    """Those for whoever looks first, then by day; what has no day comes last, and what both do after one's own."""
    return sorted(
        things, key=lambda each: (each.waits_for == "other", each.due_on or date.max, each.waits_for == "both")
    )


SHOWN_AT_ONCE = 4
"""How many of one's own things stand below the next one; the rest opens."""


@dataclass(frozen=True)
class WaitingThings:
    """What waits, as the hub shows it: one next step, a few after it, and the rest folded away."""

    first: NextThing | None
    soon: Sequence[NextThing]
    later: Sequence[NextThing]
    other: Sequence[NextThing]  # for the other of the two


def in_order(things: Sequence[NextThing]) -> WaitingThings:
    """The things of `by_day`, so that a page of twenty still shows one step."""
    own = [each for each in things if each.waits_for != "other"]
    after = own[1:]
    return WaitingThings(
        own[0] if own else None, after[:SHOWN_AT_ONCE], after[SHOWN_AT_ONCE:],
        [each for each in things if each.waits_for == "other"],
    )  # fmt: skip
