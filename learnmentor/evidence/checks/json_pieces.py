"""A JSON object read piece by piece, so that memory holds one line of a long list and never the list.

`json` itself reads every value; here is only the walk between them. So each value means what it means to everybody.
"""

import codecs
import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import IO, Any

Place = tuple[str, ...]
_CHUNK = 64 * 1024
_LONGEST_KEPT = 32 * 1024  # characters; small things may take twenty times as much memory as they have letters
_SPACE = re.compile(r"[ \t\n\r]*")


def pieces(
    stream: IO[bytes],
    *,
    lists: Collection[Place],
    kept: Collection[Place],
    longest: int,
    tick: Callable[[], None],
) -> Iterator[tuple[Place, Any]]:
    """The members of an object that are asked for, each with its place; those in `lists` one element after the other.

    `longest` is the most characters of one piece; one in `kept`, which its reader holds on to, has far fewer. `tick` is
    called now and then, and may raise. Raises ValueError for what is not such an object, has a longer piece, or has a
    list twice; RecursionError as `json`.
    """
    text = _Text(stream, longest, tick)
    yield from _object(text, (), frozenset(lists), frozenset(kept), set())
    if text.peek():
        raise ValueError("something follows the object")


def _object(
    text: "_Text", at: Place, lists: frozenset[Place], kept: frozenset[Place], seen: set[Place]
) -> Iterator[tuple[Place, Any]]:
    for _ in text.between("{", "}"):
        key = text.value()
        if not isinstance(key, str):
            raise ValueError("a name is no text")  # noqa: TRY004 -- as `json` says it
        text.take(":")
        place = (*at, key)
        if place in lists:
            if place in seen:
                raise ValueError("a list stands there twice")
            seen.add(place)
            yield from ((place, text.value()) for _ in text.between("[", "]"))
        elif text.peek() == "{" and any(each[: len(place)] == place for each in lists):
            yield from _object(text, place, lists, kept, seen)
        elif place in kept:
            yield place, text.value(longest=_LONGEST_KEPT)
        else:
            text.value()


class _Text:
    """What of the text was read and not yet used."""

    def __init__(self, stream: IO[bytes], longest: int, tick: Callable[[], None]) -> None:
        self._stream, self._longest, self._tick = stream, longest, tick
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._json = json.JSONDecoder()
        self._text, self._at, self._ended = "", 0, False

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more(_CHUNK)

    def take(self, wanted: str) -> None:
        """Pass over one character that has to be next."""
        if self.peek() != wanted:
            raise ValueError(f"no {wanted}")
        self._at += 1

    def between(self, opening: str, closing: str) -> Iterator[None]:
        """Once for each thing between brackets, with commas between them."""
        self.take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            yield
            if self.peek() == closing:
                self._at += 1
                return
            self.take(",")

    def value(self, *, longest: int | None = None) -> Any:
        """The value that is next."""
        self.peek()
        longest = min(longest or self._longest, self._longest)
        size = _CHUNK
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._ended:
                    raise
            else:
                if end < len(self._text) or self._ended:  # else a number may go on
                    if end - self._at > longest:
                        raise ValueError("a piece is too long")
                    self._at = end
                    return found
            if len(self._text) - self._at > max(longest, _CHUNK):
                raise ValueError("a piece is too long, or no JSON")
            self._more(size)
            size *= 2

    def _more(self, size: int) -> None:
        self._tick()
        read = self._stream.read(size)
        self._ended = not read
        self._text = self._text[self._at :] + self._decoder.decode(read, self._ended)
        self._at = 0
