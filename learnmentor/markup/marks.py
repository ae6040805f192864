"""Marks: what stands in a text for what is ours to put there, such as a link to a source, until the text is clean."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from learnmentor.ground import randomness
from learnmentor.markup.typography import TAG

MARK, MARK_END = "\ue000", "\ue001"  # letters of private use, which no font of ours shows
_ONE = re.compile(rf"{MARK}(?P<what>[a-z]+)(?P<number>\d+)\.(?P<nonce>[0-9a-f]{{16}}){MARK_END}")
_TAG_OR_ONE = re.compile(f"(?P<tag>{TAG.pattern})|{_ONE.pattern}")


@dataclass(frozen=True)
class Marks:
    """The marks of one text. The nonce is new for each text, so an author can name a mark but never write one."""

    nonce: str = field(default_factory=lambda: randomness.salt(8).hex())

    def mark(self, what: str, number: int) -> str:
        """The mark for number `number` of its kind."""
        return f"{MARK}{what}{number}.{self.nonce}{MARK_END}"

    def exchanged(self, html: str, what: str, by: Callable[[int], str]) -> str:
        """Clean HTML with `by(number)` for each mark of a kind; inside a tag (an alt text) with its words alone."""
        if self.nonce not in html:
            return html

        def in_a_tag(found: re.Match[str]) -> str:
            return escape(unescape(TAG.sub("", by(int(found["number"]))))) if self._is(found, what) else found[0]

        def each(found: re.Match[str]) -> str:
            if found["tag"]:
                return _ONE.sub(in_a_tag, found[0])
            return by(int(found["number"])) if self._is(found, what) else found[0]

        return _TAG_OR_ONE.sub(each, html)

    def without(self, words: str) -> str:
        """Words without any mark of ours."""
        return _ONE.sub(lambda found: "" if found["nonce"] == self.nonce else found[0], words)

    def split(self, html: str, what: str) -> tuple[str | int, ...]:
        """HTML and numbers of marks in turn, beginning and ending with HTML; a paragraph around a mark goes with it."""
        parts: list[str | int] = []
        at = 0
        for found in _TAG_OR_ONE.finditer(html):
            if not found["tag"] and self._is(found, what):
                parts += [html[at : found.start()].removesuffix("<p>"), int(found["number"])]
                at = found.end() + (len("</p>") if html.startswith("</p>", found.end()) else 0)
        return (*parts, html[at:])

    def _is(self, found: re.Match[str], what: str) -> bool:
        return found["nonce"] == self.nonce and found["what"] == what
