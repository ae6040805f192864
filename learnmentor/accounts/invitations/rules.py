"""How an invitation stands."""

from datetime import datetime
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName


class InvitationStanding(StrEnum):
    """What has become of an invitation."""

    WAITING = "waiting"
    SEEN = "seen"  # its page was looked at, and it can still be used
    USED = "used"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    OVER = "over"


LIVE = frozenset({InvitationStanding.WAITING, InvitationStanding.SEEN})


def may_invite(actor: Actor) -> bool:
    """Whether they may invite somebody, and look after invitations."""
    return actor.has(RoleName.ADMINISTRATOR)


def invitation_standing(
    *,
    expires_at: datetime,
    opened_at: datetime | None,
    used_at: datetime | None,
    withdrawn_at: datetime | None,
    replaced_at: datetime | None,
    at: datetime,
) -> InvitationStanding:
    """How it stands: what ended it comes before what might have been."""
    if used_at is not None:
        return InvitationStanding.USED
    if withdrawn_at is not None:
        return InvitationStanding.WITHDRAWN
    if replaced_at is not None:
        return InvitationStanding.REPLACED
    if at >= expires_at:
        return InvitationStanding.OVER
    return InvitationStanding.WAITING if opened_at is None else InvitationStanding.SEEN
