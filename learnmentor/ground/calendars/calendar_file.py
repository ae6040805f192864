"""Files for calendars (RFC 5545), in UTC, so that no calendar has to know our zones.

Its library takes a tenth of a second to load, so views name this module and load it for whoever wants a file.
"""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from learnmentor.ground.calendars.entries import CalendarEntry


def calendar_file(entry: CalendarEntry) -> bytes:
    """One thing to be taken into a calendar, or out of it: the same bytes for the same entry."""
    calendar = _calendar()
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def calendar_feed(entries: Iterable[CalendarEntry], *, name: str) -> bytes:
    """A calendar that a program reads again and again; `name` is what it calls it."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//LearnMentor//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.changes)
    event.add("dtstamp", entry.made_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.starts_at + timedelta(minutes=entry.minutes))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.page:
        event.add("url", entry.page)
    if entry.where:
        event.add("location", entry.where)
    return event
