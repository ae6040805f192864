"""Reads of the list: who is in it for whom, one place in it, and messages by relay."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.typed.names import folded
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.directory import rules
from learnmentor.mentoring.directory.models import (
    ListingAnswer,
    ListingMessage,
    MentorListing,
    facts_of,
    listing_place,
    message_place,
)
from learnmentor.mentoring.directory.rules import ContactMode, ListedTo, ListingFacts, ListingKind, ListingWords
from learnmentor.mentoring.models import Pair
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import at_once, on_day
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind


@dataclass(frozen=True)
class Listed:
    """A listing with its words. `elsewhere`: it is seen because another organisation shares this mentor."""

    id: int
    public_id: str
    person_id: int
    name: str
    kind: ListingKind
    facts: ListingFacts
    words: ListingWords
    listed_at: datetime
    elsewhere: bool = False

    @property
    def shown_name(self) -> str:
        """The name where it stands in the list, "" otherwise."""
        return self.name if self.facts.named else ""


@dataclass(frozen=True)
class ListingSearch:
    """What somebody looks for in the list; `roots` are the organisations whose list it is."""

    kind: ListingKind
    roots: frozenset[int]
    words: str = ""
    mode: ContactMode | None = None
    hours: int = 0
    use: str = ""
    for_arranging: bool = False  # also those whom only coordinators find


@dataclass(frozen=True)
class ListingsFound:
    """What was found; `more`: there are more listings than a search opens."""

    found: Sequence[Listed]
    more: bool = False


def roots_of(db: Session, person_id: int, *, on: date) -> frozenset[int]:
    """The organisations that somebody belongs to on a day."""
    theirs = select(Part.root_id).join(Membership, Membership.part_id == Part.id)
    theirs = theirs.where(Membership.person_id == person_id, on_day(Membership.starts_on, Membership.ends_on, on))
    return frozenset(db.scalars(theirs.distinct()))


def _belongs(roots: Collection[int], on: date) -> ColumnElement[bool]:
    there = select(Membership.id).join(Part, Part.id == Membership.part_id)
    there = there.where(Membership.person_id == MentorListing.person_id, Part.root_id.in_(roots))
    return there.where(on_day(Membership.starts_on, Membership.ends_on, on)).correlate(MentorListing).exists()


def _shared(roots: Collection[int], on: date) -> ColumnElement[bool]:
    """Whether an agreement in force shares the mentor with one of these organisations, from one they still are in."""
    agreed = SharingAgreement
    still = select(Membership.id).join(Part, Part.id == Membership.part_id)
    still = still.where(Membership.person_id == agreed.person_id, Part.root_id == agreed.from_root_id)
    still = still.where(on_day(Membership.starts_on, Membership.ends_on, on), Part.closed_on.is_(None))
    going = and_(agreed.ended_at.is_(None), or_(agreed.last_day.is_(None), agreed.last_day >= on))
    return exists(
        select(agreed.id)
        .where(agreed.kind == ShareKind.MENTOR, agreed.person_id == MentorListing.person_id)
        .where(agreed.to_root_id.in_(roots), agreed.accepted_at.is_not(None), going, still.correlate(agreed).exists())
        .correlate(MentorListing)
    )


def listings(db: Session, vault: Vault, asked: ListingSearch, *, on: date) -> ListingsFound:
    """Who is listed for these organisations, by name; those whose words hold all that is looked for.

    Words are sealed, so a search opens them: the newest `MOST_READ` at most.
    """
    here = _belongs(asked.roots, on)
    shared = _shared(asked.roots, on) if asked.kind == ListingKind.MENTOR else here
    wanted = [
        MentorListing.kind == asked.kind, MentorListing.until_on >= on, Person.closed_at.is_(None), or_(here, shared),
        MentorListing.hours >= asked.hours,
        *([MentorListing.modes.contains(asked.mode)] if asked.mode else []),
        *([MentorListing.practice_use == asked.use] if asked.use else []),
        *([] if asked.for_arranging else [MentorListing.listed_to == ListedTo.MEMBERS]),
    ]  # fmt: skip
    rows = db.execute(
        select(*MentorListing.__table__.c, Person.name, here.label("belongs"))
        .join(Person, Person.id == MentorListing.person_id)
        .where(*wanted)
        .order_by(MentorListing.listed_at.desc(), MentorListing.id.desc())
        .limit(rules.MOST_READ + 1)
    ).all()
    read = (_listed(vault, row, row.name, elsewhere=not row.belongs) for row in rows[: rules.MOST_READ])
    looked_for = folded(asked.words).split()
    found = [each for each in read if not looked_for or rules.found_by(looked_for, words_of(each))]
    found.sort(key=lambda each: (each.name.casefold() if each.facts.named else "\uffff", each.public_id))
    return ListingsFound(found, len(rows) > rules.MOST_READ)


def words_of(found: Listed) -> list[str]:
    """The words by which a listing is found, folded."""
    said = found.words
    return folded(f"{said.subjects} {said.area} {said.roles} {said.about} {found.shown_name}").replace(",", " ").split()


def _listed(vault: Vault, row: Any, name: str, *, elsewhere: bool = False) -> Listed:
    return Listed(
        row.id, row.public_id, row.person_id, name, ListingKind(row.kind), facts_of(row), opened(vault, row),
        row.listed_at, elsewhere,
    )  # fmt: skip


def opened(vault: Vault, row: Any) -> ListingWords:
    """The words of a listing: of its object, or of a row with its columns."""
    return ListingWords(**vault.open(row.body, place=listing_place(row.public_id)))


def listing_for(db: Session, vault: Vault, public_id: str, roots: Collection[int], *, on: date) -> Listed | None:
    """One listing in force, for somebody of these organisations."""
    here = _belongs(roots, on)
    seen = or_(here, and_(MentorListing.kind == ListingKind.MENTOR, _shared(roots, on)))
    found = db.execute(
        select(MentorListing, Person.name, here)
        .join(Person, Person.id == MentorListing.person_id)
        .where(MentorListing.public_id == public_id, MentorListing.until_on >= on, Person.closed_at.is_(None), seen)
        .where(MentorListing.listed_to == ListedTo.MEMBERS)
    ).one_or_none()
    return _listed(vault, found[0], found[1], elsewhere=not found[2]) if found else None


def own_listing(db: Session, person_id: int) -> MentorListing | None:
    """Somebody's own place among the mentors, past ones too."""
    theirs = select(MentorListing).where(MentorListing.person_id == person_id, MentorListing.kind == ListingKind.MENTOR)
    return db.scalars(theirs.order_by(MentorListing.id.desc()).limit(1)).first()


def own_practices(db: Session, person_id: int) -> Sequence[MentorListing]:
    """Somebody's own entries of practice, the newest first."""
    theirs = select(MentorListing).where(
        MentorListing.person_id == person_id, MentorListing.kind == ListingKind.PRACTICE
    )
    return db.scalars(theirs.order_by(MentorListing.id.desc()).limit(rules.MOST_PRACTICES)).all()


def own_practice(db: Session, person_id: int, public_id: str) -> MentorListing | None:
    """One of somebody's own entries of practice."""
    return next((each for each in own_practices(db, person_id) if each.public_id == public_id), None)


def locked_listing(db: Session, listing_id: int) -> MentorListing | None:
    """A listing as it is now, held until the transaction ends."""
    held = select(MentorListing).where(MentorListing.id == listing_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))


def locked_mentors(db: Session, people: Collection[int], *, on: date) -> Sequence[MentorListing]:
    """The places in force of these mentors, held in the order of their keys."""
    held = select(MentorListing).where(MentorListing.person_id.in_(people), MentorListing.kind == ListingKind.MENTOR)
    held = held.where(MentorListing.until_on >= on).order_by(MentorListing.id).with_for_update()
    return db.scalars(held.execution_options(populate_existing=True)).all()


def loads(db: Session, people: Collection[int]) -> Counter[int]:
    """How many people each of these mentors has in an open pair."""
    found: Counter[int] = Counter()
    for some in at_once(sorted(set(people))):
        counted = select(Pair.mentor_id, func.count()).where(Pair.mentor_id.in_(some), Pair.ended_at.is_(None))
        found.update({row[0]: row[1] for row in db.execute(counted.group_by(Pair.mentor_id))})
    return found


def answer_of(db: Session, person_id: int) -> ListingAnswer | None:
    """Whether somebody was asked to be in the list, and what they said."""
    return db.get(ListingAnswer, person_id)


def not_asked_yet(db: Session, people: Collection[int]) -> list[int]:
    """Those of these people who were never asked, and never were in the list."""
    known = set[int]()
    for some in at_once(sorted(set(people))):
        known.update(db.scalars(select(ListingAnswer.person_id).where(ListingAnswer.person_id.in_(some))))
        known.update(db.scalars(select(MentorListing.person_id).where(MentorListing.person_id.in_(some))))
    return sorted(set(people) - known)


def ending_soon(db: Session, *, on: date) -> list[int]:
    """Listings whose owners are to be asked whether they go on."""
    soon = select(MentorListing.id).where(MentorListing.until_on.between(on, on + rules.ASKED_AGAIN_BEFORE))
    return list(db.scalars(soon.where(MentorListing.asked_again_at.is_(None)).order_by(MentorListing.id)))


# By relay


@dataclass(frozen=True)
class RelayMessage:
    """A message with its words, as one of the two reads it; the answer to it, where there is one."""

    public_id: str
    writer_id: int
    writer: str
    reader_id: int
    reader: str
    text: str
    sent_at: datetime
    settled_at: datetime | None
    declined: bool
    about: ListingKind | None  # None: the listing is no more
    named: bool  # whether the reader's name stands in the list
    answer: str | None = None

    @property
    def both_agreed(self) -> bool:
        """Whether the two see each other's address."""
        return self.settled_at is not None and not self.declined

    def reader_for(self, person_id: int) -> str:
        """What whoever looks may call the reader."""
        return self.reader if self.named or self.both_agreed or person_id == self.reader_id else ""


def messages(db: Session, vault: Vault, person_id: int, *, most: int) -> list[RelayMessage]:
    """What somebody wrote by relay and was written, the newest first."""
    theirs = or_(ListingMessage.writer_id == person_id, ListingMessage.reader_id == person_id)
    return _messages(
        db, vault, and_(theirs, ListingMessage.reply_to_id.is_(None), ~ListingMessage.is_answer), most=most
    )


def message(db: Session, vault: Vault, public_id: str, person_id: int) -> RelayMessage | None:
    """One message with its answer, for the two of it."""
    theirs = or_(ListingMessage.writer_id == person_id, ListingMessage.reader_id == person_id)
    found = _messages(db, vault, and_(ListingMessage.public_id == public_id, theirs, ~ListingMessage.is_answer), most=1)
    return next(iter(found), None)


def _messages(db: Session, vault: Vault, wanted: ColumnElement[bool], *, most: int) -> list[RelayMessage]:
    rows = db.execute(
        select(ListingMessage, MentorListing.kind, MentorListing.named)
        .outerjoin(MentorListing, MentorListing.id == ListingMessage.listing_id)
        .where(wanted)
        .order_by(ListingMessage.id.desc())
        .limit(most)
    ).all()
    people = {key for row, _, _ in rows for key in (row.writer_id, row.reader_id)}
    names = {row[0]: row[1] for row in db.execute(select(Person.id, Person.name).where(Person.id.in_(people)))}
    answers = db.scalars(select(ListingMessage).where(ListingMessage.reply_to_id.in_([row.id for row, _, _ in rows])))
    said = {each.reply_to_id: text_of(vault, each) for each in answers}
    return [
        RelayMessage(
            row.public_id, row.writer_id, names[row.writer_id], row.reader_id, names[row.reader_id],
            text_of(vault, row), row.sent_at, row.settled_at, row.declined, ListingKind(kind) if kind else None,
            bool(named), said.get(row.id),
        )
        for row, kind, named in rows
    ]  # fmt: skip


def text_of(vault: Vault, row: ListingMessage) -> str:
    """The words of a message."""
    return str(vault.open(row.body, place=message_place(row.public_id)))


def locked_message(db: Session, public_id: str) -> ListingMessage | None:
    """A message as it is now, held until the transaction ends."""
    held = select(ListingMessage).where(ListingMessage.public_id == public_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))


def relay_standing(db: Session, listing: MentorListing, writer_id: int, *, since: datetime) -> rules.RelayStanding:
    """What decides whether somebody may write to a listing now."""
    mine = ListingMessage.writer_id == writer_id
    waits = and_(ListingMessage.listing_id == listing.id, ListingMessage.settled_at.is_(None))
    sent = select(ListingMessage.sent_at).where(mine, ListingMessage.sent_at > since, ~ListingMessage.is_answer)
    return rules.RelayStanding(
        own=listing.person_id == writer_id,
        waiting_of_mine=db.scalar(select(func.count(ListingMessage.id)).where(waits, mine)) or 0,
        sent_at=tuple(db.scalars(sent.limit(rules.MESSAGES_A_DAY))),
        waiting=db.scalar(select(func.count(ListingMessage.id)).where(waits)) or 0,
    )


_ADDRESS = select(Person.email).where(Person.id == bindparam("person_id"), Person.closed_at.is_(None))


def address(db: Session, person_id: int) -> str | None:
    """Where a letter to somebody goes; None once the account is closed."""
    return db.scalar(_ADDRESS, {"person_id": person_id})
