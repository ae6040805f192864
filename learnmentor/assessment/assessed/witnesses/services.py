"""What is done with witness notes: asked for, asked for again, written, declined, taken back, left out.

Each locks the submission first, as handing in does.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import address_of, hold_person
from learnmentor.accounts.rules import clean_address, digest
from learnmentor.assessment.assessed.models import Submission, WitnessNote, witness_place
from learnmentor.assessment.assessed.services import hold, hold_prepared
from learnmentor.assessment.assessed.witnesses import letters, queries, rules
from learnmentor.assessment.assessed.witnesses.queries import AskedWitness, WrittenNote
from learnmentor.assessment.assessed.witnesses.rules import WitnessStanding
from learnmentor.ground import randomness
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import send_mail

_A_DAY = timedelta(days=1)


class TooManyWitnesses(Exception):
    """No more notes are asked for: of this part, of this work."""


class TooManyLetters(Exception):
    """As many letters went today as may."""


class OwnAddress(Exception):
    """Nobody is a witness of their own work."""


class AskedAlready(Exception):
    """This address is asked for a note on this part."""


class AskedLately(Exception):
    """The last letter is less than a day old, or there is nothing more to ask for."""


class NoteNotNow(Exception):
    """The link cannot be used for this any more, perhaps since a moment ago."""


def ask(
    db: Session, vault: Vault, submission: Submission, asked: AskedWitness, *, part: str, by: int, sender: Sender,
    at: datetime,
) -> WitnessNote:  # fmt: skip
    """Ask a colleague for a note on a part. Raises `NotNow` and the errors above."""
    hold_person(db, by)  # of all their submissions one letter after the other is counted
    held, address = hold_prepared(db, submission, by=by), clean_address(asked.address)
    if address == address_of(db, by):
        raise OwnAddress(part)
    _ask_for_room(db, vault, held, part=part, address=address, at=at)
    _ask_for_letter(db, by, at=at)
    public_id = randomness.public_id()
    kept = vault.seal({**asdict(asked), "address": address}, place=witness_place(public_id))
    made = WitnessNote(public_id=public_id, submission_id=held.id, part=part, asked=kept, asked_at=at)
    _write_to(db, made, address, by=by, sender=sender, at=at)
    return made


def _ask_for_room(db: Session, vault: Vault, held: Submission, *, part: str, address: str, at: datetime) -> None:
    there = queries.of_submission(db, held.id)
    here = [each for each in there if each.part == part and not _over(db, vault, each, held, at=at)]
    if any(queries.asked_of(vault, each).address == address for each in here):
        raise AskedAlready(part)
    if len(here) >= rules.MOST_WITNESSES or len(there) >= rules.MOST_ASKED:
        raise TooManyWitnesses(part)


def _over(db: Session, vault: Vault, row: WitnessNote, held: Submission, *, at: datetime) -> bool:
    return rules.standing(queries.facts_of(db, vault, row, held), at=at) == WitnessStanding.NONE


def _ask_for_letter(db: Session, by: int, *, at: datetime) -> None:
    if queries.letters_since(db, by, at - _A_DAY) >= rules.MOST_LETTERS:
        raise TooManyLetters(by)


def _write_to(db: Session, row: WitnessNote, address: str, *, by: int, sender: Sender, at: datetime) -> None:
    """A letter with a link of its own, in place of the one before."""
    token, until = randomness.token(), at + rules.LASTS
    row.token_sha256, row.asked_at, row.worth_until = digest(token), at, until
    db.add(row)
    db.flush()
    link, learner = f"{sender.base_url}/witness/{token}", db.get_one(Person, by).name
    letter = letters.asked(sender, learner=learner, link=link, until=until)
    send_mail(db, to=address, subject=letter.subject, body=letter.body, at=at, worth_until=until)


def ask_again(
    db: Session, vault: Vault, submission: Submission, public_id: str, *, by: int, sender: Sender, at: datetime
) -> None:
    """Write once more, with another link. Raises `NotNow`, `AskedLately`, `TooManyLetters`."""
    hold_person(db, by)
    held = hold_prepared(db, submission, by=by)
    row = queries.witness(db, public_id, submission_id=held.id)
    if row is None or not rules.may_ask_again(queries.facts_of(db, vault, row, held), at=at):
        raise AskedLately(public_id)
    _ask_for_letter(db, by, at=at)
    _write_to(db, row, queries.asked_of(vault, row).address, by=by, sender=sender, at=at)


def leave_out(db: Session, submission: Submission, public_id: str, *, by: int, at: datetime) -> bool:
    """Leave a note out, or ask for one no more; whether it was in. Raises `NotNow`."""
    held = hold_prepared(db, submission, by=by)
    row = queries.witness(db, public_id, submission_id=held.id)
    if row is None or row.withdrawn_at is not None:
        return False
    row.withdrawn_at = at
    db.flush()
    return True


def put_in(db: Session, submission: Submission, public_id: str, *, by: int) -> bool:
    """Let a note that was left out go in after all; whether it was there. Raises `NotNow`."""
    held = hold_prepared(db, submission, by=by)
    row = queries.witness(db, public_id, submission_id=held.id)
    if row is None or row.body is None:
        return False
    row.withdrawn_at = None
    db.flush()
    return True


# By the link


def write(db: Session, vault: Vault, token_sha256: str, note: WrittenNote, *, at: datetime) -> None:
    """Send a note, once. Raises `NoteNotNow`."""
    row, facts = _held(db, vault, token_sha256)
    if not rules.may_write(facts, at=at):
        raise NoteNotNow(row.public_id)
    row.body, row.sha256 = vault.seal(asdict(note), place=witness_place(row.public_id)), note.sha256
    row.written_at = at
    db.flush()


def decline(db: Session, vault: Vault, token_sha256: str, *, at: datetime) -> None:
    """Rather not, for which nobody is asked why. Raises `NoteNotNow`."""
    row, facts = _held(db, vault, token_sha256)
    if not rules.may_write(facts, at=at):
        raise NoteNotNow(row.public_id)
    row.withdrawn_at = at
    db.flush()


def take_note_back(db: Session, vault: Vault, token_sha256: str, *, at: datetime) -> None:
    """Take a note back before it was handed in: its words go. Raises `NoteNotNow`."""
    row, facts = _held(db, vault, token_sha256)
    if not rules.may_take_note_back(facts):
        raise NoteNotNow(row.public_id)
    row.body, row.sha256, row.withdrawn_at = None, None, at
    db.flush()


def _held(db: Session, vault: Vault, token_sha256: str) -> tuple[WitnessNote, rules.WitnessFacts]:
    """The note of a link as it is now, with its submission held."""
    found = queries.by_token(db, token_sha256)
    if found is None:
        raise NoteNotNow(token_sha256)
    held = hold(db, found.submission)
    now = queries.by_token(db, token_sha256)
    if now is None:
        raise NoteNotNow(token_sha256)
    return now.note, queries.facts_of(db, vault, now.note, held)
