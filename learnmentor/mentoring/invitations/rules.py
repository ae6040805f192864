"""How an invitation to a pair stands, and who may send one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName

LASTS = timedelta(days=30)
AGAIN = timedelta(days=1)  # so soon an address is not written to once more
RESPECTED = timedelta(days=90)  # so long whoever said no is not asked again by the same person
KEPT = RESPECTED  # after its end
MOST_WAITING = 20  # of one person


class ProposalStanding(StrEnum):
    """What has become of an invitation to a pair."""

    WAITING = "waiting"
    OPENED = "opened"  # there is a pair
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVER = "over"


@dataclass(frozen=True)
class Proposal:
    """An invitation as rules see it."""

    expires_at: datetime
    opened: bool = False
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def standing(self, *, at: datetime) -> ProposalStanding:
        """How it stands: what came of it before what might have been."""
        if self.opened:
            return ProposalStanding.OPENED
        if self.declined_at is not None:
            return ProposalStanding.DECLINED
        if self.withdrawn_at is not None:
            return ProposalStanding.WITHDRAWN
        return ProposalStanding.OVER if at >= self.expires_at else ProposalStanding.WAITING


def may_send_again(proposal: Proposal, sent_at: datetime, *, at: datetime) -> bool:
    """One that waits, or whose time is over, and not twice within a day."""
    alive = proposal.standing(at=at) in {ProposalStanding.WAITING, ProposalStanding.OVER}
    return alive and at >= sent_at + AGAIN


def said_no(proposals: Collection[Proposal], *, at: datetime) -> bool:
    """Whether an address said no to the same person not long ago."""
    return any(each.declined_at is not None and at < each.declined_at + RESPECTED for each in proposals)


def may_bring_together(actor: Actor) -> bool:
    """Whoever coordinates a part names two of its people; both are asked."""
    return actor.has(RoleName.COORDINATOR)
