"""What a piece of work on an activity amounts to: kept, refused with a sentence, or done. Never a mark."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

Fields = Mapping[str, Sequence[str]]  # as a form sends them: name → values
Activity = Mapping[str, Any]  # parsed at publishing; answers included, so it never goes to a browser as it is
Body = Mapping[str, Any]

PRIVATE_KINDS = frozenset({"audit", "reflection", "practice", "standardise"})
CHECKED_KINDS = PRIVATE_KINDS | {"sort"}  # whose stored work a form has to have seen before it takes its place
PROSE_LIMIT = 20_000
LINE_LIMIT = 2_000
ANSWER_LIMIT = 200
REFLECTION_WORDS = 5  # fewer is a note to oneself, not yet a reflection
REMINDER_DAYS = 7
DECISIONS = ("met", "not-yet")  # of a criterion that is supplied; neither is right or wrong


class State(StrEnum):
    """How far one activity is. `NOT_YET` is a practice that was put off."""

    BEGUN = "begun"
    NOT_YET = "not_yet"
    DONE = "done"


@dataclass(frozen=True)
class Problem:
    """What is missing or too long: the field's name and a sentence to show beside it."""

    field: str
    text: str


@dataclass(frozen=True)
class Step:
    """Work after one save: its state, what is kept of it (sealed by the caller), what stood in the way of finishing."""

    state: State
    body: Body | None
    problems: tuple[Problem, ...] = ()
    keep: bool = True  # False for what is longer than we keep, and for answers to a quiz that is done


@dataclass(frozen=True)
class ActivityVerdict:
    """What is said after a quiz was checked. `lines`: which fields of a match or an order are in place."""

    right: bool
    said: tuple[str, ...] = ()
    lines: Mapping[str, bool] = field(default_factory=dict)
    answer: tuple[str, ...] = ()  # the right answers, when they were asked for
    nearly: bool = False  # a short answer of which only the accents differ


class UnknownActivity(Exception):
    """The segment has no such activity, perhaps no longer."""


class ChangedElsewhere(Exception):
    """What is stored is not what the form had seen. Nothing was overwritten: `stored` stands, `typed` was not kept."""

    def __init__(self, *, state: State, stored: Body, typed: Body) -> None:
        super().__init__("the work was changed in another tab or on another device")
        self.state = state
        self.stored = stored
        self.typed = typed


def seen_mark(body: Body) -> str:
    """What a form carries to say which stored work it has seen; "" while there is nothing in it to lose."""
    work = _work_in(body)
    return sha256(json.dumps(work, sort_keys=True).encode()).hexdigest()[:16] if _has_words(work) else ""


def overwrites(stored: Body, now: Body, *, seen: str) -> bool:
    """Whether `now` would take the place of work that its writer has not seen."""
    mark = seen_mark(stored)
    return mark not in {"", seen, seen_mark(now)}


_NOT_IN_A_FORM = frozenset({"stage", "taken_at", "earlier"})  # how far a sort is, what an audit held before


def _work_in(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in _NOT_IN_A_FORM}


def _has_words(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value)
    return any(map(_has_words, value.values() if isinstance(value, Mapping) else value))


def find(activities: Sequence[Activity], activity_id: str) -> Activity:
    """The activity of that id; raises `UnknownActivity`."""
    for activity in activities:
        if activity["id"] == activity_id:
            return activity
    raise UnknownActivity(activity_id)


def one(fields: Fields, name: str) -> str:
    """The first value of a field, line ends as one character; "" when it was not sent."""
    values = fields.get(name) or [""]
    return values[0].replace("\r\n", "\n").replace("\r", "\n").strip()


def verb(fields: Fields) -> str:
    """Which button was pressed."""
    return one(fields, "do")
