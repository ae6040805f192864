"""What meetings, and what is wrong with one, are called on pages."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from learnmentor.ground.words import long_date
from learnmentor.mentoring.meetings.rules import MeetingFrame, MeetingMode, Unfit

MODES = {
    MeetingMode.ROOM: "In a room",
    MeetingMode.TELEPHONE: "Telephone",
    MeetingMode.VIDEO: "Video",
    MeetingMode.WRITING: "Writing",
}
FRAMES = {
    MeetingFrame.GROW: "GROW",
    MeetingFrame.OSKAR: "OSKAR (solutions focus)",
    MeetingFrame.STOP: "STOP",
    MeetingFrame.LEARNING: "A learning conversation",
    MeetingFrame.NONE: "None",
}
PROMPTS: Mapping[MeetingFrame, tuple[str, ...]] = {
    MeetingFrame.GROW: (
        "Goal: what would make today worth the time?",
        "Reality: what happens now, and what has been tried?",
        "Options: what else could be done? And what else?",
        "Will: what will be done, by which day?",
    ),
    MeetingFrame.OSKAR: (
        "Outcome: what would be different if it went well?",
        "Scale: from 0 to 10, where is it today?",
        "Know-how: what already works, and who helps?",
        "Affirm and act: what deserves to be said, and what is the next small step?",
        "Review: what is better since last time?",
    ),
    MeetingFrame.STOP: (
        "Step back: what is going on, seen from outside?",
        "Think: what matters here, and to whom?",
        "Organise: which thoughts belong together, and what comes first?",
        "Proceed: what happens now?",
    ),
    MeetingFrame.LEARNING: (
        "What happened, as both would tell it?",
        "What may it mean, for learners and for the teacher?",
        "What could be tried, and how would anybody know that it helped?",
    ),
}
UNFIT = {
    Unfit.LENGTH: "A meeting takes from 1 minute to 12 hours (720 minutes).",
    Unfit.OVER: "That time has passed. Record the meeting instead, or choose a day to come.",
    Unfit.TOO_FAR: "That is more than two years away. Choose an earlier day.",
    Unfit.NOT_YET: "That is still to come, so nobody can record it yet. Plan it, and record it afterwards.",
    Unfit.BEFORE_THE_PAIR: (
        "That is before this pair began, so it is not one of its meetings. Log it in your CPD record instead, or put "
        "the day right."
    ),
}
ENDED = "This pair has ended, so nothing is added any more. You both keep what is written here."
CANCELLED = "This meeting was cancelled a moment ago, so it cannot be recorded. Record it as another meeting."
STANDS = "This meeting was held or cancelled, so it stays as it is."
TOO_MANY = "This pair has as many meetings as it can hold. Cancelled ones count."


def when_in_words(at: datetime, zone: str) -> str:
    """Saturday 21 November 2026 at 14:00."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {long_date(local)} at {local:%H:%M}"


def day_in_words(at: datetime, zone: str) -> str:
    """21 November 2026."""
    return long_date(at.astimezone(ZoneInfo(zone)))
