"""A group of a college, with whoever leads it and whoever is in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground.letters import Sender
from learnmentor.groups import services
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import Group
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.services import GroupFacts
from learnmentor.groups.sessions import services as sessions
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import HeldHow
from learnmentor.groups.sessions.services import SessionFacts
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations.models import Part
from tests import factories

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SENDER = Sender("http://localhost", "Northfield College")
FACTS = GroupFacts(GroupKind.COHORT, "Spring mentors", "For new mentors.", date(2026, 11, 1), date(2027, 7, 31), 14)


@dataclass(frozen=True)
class College:
    """A college with a department, a trainer, and a group that the trainer leads."""

    part: Part
    maths: Part
    ben: Person
    group: Group


@pytest.fixture
def college(db: Session) -> College:
    """The college, with nobody in the group yet."""
    part = factories.organisation(db)
    maths = factories.part(db, "Maths", of=part)
    ben = factories.person(db, name="Ben Okafor", roles=(RoleName.TRAINER,))
    factories.member(db, ben, part)
    group = services.make(db, part=part, facts=FACTS, by=actor(db, ben), public_id="springgroup", at=NOW, today=TODAY)
    db.commit()
    return College(part, maths, ben, group)


def actor(db: Session, person: Person) -> Actor:
    """Somebody as rules see them."""
    return factories.actor(db, person, on=TODAY)


def insider(db: Session, college: College, name: str = "Amina Yusuf") -> Person:
    """Somebody who belongs to the college."""
    person = factories.person(db, name=name)
    factories.member(db, person, college.part)
    return person


def join(
    db: Session, college: College, person: Person, *, seen_as: Counted = Counted.BY_NAME, group: Group | None = None
) -> Stands:
    """Join the group by a fresh link, accepting what is shown."""
    of = group or college.group
    way = joining.make_way(
        db, of, kind=WayKind.LINK, ends_at=NOW + timedelta(days=9), most=None, by=actor(db, college.ben), on=TODAY,
        at=NOW,
    )  # fmt: skip
    return joining.accept(
        db, of, person=actor(db, person), arrival=Arrival(ComesBy.LINK, way_id=way.id), seen_as=seen_as,
        version=CURRENT.version, on=TODAY, at=NOW,
    )  # fmt: skip


def member(db: Session, college: College, name: str = "Amina Yusuf", *, seen_as: Counted = Counted.BY_NAME) -> Person:
    """A member of the group."""
    person = insider(db, college, name)
    assert join(db, college, person, seen_as=seen_as) == Stands.ACCEPTED
    return person


def session(
    db: Session, college: College, *, starts_at: datetime = NOW - timedelta(hours=2), minutes: int = 90,
    title: str = "Listening",
) -> GroupSession:  # fmt: skip
    """A session of the group."""
    facts = SessionFacts(title, starts_at, "Europe/London", minutes, HeldHow.FACE_TO_FACE, "Room 4", "", "", "", [])
    return sessions.plan(
        db, college.group, facts=facts, by=actor(db, college.ben), public_id=f"s{title.lower()}", on=TODAY, at=NOW
    )


def row_of(db: Session, person: Person) -> GroupMember:
    """The newest stay of somebody in any group."""
    theirs = select(GroupMember).where(GroupMember.person_id == person.id).order_by(GroupMember.id.desc()).limit(1)
    return db.scalars(theirs.execution_options(populate_existing=True)).one()


def letters(db: Session, to: str | None = None) -> list[OutgoingMail]:
    """The letters that were written, to one address or to everybody."""
    every = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    return [each for each in every if to is None or each.to_address == to]
