"""What is somebody's under Mentoring: what waits for their answer, their pairs, visits that they watch, invitations
that they sent, what is shown to them as a third party."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import address_of
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed.records import queries as released
from learnmentor.assessment.assessed.records.queries import AskedRecord
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import queries, wording
from learnmentor.mentoring.invitations import queries as invitations
from learnmentor.mentoring.invitations.queries import SentLine, WaitingLine
from learnmentor.mentoring.invitations.rules import ProposalStanding, may_bring_together, may_send_again
from learnmentor.mentoring.matching import queries as matching
from learnmentor.mentoring.matching.queries import AskedLine
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries as observations
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.queries import PartyName
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.third_parties import queries as third_parties
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.web.access import or_404

_SAID = {
    ProposalStanding.WAITING: ("Waits", "todo"),
    ProposalStanding.OPENED: ("Accepted", "teal"),
    ProposalStanding.DECLINED: ("The answer was no", "plain"),
    ProposalStanding.WITHDRAWN: ("Withdrawn", "plain"),
    ProposalStanding.OVER: ("Its time is over", "plain"),
}


@dataclass(frozen=True)
class ListedPair:
    """A pair in the list of one of its two."""

    public_id: str
    other: PartyName
    other_is: str  # "mentor"
    kind: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class SentInvitation:
    """An invitation as whoever sent it finds it."""

    public_id: str
    addresses: Sequence[str]
    kind: PairKind
    sent_at: datetime
    standing: str
    tone: str
    may_send_again: bool
    may_withdraw: bool


@dataclass(frozen=True)
class MentoringPage:
    """All that is somebody's under Mentoring."""

    going_on: Sequence[ListedPair]
    ended: Sequence[ListedPair]
    asked: Sequence[WaitingLine]
    chosen_by: Sequence[AskedLine]  # who would like them as a mentor
    to_release: Sequence[AskedRecord]  # copies of records that wait for a yes or no
    to_watch: Sequence[Observation]  # asked as the second observer
    watched: Sequence[Observation]
    to_acknowledge: Sequence[tuple[PairThirdParty, Pair]]
    sent: Sequence[SentInvitation]
    shown: Sequence[tuple[PairThirdParty, Pair]]
    may_bring_together: bool
    kinds: dict[PairKind, str]


def mentoring_page(db: Session, vault: Vault, me: Actor, *, at: datetime) -> MentoringPage:
    """What somebody finds there."""
    lines = [_line(known, me) for known in queries.pairs_of(db, me.id)]
    shown = third_parties.shown_to(db, me.id)
    visits = observations.guest_observations(db, person_id=me.id)
    return MentoringPage(
        [line for line in lines if line.until is None],
        [line for line in lines if line.until],
        invitations.waiting_for(db, email=address_of(db, me.id), at=at),
        matching.asked_of(db, vault, me.id),
        released.waiting_for(db, me.id),
        [each for each in visits if each.second_id != me.id],
        [each for each in visits if each.second_id == me.id],
        [each for each in shown if not each[0].acknowledged_at],
        [_sent(each, at=at) for each in invitations.sent(db, person_id=me.id)],
        [each for each in shown if each[0].acknowledged_at],
        may_bring_together(me),
        wording.KINDS,
    )


def _line(known: queries.KnownPair, me: Actor) -> ListedPair:
    side, pair = or_404(known.pair.pairing.side(me.id)), known.pair
    return ListedPair(
        pair.public_id, known.party(side.other), wording.called(pair.kind, side.other), wording.KINDS[pair.kind],
        pair.opened_at, pair.ended_at,
    )  # fmt: skip


def _sent(line: SentLine, *, at: datetime) -> SentInvitation:
    found = line.invitation
    standing = found.proposal.standing(at=at)
    return SentInvitation(
        found.public_id, line.addresses, found.kind, found.sent_at, *_SAID[standing],
        may_send_again(found.proposal, found.sent_at, at=at), standing == ProposalStanding.WAITING,
    )  # fmt: skip
