"""What waits in the observations of a pair, for its first page."""

from collections import Counter
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.mentoring.observations import queries, rules, wording
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationStage, ObservationStep
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen

_TOGETHER = {ObservationStep.PROPOSE_FOCUS, ObservationStep.SET_TARGETS}
_OPTIONAL = {ObservationStep.EVALUATE, ObservationStep.SAY_LEARNED}  # said on its own page, and not nagged about


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """What the reader can do next in visits that are not over, and what waits for the other one."""
    if not seen.open:
        return []
    found = [each for each in queries.observations(db, pair_id=seen.pair.id, reader_id=seen.me.id) if _goes_on(each)]
    targets = queries.numbers_of_targets(db, found)
    return [thing for each in found if (thing := _thing(seen, each, targets, on=on))]


def _goes_on(found: Observation) -> bool:
    return not found.facts.practice and found.facts.stage != ObservationStage.CALLED_OFF


def _thing(seen: PairSeen, found: Observation, targets: Counter[str], *, on: date) -> NextThing | None:
    mine, theirs = (_first(found, who, targets[found.public_id], on=on) for who in (seen.me.id, seen.other.id))
    address = url_for("observations.observation", public_id=seen.pair.public_id, observation_id=found.public_id)
    due = found.held_on if found.facts.stage != ObservationStage.OPEN else None
    if mine is not None:
        both = mine == theirs and mine in _TOGETHER
        return NextThing(wording.STEPS[mine], address, due, "both" if both else "you")
    return NextThing(wording.STEPS_OF_OTHER[theirs], address, due, "other") if theirs else None


def _first(found: Observation, who: int, targets: int, *, on: date) -> ObservationStep | None:
    """The first thing that somebody can do next."""
    waits = rules.waits_for(who, found.facts, targets=targets, learned=True, on=on)
    return next((each for each in waits if each not in _OPTIONAL), None)
