"""Pairs of whoever asks, and the first page of one: who the two are, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.mentoring import queries, wording
from learnmentor.mentoring.queries import PartyName
from learnmentor.mentoring.views.next_things import NextThing, NextThings, by_day
from learnmentor.mentoring.views.seen import PairSeen, pair_inside
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("pairs", __name__)

WAITING: tuple[NextThings, ...] = ()
"""What is asked for things that wait: `next_things` of each sub-room that has some."""


@dataclass(frozen=True)
class ListedPair:
    """A pair in the list of one of its two."""

    public_id: str
    other: PartyName
    other_is: str  # "mentor"
    kind: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class MentoringPage:
    """The pairs of whoever looks."""

    going_on: Sequence[ListedPair]
    ended: Sequence[ListedPair]


@bp.get("/mentoring")
@signed_in
def mine() -> ResponseReturnValue:
    """One's own pairs."""
    lines = [_line(known) for known in queries.pairs_of(db.session, current_learner().id)]
    return page(
        "mentoring/mine.html",
        MentoringPage([line for line in lines if line.until is None], [line for line in lines if line.until]),
    )


def _line(known: queries.KnownPair) -> ListedPair:
    side, pair = or_404(known.pair.pairing.side(current_learner().id)), known.pair
    return ListedPair(
        pair.public_id, known.party(side.other), wording.called(pair.kind, side.other), wording.KINDS[pair.kind],
        pair.opened_at, pair.ended_at,
    )  # fmt: skip


@dataclass(frozen=True)
class PairPage:
    """The first page of a pair."""

    seen: PairSeen
    context: str
    own_word: str  # what whoever looks is in it
    waiting: Sequence[NextThing]


@bp.get("/pairs/<public_id>")
@signed_in
def pair(public_id: str) -> ResponseReturnValue:
    """Who the two are, and what waits."""
    seen = pair_inside(public_id)
    waiting = things_waiting(db.session, seen, on=installation.today())
    own = wording.called(seen.pair.kind, seen.side)
    return page("mentoring/pair.html", PairPage(seen, wording.CONTEXTS[seen.pair.context], own, waiting))


def things_waiting(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """All that waits in a pair for the one of the two who looks."""
    return by_day([thing for ask in WAITING for thing in ask(db, seen, on=on)])
