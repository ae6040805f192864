"""What the worker does for this room: reminders of sessions, news of them, nudges to a whole group, and asking into
groups whom tables of people named for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.ground import clock
from learnmentor.groups import queries
from learnmentor.groups.assignments import queries as assignments
from learnmentor.groups.assignments import services as nudges
from learnmentor.groups.pair_counts import services as pair_counts
from learnmentor.groups.reports import services as reports
from learnmentor.groups.sessions import queries as sessions
from learnmentor.groups.sessions import services
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.organisations.queries import actor_now
from learnmentor.stories import named_group
from learnmentor.web import installation

REMIND = "session-reminders"
REPEATED = (
    Repeated(REMIND, timedelta(minutes=30)), Repeated(reports.PUBLISH, timedelta(days=1)),
    Repeated(pair_counts.PUBLISH_PAIRS, timedelta(days=1)),
)  # fmt: skip


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    publish = reports.publishing(installation.vault(), zone=installation.zone(), now=clock.now)
    pairs = pair_counts.publishing_pairs(zone=installation.zone(), now=clock.now)
    return {
        REMIND: _remind, services.TELL: _tell, nudges.NUDGE_ALL: _nudge_all, reports.PUBLISH: publish,
        pair_counts.PUBLISH_PAIRS: pairs,
        named_group.ASK: _ask_into_named,
    }  # fmt: skip


def _remind(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        due = sessions.reminders_due(db, at=clock.now())

    def remind(db: Session, session_id: int) -> None:
        services.remind(db, session_id, sender=installation.sender(), at=clock.now())

    for_each_apart(database, due, remind, work=REMIND)


def _tell(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
    with database.transaction() as db:
        services.tell_news(db, args["session"], sender=installation.sender(), at=clock.now())


def _nudge_all(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        group = queries.known_group(db, args["group"]).group
        by = db.get_one(Person, args["by"]).name
        people = assignments.members_to_nudge(db, group.id)

    def nudge(db: Session, person_id: int) -> None:
        nudges.nudge(
            db, group, person_id=person_id, by=by, sender=installation.sender(), on=installation.today(), at=clock.now()
        )

    for_each_apart(database, people, nudge, work=nudges.NUDGE_ALL)


def _ask_into_named(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
    today = installation.today()
    with database.transaction() as db:
        person = db.get_one(Person, args["by"])
        by = Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
        who = named_group.WhoeverAsks(actor_now(db, by, on=today), installation.sender(), today, clock.now())
        wanted = named_group.wanted(db, args["offers"], who)

    def ask(db: Session, group_id: int) -> None:
        named_group.ask(db, group_id, wanted[group_id], who)

    for_each_apart(database, wanted, ask, work=named_group.ASK)
