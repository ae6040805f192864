"""What waits in a pair about its meetings."""

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.mentoring.meetings import queries
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.wording import day_in_words
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.views.next_things import NextThing, WaitsFor
from learnmentor.mentoring.views.seen import PairSeen

_MOST = 3  # of each kind, the oldest first


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:  # noqa: ARG001 -- as all are asked
    """Meetings to come, to be recorded, to be confirmed, and to be taken as CPD."""
    things = _to_claim(db, seen)
    if not seen.open:
        return things
    at, planned = clock.now(), queries.to_come(db, seen.pair.id)
    over = [each for each in planned if each.when.ends_at <= at]
    ahead = [each for each in planned if each.when.ends_at > at]
    things += [_thing(seen, each, "meeting_record.record", "Record the meeting of", "both") for each in over[:_MOST]]
    things += [_thing(seen, each, "meetings.meeting", "You meet on", "both") for each in ahead[:1]]
    things += _to_confirm(db, seen)
    if not planned:
        url = url_for("meetings.new_meeting", public_id=seen.pair.public_id)
        things.append(NextThing("Plan your next meeting", url, None, "both"))
    return things


def _thing(seen: PairSeen, found: PairMeeting, endpoint: str, says: str, waits_for: WaitsFor) -> NextThing:
    url = url_for(endpoint, public_id=seen.pair.public_id, meeting_id=found.public_id)
    return NextThing(f"{says} {day_in_words(found.when.starts_at, found.zone)}", url, None, waits_for)


def _to_confirm(db: Session, seen: PairSeen) -> list[NextThing]:
    if seen.pair.kind == PairKind.CO_COACHING:
        return []
    waiting = queries.unconfirmed(db, seen.pair.id)[:_MOST]
    return [
        _thing(
            seen, each, "meetings.meeting", "Confirm the record of the meeting of",
            "you" if each.mentor_id == seen.me.id else "other",
        )
        for each in waiting
    ]  # fmt: skip


def _to_claim(db: Session, seen: PairSeen) -> list[NextThing]:
    waiting = queries.unclaimed(db, pair_id=seen.pair.id, person_id=seen.me.id)[:_MOST]
    return [_thing(seen, each, "meetings.meeting", "For your CPD record: the meeting of", "you") for each in waiting]
