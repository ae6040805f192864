"""What waits in a pair because a copy of one of its records was asked for."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.records import queries
from learnmentor.ground.words import plural
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen


def next_things(db: Session, seen: PairSeen, *, on: date) -> Sequence[NextThing]:  # noqa: ARG001 -- nothing here has a day
    """A yes or no of whoever looks; and of the other one, for whoever asked."""
    found = queries.waiting_in_pair(db, seen.pair.id)
    mine = [each for each in found if each.record.other_id == seen.me.id]
    theirs = [each for each in found if each.record.other_id != seen.me.id]
    things = []
    if mine:
        url = url_for("asked_records.record", released_id=mine[0].record.public_id)
        url = url if len(mine) == 1 else url_for("asked_records.mine")
        says = f"Say yes or no to {plural(len(mine), 'copy', 'copies')} of your records"
        things.append(NextThing(says, url, None, "you"))
    if theirs:
        first = theirs[0]
        url = url_for(
            "own_copies.record", public_id=first.submission.public_id, released_id=first.record.public_id
        )  # fmt: skip
        says = f"{plural(len(theirs), 'copy', 'copies')} of your records, asked for: yes or no"
        things.append(NextThing(says, url, None, "other"))
    return things
