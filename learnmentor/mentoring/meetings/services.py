"""What is done with meetings: planned, moved, cancelled, recorded, confirmed. The pair's row orders it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import LeftBehind
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.meetings import queries, rules
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting, meeting_place
from learnmentor.mentoring.meetings.rules import (
    MeetingFacts,
    MeetingMode,
    MeetingPlace,
    MeetingPlan,
    MeetingSaid,
    MeetingState,
)
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.services import hold_open


class TooManyMeetings(Exception):
    """A pair plans and records no more meetings."""


class MeetingStands(Exception):
    """The meeting was held or cancelled, perhaps a moment ago: it is planned no further."""


class MeetingCancelled(Exception):
    """The meeting was cancelled, so nobody held it."""


def plan(
    db: Session, vault: Vault, pair: Pair, plan: MeetingPlan, *, by: int, public_id: str, at: datetime
) -> PairMeeting:
    """Plan a meeting; raises `PairEnded`, `TooManyMeetings`. Planned twice, by both at once, it is one meeting."""
    held = hold_open(db, pair)
    there = queries.planned_at(db, held.id, plan.starts_at)
    return there or _made(db, vault, held, plan, by=by, public_id=public_id, at=at)


def _made(
    db: Session, vault: Vault, pair: Pair, plan: MeetingPlan, *, by: int, public_id: str, at: datetime
) -> PairMeeting:
    if queries.how_many(db, pair_id=pair.id) >= rules.MOST_MEETINGS:
        raise TooManyMeetings(pair.public_id)
    made = PairMeeting(
        public_id=public_id, pair_id=pair.id, state=MeetingState.PLANNED, made_at=at, planned_by_id=by, changes=0,
        edits=0,
    )  # fmt: skip
    _set(vault, made, plan)
    db.add(made)
    db.flush()
    return made


def _set(vault: Vault, meeting: PairMeeting, plan: MeetingPlan) -> None:
    meeting.starts_at, meeting.zone, meeting.minutes, meeting.mode = plan.starts_at, plan.zone, plan.minutes, plan.mode
    sealed = vault.seal(asdict(plan.where), place=meeting_place(meeting.public_id)) if plan.where else None
    meeting.place = sealed


def change(db: Session, vault: Vault, pair: Pair, meeting: PairMeeting, plan: MeetingPlan, *, by: int) -> bool:
    """Move a meeting, or change how the two meet; whether anything changed. Raises `PairEnded`, `MeetingStands`."""
    hold_open(db, pair)
    db.refresh(meeting)
    if not rules.may_plan(meeting.state):
        raise MeetingStands(meeting.public_id)
    before = MeetingPlan(
        meeting.starts_at, meeting.zone, meeting.minutes, MeetingMode(meeting.mode), queries.place_of(vault, meeting)
    )
    if before == plan:
        return False
    _set(vault, meeting, plan)
    meeting.planned_by_id, meeting.changes = by, meeting.changes + 1
    db.flush()
    return True


def cancel(db: Session, pair: Pair, meeting: PairMeeting, *, at: datetime) -> bool:
    """Say that a meeting does not take place; twice is once. Raises `PairEnded`, `MeetingStands` where it was held."""
    hold_open(db, pair)
    db.refresh(meeting)
    if meeting.state == MeetingState.CANCELLED:
        return False
    if not rules.may_plan(meeting.state):
        raise MeetingStands(meeting.public_id)
    meeting.state, meeting.cancelled_at, meeting.changes = MeetingState.CANCELLED, at, meeting.changes + 1
    db.flush()
    return True


# Held


@dataclass(frozen=True)
class RecordedMeeting:
    """A meeting that was recorded; `alone`: as it was typed, since the other one recorded nothing meanwhile."""

    meeting: PairMeeting
    alone: bool


def record(
    db: Session,
    vault: Vault,
    pair: Pair,
    meeting: PairMeeting | None,
    typed: MeetingSaid,
    *,
    zone: str,
    seen: int,
    by: int,
    public_id: str,
    at: datetime,
) -> RecordedMeeting:
    """Say that a meeting was held; raises `PairEnded`, `MeetingCancelled`, `TooManyMeetings`.

    One that nobody planned (`meeting` is None) is the one that the two had at that time, if there is one: recorded by
    both at once it is one meeting. `seen` is how often it had been recorded when its writer began to type.
    """
    held = hold_open(db, pair)
    found = meeting or queries.at_that_time(db, held.id, MeetingFacts(MeetingState.HELD, typed.held_at, typed.minutes))
    if found is None:
        as_planned = MeetingPlan(typed.held_at, zone, typed.minutes, typed.mode, MeetingPlace())
        found = _made(db, vault, held, as_planned, by=by, public_id=public_id, at=at)
    db.refresh(found)
    if not rules.may_record(found.state):
        raise MeetingCancelled(found.public_id)
    said = rules.told(found.said, typed, alone=seen == found.edits)
    _hold(found, held, said)
    db.flush()
    return RecordedMeeting(found, said == typed)


def _hold(meeting: PairMeeting, pair: Pair, said: MeetingSaid) -> None:
    """Write what is said of a held meeting; whoever is mentor when it is recorded first stays its mentor.

    One that was confirmed is to be confirmed again once something else is said of it.
    """
    if meeting.state == MeetingState.HELD and said == meeting.said:
        return
    meeting.mentor_id = meeting.mentor_id or pair.mentor_id
    meeting.changes += (said.held_at, said.minutes) != (meeting.when.starts_at, meeting.when.minutes)
    meeting.state, meeting.held_at, meeting.held_minutes = MeetingState.HELD, said.held_at, said.minutes
    meeting.mode, meeting.brought_by, meeting.frame = said.mode, said.brought_by, said.frame
    meeting.edits, meeting.confirmed_at = meeting.edits + 1, None


def confirm(db: Session, pair: Pair, meeting: PairMeeting, *, by: int, at: datetime) -> bool:
    """The mentor says that the record is what was agreed; twice is once. Raises `PairEnded`."""
    held = hold_open(db, pair)
    db.refresh(meeting)
    both_coach = held.kind == PairKind.CO_COACHING
    if not rules.may_confirm(by, meeting.when, mentor_id=meeting.mentor_id, both_coach=both_coach):
        return False
    meeting.confirmed_at = at
    db.flush()
    return True


# CPD, and the private calendar


def answer(db: Session, meeting: PairMeeting, *, person_id: int, taken: bool, at: datetime) -> MeetingClaim:
    """Keep what somebody answered to the offer of a CPD entry; whoever let it go may still take it.

    The caller holds the person's row. What was taken stays so: one that is withdrawn is not offered again.
    """
    there = queries.claim(db, meeting_id=meeting.id, person_id=person_id)
    if there is None:
        there = MeetingClaim(meeting_id=meeting.id, person_id=person_id, taken=taken, at=at)
        db.add(there)
    elif taken and not there.taken:
        there.taken, there.at = True, at
    db.flush()
    return there


def open_feed(db: Session, *, person_id: int, token_sha256: str, at: datetime) -> CalendarFeed:
    """Give a calendar feed a new address; an earlier one opens nothing any more. The caller holds the person's row."""
    there = queries.feed_of(db, person_id)
    if there is None:
        there = CalendarFeed(person_id=person_id, token_sha256=token_sha256, made_at=at)
        db.add(there)
    there.token_sha256, there.made_at = token_sha256, at
    db.flush()
    return there


def stop_feed(db: Session, *, person_id: int) -> bool:
    """Have the address of a calendar feed open nothing any more; whether there was one."""
    there = queries.feed_of(db, person_id)
    if there is None:
        return False
    db.delete(there)
    db.flush()
    return True


def erase(db: Session, person_id: int) -> LeftBehind:
    """Erase the places that somebody wrote; that there was a meeting stays the other person's."""
    nothing: Mapping[str, Any] = {"place": None}
    theirs = update(PairMeeting).where(PairMeeting.planned_by_id == person_id).values(nothing)
    db.execute(theirs, execution_options={"synchronize_session": False})
    return LeftBehind()
