"""What a page was drawn with, as it sends it back with a form: a mark for each field, or a number of changes."""

import json
from typing import Any

LONGEST_MARKS = 20_000  # characters


def marks_sent(text: str) -> dict[str, Any]:
    """The marks that came, by key; none where it is nothing of the kind."""
    try:
        found = json.loads(text[:LONGEST_MARKS])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def changes_sent(text: str) -> int:
    """How often something had been changed when a page was drawn; -1 where it says nothing of the kind."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
