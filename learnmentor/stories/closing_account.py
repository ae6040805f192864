"""What happens when somebody closes their account: one story, in one transaction, through every room.

What they wrote, added and are called goes. What was certified stays, so that whoever was shown a certificate can still
check it: certificates without the name, and the figures of the ledger, of nobody that we could name. What becomes of
each table that knows people stands in the manifest of its room. The law behind it: docs/personal-data.md.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.services import LastAdministrator
from learnmentor.assessment.assessed import services as submissions
from learnmentor.ground import locks
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.personal_data import LeftBehind, PersonalData
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.ground.zones import day_of
from learnmentor.jobs import services as jobs
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase
from learnmentor.mentoring import services as pairs
from learnmentor.stories.stored_files import InUse

FORGET = "forget-files"
NOBODY = "Closed account"
_PATIENCE = timedelta(minutes=10)  # for what was being stored at that moment, of the same bytes, by somebody else
_AT_ONCE = 500  # files in one job


def close(
    db: Session, rooms: Sequence[PersonalData], *, person_id: int, sender: Sender | None, at: datetime, zone: str
) -> None:
    """Erase somebody and close their account; raises `LastAdministrator`. Closed twice, it changes nothing.

    `sender` writes a last letter, where mail can be sent. Files go a little later, by the worker.
    """
    locks.hold_installation(db)  # two administrators who leave at once come here one after the other
    person = accounts.locked_person(db, person_id, closed_too=True)
    if person.closed_at is not None:
        return
    _end_roles(db, person, at=at, zone=zone)
    address = person.email
    pairs.end_all(db, person_id, sender=sender, at=at)
    for each in [*merging.earlier_accounts(db, person_id), person]:
        held = accounts.locked_person(db, each.id, closed_too=True)
        submissions.end_all(db, held.id, at=at)
        _erase(db, rooms, held, at=at)
    if sender is not None:
        letter = farewell(sender)
        jobs.send_mail(db, to=address, subject=letter.subject, body=letter.body, at=at)


def _erase(db: Session, rooms: Sequence[PersonalData], person: Person, *, at: datetime) -> None:
    """All that is of one account; one that was merged into another goes with it."""
    for room in rooms:
        if room.erase:
            forget_later(db, room.erase(db, person.id), at=at)
    for table in (table for room in rooms for table in room.tables if not table.stays):
        whose = person.email if table.by_address else person.id
        gone = delete(table.owner.class_).where(table.owner == whose)
        db.execute(gone, execution_options={"synchronize_session": False})
    person.email, person.name, person.printed_name = f"closed:{person.public_id}", NOBODY, NOBODY
    person.password_hash, person.suspended_because, person.closed_at = "!", None, at
    db.flush()


def _end_roles(db: Session, person: Person, *, at: datetime, zone: str) -> None:
    today = day_of(at, zone)
    held = accounts.roles_of(db, person.id)
    administers = any(role.name == RoleName.ADMINISTRATOR and role.ends_on is None for role in held)
    if administers and not accounts.other_administrators(db, than=person.id, on=today + timedelta(days=1)):
        raise LastAdministrator(person.id)
    for role in held:
        if role.starts_on > today:
            db.delete(role)
        elif role.ends_on is None or role.ends_on > today:
            role.ends_on = today


def forget_later(db: Session, left: LeftBehind, *, at: datetime) -> None:
    """Have the worker delete what lies outside the database, where no row names it any more."""
    for start in range(0, len(left.files), _AT_ONCE):
        args = {"keys": left.files[start : start + _AT_ONCE], "packs": [], "before": at.timestamp()}
        jobs.enqueue(db, kind=FORGET, args=args, run_at=at + _PATIENCE)
    if left.packs:
        jobs.enqueue(db, kind=FORGET, args={"keys": [], "packs": left.packs, "before": at.timestamp()}, run_at=at)


def farewell(sender: Sender) -> Letter:
    """To the address of an account that was closed."""
    return sender.letter(
        "Your LearnMentor account is closed",
        "Your account has just been closed, and what you wrote and added has been erased.",
        "Certificates that you were awarded can still be checked by their numbers, by those to whom you gave them.",
        "This is our last letter. If it was not you who closed it, please tell whoever runs this LearnMentor.",
    )


def forgetting(files: FileStore, kept: SealedFiles, *, in_use: InUse) -> Handler:
    """The worker's handler that deletes files which nobody has any more; the same bytes of another person stay."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        before = datetime.fromtimestamp(args["before"], UTC)
        with database.session(writes=False) as db:
            unwanted = sorted(set(args["keys"]) - in_use(db, args["keys"]))
        for_each(unwanted, lambda key: files.delete(key, before=before), work=FORGET, named=lambda key: key[:8])
        for_each(args["packs"], kept.delete, work=FORGET, named=str)

    return handle
