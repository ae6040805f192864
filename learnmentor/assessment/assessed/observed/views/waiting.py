"""What waits in a pair because an assessor comes to watch: one line, for the first page of the pair."""

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.observed import queries
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.ground.words import long_date
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """That an assessor comes, for the mentee who will be there; nothing of it is in the room for anybody else."""
    if not seen.open or seen.side != Side.MENTEE:
        return []
    found = queries.visits_in_pair(db, seen.pair.id)
    return [_thing(each) for each in found if each.present_id == seen.me.id and each.held_on >= on]


def _thing(found: AssessedVisit) -> NextThing:
    said = "An assessor comes to watch your mentor at work with you on {day}: {todo}"
    todo = "say that you can come or would rather not" if found.present_told_at is None else "read what about"
    address = url_for("visited.present", visit_id=found.public_id)
    return NextThing(said.format(day=long_date(found.held_on), todo=todo), address, found.held_on, "you")
