"""Names as they are compared and searched: what two people would type differently makes no difference."""

import re
import unicodedata

from learnmentor.ground.typed.lookalikes import APOSTROPHES, DASHES

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe",
        "þ": "th", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɔ": "o", "ɛ": "e",
    }
)  # fmt: skip
_APOSTROPHES = re.compile(f"[{APOSTROPHES}ʾʿꞌ]")
_DASHES = re.compile(f"[-{DASHES}]")


def folded(text: str) -> str:
    """Small letters without accents, apostrophes, hyphens and marks that nobody sees, one space between words.

    Normal forms, wide letters and ligatures make no difference either.
    """
    without = _DASHES.sub(" ", _APOSTROPHES.sub("", text))
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", without).casefold())
    seen = "".join(each for each in parts if unicodedata.category(each) not in {"Mn", "Me", "Cf"})
    return " ".join(unicodedata.normalize("NFKC", seen).translate(_LETTERS).split())


def same_name(one: str, other: str) -> bool:
    """Whether two ways of typing a name mean the same name."""
    return folded(one) == folded(other) != ""
