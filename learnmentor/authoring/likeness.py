"""Words that stand elsewhere too: in a source, or in another segment.

Sources are other people's texts and are not kept here. What is kept of them is one fingerprint for each run of words,
from which no word can be read.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

RUN = 10  # words in a row that are more than a quoted phrase
_BYTES = 5  # of a fingerprint: with 80,000 of them, one run in ten million is like one by chance
_FEWEST_WORDS = 12  # a shorter paragraph may well be written twice
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NOT_OURS = re.compile(r"\[[A-Z][^\]\n]*\]|(?<![*\w])\*[^*\n]+\*(?![*\w])")  # citations; titles, set in italics
_PRIME, _BASE = (1 << 61) - 1, 1_000_003
_OLDEST = pow(_BASE, RUN - 1, _PRIME)
_MASK = (1 << 8 * _BYTES) - 1

Placed = tuple[int, str]  # a word and the line it stands on


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=7).digest())


def words_of(text: str, first_line: int = 1) -> list[Placed]:
    """The words of a text in order, with their lines; citations and titles of works left out."""
    bare = _NOT_OURS.sub(" ", text).replace("’", "'").lower()
    return [(line, word) for line, words in enumerate(bare.split("\n"), first_line) for word in _WORD.findall(words)]


def runs(words: Iterable[Placed]) -> Iterator[tuple[int, int]]:
    """Each run of ten words as (number of its first word, fingerprint)."""
    window: list[int] = []
    rolling = 0
    for at, (_, word) in enumerate(words):
        number = _number(word)
        if at >= RUN:
            rolling = (rolling - window[at - RUN] * _OLDEST) % _PRIME
        rolling = (rolling * _BASE + number) % _PRIME
        window.append(number)
        if at >= RUN - 1:
            yield at - RUN + 1, rolling & _MASK


def fingerprints_of(texts: Iterable[str]) -> frozenset[int]:
    """The fingerprints of every run of words in some texts."""
    return frozenset(fingerprint for text in texts for _, fingerprint in runs(words_of(text)))


def written(fingerprints: Iterable[int]) -> bytes:
    """Fingerprints as the bytes of a file, in order."""
    return b"".join(each.to_bytes(_BYTES) for each in sorted(fingerprints))


@lru_cache(maxsize=2)
def read(data: bytes) -> frozenset[int]:
    """What `written` wrote."""
    return frozenset(int.from_bytes(data[at : at + _BYTES]) for at in range(0, len(data) - _BYTES + 1, _BYTES))


def shared(text: str, known: frozenset[int], first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Runs of words that a source has too, each as long as it goes: its line, and its words."""
    words = words_of(text, first_line)
    begin = end = -1
    for at, fingerprint in runs(words):
        if fingerprint not in known:
            continue
        if at > end:
            if begin >= 0:
                yield words[begin][0], " ".join(word for _, word in words[begin:end])
            begin = at
        end = at + RUN
    if begin >= 0:
        yield words[begin][0], " ".join(word for _, word in words[begin:end])


def paragraphs(body: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text with the line on which each begins."""
    for found in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", body):
        yield body.count("\n", 0, found.start()) + first_line, found[0]


def digest_of(paragraph: str) -> str | None:
    """A digest of a paragraph's words; None for a picture, or so few words that they may well be written twice."""
    words = [word for _, word in words_of(paragraph)]
    if len(words) < _FEWEST_WORDS or paragraph.lstrip().startswith("!["):
        return None
    return hashlib.blake2b(" ".join(words).encode(), digest_size=6).hexdigest()


class Paragraph(NamedTuple):
    """A paragraph that is long enough to be looked for elsewhere: its line, how it begins, the digest of its words."""

    line: int
    begin: str
    digest: str


def paragraphs_of(body: str, first_line: int = 1) -> tuple[Paragraph, ...]:
    """The paragraphs of a text that may be compared, each once."""
    found: dict[str, Paragraph] = {}
    for line, paragraph in paragraphs(body, first_line):
        if (digest := digest_of(paragraph)) and digest not in found:
            found[digest] = Paragraph(line, " ".join(paragraph.split()[:6]), digest)
    return tuple(found.values())
