"""What the letters about sessions say."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import hours, long_date


@dataclass(frozen=True)
class SessionWords:
    """A session as a letter says it."""

    group: str
    group_public_id: str
    public_id: str
    title: str
    starts_at: datetime
    zone: str
    minutes: int
    where: str

    @property
    def when(self) -> str:
        """The day and the time, with the zone: Thursday 12 March 2027 at 14:00 (Europe/London)."""
        local = self.starts_at.astimezone(ZoneInfo(self.zone))
        return f"{local:%A} {long_date(local)} at {local:%H:%M} ({self.zone}), {hours(self.minutes)}"


def _page(sender: Sender, session: SessionWords) -> str:
    return f"{sender.base_url}/groups/{session.group_public_id}/sessions/{session.public_id}"


def reminder(sender: Sender, session: SessionWords) -> Letter:
    """To each member, the day before."""
    return sender.letter(
        f"Reminder: {session.title}",
        f"Your group “{session.group}” meets for “{session.title}”: {session.when}.",
        *([f"Where: {session.where}"] if session.where else []),
        f"What belongs to it: {_page(sender, session)}",
    )


def moved(sender: Sender, session: SessionWords) -> Letter:
    """To each member, when the time or the place is another one."""
    return sender.letter(
        f"Changed: {session.title}",
        f"“{session.title}” of your group “{session.group}” has another time or place. It is now on",
        session.when + ".",
        *([f"Where: {session.where}"] if session.where else []),
        f"If you had put it into your calendar, take it once more from its page: {_page(sender, session)}",
    )


def cancelled(sender: Sender, session: SessionWords) -> Letter:
    """To each member, when it does not take place."""
    return sender.letter(
        f"Cancelled: {session.title}",
        f"“{session.title}” of your group “{session.group}”, {session.when}, does not take place.",
        "If you had put it into your calendar, take it out there.",
    )
