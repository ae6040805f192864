"""A meeting that two people held is offered to each as an entry in their own CPD record.

Each accepts or not for themselves, in their own session. It lands once: by its source in the ledger, and by what was
answered. So pressed twice it is one entry, and one that is withdrawn in the record is not offered again.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.rules import QUARTER_HOUR, EntryType, LoggedActivity
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.mentoring.meetings import queries
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingState, source_of


class NotHeld(Exception):
    """The meeting was not held, so there is nothing to enter."""


@dataclass(frozen=True)
class MeetingOffer:
    """What one of the two may enter: the day, and the quarter hours below and above the minutes."""

    on: date
    minutes: int
    lengths: tuple[int, ...]

    @property
    def suggested(self) -> int:
        """The longest that is no longer than the meeting was: to round up is the person's own choice."""
        return max((length for length in self.lengths if length <= self.minutes), default=min(self.lengths))


def lengths_of(minutes: int) -> tuple[int, ...]:
    """The lengths that a meeting may be entered with: hours go in quarters."""
    below = minutes // QUARTER_HOUR * QUARTER_HOUR
    return tuple(each for each in dict.fromkeys((below, below + (QUARTER_HOUR if minutes > below else 0))) if each)


def offered(db: Session, meeting: PairMeeting, *, person_id: int) -> MeetingOffer | None:
    """What is offered to one of the two; None once they took it or let it go, or it stands in their ledger."""
    claim = queries.claim(db, meeting_id=meeting.id, person_id=person_id)
    if meeting.state != MeetingState.HELD or claim is not None or entered(db, meeting, person_id=person_id):
        return None
    return _offer(meeting)


def _offer(meeting: PairMeeting) -> MeetingOffer:
    said = meeting.said
    return MeetingOffer(day_of(said.held_at, meeting.zone), said.minutes, lengths_of(said.minutes))


def entered(db: Session, meeting: PairMeeting, *, person_id: int) -> CpdEntry | None:
    """The line that came of a meeting in somebody's own ledger, whatever became of that line."""
    return ledger.by_source(db, person_id=person_id, source=source_of(meeting.public_id))


def take(
    db: Session,
    vault: Vault,
    meeting: PairMeeting,
    *,
    learner: Actor,
    minutes: int,
    title: str,
    at: datetime,
) -> bool:
    """Enter a meeting in the CPD record of one of the two. True the first time; afterwards what stands stays.

    Raises `NotHeld`, and `DayFull` where the day has no room.
    """
    hold_person(db, learner.id)
    db.refresh(meeting)
    if meeting.state != MeetingState.HELD:
        raise NotHeld(meeting.public_id)
    claim = queries.claim(db, meeting_id=meeting.id, person_id=learner.id)
    source = source_of(meeting.public_id)
    if (claim is not None and claim.taken) or ledger.entered(db, person_id=learner.id, source=source):
        return False
    activity = LoggedActivity(_offer(meeting).on, EntryType.MENTORING, title, "", minutes)
    _, new = cpd.log_activity(
        db, vault, learner=learner, activity=activity, prose=Prose(), files=(), source=source, at=at
    )
    meetings.answer(db, meeting, person_id=learner.id, taken=True, at=at)
    return new


def let_go(db: Session, meeting: PairMeeting, *, person_id: int, at: datetime) -> None:
    """Not enter a meeting: it is not offered any more. What was entered stays."""
    hold_person(db, person_id)
    meetings.answer(db, meeting, person_id=person_id, taken=False, at=at)
