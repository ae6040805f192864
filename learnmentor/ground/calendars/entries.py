"""What a calendar program is told of something that has a time; `calendar_file.py` writes it down."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CalendarEntry:
    """Something that has a time. `changes` lets a calendar replace what it has; `page` is an address, "" for none."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    where: str
    page: str
    changes: int
    cancelled: bool
    made_at: datetime


def entry_uid(public_id: str, base_url: str) -> str:
    """By what calendars know a thing of ours again: its id at our name."""
    return f"{public_id}@{base_url.partition('://')[2].partition('/')[0]}"
