"""Pairs of whoever asks, and the first page of one: who the two are, and what waits."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.observed.views import waiting as assessed_visits
from learnmentor.assessment.assessed.records.views import waiting as released_records
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring import rules, wording
from learnmentor.mentoring.agreements.views import waiting as agreements
from learnmentor.mentoring.checks.views import waiting as checks
from learnmentor.mentoring.meetings.views import next_meetings
from learnmentor.mentoring.observations.views import waiting as observations
from learnmentor.mentoring.reviews.views import reviews
from learnmentor.mentoring.role_declarations import views as role_declarations
from learnmentor.mentoring.schedule.views import waiting as schedule
from learnmentor.mentoring.sheets.views import in_pair as sheets
from learnmentor.mentoring.targets import views as target_views
from learnmentor.mentoring.third_parties.views import naming
from learnmentor.mentoring.views import changing
from learnmentor.mentoring.views.mine import mentoring_page
from learnmentor.mentoring.views.next_things import NextThing, NextThings, WaitingThings, by_day, in_order
from learnmentor.mentoring.views.seen import PairSeen, pair_inside
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("pairs", __name__)

WAITING: tuple[NextThings, ...] = (
    changing.next_things,
    naming.next_things,
    role_declarations.next_things,
    agreements.next_things,
    next_meetings.next_things,
    target_views.next_things,
    observations.next_things,
    assessed_visits.next_things,
    schedule.next_things,
    reviews.next_things,
    checks.next_things,
    sheets.next_things,
    released_records.next_things,
)
"""What is asked for things that wait: `next_things` of each sub-room that has some."""


@bp.get("/mentoring")
@signed_in
def mine() -> ResponseReturnValue:
    """One's own pairs, and what waits around them."""
    return page(
        "mentoring/mine.html", mentoring_page(db.session, installation.vault(), current_learner(), at=clock.now())
    )


@dataclass(frozen=True)
class PairPage:
    """The first page of a pair."""

    seen: PairSeen
    context: str
    own_word: str  # what whoever looks is in it
    waiting: WaitingThings
    may_swap: bool


@bp.get("/pairs/<public_id>")
@signed_in
def pair(public_id: str) -> ResponseReturnValue:
    """Who the two are, and what waits."""
    seen = pair_inside(public_id)
    waiting = in_order(things_waiting(db.session, seen, on=installation.today()))
    own = wording.called(seen.pair.kind, seen.side)
    context = PairPage(seen, wording.CONTEXTS[seen.pair.context], own, waiting, rules.may_swap(seen.pair.kind))
    return page("mentoring/pair.html", context)


def things_waiting(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """All that waits in a pair for the one of the two who looks."""
    return by_day([thing for ask in WAITING for thing in ask(db, seen, on=on)])
