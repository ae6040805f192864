"""Which day it is somewhere. The moment and the zone are given; what time it is now, only `clock` knows."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_of(moment: datetime, zone: str) -> date:
    """The date on the wall in `zone` at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()
