"""Characters that phones and word processors put in the place of plain ones: one table for all who read typed text.

Each is the inside of a character class of `re`, so that it can be put together with others.
"""

import re

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
SPACES = "\\s\u2800\u3164"  # of any width; `\s` knows no-break and ideographic ones
DASHES = "\u2010-\u2015\u2212\u2043\u2e3a\u2e3b\ufe58\ufe63\uff0d"
BULLETS = (
    "\u2022\u00b7\u2219\u22c5\u2027\u25cf\u25cb\u25e6\u25aa\u25ab\u25a0\u25a1\u2023\u2043\u25b8\u27a2\u2756"
    "\uf0a7\uf0b7\uf0d8\uf076"  # as the symbol fonts of word processors have them
)
APOSTROPHES = "'\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2032\u2035\u00b4`\uff07\uff40"
QUOTES = '"\u201c-\u201f\u00ab\u00bb\u2033\u2036\uff02'
BARS = "|\uff5c\u2502\u2223\u00a6\uffe8\u23d0"
LINE_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"  # end a line for some programs and not for others

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_EDGE = re.compile(f"^[{SPACES}{INVISIBLE}]+|[{SPACES}{INVISIBLE}]+$")


def visible(text: str) -> str:
    """The text without marks that nobody sees: for names and signs, not for running words of every language."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def trimmed(text: str) -> str:
    """Without spaces and invisible marks at both ends."""
    return _EDGE.sub("", text)
