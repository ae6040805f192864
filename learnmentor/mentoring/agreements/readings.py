"""What stands in a field that two people edit, and what becomes of it when they do so at once: nothing is lost.

Each of the two has one reading of a field at most. Where there are two, both stand until one of the two settles it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from learnmentor.mentoring.lines.rules import merged

Value = str | int | bool | list[str] | None
Readings = Mapping[int, Value]  # by who wrote it; none: it stands as it was in the last version
LONGEST_READING = 20_000  # characters of what one person's devices left in a field
_MARK = 16


class TooManyWords(Exception):
    """A field was filled again and again from a page that is old, so that it holds no more."""


@dataclass(frozen=True)
class FieldEdit:
    """What somebody sends for one field; `shown` and `stood` say what its box had shown, and how the field stood."""

    typed: Value
    shown: str
    stood: str
    settled: bool = False


def mark(value: object) -> str:
    """A short digest by which a form says what it had shown."""
    spelled = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()[:_MARK]


def standing_mark(readings: Readings, base: Value) -> str:
    """How a field stands, as a digest."""
    return mark(sorted(readings.items()) if readings else base)


def contested(readings: Readings) -> bool:
    """Whether both wrote into a field at once, and neither has settled it."""
    return len(readings) > 1


def shown_to(readings: Readings, base: Value, reader: int) -> Value:
    """What stands in the box for one of the two: their own reading, else that of the other."""
    if reader in readings:
        return readings[reader]
    return next(iter(readings.values()), base)


def after(readings: Readings, base: Value, edit: FieldEdit, *, by: int) -> Readings:
    """The readings of a field after an edit; raises `TooManyWords`."""
    untouched = mark(edit.typed) == edit.shown
    if standing_mark(readings, base) == edit.stood:
        return readings if untouched and not edit.settled else _alone(readings, base, edit, by)
    if untouched or edit.typed in readings.values() or nothing(edit.typed):
        return readings
    return _beside(readings, edit.typed, by)


def nothing(value: Value) -> bool:
    """Whether a field is left empty."""
    return not value


def plain(value: Value) -> Value:
    """One spelling of nothing, however a form says it."""
    return "" if nothing(value) else value


def _alone(readings: Readings, base: Value, edit: FieldEdit, by: int) -> Readings:
    """Nobody else was there meanwhile: what was typed takes the place of what its writer had before them."""
    others = {who: value for who, value in readings.items() if who != by}
    if contested(readings) and not edit.settled:
        same = nothing(edit.typed) or edit.typed in others.values()
        return others if same else {**others, by: edit.typed}
    return {} if edit.typed == base else {by: edit.typed}


def _beside(readings: Readings, typed: Value, by: int) -> Readings:
    """Somebody else was: both stand. One person on two devices is given both texts as one."""
    others = {who: value for who, value in readings.items() if who != by and not nothing(value)}
    mine = readings.get(by)
    if isinstance(mine, str) and isinstance(typed, str):
        typed = merged(mine, typed)
        if len(typed) > LONGEST_READING:
            raise TooManyWords
    return {**others, by: typed}
