"""Text in the plainest letters that mean the same: to read it and to compare it, never to keep it instead."""

import re
import unicodedata

from learnmentor.ground.typed.lookalikes import APOSTROPHES, DASHES, SPACES, visible

_DASH, _APOSTROPHE, _SPACE = (re.compile(f"[{several}]") for several in (DASHES, APOSTROPHES, SPACES))
_SAME = {
    **dict.fromkeys("\u2044\u2215", "/"),
    "\u066b": ".",
    "\u066c": ",",
    "\u060c": ",",
    "\u2236": ":",
    "\ua789": ":",
}


def plain(text: str) -> str:
    """Digits of any script as 0 to 9, wide letters as narrow, ½ as 1/2, one kind of space, dash and apostrophe.

    Marks that nobody sees are gone. What would change its value, such as a raised ², stays as it is.
    """
    text = _SPACE.sub(" ", _APOSTROPHE.sub("'", _DASH.sub("-", visible(text))))
    return " ".join("".join(map(_plain_letter, text)).split())


def alike(text: str) -> str:
    """What two texts have in common that read the same: normal form, capitals, spaces and unseen marks aside."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return " ".join(folded.split())


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    category, made_of = unicodedata.category(letter), unicodedata.decomposition(letter)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if made_of.startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", letter).replace("\u2044", "/")
    if made_of.startswith(("<wide>", "<narrow>")):
        return _SAME.get(letter) or unicodedata.normalize("NFKC", letter)
    return _SAME.get(letter, letter)
