"""The only clock: everything that asks for the time asks here, so that a test can hold it still."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from learnmentor.ground.zones import day_of


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def today(zone: str = "Europe/London") -> date:
    """The date on the wall in `zone`: what a person means by "today"."""
    return day_of(now(), zone)


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` from now on; None goes back to the system's clock."""
    global _source  # noqa: PLW0603 -- one clock per process is the point of this module
    _source = source or _system
