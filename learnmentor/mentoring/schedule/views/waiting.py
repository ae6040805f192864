"""What is due in the schedule of a pair, for its first page."""

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.mentoring.schedule import queries, rules
from learnmentor.mentoring.schedule.rules import DueState, KindStanding
from learnmentor.mentoring.schedule.terms import year_of
from learnmentor.mentoring.schedule.views.inside import kind_words
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation

_MOST = 3  # that the first page names; the schedule has all


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """The first few that are overdue or due in this year's schedule."""
    found = queries.schedule_of_year(db, pair_id=seen.pair.id, begins=year_of(on)) if seen.open else None
    if found is None:
        return []
    year = queries.standing(db, queries.plan_of(db, found), pair=seen.pair, zone=installation.zone(), on=on)
    address = url_for("schedule.schedule", public_id=seen.pair.public_id, schedule_id=found.public_id)
    return [
        NextThing(_says(seen, standing), address, standing.next_due_on, "both")
        for _, standing in rules.next_due(year)[:_MOST]
    ]


def _says(seen: PairSeen, standing: KindStanding) -> str:
    left = standing.planned - standing.done
    overdue = "overdue" if standing.state == DueState.OVERDUE else "to come"
    return f"In your schedule: {kind_words(seen, standing.kind)}, {left} {overdue}"
