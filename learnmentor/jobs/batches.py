"""Work on many people or things in one job: what fails for one is written down, and the others get their turn."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from traceback import extract_tb
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_log = structlog.get_logger("worker")
Thing = TypeVar("Thing")


class SomeFailed(Exception):
    """The job was done but for some; tried again, it does those that are left. Its words are numbers and places."""


class Transactions(Protocol):
    """What gives each its own transaction."""

    def transaction(self) -> AbstractContextManager[Session]:
        """A session that is committed at the end, or rolled back on an error."""


def for_each(
    things: Iterable[Thing],
    do: Callable[[Thing], object],
    *,
    work: str,
    named: Callable[[Thing], object],
    failed: Callable[[Thing, str], object] | None = None,
) -> None:
    """Do something with each, whatever happens to the others; raises `SomeFailed` at the end where it failed for any.

    The log names the failing ones by what `named` gives, which is an id and no personal text. `do` must be harmless
    where it was done before. `failed` hears of each with the place of its error, and then nothing is raised. A database
    that does not answer ends the round: that is nobody's own fault.
    """
    tried, faults = 0, []
    for thing in things:
        tried += 1
        try:
            do(thing)
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            faults.append(place_of(error))
            _log.error("one of many failed", work=work, of=named(thing), fault=faults[-1])
            if failed is not None:
                failed(thing, faults[-1])
    if faults and failed is None:
        raise SomeFailed(f"{len(faults)} of {tried} failed, the first one: {faults[0]}")


def for_each_apart(
    database: Transactions, ids: Iterable[int], do: Callable[[Session, int], object], *, work: str
) -> None:
    """`for_each`, with a transaction for each id: nobody waits for all the others, and what was done stays done."""

    def apart(one: int) -> None:
        with database.transaction() as db:
            do(db, one)

    for_each(ids, apart, work=work, named=int)


def place_of(error: Exception) -> str:
    """The kind of an error, our last line and the line that raised it: enough to mend it, none of anybody's text."""
    if isinstance(error, SomeFailed):
        return str(error)[:200]
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "learnmentor" in frame.filename]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in [*ours[-1:], *frames[-1:]]]
    return " at ".join((type(error).__name__, *dict.fromkeys(places)))[:200]
