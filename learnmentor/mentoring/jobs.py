"""What the worker does for this room: places in the list of mentors are offered and asked about again; tidying."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.mentoring.directory import queries, services
from learnmentor.stories import certified_mentors
from learnmentor.web import installation

OFFER_PLACES, ASK_AGAIN, TIDY = "offer-places-in-list", "ask-again-in-list", "tidy-list-of-mentors"
REPEATED = tuple(Repeated(kind, timedelta(days=1)) for kind in (OFFER_PLACES, ASK_AGAIN, TIDY))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {OFFER_PLACES: _offer_places, ASK_AGAIN: _ask_again, TIDY: _tidy}


def _offer_places(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        people = certified_mentors.to_be_asked(db, at=clock.now())

    def offer(db: Session, person_id: int) -> None:
        services.offer_place(db, person_id=person_id, sender=installation.sender(), at=clock.now())

    for_each_apart(database, people, offer, work=OFFER_PLACES)


def _ask_again(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        ending = queries.ending_soon(db, on=installation.today())

    def ask(db: Session, listing_id: int) -> None:
        services.ask_again(db, listing_id, sender=installation.sender(), at=clock.now())

    for_each_apart(database, ending, ask, work=ASK_AGAIN)


def _tidy(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.transaction() as db:
        services.tidy(db, on=installation.today(), at=clock.now())
