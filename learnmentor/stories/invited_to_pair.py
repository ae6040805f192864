"""Somebody without an account opens the link of a letter about a pair: an account with a name and a password, and in.

They belong to no organisation by it, study nothing, and nothing of a CPD year is asked of them.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts import services as accounts
from learnmentor.accounts.models import Person
from learnmentor.ground.letters import Sender
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.mentoring.invitations.models import PairInvitee
from learnmentor.mentoring.models import Pair


def accept(
    db: Session,
    invitee: PairInvitee,
    *,
    name: str,
    password_hash: str,
    public_id: str,
    sender: Sender,
    on: date,
    at: datetime,
) -> tuple[Person, Pair | None]:
    """Make the account of whoever is asked, and say yes for them; raises `AddressTaken` and what accepting does."""
    person = accounts.open_account(
        db, email=invitee.email or "", name=name, password_hash=password_hash, public_id=public_id, at=at
    )
    return person, invitations.accept(db, invitee, person_id=person.id, sender=sender, on=on, at=at)
