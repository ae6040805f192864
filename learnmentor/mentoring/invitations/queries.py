"""Reads about invitations to pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.invitations.rules import MOST_WAITING, Proposal
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day, subtree

_MOST_LISTED = 2 * MOST_WAITING


@dataclass(frozen=True)
class KnownInvitation:
    """An invitation, who is asked (whoever sent it among them, where they would be one of the two), and by whom."""

    invitation: PairInvitation
    invitees: Sequence[PairInvitee]
    by: Person

    @property
    def whole(self) -> bool:
        """Whether both are still there: whoever closes their account takes their row along."""
        return len(self.invitees) == 2

    def other_than(self, invitee: PairInvitee) -> PairInvitee | None:
        """The other one of the two."""
        return next((each for each in self.invitees if each.id != invitee.id), None)


def waits(*, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of an invitation that can be answered."""
    ended = (PairInvitation.pair_id, PairInvitation.declined_at, PairInvitation.withdrawn_at)
    return (*(each.is_(None) for each in ended), PairInvitation.expires_at > at)


ASKED_INTO_PAIR = (  # whether an invitation waits for the address of a person who is in the statement
    select(PairInvitee.id)
    .join(PairInvitation, PairInvitation.id == PairInvitee.invitation_id)
    .where(PairInvitee.email == Person.__table__.c.email, PairInvitee.accepted_at.is_(None))
    .where(PairInvitation.pair_id.is_(None), PairInvitation.declined_at.is_(None))
    .where(PairInvitation.withdrawn_at.is_(None), PairInvitation.expires_at > bindparam("since"))
    .correlate(Person.__table__)
    .exists()
)


def known(db: Session, invitation_id: int) -> KnownInvitation | None:
    """An invitation with all who are in it, as it is now."""
    found = select(PairInvitation, Person).join(Person, Person.id == PairInvitation.by_id)
    now = {"populate_existing": True}
    row = db.execute(found.where(PairInvitation.id == invitation_id).execution_options(**now)).one_or_none()
    return KnownInvitation(row[0], invitees(db, invitation_id), row[1]) if row else None


def invitees(db: Session, invitation_id: int) -> Sequence[PairInvitee]:
    """The two of an invitation, as they are now."""
    asked = select(PairInvitee).where(PairInvitee.invitation_id == invitation_id).order_by(PairInvitee.id)
    return db.scalars(asked.execution_options(populate_existing=True)).all()


def hold_invitation(db: Session, invitation_id: int) -> PairInvitation | None:
    """The invitation's row, held until the transaction ends."""
    held = select(PairInvitation).where(PairInvitation.id == invitation_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))


def invitee_by_token(db: Session, token_sha256: str) -> PairInvitee | None:
    """Who is asked by the link of a letter, however the invitation stands."""
    return db.scalar(select(PairInvitee).where(PairInvitee.token_sha256 == token_sha256))


def invitee_of(db: Session, public_id: str, *, person_id: int, email: str) -> PairInvitee | None:
    """Who is asked, when it is this person; another's does not exist."""
    mine = or_(PairInvitee.person_id == person_id, and_(PairInvitee.email == email, PairInvitee.person_id.is_(None)))
    return db.scalar(select(PairInvitee).where(PairInvitee.public_id == public_id, mine))


def sent_by(db: Session, public_id: str, *, person_id: int) -> PairInvitation | None:
    """An invitation of whoever sent it."""
    return db.scalar(
        select(PairInvitation).where(PairInvitation.public_id == public_id, PairInvitation.by_id == person_id)
    )


@dataclass(frozen=True)
class WaitingLine:
    """An invitation that somebody is asked to answer."""

    invitee: PairInvitee
    invitation: PairInvitation
    by: str


def waiting_for(db: Session, *, email: str, at: datetime) -> list[WaitingLine]:
    """What waits for the answer of an address, the newest first."""
    asked = (
        select(PairInvitee, PairInvitation, Person.name)
        .join(PairInvitation, PairInvitation.id == PairInvitee.invitation_id)
        .join(Person, Person.id == PairInvitation.by_id)
        .where(PairInvitee.email == email, PairInvitee.accepted_at.is_(None), *waits(at=at))
        .where(Person.suspended_at.is_(None))
    )
    rows = db.execute(asked.order_by(PairInvitation.id.desc()).limit(_MOST_LISTED))
    return [WaitingLine(*row) for row in rows]


@dataclass(frozen=True)
class SentLine:
    """An invitation that somebody sent, and the addresses that are asked."""

    invitation: PairInvitation
    addresses: Sequence[str]


def sent(db: Session, *, person_id: int) -> list[SentLine]:
    """The invitations that somebody sent and that opened no pair, the newest first."""
    mine = select(PairInvitation).where(PairInvitation.by_id == person_id, PairInvitation.pair_id.is_(None))
    found = db.scalars(mine.order_by(PairInvitation.id.desc()).limit(_MOST_LISTED)).all()
    asked = select(PairInvitee).where(PairInvitee.invitation_id.in_([each.id for each in found]))
    invitees = db.scalars(asked.order_by(PairInvitee.id)).all()
    return [SentLine(each, [i.email for i in invitees if i.invitation_id == each.id and i.email]) for each in found]


def number_waiting(db: Session, *, person_id: int, at: datetime) -> int:
    """How many invitations of somebody wait for an answer."""
    mine = select(func.count(PairInvitation.id)).where(PairInvitation.by_id == person_id, *waits(at=at))
    return db.scalar(mine) or 0


def proposals_to(db: Session, *, by_id: int, email: str) -> list[Proposal]:
    """What one person proposed to one address before."""
    to = select(PairInvitation).join(PairInvitee, PairInvitee.invitation_id == PairInvitation.id)
    found = db.scalars(to.where(PairInvitation.by_id == by_id, PairInvitee.email == email).limit(_MOST_LISTED))
    return [each.proposal for each in found]


def between(db: Session, one: Person, other: Person, *, at: datetime) -> Sequence[PairInvitation]:
    """The invitations that wait and would make a pair of these two, whoever sent them."""

    def asks(person: Person) -> ColumnElement[bool]:
        invitee = aliased(PairInvitee)
        is_them = or_(invitee.person_id == person.id, and_(invitee.email == person.email, invitee.person_id.is_(None)))
        return exists().where(invitee.invitation_id == PairInvitation.id, is_them)

    return db.scalars(select(PairInvitation).where(*waits(at=at), asks(one), asks(other))).all()


def asking(person_id: int, email: str) -> Select[int]:
    """The keys of the invitations in which somebody is asked, for a statement."""
    them = or_(PairInvitee.person_id == person_id, PairInvitee.email == email)
    return select(PairInvitee.invitation_id).where(them)


def people_by_address(db: Session, emails: Sequence[str]) -> dict[str, Person]:
    """The open accounts of these addresses."""
    found = db.scalars(select(Person).where(Person.email.in_(emails), Person.closed_at.is_(None)))
    return {each.email: each for each in found}


def member_of(db: Session, parts: Sequence[Part], email: str, *, on: date) -> Person | None:
    """Somebody by address who belongs to one of these parts, or to what is inside them, on a day."""
    if not parts:
        return None
    belongs = (
        select(Membership.id)
        .join(Part, Part.id == Membership.part_id)
        .where(Membership.person_id == Person.id, on_day(Membership.starts_on, Membership.ends_on, on))
        .where(or_(*(subtree(part) for part in parts)))
    )
    return db.scalar(select(Person).where(Person.email == email, Person.closed_at.is_(None), belongs.exists()))
