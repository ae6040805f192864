"""Days and clocks somewhere. The moment and the zone are given; what time it is now, only `clock` knows."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """A time that no clock in the zone shows on that day."""


def day_of(moment: datetime, zone: str) -> date:
    """The date on the wall in `zone` at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def moment(on: date, clock: time, zone: str) -> datetime:
    """The moment that a clock on the wall in `zone` shows; the first one where it shows it twice. Or `NoSuchTime`."""
    local = datetime.combine(on, clock, tzinfo=ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{clock:%H:%M} on {on} in {zone}")
    return found


def shown_twice(on: date, clock: time, zone: str) -> bool:
    """Whether the clocks of `zone` show a time twice on a day, since they are put back."""
    local = datetime.combine(on, clock, tzinfo=ZoneInfo(zone))
    return local.utcoffset() > local.replace(fold=1).utcoffset()  # type: ignore[operator]  # a zone has an offset
