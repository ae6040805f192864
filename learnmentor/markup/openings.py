"""The lines that open an activity or a block, and those that were nearly to open one."""

import re
from collections.abc import Collection

from learnmentor.ground.typed.lookalikes import APOSTROPHES, QUOTES

ASIDES = ("note", "try", "warning", "example")
BLOCKS = (*ASIDES, "details", "tab", "scene", "video", "audio")
MEDIA_KEYS = ("src", "captions", "poster")
BLOCK_REMEDY = "Begin it at the margin with /// and its kind, then perhaps | and a title; end it with ///."

_NEARLY = re.compile(
    r"\s*(?:/{3,}|/ ?/ ?/|[\\/]{3,6}|[\u2044\u2215\uff0f\u29f8]{2,})"
    rf"|\s*//+\s?(?:{'|'.join(BLOCKS)})\b"
    r"|[ \t]*(?:>|[-*+] |\d+[.)] )[ \t>]*/{3,}[ ]*\w",  # in a quotation or a list
    re.IGNORECASE,
)


def nearly_a_block(line: str) -> bool:
    """Whether a line that opens or ends no block looks as if it should."""
    return ("/" in line or "\\" in line or not line.isascii()) and _NEARLY.match(line) is not None


def bare_opening(kinds: Collection[str]) -> re.Pattern[str] | None:
    """A line that opens an activity without being a fence: quotation marks for backticks, or nothing at all."""
    if not kinds:
        return None
    words, names = "|".join(map(re.escape, kinds)), "id|title|kind|piles|scale|minutes|record|samples|set"
    return re.compile(
        rf"[^\w<]*(?:{words})\s+(?:{names})\s*[=\uff1d]"
        rf"|[^\w<]*[\w-]+\s+id\s*[=\uff1d]\s*[{QUOTES}{APOSTROPHES}]"
        rf"|\s*[{APOSTROPHES}{QUOTES}~]{{2,}}[^\w<]*(?:{words})\b",
        re.IGNORECASE,
    )
