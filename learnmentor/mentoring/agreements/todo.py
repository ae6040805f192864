"""The list of what is to be done when, by an agreement: the same agreement gives the same list.

Each item has a key that outlives a new version, so that what was done stays done.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learnmentor.mentoring.agreements.readings import Value, mark
from learnmentor.mentoring.agreements.rules import (
    OBSERVATIONS,
    REVIEW_DAYS,
    AgreementTerms,
    day_of,
    objectives,
    struck,
    undertakings,
)

AUDIT_WITHIN = timedelta(weeks=4)
MOST_OBSERVATIONS = 12  # of one direction
_ONCE_A_YEAR = {"mentor_observes": "m9", "mentee_observes": "t6", "mentee_visits": "t6"}  # where no number is agreed
_TIMED = {"m2": AUDIT_WITHIN, "n3": timedelta(weeks=1)}  # undertakings with a time, from the first day on


class Todo(StrEnum):
    """What kind of thing is to be done."""

    REVIEW = "review"
    REPORT = "report"
    OBJECTIVE = "objective"
    MENTOR_OBSERVES = "mentor observes"
    MENTEE_OBSERVES = "mentee observes"
    VISIT = "visit"
    UNDERTAKING = "undertaking"


class Due(StrEnum):
    """How an item stands on a day."""

    TO_COME = "to come"
    DUE = "due"  # within a week
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True)
class TodoItem:
    """One thing, its day, and where its words are: the key of a field, or how many of how many."""

    key: str
    what: Todo
    due_on: date
    field: str = ""
    number: int = 0
    of: int = 0

    def stands(self, done: Collection[str], *, on: date) -> Due:
        """How it stands on a day, by the keys of what was done."""
        if self.key in done:
            return Due.DONE
        if self.due_on < on:
            return Due.OVERDUE
        return Due.DUE if self.due_on <= on + timedelta(days=7) else Due.TO_COME


_KIND = dict(zip(OBSERVATIONS, (Todo.MENTOR_OBSERVES, Todo.MENTEE_OBSERVES, Todo.VISIT), strict=True))


def todo(terms: AgreementTerms) -> list[TodoItem]:
    """All that an agreement asks for by a day, in the order of the days, from its first day to its last."""
    start, end = terms.first_day, terms.last_day
    if start is None or end is None or end < start:
        return []
    items = [
        *_reviews(terms),
        *_objectives(terms),
        *_observations(terms, start, end),
        *_undertakings(terms, start, end),
    ]
    return sorted((each for each in items if start <= each.due_on <= end), key=_place)


def _place(item: TodoItem) -> tuple[date, int, int, str]:
    return item.due_on, list(Todo).index(item.what), item.number, item.key


def _reviews(terms: AgreementTerms) -> Iterator[TodoItem]:
    for key in REVIEW_DAYS:
        if on := day_of(terms.shared.get(key)):
            yield TodoItem(key, Todo.REPORT if key.startswith("report") else Todo.REVIEW, on, key)


def _objectives(terms: AgreementTerms) -> Iterator[TodoItem]:
    for number, each in objectives(terms.shared).items():
        if on := day_of(each["by_when"]):
            yield TodoItem(f"objective:{mark(each['specific'])}:{number}", Todo.OBJECTIVE, on,
                           f"objective_{number}_specific", number)  # fmt: skip


def _observations(terms: AgreementTerms, start: date, end: date) -> Iterator[TodoItem]:
    """So many of a kind, spread evenly over the time; once, where only an undertaking says so."""
    for key in OBSERVATIONS:
        count = min(_whole(terms.shared.get(key)) or _undertaken(terms, key), MOST_OBSERVATIONS)
        for number in range(1, count + 1):
            on = start + (end - start) * number // count
            yield TodoItem(f"{key}:{number}", _KIND[key], on, key, number, count)


def _undertaken(terms: AgreementTerms, key: str) -> int:
    """One, where an undertaking says so and was not struck out."""
    says = _ONCE_A_YEAR[key]
    return int(says in undertakings(terms.context) and not struck(terms.shared, says))


def _undertakings(terms: AgreementTerms, start: date, end: date) -> Iterator[TodoItem]:
    for key in undertakings(terms.context):
        if key in _TIMED and not struck(terms.shared, key):
            yield TodoItem(key, Todo.UNDERTAKING, min(start + _TIMED[key], end), key)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
