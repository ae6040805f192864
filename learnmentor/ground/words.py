"""How quantities and moments read on a page and in a document. Local time exists only here; Flask does not."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


def hours(minutes: int | None) -> str:
    """Whole minutes as people say them: 330 is "5 h 30 min", 25 is "25 min", None is an en dash."""
    if minutes is None:
        return "–"
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if whole and rest:
        return f"{sign}{whole} h {rest} min"
    return f"{sign}{whole} h" if whole else f"{sign}{rest} min"


def decimal_hours(minutes: int) -> str:
    """Minutes as decimal hours without needless zeros: 330 is "5.5"."""
    text = f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def plural(count: int, one: str, many: str) -> str:
    """ "1 entry", "3 entries"."""
    return f"{count} {one if count == 1 else many}"


def file_size(size: int) -> str:
    """A file's size in bytes as people say it: 340 kB, 2.4 MB, 1.5 GB."""
    if size >= 1024**3:
        return f"{size / 1024**3:.1f} GB"
    return f"{max(1, round(size / 1024))} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def long_date(value: date | datetime) -> str:
    """21 November 2026."""
    return f"{value.day} {value:%B %Y}"


def short_date(value: date | datetime) -> str:
    """21 Nov 2026."""
    return f"{value.day} {value:%b %Y}"


def for_templates(zone: str) -> dict[str, Callable[..., str]]:
    """The filters of templates: for quantities, and for days and moments in the installation's zone."""
    local_zone = ZoneInfo(zone)

    def local(value: Any) -> Any:
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(local_zone)
        return value

    return {
        "hours": hours,
        "decimal_hours": decimal_hours,
        "file_size": file_size,
        "plural": plural,
        "date": lambda value: long_date(local(value)),
        "month_of_iso": lambda value: f"{date.fromisoformat(value):%B %Y}",
        "iso_date": lambda value: long_date(date.fromisoformat(value)),
        "short_date": lambda value: short_date(local(value)),
        "datetime": lambda value: f"{long_date(local(value))} at {local(value):%H:%M}",
    }
