"""What is done with the list: somebody says yes or no, is listed, withdraws, writes by relay, answers.

A person's own row orders what they have in the list; a listing's row, who writes to it and who takes its places.
"""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.locks import insert_once, take_turn
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring.directory import letters, queries, rules
from learnmentor.mentoring.directory.models import (
    ListingAnswer,
    ListingMessage,
    MentorListing,
    listing_place,
    message_place,
)
from learnmentor.mentoring.directory.rules import ListingFacts, ListingKind, ListingWords, RelayRefusal

_QUIET = {"synchronize_session": False}


class TooManyPractices(Exception):
    """Somebody has as many entries of practice as they may."""


class ListingOver(Exception):
    """The listing was withdrawn, or its last day has passed."""


class NotRelayed(Exception):
    """A message by relay is not taken; `why` says for what reason."""

    def __init__(self, why: RelayRefusal) -> None:
        super().__init__(why.value)
        self.why = why


class MessageSettled(Exception):
    """The message was answered or declined already, or went with the listing."""


def list_mentor(
    db: Session, vault: Vault, *, person_id: int, facts: ListingFacts, words: ListingWords, public_id: str, at: datetime
) -> MentorListing:
    """Say yes to a place among the mentors, or say something else there."""
    hold_person(db, person_id)
    found = queries.own_listing(db, person_id)
    if found is None:
        return _fill(db, vault, _new(person_id, ListingKind.MENTOR, public_id), facts, words, at=at)
    queries.locked_listing(db, found.id)
    return _fill(db, vault, found, facts, words, at=at)


def list_practice(
    db: Session, vault: Vault, *, person_id: int, facts: ListingFacts, words: ListingWords, public_id: str, at: datetime
) -> MentorListing:
    """List how mentoring is done somewhere; raises `TooManyPractices`."""
    hold_person(db, person_id)
    if len(queries.own_practices(db, person_id)) >= rules.MOST_PRACTICES:
        raise TooManyPractices(str(person_id))
    return _fill(db, vault, _new(person_id, ListingKind.PRACTICE, public_id), facts, words, at=at)


def change_practice(
    db: Session, vault: Vault, found: MentorListing, *, facts: ListingFacts, words: ListingWords, at: datetime
) -> None:
    """Say something else in an entry of practice; raises `ListingOver` where it was withdrawn in another window."""
    if queries.locked_listing(db, found.id) is None:
        raise ListingOver(found.public_id)
    _fill(db, vault, found, facts, words, at=at)


def _new(person_id: int, kind: ListingKind, public_id: str) -> MentorListing:
    return MentorListing(public_id=public_id, person_id=person_id, kind=kind)


def _fill(
    db: Session, vault: Vault, row: MentorListing, facts: ListingFacts, words: ListingWords, *, at: datetime
) -> MentorListing:
    row.practice_use, row.modes = facts.use, " ".join(sorted(facts.modes))
    row.hours, row.most_mentees, row.listed_to = facts.hours, facts.most_mentees, facts.listed_to
    row.named, row.not_team, row.not_managed = facts.named, facts.not_team, facts.not_managed
    row.body = vault.seal(asdict(words), place=listing_place(row.public_id))
    row.listed_at, row.until_on, row.asked_again_at = at, facts.until_on, None
    db.add(row)
    db.flush()
    return row


def withdraw(db: Session, found: MentorListing) -> None:
    """Take something out of the list at once; messages that have no answer go with it. Done twice, it is done once."""
    held = queries.locked_listing(db, found.id)
    if held is None:
        return
    waiting = delete(ListingMessage).where(ListingMessage.listing_id == held.id, ListingMessage.settled_at.is_(None))
    db.execute(waiting, execution_options=_QUIET)
    db.delete(held)
    db.flush()


def say_no(db: Session, *, person_id: int, at: datetime) -> None:
    """Keep that somebody does not want to be in the list: they are not asked again."""
    insert_once(db, ListingAnswer, {"person_id": person_id, "asked_at": at})
    answer = db.get_one(ListingAnswer, person_id)
    answer.said_no_at = answer.said_no_at or at
    db.flush()


def offer_place(db: Session, *, person_id: int, sender: Sender, at: datetime) -> bool:
    """Ask somebody once, by letter, whether they want to be in the list; whether a letter was written."""
    if not queries.not_asked_yet(db, [person_id]):
        return False
    if not insert_once(db, ListingAnswer, {"person_id": person_id, "asked_at": at}):
        return False
    write_letter(db, person_id, letters.offered_place(sender), at=at)
    return True


def ask_again(db: Session, listing_id: int, *, sender: Sender, at: datetime) -> bool:
    """Tell somebody once that their place ends; whether a letter was written."""
    held = queries.locked_listing(db, listing_id)
    if held is None or held.asked_again_at is not None:
        return False
    held.asked_again_at = at
    write_letter(db, held.person_id, letters.ends_soon(sender, until=long_date(held.until_on)), at=at)
    return True


# By relay


def relay(
    db: Session, vault: Vault, *, listing_id: int, writer_id: int, text: str, public_id: str, sender: Sender, on: date,
    at: datetime,
) -> ListingMessage:  # fmt: skip
    """Leave a message for whoever has a listing; raises `ListingOver` or `NotRelayed`. The letter does not repeat it.

    One person's messages go one at a time, and those to one listing too.
    """
    take_turn(db, f"relay of {writer_id}")
    listing = queries.locked_listing(db, listing_id)
    if listing is None or not rules.listed_on(listing.until_on, on):
        raise ListingOver(str(listing_id))
    standing = queries.relay_standing(db, listing, writer_id, since=at - rules.MESSAGES_KEPT)
    if (why := rules.relay_refusal(standing, at=at)) is not None:
        raise NotRelayed(why)
    made = ListingMessage(
        public_id=public_id, listing_id=listing.id, writer_id=writer_id, reader_id=listing.person_id,
        body=vault.seal(text, place=message_place(public_id)), sent_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    write_letter(db, listing.person_id, letters.written_to(sender, message=public_id), at=at)
    return made


def answer(
    db: Session, vault: Vault, public_id: str, *, by: int, text: str, answer_id: str, sender: Sender, at: datetime
) -> None:
    """Answer a message, from which moment the two see each other's address; raises `MessageSettled`."""
    found = _to_settle(db, public_id, by=by, at=at)
    db.add(
        ListingMessage(
            public_id=answer_id, listing_id=found.listing_id, reply_to_id=found.id, writer_id=by,
            reader_id=found.writer_id, body=vault.seal(text, place=message_place(answer_id)), sent_at=at,
            settled_at=at, is_answer=True,
        )
    )  # fmt: skip
    db.flush()
    write_letter(db, found.writer_id, letters.answered(sender, message=public_id), at=at)


def decline(db: Session, public_id: str, *, by: int, sender: Sender, at: datetime) -> None:
    """Say that one does not take a message up; no address is shown. Raises `MessageSettled`."""
    found = _to_settle(db, public_id, by=by, at=at)
    found.declined = True
    db.flush()
    write_letter(db, found.writer_id, letters.declined(sender), at=at)


def _to_settle(db: Session, public_id: str, *, by: int, at: datetime) -> ListingMessage:
    found = queries.locked_message(db, public_id)
    if found is None or not rules.may_answer(by, reader_id=found.reader_id, settled=found.settled_at is not None):
        raise MessageSettled(public_id)
    found.settled_at = at
    return found


def write_letter(db: Session, person_id: int, letter: Letter, *, at: datetime) -> None:
    """A letter to somebody; none where the account is closed."""
    if (to := queries.address(db, person_id)) is not None:
        send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at)


def tidy(db: Session, *, on: date, at: datetime) -> None:
    """Forget listings long over, and messages that are old."""
    db.execute(delete(ListingMessage).where(ListingMessage.sent_at <= at - rules.MESSAGES_KEPT))
    db.execute(delete(MentorListing).where(MentorListing.until_on < on - rules.KEPT_AFTER))
    db.flush()
