"""What is done with invitations to parts: accepted, declined, withdrawn, forgotten when they are over."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts import services as accounts
from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground import randomness
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.organisations import queries, rules, services
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.organisations.rules import HowKnown, Span


@dataclass(frozen=True)
class Joined:
    """Somebody who accepts, with their address."""

    person_id: int
    email: str


def accept(db: Session, ids: Sequence[int], who: Joined, *, at: datetime, today: date) -> list[Part]:
    """Let somebody belong where they were invited to; gives the parts. What was answered meanwhile is left out."""
    hold_person(db, who.person_id)
    joined = []
    for offer, part, inviter in offers.offers_now(db, ids):
        offer.accepted_at, offer.person_id = at, who.person_id
        if part.closed_on is None and not (offer.ends_on and offer.ends_on < today):
            _begin(db, offer, part, inviter, who, today=today)
            joined.append(part)
    db.flush()
    return joined


def _begin(db: Session, offer: MembershipOffer, part: Part, inviter: Person, who: Joined, *, today: date) -> None:
    span = Span(offer.starts_on or today, offer.ends_on)
    with suppress(services.AlreadyMember):
        services.begin_membership(db, person_id=who.person_id, part=part, span=span)
    _give_roles(db, offer, part, inviter, who, today=today)
    if offer.manager_email:
        manager = queries.person_of_organisation(db, part.root_id, email=offer.manager_email, on=today)
        _let_manage(db, part.root_id, manager.id if manager else None, who.person_id, today=today)
    for led in offers.waiting_for(db, part.root_id, who.email):
        _let_manage(db, part.root_id, who.person_id, led.person_id, today=today)


def _give_roles(db: Session, offer: MembershipOffer, part: Part, inviter: Person, who: Joined, *, today: date) -> None:
    """The roles that came with an invitation, where who sent it may still give them."""
    actor = Actor(inviter.id, inviter.public_id, inviter.name, inviter.printed_name, frozenset())
    by = queries.actor_now(db, actor, on=today)
    person = db.get_one(Person, who.person_id)
    for role in map(RoleName, offer.roles):
        if inviter.closed_at is None and rules.may_give(by, role, part):
            with suppress(accounts.RoleClash):
                accounts.give_role(
                    db, person, name=role, starts_on=max(today, offer.starts_on or today), ends_on=offer.ends_on,
                    part_id=part.id if role == RoleName.COORDINATOR else None,
                )  # fmt: skip


def _let_manage(db: Session, root_id: int, manager_id: int | None, person_id: int | None, *, today: date) -> None:
    if manager_id is not None and person_id is not None:
        with suppress(services.Circular, services.AlreadyManages):
            services.begin_management(
                db, manager_id=manager_id, person_id=person_id, root_id=root_id, span=Span(today),
                how=HowKnown.CSV, public_id=randomness.public_id(),
            )  # fmt: skip


def decline(db: Session, offer: MembershipOffer) -> None:
    """Forget an invitation, as its owner or its sender wishes."""
    db.delete(offer)
    db.flush()


def tidy(db: Session, *, at: datetime) -> None:
    """Forget invitations that nobody accepted in time."""
    over = delete(MembershipOffer).where(MembershipOffer.accepted_at.is_(None), MembershipOffer.expires_at <= at)
    db.execute(over, execution_options={"synchronize_session": False})


def forget(db: Session, person_id: int) -> LeftBehind:
    """Erase what somebody accepted, under whichever address, when their account is closed."""
    theirs = delete(MembershipOffer).where(MembershipOffer.person_id == person_id)
    db.execute(theirs, execution_options={"synchronize_session": False})
    return LeftBehind()
