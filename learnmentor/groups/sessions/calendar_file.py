"""A session as a file for calendars (RFC 5545), in UTC, so that no calendar has to know our zones.

Its library takes a tenth of a second to load, so the view names this module and loads it for whoever wants a file.
"""

from datetime import timedelta

from icalendar import Calendar, Event

from learnmentor.groups.sessions.rules import CalendarEntry


def calendar_file(entry: CalendarEntry) -> bytes:
    """The file: the same bytes for the same session."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.changes)
    event.add("dtstamp", entry.made_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.starts_at + timedelta(minutes=entry.minutes))
    event.add("summary", f"{entry.title} ({entry.group})")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", entry.page)
    if entry.where:
        event.add("location", entry.where)
    calendar = Calendar()
    calendar.add("prodid", "-//LearnMentor//groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
