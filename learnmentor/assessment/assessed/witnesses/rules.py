"""When a colleague writes a note, takes it back, is asked again; and whether the note goes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(days=60)
AGAIN = timedelta(days=1)
MOST_WITNESSES = 5  # on one part, of those that are waited for or have written
MOST_ASKED = 30  # for one submission, all told
MOST_LETTERS = 10  # of one learner in a day
LONGEST_NAME = 100
LONGEST_ABOUT = 500
LONGEST_NOTE = 6_000


class WitnessStanding(StrEnum):
    """How a note stands."""

    ASKED = "asked"
    OVER = "over"  # its time passed without a note
    WRITTEN = "written"  # goes in
    LEFT_OUT = "left-out"  # written, and the learner leaves it out
    NONE = "none"  # declined, taken back, or asked for no more


@dataclass(frozen=True)
class WitnessFacts:
    """A note as rules see it. `ended`: nothing more is handed in of the work; `handed_in`: the note was, once."""

    worth_until: datetime
    asked_at: datetime
    written: bool
    withdrawn: bool
    ended: bool = False
    handed_in: bool = False


def standing(facts: WitnessFacts, *, at: datetime) -> WitnessStanding:
    """How it stands at a moment."""
    if facts.written:
        return WitnessStanding.LEFT_OUT if facts.withdrawn else WitnessStanding.WRITTEN
    if facts.withdrawn:
        return WitnessStanding.NONE
    return WitnessStanding.ASKED if at < facts.worth_until else WitnessStanding.OVER


def may_write(facts: WitnessFacts, *, at: datetime) -> bool:
    """Whether a note is sent by the link, or declined: once, in time, while the work goes on."""
    return standing(facts, at=at) == WitnessStanding.ASKED and not facts.ended


def may_take_note_back(facts: WitnessFacts) -> bool:
    """Whether its writer takes it back: until it was handed in."""
    return facts.written and not facts.handed_in


def may_ask_again(facts: WitnessFacts, *, at: datetime) -> bool:
    """Whether another letter goes: a day after the last one, also when its time was over."""
    waits = standing(facts, at=at) in {WitnessStanding.ASKED, WitnessStanding.OVER}
    return waits and not facts.ended and at >= facts.asked_at + AGAIN
