"""What stands against publishing a programme, and what changed in it, in words."""

from collections.abc import Iterator

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.courses.given import rules
from learnmentor.courses.given.rules import FaultFound, GivenContent, ProgrammeChanges, PublishingFault
from learnmentor.ground.words import hours, long_date, plural

_SAID = {
    PublishingFault.NO_TITLE: "Give the programme a name",
    PublishingFault.NOBODY: "Say who it is for",
    PublishingFault.EMPTY: "Put in at least one segment or session",
    PublishingFault.UNCHANGED: "Nothing has changed since the version that is published",
    PublishingFault.ENOUGH_VERSIONS: f"A programme has at most {rules.MAX_VERSIONS} versions. Make a new programme",
}
_SAID_OF = {
    PublishingFault.SEGMENT_TWICE: "{segment} stands twice: take out one of the two, or the session’s segment",
    PublishingFault.SEGMENT_GONE: "{segment} is not on offer any more: take it out",
    PublishingFault.SHORT_SESSION: "“{title}” stands in the place of {segment}, so it takes at least "
    f"{SEGMENT_MINUTES} minutes",
}


def fault_said(found: FaultFound) -> str:
    """A fault as a sentence that says what to do."""
    if found.item is None:
        return _SAID[found.fault]
    return _SAID_OF[found.fault].format(segment=found.item.segment, title=found.item.title)


def hours_said(content: GivenContent) -> str:
    """How long a programme takes, by segments and sessions."""
    sessions = sum(item.session for item in content.items)
    parts = []
    if content.segments:
        parts.append(f"{hours(content.segment_minutes)} in {plural(len(content.segments), 'segment', 'segments')}")
    if sessions:
        parts.append(f"{hours(content.session_minutes)} in {plural(sessions, 'session', 'sessions')}")
    return " and ".join(parts) or "nothing yet"


def changes_said(changes: ProgrammeChanges, now: GivenContent) -> list[str]:
    """What a newer version changed, a sentence each."""
    return list(_changes(changes, now))


def _changes(changes: ProgrammeChanges, now: GivenContent) -> Iterator[str]:
    for word, items in (("New", changes.added), ("No longer in it", changes.removed), ("Changed", changes.altered)):
        for item in items:
            name = f"the session “{item.title}”" if item.session else f"{item.key} {item.title}"
            yield f"{word}: {name}"
    if changes.reordered:
        yield "The order is another"
    if changes.dates:
        yield f"To be finished: {due_said(now)}"
    if changes.words:
        yield f"It is called “{now.title}”, and is for: {now.for_whom}"


def due_said(content: GivenContent) -> str:
    """By when a programme is to be finished."""
    if content.due_weeks:
        return f"within {plural(content.due_weeks, 'week', 'weeks')} of beginning"
    return f"by {long_date(content.due_on)}" if content.due_on else "at any time"
