"""What happens when somebody closes their account: one story, in one transaction, through every room.

What they wrote, added and are called goes. What was certified stays, so that whoever was shown a certificate can still
check it: certificates without the name, and the figures of the ledger, of nobody that we could name. Every table that
knows people is in one of the lists below; a test holds us to it. The law behind it: docs/personal-data.md.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.letters import Letter, Sender
from learnmentor.accounts.models import Invitation, PasswordReset, Person, SignIn, SignUp
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.services import LastAdministrator
from learnmentor.assessment.activities.models import Response
from learnmentor.authoring.models import Draft
from learnmentor.certificates import queries
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import HandedOut
from learnmentor.courses.models import Enrolment, Programme, Study, StudyClock
from learnmentor.cpd.models import (
    CpdCircumstances,
    CpdDeclaration,
    CpdEntry,
    CpdFile,
    CpdPack,
    CpdProfile,
    CpdPrompt,
    CpdPromptsStopped,
    CpdProse,
)
from learnmentor.cpd.rules import Kind
from learnmentor.ground.files import FileStore
from learnmentor.ground.sealed_files import SealedFiles
from learnmentor.ground.zones import day_of
from learnmentor.jobs import services as jobs
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.models import OutgoingMail
from learnmentor.jobs.worker import Database, Handler
from learnmentor.stories.stored_files import used

FORGET = "forget-files"
NOBODY = "Closed account"
_PATIENCE = timedelta(minutes=10)  # for what was being stored at that moment, of the same bytes, by somebody else
_AT_ONCE = 500  # files in one job

GOES: tuple[InstrumentedAttribute[Any], ...] = (
    PasswordReset.person_id,
    SignIn.person_id,
    Response.person_id,
    StudyClock.person_id,
    Study.person_id,
    Enrolment.person_id,
    Programme.owner_id,
    Draft.author_id,
    CpdPack.person_id,
    CpdProfile.person_id,
    CpdCircumstances.person_id,
    CpdPromptsStopped.person_id,
    HandedOut.person_id,  # transcripts and evidence; what is of a certificate stays with it
)
STAYS = {
    "person": "a row without name, address and password, to which the figures belong",
    "role": "ended on the day: who could do what, and when",
    "cpd_entry": "dates, minutes and kinds; titles and providers of one's own lines are erased",
    "cpd_declaration": "sums as they were declared; the working, which tells of posts and absences, is erased",
    "certificate": "what was certified, of nobody; a name that somebody types can be compared with its digest",
    "certificate_event": "what an administrator did to certificates",
    "revision": "the course as it was published",
    "invitation": "whom an administrator let in; gone when it is over",
}


def close(db: Session, *, person_id: int, sender: Sender | None, at: datetime, zone: str) -> None:
    """Erase somebody and close their account; raises `LastAdministrator`. Closed twice, it changes nothing.

    `sender` writes a last letter, where mail can be sent. Files go a little later, by the worker.
    """
    accounts.hold_installation(db)  # two administrators who leave at once come here one after the other
    person = accounts.locked_person(db, person_id, closed_too=True)
    if person.closed_at is not None:
        return
    _end_roles(db, person, at=at, zone=zone)
    address = person.email
    _forget_files(db, person_id, at=at)
    _erase_words(db, person_id)
    for certificate in queries.certificates_of(db, person_id):
        certificates.forget_name(db, certificate)
        certificate.person_id = None
    for owner in GOES:
        db.execute(delete(owner.class_).where(owner == person_id), execution_options={"synchronize_session": False})
    for table, column in (
        (SignUp, SignUp.email),
        (Invitation, Invitation.email),
        (OutgoingMail, OutgoingMail.to_address),
    ):
        db.execute(delete(table).where(column == address), execution_options={"synchronize_session": False})
    person.email, person.name, person.printed_name = f"closed:{person.public_id}", NOBODY, NOBODY
    person.password_hash, person.closed_at = "!", at
    db.flush()
    if sender is not None:
        letter = farewell(sender)
        jobs.send_mail(db, to=address, subject=letter.subject, body=letter.body, at=at)


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


def _forget_files(db: Session, person_id: int, *, at: datetime) -> None:
    keys = sorted(
        set(db.scalars(select(CpdFile.storage_key).join(CpdFile.entry).where(CpdEntry.person_id == person_id)))
    )
    packs = list(db.scalars(select(CpdPack.public_id).where(CpdPack.person_id == person_id)))
    for start in range(0, len(keys), _AT_ONCE):
        args = {"keys": keys[start : start + _AT_ONCE], "packs": [], "before": at.timestamp()}
        jobs.enqueue(db, kind=FORGET, args=args, run_at=at + _PATIENCE)
    if packs:
        jobs.enqueue(db, kind=FORGET, args={"keys": [], "packs": packs, "before": at.timestamp()}, run_at=at)


def _erase_words(db: Session, person_id: int) -> None:
    """What was written about lines, and in them; the chain goes on by the hashes alone."""
    lines = select(CpdEntry.id).where(CpdEntry.person_id == person_id)
    quiet = {"synchronize_session": False}
    for entry_id in (CpdProse.entry_id, CpdFile.entry_id, CpdPrompt.entry_id):
        db.execute(delete(entry_id.class_).where(entry_id.in_(lines)), execution_options=quiet)
    mine = CpdEntry.person_id == person_id
    db.execute(update(CpdEntry).where(mine).values(prose_salt=b""), execution_options=quiet)
    own = update(CpdEntry).where(mine, CpdEntry.kind != Kind.SEGMENT).values(title="", provider="")
    db.execute(own, execution_options=quiet)
    told = update(CpdDeclaration).where(CpdDeclaration.person_id == person_id).values(working=None)
    db.execute(told, execution_options=quiet)
    db.expire_all()


def farewell(sender: Sender) -> Letter:
    """To the address of an account that was closed."""
    return sender.letter(
        "Your LearnMentor account is closed",
        "Your account has just been closed, and what you wrote and added has been erased.",
        "Certificates that you were awarded can still be checked by their numbers, by those to whom you gave them.",
        "This is our last letter. If it was not you who closed it, please tell whoever runs this LearnMentor.",
    )


def forgetting(files: FileStore, kept: SealedFiles) -> Handler:
    """The worker's handler that deletes files which nobody has any more; the same bytes of another person stay."""

    def handle(database: Database, args: Mapping[str, Any]) -> None:
        before = datetime.fromtimestamp(args["before"], UTC)
        with database.session(writes=False) as db:
            unwanted = sorted(set(args["keys"]) - used(db, args["keys"]))
        for_each(unwanted, lambda key: files.delete(key, before=before), work=FORGET, named=lambda key: key[:8])
        for_each(args["packs"], kept.delete, work=FORGET, named=str)

    return handle
