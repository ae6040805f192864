"""Reads of invitations that were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.invitations.rules import InvitationStanding, invitation_standing
from learnmentor.accounts.models import Invitation
from learnmentor.accounts.queries import invitation_waits
from learnmentor.accounts.rules import clean_address


@dataclass(frozen=True)
class FoundInvitations:
    """Some of the invitations found, the newest first, and how many there are in all."""

    invitations: Sequence[Invitation]
    total: int


def sent_invitations(
    db: Session, *, words: str, standing: InvitationStanding | None, at: datetime, most: int, after: int
) -> FoundInvitations:
    """Invitations that somebody sent, whose address holds all of `words`."""
    wanted: list[ColumnElement[bool]] = [Invitation.invited_by_id.is_not(None)]
    wanted += [Invitation.email.contains(word, autoescape=True) for word in clean_address(words).split()]
    wanted += [] if standing is None else [_stands(standing, at=at)]
    newest = select(Invitation).where(*wanted).order_by(Invitation.id.desc())
    total = db.scalar(select(func.count(Invitation.id)).where(*wanted)) or 0
    return FoundInvitations(db.scalars(newest.limit(most).offset(after)).all(), total)


def _stands(standing: InvitationStanding, *, at: datetime) -> ColumnElement[bool]:
    """The rule `invitation_standing`, as a question to the database."""
    unused, live = Invitation.used_at.is_(None), and_(*invitation_waits(at=at))
    kept = and_(unused, Invitation.withdrawn_at.is_(None))
    return {
        InvitationStanding.WAITING: and_(live, Invitation.opened_at.is_(None)),
        InvitationStanding.SEEN: and_(live, Invitation.opened_at.is_not(None)),
        InvitationStanding.USED: Invitation.used_at.is_not(None),
        InvitationStanding.WITHDRAWN: and_(unused, Invitation.withdrawn_at.is_not(None)),
        InvitationStanding.REPLACED: and_(kept, Invitation.replaced_at.is_not(None)),
        InvitationStanding.OVER: and_(kept, Invitation.replaced_at.is_(None), Invitation.expires_at <= at),
    }[standing]


def sent_invitation(db: Session, public_id: str) -> Invitation | None:
    """An invitation that somebody sent, as it stands now."""
    asked = select(Invitation).where(Invitation.public_id == public_id, Invitation.invited_by_id.is_not(None))
    return db.scalar(asked.execution_options(populate_existing=True))


def newest_to(db: Session, email: str) -> Invitation | None:
    """The newest invitation that somebody sent to an address."""
    to = select(Invitation).where(Invitation.email == clean_address(email), Invitation.invited_by_id.is_not(None))
    return db.scalar(to.order_by(Invitation.id.desc()).limit(1))


def standing_of(invitation: Invitation, *, at: datetime) -> InvitationStanding:
    """How an invitation stands."""
    return invitation_standing(
        expires_at=invitation.expires_at, opened_at=invitation.opened_at, used_at=invitation.used_at,
        withdrawn_at=invitation.withdrawn_at, replaced_at=invitation.replaced_at, at=at,
    )  # fmt: skip
