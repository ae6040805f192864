"""Comparing what a learner types with what an author accepts: by what is said, not by how a keyboard writes it.

Same are capitals and small letters, every kind of apostrophe, quotation mark, dash and space, the two ways of writing
an accented letter, 1,000 and 1000 and 1 000, 0.5 and .5 and 0,5. Not the same are -5 and 5, C# and C, £5 and €5. A
percent, degree or currency sign may be left out, not exchanged. Where only accents differ, it is nearly right.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from learnmentor.ground.typed.lookalikes import APOSTROPHES, DASHES, visible

_RAISED = {"⁰": "^0", "¹": "^1", "²": "^2", "³": "^3", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9"}
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_DASH = re.compile(f"[{DASHES}]")
_GROUPED = re.compile(r"(?<![\d.,])([1-9]\d{0,2})((?:[, '_]\d{3})+)(?![\d,])")
_COMMA = re.compile(r"(?<![\d.,])(\d*),(\d+)(?![\d.,])")
_NUMBER = re.compile(r"(?<![\d.])(\d*)\.(\d+)(?![\d.])")
_PLUS = re.compile(r"(?<!\S)\+(?=[\d.])")
_MINUS = re.compile(r"(?<![\w.,)-])-(?=\.?\d)|^-\s+(?=\.?\d)|(?<=\w)-$")
_MAY_BE_LEFT_OUT = frozenset("%‰°")
_SIGNS = frozenset("#@^_\\")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[/:](?=\d)")
_KEPT = {"/": "\ue000", ":": "\ue001", "-": "\ue002", ".": "\ue003"}  # signs that are part of a number


class Match(Enum):
    """How near an answer comes."""

    RIGHT = "right"
    NEARLY = "nearly"  # only accents differ
    WRONG = "wrong"


@dataclass(frozen=True)
class Folded:
    """An answer as it is compared: its words, its signs, and those signs that may be left out."""

    words: str
    signs: str
    units: frozenset[str]

    def same(self, other: "Folded") -> bool:
        """Whether the two say the same."""
        if (self.words, self.signs) != (other.words, other.signs):
            return False
        if not self.words and not self.signs:
            return self.units == other.units
        return self.units == other.units or not self.units or not other.units

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to compare."""
        return not (self.words or self.signs or self.units)

    @property
    def bare(self) -> "Folded":
        """Without accents and vowel signs."""
        letters = unicodedata.normalize("NFD", self.words)
        return Folded("".join(each for each in letters if not unicodedata.combining(each)), self.signs, self.units)


def judge(typed: str, answers: Iterable[str]) -> Match:
    """Compare what was typed with every answer that is accepted."""
    given, accepted = fold(typed), [fold(answer) for answer in answers]
    if given.nothing:
        return Match.WRONG
    if any(given.same(answer) for answer in accepted):
        return Match.RIGHT
    nearly = any(given.bare.same(answer.bare) for answer in accepted)
    return Match.NEARLY if nearly else Match.WRONG


def fold(text: str) -> Folded:
    """An answer as it is compared."""
    plain = _numbers(_characters(text))
    words = "".join(each if _is_letter(each) or each in _KEPT.values() else " " for each in plain)
    words = " ".join(words.split())
    if not any(map(_is_letter, words)):
        return Folded("", "".join(visible(_signs_alone(text)).split()), frozenset())
    units = frozenset(each for each in plain if each in _MAY_BE_LEFT_OUT or unicodedata.category(each) == "Sc")
    signs = "".join(
        each for each in plain if each not in units and (each in _SIGNS or unicodedata.category(each) in {"Sm", "So"})
    )
    return Folded(words, signs, units)


def _is_letter(each: str) -> bool:
    return each.isalnum() or unicodedata.category(each).startswith("M")


def _characters(text: str) -> str:
    """Small letters, composed, each sign in its plain form."""
    text = "".join(_RAISED.get(each, each) for each in _APOSTROPHE.sub("'", visible(text)))
    text = "".join(f" {each} " if unicodedata.category(each) == "No" else each for each in text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each for each in text)
    text = text.replace("\u2044", "/").replace("&", " and ")
    return _DASH.sub("-", " ".join(text.split()))


def _signs_alone(text: str) -> str:
    """For an answer without letters and digits: its signs in their plain forms."""
    return _DASH.sub("-", unicodedata.normalize("NFKC", _APOSTROPHE.sub("'", text)))


def _numbers(text: str) -> str:
    """Numbers in one way of writing; apostrophes fall away, and what is part of a number is kept from doing so."""
    text = _GROUPED.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), text)
    text = _COMMA.sub(lambda found: f"{found[1] or 0}.{found[2]}", text)
    text = _NUMBER.sub(_decimal, _PLUS.sub("", text))
    text = _MINUS.sub(_KEPT["-"], text)
    text = _BETWEEN_DIGITS.sub(lambda found: _KEPT[found[0]], text)
    return text.replace("'", "")


def _decimal(found: re.Match[str]) -> str:
    digits = found[2].rstrip("0")
    return f"{found[1] or 0}{_KEPT['.']}{digits}" if digits else (found[1] or "0")
