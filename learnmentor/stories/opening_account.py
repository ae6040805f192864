"""Somebody gets an account, and belongs somewhere from then on: accounts know of no organisation."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts import services as accounts
from learnmentor.accounts.models import Invitation, Person
from learnmentor.accounts.queries import Credentials
from learnmentor.organisations import queries as organisation_queries
from learnmentor.organisations import services as organisations
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.joining import services as joining
from learnmentor.stories import named_group


def open_account(
    db: Session, *, email: str, name: str, password_hash: str, public_id: str, at: datetime, today: date
) -> Person:
    """A new account; raises `AddressTaken`."""
    person = accounts.open_account(db, email=email, name=name, password_hash=password_hash, public_id=public_id, at=at)
    organisations.join_the_only(db, person.id, on=today)
    return person


def come_in(db: Session, found: Credentials, *, public_id: str, at: datetime, today: date) -> Person | None:
    """The person whose password was right, as `accounts.services.come_in` says; a waiting sign-up is an account now."""
    person = accounts.come_in(db, found, public_id=public_id, at=at)
    if person is not None and found.person_id is None:
        organisations.join_the_only(db, person.id, on=today)
    return person


def accept(
    db: Session, invitation: Invitation, *, name: str, password_hash: str, public_id: str, at: datetime, today: date
) -> Person:
    """Make the account of an invitation; raises `LinkOver` or `AddressTaken`.

    With the link, its owner accepts too where its sender invited them to.
    """
    only = organisation_queries.only_organisation(db)
    person = accounts.accept(
        db, invitation, name=name, password_hash=password_hash, public_id=public_id, at=at, today=today,
        part_id=only.id if only else None,
    )  # fmt: skip
    if invitation.invited_by_id is not None:
        offered = offers.offers_accepted_by_link(db, person.email, inviter_id=invitation.invited_by_id, at=at)
        who = joining.Joined(person.id, person.email)
        joined = joining.accept(db, [offer.id for offer in offered], who, at=at, today=today)
        named_group.ask_accepted(db, offered, joined, at=at)
    organisations.join_the_only(db, person.id, on=today)
    return person
