"""Which of our typefaces prints which letters, known from the fonts themselves (`fonts/coverage.json`).

A letter is what a reader calls one: a base with the marks on it. typst chooses a font for each character; where the
first font has the mark and lacks the letter under it, the letter is gone, and no error is raised. So a text is cut
into runs here, and each run is set in a typeface that has all of it.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

FONT_FOLDER = Path(__file__).parent / "fonts"
COVERAGE = FONT_FOLDER / "coverage.json"
FAMILIES = (
    "Atkinson Hyperlegible Next", "Noto Sans", "Amiri", "Noto Sans Hebrew", "Noto Sans SC", "Noto Sans KR",
    "Noto Emoji",
)  # fmt: skip
OWN = FAMILIES[0]

# Characters that shape or part the letters beside them and have no ink: joiners, marks of direction, soft hyphens,
# variation selectors, line ends. No font needs them.
_INKLESS = re.compile(
    "[\t\n\r\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN = range(0x1F3FB, 0x1F400)


@functools.cache
def _covered(family: str) -> frozenset[int]:
    """The code points that a family has."""
    ranges = json.loads(COVERAGE.read_text(encoding="ascii"))[family]
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


def letters(text: str) -> Iterator[str]:
    """The text, composed (NFC), in letters: each base with its marks, and what joiners hold together."""
    letter = ""
    for character in unicodedata.normalize("NFC", text):
        if letter and not _belongs_to(letter, character):
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _belongs_to(letter: str, character: str) -> bool:
    if letter.isspace() or character.isspace():
        return False
    marks = unicodedata.category(character).startswith("M") or ord(character) in _SKIN
    return marks or _INKLESS.match(character) is not None or letter.endswith(_ZERO_WIDTH_JOINER)


def has_all(family: str, text: str) -> bool:
    """Whether a family has every character of a text that needs ink."""
    covered = _covered(family)
    return all(ord(character) in covered for character in text if not _INKLESS.match(character))


@functools.lru_cache(maxsize=1024)
def covering_family(text: str) -> str | None:
    """The first of our families that has every letter of `text`."""
    if text.isascii() and text.isprintable():
        return OWN
    whole = unicodedata.normalize("NFC", text)
    return next((family for family in FAMILIES if has_all(family, whole)), None)


def missing_characters(text: str) -> list[str]:
    """The letters of `text` that no family of ours has, in order, each once. White space is always there."""
    if text.isascii() and text.isprintable():
        return []
    lacking = (letter for letter in letters(text) if not letter.isspace() and covering_family(letter) is None)
    return list(dict.fromkeys(lacking))


def runs(text: str) -> list[tuple[str, str]]:
    """The text, composed, as runs of (family, part): as few families as its words allow, and no letter cut in two.

    What nobody has is left to the last family tried, and typst refuses it.
    """
    if (whole := covering_family(text)) is not None:
        return [(whole, unicodedata.normalize("NFC", text))]
    chosen = [(family, part) for word in _words(text) for family, part in _parts(word, _choices(text))]
    joined = groupby(_joined(chosen), key=lambda run: run[0])
    return [(family, "".join(part for _, part in group)) for family, group in joined]


def _choices(text: str) -> tuple[str, ...]:
    """The families in their order; without our own typeface where Noto Sans has to set some of the Latin words."""
    mixed = any(not has_all(OWN, word) and has_all("Noto Sans", word) for word in _words(text))
    return FAMILIES[1:] if mixed else FAMILIES


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", unicodedata.normalize("NFC", text))


def _parts(word: str, choices: Iterable[str]) -> Iterator[tuple[str, str]]:
    choices = tuple(choices)
    whole = next((family for family in choices if has_all(family, word)), None)
    if whole is not None or word.isspace():
        yield whole or choices[0], word
        return
    for letter in letters(word):
        yield next((family for family in choices if has_all(family, letter)), choices[-1]), letter


def _joined(chosen: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """White space and signs go with the run before them where its family has them, so that runs stay long."""
    before = ""
    for family, part in chosen:
        neutral = not any(character.isalnum() for character in part)
        family = before if before and neutral and has_all(before, part) else family  # noqa: PLW2901
        yield family, part
        before = family


def printable(text: str, *, stand_in: str) -> str:
    """The text with `stand_in` for each letter that no family of ours has."""
    for letter in missing_characters(text):
        text = unicodedata.normalize("NFC", text).replace(letter, stand_in)
    return text


_LONG = re.compile(r"[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{30,}")  # Chinese, Japanese and Korean break anywhere


def breakable(text: str) -> str:
    """The text with places to break in each word longer than a line; left to typst, that takes memory by the line."""
    return _LONG.sub(lambda word: "\u200b".join(letters(word[0])), text)
