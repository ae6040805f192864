"""What is worth a letter: something new since the last one. The letter then counts all that waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KNOWN_FOR = timedelta(days=14)  # what happened longer ago is no news, however long no worker ran


class NewsKind(StrEnum):
    """What can begin to wait for somebody, in the order of a letter."""

    RELEASED = "released"  # an outcome of one's own
    CONSENT = "consent"  # a record of one's pair is asked for
    WITNESS = "witness"  # a note came, about one's own work
    VISIT = "visit"  # an assessor proposes to come and watch
    PRESENT = "present"  # an assessor comes to watch one's mentor, with oneself there
    JUDGE = "judge"  # one is asked to judge
    LATE = "late"  # what one judges is past its day
    SECOND = "second"  # a judgement waits for a second one
    APPEAL = "appeal"  # an appeal waits for a moderator


HAPPENS = frozenset({NewsKind.RELEASED, NewsKind.WITNESS})
"""What is told once: it does not wait until something is done about it."""


@dataclass(frozen=True)
class News:
    """Something that began to wait for somebody, or happened, at a moment."""

    person_id: int
    kind: NewsKind
    at: datetime


def told(news: Iterable[News], *, last: datetime | None, at: datetime) -> dict[NewsKind, int]:
    """What a letter to one person counts; nothing where nothing is new since the last one.

    What happened before the last letter was told then; what waits still is counted again beside what is new.
    """
    since = max(last or at - KNOWN_FOR, at - KNOWN_FOR)
    known = [each for each in news if each.at <= at]
    if not any(each.at > since for each in known):
        return {}
    counted = [each.kind for each in known if each.at > since or each.kind not in HAPPENS]
    return {kind: counted.count(kind) for kind in NewsKind if kind in counted}
