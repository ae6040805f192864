"""Reads of meetings: of a pair, one of them, those that were held, what a private calendar shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting, meeting_place
from learnmentor.mentoring.meetings.rules import (
    LONGEST_MEETING,
    MOST_MEETINGS,
    MeetingFacts,
    MeetingPlace,
    MeetingState,
    same_meeting,
)
from learnmentor.mentoring.models import Pair

_BEFORE, _AFTER, _MOST_SHOWN = timedelta(days=60), timedelta(days=400), 500  # of a calendar feed


@dataclass(frozen=True)
class HeldMeeting:
    """When a meeting was, and how long it took."""

    held_at: datetime
    minutes: int


_HELD = (
    select(PairMeeting.held_at, PairMeeting.held_minutes)
    .where(PairMeeting.pair_id == bindparam("pair_id"), PairMeeting.state == MeetingState.HELD)
    .order_by(PairMeeting.held_at, PairMeeting.id)
    .limit(MOST_MEETINGS)
)


def held_meetings(db: Session, pair_id: int) -> list[HeldMeeting]:
    """The meetings that a pair held, the first one first."""
    rows = db.execute(_HELD, {"pair_id": pair_id})
    return [HeldMeeting(at, minutes) for at, minutes in rows if at and minutes]


def minutes_met(db: Session, pair_id: int) -> int:
    """How many minutes a pair has met."""
    return sum(each.minutes for each in held_meetings(db, pair_id))


def how_many(db: Session, *, pair_id: int) -> int:
    """How many meetings a pair has planned or held, those that were cancelled too."""
    return db.scalar(select(func.count(PairMeeting.id)).where(PairMeeting.pair_id == pair_id)) or 0


def meeting(db: Session, public_id: str, *, pair_id: int) -> PairMeeting | None:
    """One meeting of a pair, as it is now."""
    found = select(PairMeeting).where(PairMeeting.public_id == public_id, PairMeeting.pair_id == pair_id)
    return db.scalar(found.execution_options(populate_existing=True))


def to_come(db: Session, pair_id: int) -> Sequence[PairMeeting]:
    """The meetings that are planned and neither held nor cancelled, the next one first."""
    planned = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.state == MeetingState.PLANNED)
    return db.scalars(planned.order_by(PairMeeting.starts_at, PairMeeting.id).limit(MOST_MEETINGS)).all()


def gone_by(db: Session, pair_id: int) -> Sequence[PairMeeting]:
    """The meetings that were held or cancelled, the last one first."""
    over = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.state != MeetingState.PLANNED)
    when = func.coalesce(PairMeeting.held_at, PairMeeting.starts_at)
    return db.scalars(over.order_by(when.desc(), PairMeeting.id.desc()).limit(MOST_MEETINGS)).all()


def unconfirmed(db: Session, pair_id: int) -> Sequence[PairMeeting]:
    """The held meetings whose record the mentor has not confirmed, the first one first."""
    held = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.state == MeetingState.HELD)
    waiting = held.where(PairMeeting.confirmed_at.is_(None)).order_by(PairMeeting.held_at)
    return db.scalars(waiting.limit(MOST_MEETINGS)).all()


def planned_at(db: Session, pair_id: int, starts_at: datetime) -> PairMeeting | None:
    """The meeting that is planned for this very moment."""
    planned = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.starts_at == starts_at)
    return db.scalar(planned.where(PairMeeting.state == MeetingState.PLANNED).order_by(PairMeeting.id).limit(1))


def at_that_time(db: Session, pair_id: int, when: MeetingFacts) -> PairMeeting | None:
    """The meeting that is the same one as `when`; of several the one that was held, then the earliest."""
    when_it_was = func.coalesce(PairMeeting.held_at, PairMeeting.starts_at)
    near = (
        select(PairMeeting)
        .where(PairMeeting.pair_id == pair_id, PairMeeting.state != MeetingState.CANCELLED)
        .where(when_it_was > when.starts_at - timedelta(minutes=LONGEST_MEETING), when_it_was < when.ends_at)
        .order_by(PairMeeting.state != MeetingState.HELD, PairMeeting.id)
    )
    return next((each for each in db.scalars(near) if same_meeting(each.when, when)), None)


def place_of(vault: Vault, found: PairMeeting) -> MeetingPlace:
    """Where the two meet."""
    if found.place is None:
        return MeetingPlace()
    return MeetingPlace(**vault.open(found.place, place=meeting_place(found.public_id)))


# CPD


def claim(db: Session, *, meeting_id: int, person_id: int) -> MeetingClaim | None:
    """What somebody answered when the meeting was offered to them as a CPD entry."""
    return db.get(MeetingClaim, (meeting_id, person_id), populate_existing=True)


def unclaimed(db: Session, *, pair_id: int, person_id: int) -> Sequence[PairMeeting]:
    """The held meetings that somebody has neither taken into their CPD record nor let go, the first one first."""
    answered = select(MeetingClaim.meeting_id).where(
        MeetingClaim.meeting_id == PairMeeting.id, MeetingClaim.person_id == person_id
    )
    held = select(PairMeeting).where(PairMeeting.pair_id == pair_id, PairMeeting.state == MeetingState.HELD)
    return db.scalars(held.where(~answered.exists()).order_by(PairMeeting.held_at).limit(MOST_MEETINGS)).all()


# The private calendar


@dataclass(frozen=True)
class ShownMeeting:
    """A meeting as a calendar feed tells it: its time and who the other is, and no word of what it is about."""

    public_id: str
    pair_public_id: str
    other: str
    starts_at: datetime
    minutes: int
    changes: int
    cancelled: bool
    made_at: datetime


def feed_of(db: Session, person_id: int) -> CalendarFeed | None:
    """The calendar feed of a person, if they have one."""
    return db.get(CalendarFeed, person_id, populate_existing=True)


def reader_of(db: Session, token_sha256: str) -> Person | None:
    """Whose calendar feed an address opens; nobody's once the account is closed."""
    found = select(Person).join(CalendarFeed, CalendarFeed.person_id == Person.id)
    return db.scalar(found.where(CalendarFeed.token_sha256 == token_sha256, Person.closed_at.is_(None)))


def shown_meetings(db: Session, person_id: int, *, at: datetime) -> list[ShownMeeting]:
    """The meetings of all of somebody's pairs, from two months ago to a year ahead."""
    other_id = case((Pair.mentor_id == person_id, Pair.mentee_id), else_=Pair.mentor_id)
    when = func.coalesce(PairMeeting.held_at, PairMeeting.starts_at)
    rows = db.execute(
        select(PairMeeting, Pair.public_id, Pair.ended_at, Person.name)
        .join(Pair, Pair.id == PairMeeting.pair_id)
        .join(Person, Person.id == other_id)
        .where(or_(Pair.mentor_id == person_id, Pair.mentee_id == person_id))
        .where(when >= at - _BEFORE, when <= at + _AFTER)
        .order_by(when.desc(), PairMeeting.id)
        .limit(_MOST_SHOWN)
    )
    return [_shown(*row) for row in rows]


def _shown(found: PairMeeting, pair: str, ended_at: datetime | None, other: str) -> ShownMeeting:
    """A meeting in a feed. One that is planned in a pair that has ended is off: nobody cancels it any more."""
    off = ended_at is not None and found.state == MeetingState.PLANNED
    return ShownMeeting(
        found.public_id, pair, other, found.when.starts_at, found.when.minutes, found.changes + off,
        off or found.cancelled_at is not None, found.made_at,
    )  # fmt: skip
