"""What waits for one of the two here: three questions, and an evaluation that is shown to them."""

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.mentoring.checks import queries, rules
from learnmentor.mentoring.meetings.queries import held_meetings
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """The questions after the second and the fifth meeting, a silence, and an evaluation to open."""
    pair = seen.pair
    found = []
    shown = next((e for e in queries.evaluations(db, pair.id) if rules.may_open_evaluation(seen.me.id, e.facts)), None)
    if shown is not None:
        address = url_for("evaluations.evaluation", public_id=pair.public_id, evaluation_id=shown.public_id)
        found.append(NextThing("Read what the mentoring is worth", address, None, "you"))
    if not seen.open:
        return found
    held, answered = held_meetings(db, pair.id), queries.checks(db, pair_id=pair.id, person_id=seen.me.id)
    if (after := rules.check_due(len(held), answered)) is not None:
        address = url_for("pair_checks.check", public_id=pair.public_id, after=after)
        found.append(NextThing("Is this working? Three questions, for you alone", address, None, "you"))
    if queries.silent_since(db, pair, zone=installation.zone()) + rules.SILENCE <= on:
        said = "Six weeks without a meeting: meet, change something, or end well"
        found.append(NextThing(said, url_for("reviews.reviews", public_id=pair.public_id), None, "both"))
    return found
