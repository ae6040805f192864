"""How long something took, as people write it."""

import re
from decimal import Decimal

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 360)  # minutes, to choose with one touch
_CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2})")
_NUMBER = re.compile(r"([0-9]{0,3})(?:[.,]([0-9]{1,2}))?(¼|½|¾)?\s*(?:h[a-z]*)?")
_WORDS = re.compile(r"(?:([0-9]{1,3})\s*h[a-z]*)?\s*(?:([0-9]{1,4})\s*(?:m[a-z]*)?)?")
_FRACTIONS = {"¼": 15, "½": 30, "¾": 45, None: 0}


def minutes_from(text: str) -> int | None:
    """Minutes in a duration as people write one: 1.5, 1,5, 1½, 1:30, 1 h 30 min, 90 min. None for anything else."""
    text = text.strip().lower()
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if (found := _NUMBER.fullmatch(text)) and any(found.groups()):
        return int(Decimal(f"{found[1] or 0}.{found[2] or 0}") * 60) + _FRACTIONS[found[3]]
    if (found := _WORDS.fullmatch(text)) and any(found.groups()):
        return int(found[1] or 0) * 60 + int(found[2] or 0)
    return None
