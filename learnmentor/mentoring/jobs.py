"""What the worker does for this room: letters after a long silence and about places in the list; what is over goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase, in_one_transaction
from learnmentor.mentoring.checks import queries as checks
from learnmentor.mentoring.checks import services as silences
from learnmentor.mentoring.directory import queries as directory
from learnmentor.mentoring.directory import services as listings
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.stories import certified_mentors
from learnmentor.web import installation

TIDY, OFFER_PLACES, ASK_AGAIN = "tidy-pairs", "offer-places-in-list", "ask-again-in-list"
REPEATED = tuple(Repeated(kind, timedelta(days=1)) for kind in (TIDY, silences.ASK, OFFER_PLACES, ASK_AGAIN))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {
        TIDY: in_one_transaction(_tidy, now=clock.now),
        silences.ASK: _write_about_silences,
        OFFER_PLACES: _offer_places,
        ASK_AGAIN: _ask_again,
    }


def _tidy(db: Session, *, at: datetime) -> None:
    """Forget invitations some months after their end, and what is over in the list."""
    invitations.tidy(db, at=at)
    listings.tidy(db, on=installation.today(), at=at)


def _write_about_silences(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    today = installation.today()
    with database.session(writes=False) as db:
        quiet = checks.quiet_pairs(db, on=today)

    def write(db: Session, pair_id: int) -> None:
        silences.write_about_silence(
            db, pair_id, sender=installation.sender(), secret=installation.secret(), on=today, at=clock.now(),
            zone=installation.zone(),
        )  # fmt: skip

    for_each_apart(database, quiet, write, work=silences.ASK)


def _offer_places(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        people = certified_mentors.to_be_asked(db, at=clock.now())

    def offer(db: Session, person_id: int) -> None:
        listings.offer_place(db, person_id=person_id, sender=installation.sender(), at=clock.now())

    for_each_apart(database, people, offer, work=OFFER_PLACES)


def _ask_again(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        ending = directory.ending_soon(db, on=installation.today())

    def ask(db: Session, listing_id: int) -> None:
        listings.ask_again(db, listing_id, sender=installation.sender(), at=clock.now())

    for_each_apart(database, ending, ask, work=ASK_AGAIN)
