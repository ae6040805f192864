"""Two at once: one pair of two invitations that cross, one answer of two, one end."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.db import Database
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.invitations import services
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.rules import Side
from tests import factories
from tests.mentoring.conftest import NOW, TODAY, two
from tests.mentoring.test_invitations import PROPOSED, SENDER
from tests.racing import actor, done, kinds, number_of

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def store(app: Flask) -> Database:
    """The database of the application."""
    found: Database = app.extensions["learnmentor.database"]
    return found


def invitation(db: Session, by: Person, to: Person) -> int:
    """An invitation that waits, by the key of its row."""
    made = services.invite(db, by=actor(by), side=Side.MENTOR, email=to.email, proposed=PROPOSED, sender=SENDER, at=NOW)
    db.commit()
    return made.id


def accept(db: Session, invitation_id: int, who: int) -> int | None:
    asked = select(PairInvitee).where(PairInvitee.invitation_id == invitation_id, PairInvitee.email.is_not(None))
    pair = services.accept(
        db, db.scalars(asked).one(), person_id=who, sender=SENDER, on=TODAY, at=NOW + timedelta(minutes=1)
    )
    return pair.id if pair else None


def test_two_who_accept_each_others_invitation_are_one_pair(db: Session, store: Database) -> None:
    amina, mei = (factories.person(db, name=name) for name in ("Amina Yusuf", "Mei Tan"))
    first, second, ids = invitation(db, amina, mei), invitation(db, mei, amina), (amina.id, mei.id)
    came = done(store, lambda one: accept(one, first, ids[1]), lambda one: accept(one, second, ids[0]))
    assert came[0] == came[1]
    assert number_of(db, Pair) == 1
    assert number_of(db, PairInvitation, PairInvitation.pair_id.is_(None)) == 0


def test_accepted_twice_and_withdrawn_at_once_it_comes_to_one_thing(db: Session, store: Database) -> None:
    amina, mei = (factories.person(db, name=name) for name in ("Amina Yusuf", "Mei Tan"))
    asked, me = invitation(db, amina, mei), mei.id
    came = done(store, lambda one: accept(one, asked, me), lambda one: accept(one, asked, me))
    assert came[0] == came[1]
    assert number_of(db, Pair) == 1
    other = invitation(db, amina, factories.person(db, name="Tom Price"))
    tom = db.scalars(select(Person.id).where(Person.name == "Tom Price")).one()
    outcomes = done(
        store,
        lambda one: accept(one, other, tom),
        lambda one: services.withdraw(one, one.get_one(PairInvitation, other), at=NOW),
    )
    opened = number_of(db, Pair) == 2
    assert outcomes[1] is not opened
    assert kinds(outcomes) == (["done", "done"] if opened else ["ProposalOver", "done"])


def test_ended_by_both_or_while_roles_are_swapped_it_ends_once(db: Session, store: Database) -> None:
    pair = two(db)
    ids, key = (pair.mentor.id, pair.mentee.id), pair.pair.id
    pairs.propose_swap(db, pair.pair, by_id=ids[0], sender=SENDER, at=NOW)
    db.commit()
    swapped, ended = done(
        store,
        lambda one: pairs.accept_swap(one, one.get_one(Pair, key), by_id=ids[1], on=TODAY + timedelta(days=1)),
        lambda one: pairs.end_and_tell(one, one.get_one(Pair, key), by_id=ids[0], sender=SENDER, at=NOW),
    )
    assert ended is True
    assert number_of(db, PairRoles) == (2 if swapped is None else 1)
    again = done(store, *(lambda one: pairs.end(one, one.get_one(Pair, key), at=NOW) for _ in range(2)))
    assert again == [False, False]
