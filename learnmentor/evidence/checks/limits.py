"""How much of a pack is checked: by a page that anybody may use, and by a command on one's own computer.

The page has to answer whatever it is sent within these limits, and 32 MB of memory; what is larger is told to use
the command. docs/operations.md states them.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 5 * MEGABYTE  # bytes of a PDF, a badge or a credential


@dataclass(frozen=True)
class Limits:
    """The most that is looked at of one pack. Sizes are bytes, unless it says otherwise."""

    members: float  # files, and lines of its list
    directory: int  # of a ZIP's table of contents
    unpacked: float  # all members together
    list: int  # of the list of its members, which is held at once
    texts: float  # everything that is read for what it says: lists, ledgers, tables, declarations
    piece: int  # characters of one line of the ledger, of the list or of the table
    lines: float  # of its ledgers, those of other years included
    entries: float  # of them, those with their facts
    declarations: float
    findings: int
    seconds: float  # of computing, beyond unpacking and hashing


ON_THE_PAGE = Limits(
    members=5_000, directory=MEGABYTE, unpacked=512 * MEGABYTE, list=2 * MEGABYTE, texts=40 * MEGABYTE,
    piece=256 * 1024, lines=50_000, entries=10_000, declarations=30, findings=100, seconds=1.5,
)  # fmt: skip
AT_HOME = Limits(
    members=1_000_000, directory=512 * MEGABYTE, unpacked=math.inf, list=64 * MEGABYTE, texts=math.inf,
    piece=4 * MEGABYTE, lines=math.inf, entries=math.inf, declarations=math.inf, findings=1_000, seconds=math.inf,
)  # fmt: skip

_SENTENCES = {
    "members": "It holds more than {:,} files.",
    "directory": "Its table of contents is larger than {:,} bytes.",
    "unpacked": "Unpacked, it is larger than {:,} bytes.",
    "list": "The list of its files is longer than {:,} bytes.",
    "texts": "What is written in it is longer than {:,} bytes.",
    "lines": "Its ledger has more than {:,} lines.",
    "entries": "It holds more than {:,} entries.",
    "declarations": "It holds more than {:,} declarations.",
    "seconds": "It takes longer than {:.1f} seconds to check.",
}


class TooMuch(Exception):
    """The pack is larger than the limits; the message is a sentence that says in what."""


class Budget:
    """What may still be spent on one pack. `clock` counts seconds of computing of this thread."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.thread_time) -> None:
        self.limits = limits
        self._clock, self._began, self._elsewhere = clock, clock(), 0.0
        self._spent: Counter[str] = Counter()

    def spend(self, what: str, amount: int = 1) -> None:
        """Count something against its limit; raises `TooMuch`."""
        self._spent[what] += amount
        self.ask(what, self._spent[what])

    def ask(self, what: str, amount: float) -> None:
        """Raise `TooMuch` where an amount is beyond its limit."""
        most = getattr(self.limits, what)
        if amount > most:
            raise TooMuch(_SENTENCES[what].format(most))

    def ask_the_clock(self) -> None:
        """Raise `TooMuch` where the seconds are used up."""
        self.ask("seconds", self._clock() - self._began - self._elsewhere)

    @contextmanager
    def off_the_clock(self) -> Iterator[None]:
        """For unpacking and hashing, which the limit of bytes bounds."""
        began = self._clock()
        try:
            yield
        finally:
            self._elsewhere += self._clock() - began
