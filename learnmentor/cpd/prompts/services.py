"""Asking what has come of it, one and six weeks after something was logged without a word on its impact.

One letter a person and day, whatever they logged. It names days and no titles: a letter passes through other hands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person, locked_person
from learnmentor.accounts.stop_links import StopLink
from learnmentor.cpd.models import CpdPrompt, CpdPromptsStopped
from learnmentor.cpd.prompts import queries
from learnmentor.cpd.prompts.queries import WEEKS
from learnmentor.cpd.queries import entries
from learnmentor.cpd.rules import LineKind
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.services import send_mail
from learnmentor.jobs.worker import Handler, WorkerDatabase

ASK = "impact-prompts"  # the kind of the job
STOP = StopLink("impact prompts")
_MOST_NAMED = 10


@dataclass(frozen=True)
class Asked:
    """An entry that somebody is asked about: its first line's id, and how it stands now."""

    entry_id: int
    weeks: int
    public_id: str
    on: date


def letter(sender: Sender, asked: Sequence[Asked], *, stop: str) -> Letter:
    """To somebody who logged something and has not said what came of it."""
    named = "\n\n".join(
        f"{long_date(one.on)}:\n{sender.base_url}/cpd/entries/{one.public_id}/impact" for one in asked[:_MOST_NAMED]
    )
    since = {1: "A week ago", 6: "Six weeks ago"}[asked[0].weeks] if len({a.weeks for a in asked}) == 1 else "Lately"
    last = all(one.weeks == max(WEEKS) for one in asked)
    return sender.letter(
        "What has come of it?",
        f"{since} you logged what you did on the days below, without a word on what has come of it. Has anything "
        "changed since, for you, a mentee or your learners? A sentence is enough:",
        named,
        "If nothing has changed, there is nothing to do."
        + (" We will not ask about it again." if last else " We ask about each entry once more, five weeks later."),
        f"To get no more letters like this one, open {stop}",
    )


def prompt(db: Session, vault: Vault, *, person_id: int, sender: Sender, secret: str, at: datetime) -> int:
    """Write to somebody about what is due, if anything is; returns how many entries the letter is about."""
    person = locked_person(db, person_id, closed_too=True)
    asked = list(_without_impact(db, vault, person_id=person_id, at=at)) if person.closed_at is None else []
    if not asked:
        return 0
    db.add_all(CpdPrompt(entry_id=one.entry_id, weeks=one.weeks, sent_at=at) for one in asked)
    stop = f"{sender.base_url}/cpd/letters/stop/{STOP.token(secret, person.public_id)}"
    written = letter(sender, asked, stop=stop)
    send_mail(db, to=person.email, subject=written.subject, body=written.body, at=at)
    return len(asked)


def prompting(sender: Sender, *, vault: Vault, secret: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler: one transaction a person, so that nobody waits for all the others or goes without."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        with database.session(writes=False) as db:
            waiting = queries.people_due(db, at=now())

        def ask(db: Session, person_id: int) -> None:
            prompt(db, vault, person_id=person_id, sender=sender, secret=secret, at=now())

        for_each_apart(database, sorted(waiting), ask, work=ASK)

    return handle


def _without_impact(db: Session, vault: Vault, *, person_id: int, at: datetime) -> Iterator[Asked]:
    """What is due and stands without a word on its impact: corrected ones as they are now, no withdrawn ones."""
    logged = queries.lines_due(db, person_id=person_id, at=at)
    standing = entries.newest_versions(db, person_id=person_id, sequences=[first.sequence for first in logged])
    for first in logged:
        newest = standing[first.sequence]
        prose = entries.prose_of(vault, newest)
        if newest.kind != LineKind.WITHDRAWAL and prose is not None and not prose.impact:
            weeks = max(weeks for weeks in WEEKS if first.created_at <= at - timedelta(weeks=weeks))
            yield Asked(first.id, weeks, newest.public_id, newest.on)


# Wanting to be asked


def want(db: Session, *, person_id: int, letters: bool, at: datetime) -> None:
    """Keep whether somebody wants such letters. Saying it twice is saying it once."""
    hold_person(db, person_id)
    row = db.get(CpdPromptsStopped, person_id)
    if letters and row is not None:
        db.delete(row)
    elif not letters and row is None:
        db.add(CpdPromptsStopped(person_id=person_id, since=at))
    db.flush()
