"""A college with mentors in its list and somebody who looks for one, in few words."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.models import MentorListing
from learnmentor.mentoring.directory.rules import ContactMode, ListingFacts, ListingWords
from learnmentor.mentoring.matching import queries, services
from learnmentor.mentoring.matching.models import MentorOffer, MentorSearch
from learnmentor.mentoring.matching.rules import LooksFor, SearchFacts, SearchWords
from learnmentor.mentoring.matching.services import MatchStory
from learnmentor.organisations.models import Part
from tests import factories

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
STORY = MatchStory(Sender("http://localhost", "Northfield College"), TODAY, NOW)
MODES = frozenset({ContactMode.FACE, ContactMode.VIDEO})
FACTS = ListingFacts(date(2027, 7, 31), MODES, hours=10, most_mentees=2)
WORDS = ListingWords(subjects="upholstery, maths", area="North site", roles="Lecturer", times="Tuesdays")
LOOKS = SearchFacts(LooksFor.SUBJECT, MODES)


@dataclass(frozen=True)
class Matched:
    """A college, somebody in it who looks for a mentor of upholstery, and the coordinator."""

    part: Part
    mentee: Person
    dev: Person
    search: MentorSearch


def insider(db: Session, part: Part, name: str) -> Person:
    """Somebody who belongs to a part."""
    made = factories.person(db, name=name)
    factories.member(db, made, part)
    return made


def mentor(
    db: Session, vault: Vault, part: Part, name: str, *, words: ListingWords = WORDS, **facts: Any
) -> tuple[Person, MentorListing]:
    """Somebody of a part who is in the list."""
    made = insider(db, part, name)
    asked = replace(FACTS, **facts)
    listing = directory.list_mentor(
        db, vault, person_id=made.id, facts=asked, words=words, public_id=f"listing{made.id}", at=NOW
    )
    return made, listing


def looks(db: Session, vault: Vault, part: Part, who: Person, *, needs: str = "") -> MentorSearch:
    """Somebody says that they look for a mentor."""
    words = SearchWords(subject="Upholstery", role="Tutor", times="Mondays")
    return services.state(db, vault, mentee_id=who.id, part=part, facts=LOOKS, words=words, needs=needs, at=NOW)


def matched(db: Session, vault: Vault) -> Matched:
    """The college."""
    part = factories.organisation(db)
    mentee, dev = insider(db, part, "Mei Tan"), insider(db, part, "Dev Patel")
    factories.coordinator(db, dev, part)
    search = looks(db, vault, part, mentee)
    db.commit()
    return Matched(part, mentee, dev, search)


def offered(db: Session, vault: Vault, there: Matched, *listings: MentorListing) -> list[MentorOffer]:
    """These mentors, offered."""
    made = services.offer(
        db, vault, there.search, root_id=there.part.root_id, mentors=[each.public_id for each in listings], story=STORY
    )
    db.commit()
    return made


def chosen(db: Session, vault: Vault, there: Matched, listing: MentorListing, *, reason: str = "") -> MentorOffer:
    """A mentor offered and chosen."""
    [offer] = offered(db, vault, there, listing)
    found = services.choose(db, vault, there.search, offer.public_id, reason=reason, story=STORY)
    db.commit()
    return found


def states(db: Session, search: MentorSearch) -> list[str]:
    """How the offers of a search stand, the oldest first."""
    return [str(each.state) for each in queries.offers_now(db, search.id)]


def subjects_of_letters(db: Session, who: Person) -> list[str]:
    """The subjects of the letters to somebody, in their order."""
    written = select(OutgoingMail.subject).where(OutgoingMail.to_address == who.email).order_by(OutgoingMail.id)
    return list(db.scalars(written))
