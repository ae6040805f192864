"""What the worker does for this room: counts without names, and the letter a week after "not yet" was pressed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed, hold_person
from learnmentor.assessment.activities import queries, services
from learnmentor.assessment.statistics import services as statistics
from learnmentor.ground import clock
from learnmentor.ground.letters import Letter, Sender
from learnmentor.jobs.services import send_mail
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

REPEATED = (Repeated(statistics.COUNT, timedelta(days=1)),)


def practice_reminder(sender: Sender, *, title: str, link: str) -> Letter:
    """To somebody who put a practice off; it says nothing about anybody else."""
    return sender.letter(
        "The practice that you put off",
        f"A week ago you put off the practice of “{title}” and asked to be reminded. Here it is:",
        link,
        "Three lines are enough to report it. If it does not fit your work, leave it: it holds nothing up.",
    )


def remind(db: Session, *, sender: Sender, person_id: int, segment_id: int, activity: str, at: datetime) -> bool:
    """Write to the person if the practice still waits and their account is open; says whether a letter was written."""
    with suppress(AccountClosed):  # then nothing waits
        hold_person(db, person_id)
    waiting = queries.waiting_practice(db, person_id=person_id, segment_id=segment_id, activity=activity)
    if waiting is None:
        return False
    link = f"{sender.base_url}/segments/{waiting.segment_code.lower()}#activity-{activity}"
    letter = practice_reminder(sender, title=waiting.segment_title, link=link)
    send_mail(db, to=waiting.email, subject=letter.subject, body=letter.body, at=at)
    return True


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    vault = installation.vault()
    return {
        services.REMINDER: reminding(installation.sender(), now=clock.now),
        statistics.COUNT: statistics.counting(now=clock.now, vault=vault),
    }


def reminding(sender: Sender, *, now: Callable[[], datetime]) -> Handler:
    """The worker's handler of reminders."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            remind(
                db, sender=sender, person_id=args["person_id"], segment_id=args["segment_id"],
                activity=args["activity"], at=now(),
            )  # fmt: skip

    return handle
