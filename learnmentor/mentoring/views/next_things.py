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
    """Those for whoever looks first, then by day; what has no day comes last."""
    return sorted(things, key=lambda each: (each.waits_for == "other", each.due_on or date.max))
