"""What is done with digests: one is written where something is new, and they are stopped with one press."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.stop_links import StopLink
from learnmentor.assessment.assessed.digests import queries
from learnmentor.assessment.assessed.digests.models import AssessmentDigest
from learnmentor.assessment.assessed.digests.rules import NewsKind
from learnmentor.assessment.assessed.digests.wording import LINES
from learnmentor.ground.letters import Letter, Sender
from learnmentor.jobs.services import send_mail

ASK = "assessment-digests"  # the kind of the job
STOP = StopLink("assessment digests")
APART = timedelta(hours=20)  # a day, though the worker comes by a little earlier


def letter(sender: Sender, counts: Mapping[NewsKind, int], *, stop: str) -> Letter:
    """To somebody for whom something waits: how much of what, and where."""
    lines = [LINES[kind].said(count, sender.base_url) for kind, count in counts.items()]
    return sender.letter(
        "Something waits for you",
        "This is new about assessed work in LearnMentor, or waits for you:",
        *lines,
        "We write at most once a day, and only when something is new.",
        f"To get no more letters like this one, open {stop}",
    )


def write_digest(
    db: Session, *, person_id: int, counts: Mapping[NewsKind, int], sender: Sender, secret: str, at: datetime
) -> bool:
    """Write to somebody, unless they were written to within a day or want no letters; whether a letter was written."""
    person = locked_person(db, person_id, closed_too=True)
    last = queries.digest_of(db, person_id)
    lately = last is not None and last.sent_at is not None and last.sent_at > at - APART
    if not counts or person.closed_at is not None or lately or (last is not None and last.stopped_at is not None):
        return False
    _kept(db, person_id).sent_at = at
    stop = f"{sender.base_url}/assessed-work/letters/stop/{STOP.token(secret, person.public_id)}"
    written = letter(sender, counts, stop=stop)
    send_mail(db, to=person.email, subject=written.subject, body=written.body, at=at)
    return True


def want_digests(db: Session, *, person_id: int, letters: bool, at: datetime) -> None:
    """Keep whether somebody wants letters about assessed work. Saying it twice is saying it once."""
    locked_person(db, person_id)
    kept = _kept(db, person_id)
    kept.stopped_at = None if letters else kept.stopped_at or at
    db.flush()


def _kept(db: Session, person_id: int) -> AssessmentDigest:
    found = queries.digest_of(db, person_id)
    if found is None:
        found = AssessmentDigest(person_id=person_id)
        db.add(found)
    return found
