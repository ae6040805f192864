"""What is done with work: ask for it, take it, finish it; and letters, which are work too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from learnmentor.ground.locks import take_turn
from learnmentor.jobs import queries, rules
from learnmentor.jobs.models import Job, OutgoingMail

SEND = "send-mail"


class UnusableLetter(ValueError):
    """A letter whose address or subject has more than one line: somebody tried to add headers of their own."""


@dataclass(frozen=True)
class TakenJob:
    """One job as a worker took it. `tries` counts this one, so that a worker thought dead cannot finish it later."""

    id: int
    kind: str
    args: Mapping[str, Any]
    tries: int


def enqueue(db: Session, *, kind: str, args: Mapping[str, Any], run_at: datetime) -> Job:
    """Ask for work after this transaction. `args` hold ids and no personal text; doing it twice must be safe."""
    job = Job(kind=kind, args=dict(args), run_at=run_at, state="ready", tries=0)
    db.add(job)
    db.flush()
    return job


def send_mail(
    db: Session, *, to: str, subject: str, body: str, at: datetime, worth_until: datetime | None = None
) -> OutgoingMail:
    """Put a letter in the outbox; it leaves when the transaction is committed and a worker runs.

    After `worth_until` it is not sent any more, because what it says is over.
    """
    if any(len(line.splitlines()) != 1 for line in (to, subject)):
        raise UnusableLetter(f"address or subject of {len(to)} and {len(subject)} characters")
    letter = OutgoingMail(to_address=to, subject=subject, body=body, created_at=at, worth_until=worth_until, tries=0)
    db.add(letter)
    db.flush()
    enqueue(db, kind=SEND, args={"mail": letter.id}, run_at=at)
    return letter


def send_letters(
    db: Session, letters: Sequence[tuple[str, str, str]], *, at: datetime, worth_until: datetime | None = None
) -> None:
    """Put many letters in the outbox at once, each by its address, subject and body."""
    if any(len(line.splitlines()) != 1 for to, subject, _ in letters for line in (to, subject)):
        raise UnusableLetter("an address or a subject of more than one line")
    written = [
        OutgoingMail(to_address=to, subject=subject, body=body, created_at=at, worth_until=worth_until, tries=0)
        for to, subject, body in letters
    ]
    db.add_all(written)
    db.flush()
    db.add_all(Job(kind=SEND, args={"mail": each.id}, run_at=at, state="ready", tries=0) for each in written)
    db.flush()


def claim(db: Session, *, at: datetime) -> TakenJob | None:
    """Take the next job that is due, so that no other worker takes it; None when nothing is.

    PostgreSQL skips rows that others hold; SQLite has one writer, and the state asked for again keeps it safe.
    """
    taken = (
        update(Job)
        .where(Job.id == queries.next_due_id(at), Job.state == "ready")
        .values(state="running", locked_at=at, tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.args, Job.tries)
        .execution_options(synchronize_session=False)
    )
    row = db.execute(taken).first()
    return TakenJob(*row) if row else None


def finish(db: Session, work: TakenJob, *, at: datetime) -> None:
    """Say that the work was done."""
    _settle(db, work, state="done", locked_at=None, finished_at=at, fault=None)


def fail(db: Session, work: TakenJob, *, fault: str, at: datetime) -> datetime | None:
    """Say that it went wrong; returns when it is tried again, or None when it is given up."""
    again = rules.next_run(work.tries, at=at, letter=work.kind == SEND)
    if again is None:
        if work.kind == SEND:
            give_up_letters(db, [work.args["mail"]], at=at)
        _settle(db, work, state="failed", locked_at=None, finished_at=at, fault=fault)
    else:
        _settle(db, work, state="ready", locked_at=None, run_at=again, fault=fault)
    return again


def _settle(db: Session, work: TakenJob, **values: Any) -> None:
    mine = (Job.id == work.id, Job.state == "running", Job.tries == work.tries)
    db.execute(update(Job).where(*mine).values(**values).execution_options(synchronize_session=False))


def hold(db: Session, work: TakenJob, *, at: datetime) -> None:
    """Say that its worker is alive and still at it, so that long work is not given to another one."""
    _settle(db, work, locked_at=at)


def reclaim(db: Session, *, at: datetime) -> int:
    """Give back the work of workers that died with it; what has had its tries is given up. Returns how many."""
    lost = (Job.state == "running", Job.locked_at <= at - rules.LOCK)
    quiet = {"synchronize_session": False}
    most = case((Job.kind == SEND, rules.MOST_TRIES_OF_LETTERS), else_=rules.MOST_TRIES)
    over = update(Job).where(*lost, Job.tries >= most)
    letters = queries.lost_work(db, at=at, kind=SEND, tries=rules.MOST_TRIES_OF_LETTERS)
    give_up_letters(db, [args["mail"] for args in letters], at=at)
    again = update(Job).where(*lost)
    gone = {"locked_at": None, "fault": "its worker stopped"}
    given_up = db.execute(over.values(state="failed", finished_at=at, **gone), execution_options=quiet)
    given_back = db.execute(again.values(state="ready", run_at=at, **gone), execution_options=quiet)
    return int(given_up.rowcount + given_back.rowcount)  # type: ignore[attr-defined]  # an update has a count


def plan(db: Session, *, kind: str, every: timedelta, at: datetime) -> None:
    """Have work of `kind` done again and again. Safe to ask for at each start: one such job waits at a time."""
    take_turn(db, f"plan {kind}")  # two workers would both see nothing waiting
    if queries.waits(db, kind):
        return
    last = queries.last_finished(db, kind)
    enqueue(db, kind=kind, args={}, run_at=at if last is None else max(at, last + every))


def sent(db: Session, letter: OutgoingMail, *, at: datetime) -> None:
    """Note that a letter left, and forget its text: links in it open accounts."""
    letter.sent_at, letter.body = at, ""
    db.flush()


def not_taken(db: Session, letter: OutgoingMail, *, at: datetime) -> None:
    """Note that the mail server did not take a letter this time."""
    letter.tries, letter.tried_at = letter.tries + 1, at
    db.flush()


def give_up_letters(db: Session, ids: Sequence[int], *, at: datetime) -> None:
    """Try letters no more, and forget their text as if they had left."""
    if ids:
        unsent = update(OutgoingMail).where(OutgoingMail.id.in_(ids), OutgoingMail.sent_at.is_(None))
        db.execute(unsent.values(given_up_at=at, body=""), execution_options={"synchronize_session": False})


def tidy(db: Session, *, at: datetime) -> None:
    """Forget work that was done and letters that are old."""
    db.execute(delete(Job).where(Job.finished_at <= at - rules.KEPT))
    db.execute(delete(OutgoingMail).where(OutgoingMail.created_at <= at - rules.KEPT))
    db.flush()
