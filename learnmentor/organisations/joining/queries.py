"""Reads about invitations to parts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.organisations.queries import subtree


def _waiting(at: datetime) -> ColumnElement[bool]:
    return and_(MembershipOffer.accepted_at.is_(None), MembershipOffer.expires_at > at)


INVITED = (  # whether an invitation waits for a person who is in the statement, which it rides along with
    select(MembershipOffer.id)
    .where(MembershipOffer.email == Person.__table__.c.email, MembershipOffer.accepted_at.is_(None))
    .where(MembershipOffer.expires_at > bindparam("since"))
    .correlate(Person.__table__)
    .exists()
)


def name_offered(db: Session, email: str, *, at: datetime) -> str:
    """The name that somebody was invited with, if any was written beside their address."""
    named = select(MembershipOffer.name).where(MembershipOffer.email == email, MembershipOffer.name != "", _waiting(at))
    return db.scalars(named.order_by(MembershipOffer.id).limit(1)).first() or ""


def offers_to(db: Session, email: str, *, at: datetime) -> Sequence[tuple[MembershipOffer, Part, Part]]:
    """The invitations to an address that wait: each with its part and the organisation."""
    root = Part.__table__.alias("root")
    asked = select(MembershipOffer, Part, root.c.id).join(Part, Part.id == MembershipOffer.part_id)
    asked = asked.join(root, root.c.id == MembershipOffer.root_id).where(MembershipOffer.email == email, _waiting(at))
    rows = db.execute(asked.order_by(MembershipOffer.id).limit(50)).all()
    roots = {each.id: each for each in db.scalars(select(Part).where(Part.id.in_({row[2] for row in rows})))}
    return [(offer, part, roots[root_id]) for offer, part, root_id in rows]


def offer_to(db: Session, public_id: str, email: str, *, at: datetime) -> MembershipOffer | None:
    """An invitation of this address while it waits; another's does not exist."""
    wanted = select(MembershipOffer).where(MembershipOffer.public_id == public_id, MembershipOffer.email == email)
    return db.scalar(wanted.where(_waiting(at)))


def offers_accepted_by_link(db: Session, email: str, *, inviter_id: int, at: datetime) -> Sequence[MembershipOffer]:
    """What is accepted with the link of an invitation: all that waits from the organisations its sender invited to."""
    sent = select(MembershipOffer.root_id).where(
        MembershipOffer.email == email, MembershipOffer.invited_by_id == inviter_id, _waiting(at)
    )
    wanted = select(MembershipOffer).where(MembershipOffer.email == email, _waiting(at))
    return db.scalars(wanted.where(MembershipOffer.root_id.in_(sent)).order_by(MembershipOffer.id)).all()


def offers_now(db: Session, ids: Sequence[int]) -> Sequence[tuple[MembershipOffer, Part, Person]]:
    """Invitations as they are now, held until the transaction ends, each with its part and who sent it."""
    asked = (
        select(MembershipOffer, Part, Person)
        .join(Part, Part.id == MembershipOffer.part_id)
        .join(Person, Person.id == MembershipOffer.invited_by_id)
        .where(MembershipOffer.id.in_(ids), MembershipOffer.accepted_at.is_(None))
        .order_by(MembershipOffer.id)
    )
    rows = db.execute(asked.with_for_update(of=MembershipOffer).execution_options(populate_existing=True)).all()
    return [(row[0], row[1], row[2]) for row in rows]


def waiting_for(db: Session, root_id: int, manager_email: str) -> Sequence[MembershipOffer]:
    """Accepted invitations that named somebody as manager who was not there yet."""
    wanted = select(MembershipOffer).where(
        MembershipOffer.root_id == root_id, MembershipOffer.manager_email == manager_email,
        MembershipOffer.accepted_at.is_not(None),
    )  # fmt: skip
    return db.scalars(wanted.order_by(MembershipOffer.id)).all()


def waiting_in(db: Session, part: Part, *, at: datetime, most: int) -> Sequence[tuple[MembershipOffer, Part]]:
    """The invitations to a part and all below it that wait, the newest first."""
    asked = select(MembershipOffer, Part).join(Part, Part.id == MembershipOffer.part_id)
    rows = db.execute(asked.where(subtree(part), _waiting(at)).order_by(MembershipOffer.id.desc()).limit(most))
    return [(row[0], row[1]) for row in rows]


def offer_in(db: Session, part: Part, public_id: str, *, at: datetime) -> MembershipOffer | None:
    """An invitation to a part or one below it, while it waits."""
    asked = select(MembershipOffer).join(Part, Part.id == MembershipOffer.part_id)
    return db.scalar(asked.where(subtree(part), MembershipOffer.public_id == public_id, _waiting(at)))
