"""What is done with an invitation that was sent: it is seen, sent again, withdrawn, or replaced by another one."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from learnmentor.accounts import letters
from learnmentor.accounts import queries as accounts
from learnmentor.accounts import services as people
from learnmentor.accounts.models import Invitation
from learnmentor.accounts.rules import Actor, RoleName, clean_address
from learnmentor.accounts.services import INVITATION_LASTS, AddressTaken
from learnmentor.ground.letters import Sender
from learnmentor.jobs import services as jobs


class InvitationOver(Exception):
    """It was used, withdrawn or replaced, perhaps a moment ago, or its time is over."""


def note_seen(db: Session, token_sha256: str, *, at: datetime) -> None:
    """Write down that somebody looks at the page of a link; the first time counts, and a link that is over does not."""
    seen = update(Invitation).where(Invitation.token_sha256 == token_sha256, Invitation.opened_at.is_(None))
    db.execute(seen.where(*accounts.invitation_waits(at=at)).values(opened_at=at))


def withdraw(db: Session, invitation: Invitation, *, at: datetime) -> None:
    """Let nobody in by it any more; raises `InvitationOver`."""
    _end(db, invitation, at=at, withdrawn_at=at)


def send_again(
    db: Session, invitation: Invitation, *, by: str, token_sha256: str, link: str, sender: Sender, at: datetime
) -> None:
    """Send it again with a link of its own, good for as long as the first was; the link before is over.

    One whose time had run out can be sent again too. `by` is the name in the letter. Raises `InvitationOver`, or
    `AddressTaken` when the address has an account by now.
    """
    if accounts.person_by_email(db, invitation.email) is not None:
        raise AddressTaken(invitation.public_id)
    _end(
        db, invitation, at=None, token_sha256=token_sha256, resent_at=at, opened_at=None,
        expires_at=at + INVITATION_LASTS,
    )  # fmt: skip
    letter = letters.invitation(sender, link=link, by=by)
    jobs.send_mail(db, to=invitation.email, subject=letter.subject, body=letter.body, at=at)


def replace(
    db: Session,
    invitation: Invitation,
    *,
    email: str,
    role: RoleName | None,
    by: Actor,
    token_sha256: str,
    link: str,
    sender: Sender,
    at: datetime,
) -> Invitation:
    """Invite another address, or with another role, in its place; its link is over.

    Raises `InvitationOver` or `AddressTaken`.
    """
    if accounts.person_by_email(db, clean_address(email)) is not None:
        raise AddressTaken(invitation.public_id)
    _end(db, invitation, at=at, replaced_at=at)
    return people.invite(db, email=email, role=role, by=by, token_sha256=token_sha256, link=link, sender=sender, at=at)


def _end(db: Session, invitation: Invitation, *, at: datetime | None, **values: object) -> None:
    """Change one that was not ended; `at` asks too that its time has not run out."""
    ended = (Invitation.used_at, Invitation.withdrawn_at, Invitation.replaced_at)
    live = [each.is_(None) for each in ended] if at is None else accounts.invitation_waits(at=at)
    mine = update(Invitation).where(Invitation.id == invitation.id, *live).values(**values)
    done = db.execute(mine.execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an update has a count
        raise InvitationOver(invitation.public_id)
