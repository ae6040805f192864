"""A time of day, as people type one: 14:00, 14.30, 2 pm, 2:30pm, 9."""

import re
from datetime import time

from learnmentor.ground.typed.letters import plain

_TIME = re.compile(r"(?P<h>[0-9]{1,2})(?:[:. ]?(?P<m>[0-9]{2}))?(?::[0-9]{2})? ?(?P<half>[ap])?\.?m?\.?")
_WORDS = {"noon": time(12), "midday": time(12)}


class NoTime(ValueError):
    """A text that is no time of day; the message says what to type."""


def time_from(text: str) -> time:
    """The time of day that a text names; raises `NoTime` with a sentence."""
    typed = plain(text).casefold().strip()
    if typed in _WORDS:
        return _WORDS[typed]
    found = _TIME.fullmatch(typed) if len(typed) <= 12 else None
    hour, minute = (int(found["h"]), int(found["m"] or 0)) if found else (24, 0)
    if found and found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise NoTime(f"“{text.strip()[:20]}” is no time of day we can read. Write it as 14:30.")
    return time(hour, minute)
