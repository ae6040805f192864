"""The thread that holds a ledger together: each line carries the hash of its facts and of the line before.

A changed, missing, added or moved line breaks the thread at a place that can be named. What a person wrote
is in it only as a salted digest, part by part: text can be erased, or left out of a pack, and the thread
still holds.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from learnmentor.cpd.rules import LedgerLine, LineKind

SALT_BYTES = 16


@dataclass(frozen=True)
class ChainLink:
    """One line in its place. `line` is None where its facts are not at hand, as for other years in a pack."""

    sequence: int
    previous_hash: str
    hash: str
    line: LedgerLine | None


@dataclass(frozen=True)
class Break:
    """The first place where a ledger does not hold, and why, in a sentence."""

    sequence: int
    reason: str


def canonical(value: Any) -> bytes:
    """One spelling for one value: JSON with sorted keys, no spaces, UTF-8, ISO days and moments in UTC."""
    return _JSON.encode(value).encode()


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled)


# A line of the first ledgers has always the same names in the same order. So its canonical form is a text with gaps,
# and what goes into them is spelled by its type: a sixth of the time, the same bytes. What came later is no fact where
# it is None, or every hash that was written before would be another one.


def canonical_line(line: LedgerLine) -> bytes:
    """What `canonical` gives for the facts of a line by their names."""
    if line.attended_minutes is not None or line.confirmed_by is not None:
        return canonical(facts_of(line))
    spelled = [_SPELLED_BY_TYPE.get(type(fact), _spelled_as_json)(fact) for fact in _first_facts_of(line)]
    return (_LINE % tuple(spelled)).encode()


def facts_of(line: LedgerLine) -> dict[str, Any]:
    """The facts of a line by their names, as its hash covers them and a pack tells them."""
    return {name: fact for name, fact in vars(line).items() if fact is not None or name not in _CAME_LATER}


def _spelled_as_json(fact: object) -> str:
    return _JSON.encode(fact)


_CAME_LATER = frozenset({"attended_minutes", "confirmed_by"})
_FIRST_FACTS = sorted({field.name for field in fields(LedgerLine)} - _CAME_LATER)
_LINE = "{" + ",".join(f'"{name}":%s' for name in _FIRST_FACTS) + "}"
_first_facts_of = attrgetter(*_FIRST_FACTS)
_SPELLED_BY_TYPE: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    type(None): lambda _: "null",
    datetime: lambda moment: f'"{_spelled(moment)}"',
    date: lambda day: f'"{day.isoformat()}"',
}


def genesis(owner: str) -> str:
    """The hash before a person's first line, made from their public id: no two ledgers begin alike."""
    return hashlib.sha256(f"learnmentor cpd ledger of {owner}".encode()).hexdigest()


def hash_of(line: LedgerLine, *, previous: str) -> str:
    """The hash of a line's facts after the line whose hash is `previous`."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical_line(line)).hexdigest()


def verify_chain(links: Iterable[ChainLink], *, start: str) -> Break | None:
    """The first broken line of a ledger that begins after the hash `start`; None when it holds."""
    chain = Chain(start)
    return next((broken for link in links if (broken := chain.follow(link)) is not None), None)


class Chain:
    """The walk along a ledger, for lines that come one at a time. It ends at the first that is broken."""

    def __init__(self, start: str) -> None:
        self._previous, self._length, self._seen = start, 0, _Seen({}, set())

    def follow(self, link: ChainLink) -> Break | None:
        """Go on to the next line; where it does not hold, what is wrong with it."""
        self._length += 1
        reason = _misplaced(link, expected=self._length, previous=self._previous)
        if reason is None and link.line is not None:
            reason = _altered(link.line, link) or _wrongly_replacing(link.line, self._seen)
        if reason:
            return Break(min(self._length, link.sequence), reason)
        self._previous = link.hash
        self._seen.add(link)
        return None


@dataclass
class _Seen:
    """What the walk has met: the kind of each line (None: not at hand), and the lines already replaced."""

    kinds: dict[int, str | None]
    replaced: set[int | None]

    def add(self, link: ChainLink) -> None:
        self.kinds[link.sequence] = link.line.kind if link.line else None
        if link.line:
            self.replaced.add(link.line.supersedes)


def _misplaced(link: ChainLink, *, expected: int, previous: str) -> str | None:
    if link.sequence > expected:
        return f"Line {expected} is missing."
    if link.sequence < expected:
        return f"Line {link.sequence} stands here twice."
    if link.previous_hash != previous:
        return f"Line {expected} does not continue the line before it: one was changed, taken out or put in."
    return None


def _altered(line: LedgerLine, link: ChainLink) -> str | None:
    if line.sequence == link.sequence and hash_of(line, previous=link.previous_hash) == link.hash:
        return None
    return f"Line {link.sequence} was changed after it was written: its facts no longer give its hash."


def _wrongly_replacing(line: LedgerLine, seen: _Seen) -> str | None:
    number, old = line.sequence, line.supersedes
    if (line.kind in {LineKind.CORRECTION, LineKind.WITHDRAWAL}) != (old is not None):
        return f"Line {number} is of the kind {line.kind}: that does not fit what it says about another line."
    if old is None:
        return None
    if old not in seen.kinds:
        return f"Line {number} replaces line {old}, which does not come before it."
    if old in seen.replaced:
        return f"Line {number} replaces line {old}, which was replaced before."
    if seen.kinds[old] in {LineKind.WITHDRAWAL, LineKind.SEGMENT} or (
        seen.kinds[old] == LineKind.SESSION and line.kind != LineKind.WITHDRAWAL
    ):
        return f"Line {number} replaces line {old}, which is of a kind that nothing replaces."
    return None


# Prose. Each part has a key of its own, made from the line's salt: showing one does not help guess another.


def part_key(salt: bytes, part: str) -> bytes:
    """The key under which one part of a line's text is digested."""
    return hmac.digest(salt, part.encode(), "sha256")


def part_digest(key: bytes, text: str) -> str:
    """The keyed digest of one part."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def joined_digest(digests: Mapping[str, str]) -> str:
    """What stands in the line: one digest over those of all parts."""
    return hashlib.sha256(canonical(dict(digests))).hexdigest()


def prose_digest(salt: bytes, parts: Mapping[str, str]) -> str:
    """The digest of everything written about a line."""
    return joined_digest({part: part_digest(part_key(salt, part), text) for part, text in parts.items()})
