"""What is done with invitations to pairs: sent, sent again, withdrawn, accepted, declined.

Answers hold the people first, in the order of their keys, and then the invitation's row, so that two invitations that
cross open one pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import AccountClosed, address_of, hold_person
from learnmentor.accounts.rules import Actor, clean_address, digest
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring import wording
from learnmentor.mentoring.invitations import letters, queries, rules
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.invitations.queries import KnownInvitation
from learnmentor.mentoring.invitations.rules import ProposalStanding
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import open_between
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.services import PairOfOne


class ProposalOver(Exception):
    """The invitation cannot be answered: `standing` says why."""

    def __init__(self, standing: ProposalStanding) -> None:
        super().__init__(standing)
        self.standing = standing


class ProposerAway(Exception):
    """Whoever sent the invitation cannot take part just now."""


class SaidNo(Exception):
    """The address said no to this person not long ago."""


class WaitsAlready(Exception):
    """An invitation of this person to this address waits."""


class TooManyWaiting(Exception):
    """So many invitations of one person wait already as may."""


class SentLately(Exception):
    """A letter went out not long ago, or the invitation is past that."""


@dataclass(frozen=True)
class Proposed:
    """What a pair would be."""

    kind: PairKind
    context: PairContext


# Sending


def invite(
    db: Session, *, by: Actor, side: Side, email: str, proposed: Proposed, sender: Sender, at: datetime
) -> PairInvitation:
    """Invite an address to be the other one of a pair, in which whoever invites stands on `side`.

    Raises `PairOfOne`, `SaidNo`, `WaitsAlready`, `TooManyWaiting`.
    """
    address = clean_address(email)
    hold_person(db, by.id)
    if address == address_of(db, by.id):
        raise PairOfOne(by.id)
    _ask_whether_possible(db, by, [address], at=at)
    made = _begin(db, by, proposed, at=at)
    own = PairInvitee(
        public_id=randomness.public_id(), invitation_id=made.id, side=side, person_id=by.id, accepted_at=at
    )
    other = PairInvitee(public_id=randomness.public_id(), invitation_id=made.id, side=side.other, email=address)
    db.add_all([own, other])
    _write(db, made, other, by=by.name, other="", sender=sender, at=at)
    return made


def bring_together(
    db: Session, *, by: Actor, mentor: Person, mentee: Person, proposed: Proposed, sender: Sender, at: datetime
) -> PairInvitation:
    """Suggest a pair to two people, of whom both are asked; raises as `invite`."""
    if mentor.id == mentee.id:
        raise PairOfOne(mentor.id)
    hold_person(db, by.id)
    _ask_whether_possible(db, by, [mentor.email, mentee.email], at=at)
    made = _begin(db, by, proposed, at=at)
    for side, who, other in ((Side.MENTOR, mentor, mentee), (Side.MENTEE, mentee, mentor)):
        row = PairInvitee(public_id=randomness.public_id(), invitation_id=made.id, side=side, email=who.email)
        db.add(row)
        _write(db, made, row, by=by.name, other=other.name, sender=sender, at=at)
    return made


def _ask_whether_possible(db: Session, by: Actor, addresses: Sequence[str], *, at: datetime) -> None:
    before = [queries.proposals_to(db, by_id=by.id, email=each) for each in addresses]
    if len(addresses) == 1 and rules.said_no(before[0], at=at):
        raise SaidNo(by.public_id)
    if len(addresses) == 1 and any(each.standing(at=at) == ProposalStanding.WAITING for each in before[0]):
        raise WaitsAlready(by.public_id)
    if queries.number_waiting(db, person_id=by.id, at=at) >= rules.MOST_WAITING:
        raise TooManyWaiting(by.public_id)


def _begin(db: Session, by: Actor, proposed: Proposed, *, at: datetime) -> PairInvitation:
    made = PairInvitation(
        public_id=randomness.public_id(), by_id=by.id, kind=proposed.kind, context=proposed.context, sent_at=at,
        expires_at=at + rules.LASTS,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _write(
    db: Session, made: PairInvitation, to: PairInvitee, *, by: str, other: str, sender: Sender, at: datetime
) -> None:
    """A letter with a link of its own, in place of the one before. `other`: whom a coordinator suggests."""
    token = randomness.token()
    to.token_sha256 = digest(token)
    db.flush()
    link, you = f"{sender.base_url}/pair-invitations/{token}", wording.called(made.kind, Side(to.side))
    told = {"by": by, "you": you, "kind": wording.KINDS[made.kind], "link": link}
    letter = (
        letters.brought_together(sender, other=other, until=made.expires_at, **told)
        if other
        else letters.invited(sender, until=made.expires_at, **told)
    )
    _post(db, to.email or "", letter, at=at, until=made.expires_at)


def send_again(db: Session, invitation: PairInvitation, *, sender: Sender, at: datetime) -> None:
    """Write once more to whoever has not answered, for another thirty days; raises `SentLately`."""
    held = queries.hold_invitation(db, invitation.id)
    if held is None or not rules.may_send_again(held.proposal, held.sent_at, at=at):
        raise SentLately(invitation.public_id)
    held.sent_at, held.expires_at = at, at + rules.LASTS
    found = queries.known(db, held.id)
    for each in found.invitees if found else ():
        if found is not None and each.accepted_at is None:
            _write(db, held, each, by=found.by.name, other=_name_beside(db, found, each), sender=sender, at=at)


def _name_beside(db: Session, found: KnownInvitation, invitee: PairInvitee) -> str:
    """Whom a coordinator suggested to this one; "" where the other one sent the invitation."""
    other = found.other_than(invitee)
    return "" if other is None or other.person_id == found.by.id else name_of(db, other)


def name_of(db: Session, invitee: PairInvitee) -> str:
    """What one of those whom a coordinator suggested to each other is called."""
    person = _person_of(db, invitee)
    return person.name if person else "somebody"


def withdraw(db: Session, invitation: PairInvitation, *, at: datetime) -> bool:
    """Let nobody answer it any more; whether it could still be answered."""
    held = queries.hold_invitation(db, invitation.id)
    if held is None or held.proposal.standing(at=at) != ProposalStanding.WAITING:
        return False
    held.withdrawn_at = at
    db.flush()
    return True


# Answering


def accept(db: Session, invitee: PairInvitee, *, person_id: int, sender: Sender, on: date, at: datetime) -> Pair | None:
    """Say yes. Gives the pair once both did, and None while the other one has not answered; twice is harmless.

    Raises `ProposalOver`, `ProposerAway`, `PairOfOne`.
    """
    invitation_id, invitee_id = invitee.invitation_id, invitee.id
    _hold_both(db, invitee, person_id)
    found = _held(db, invitation_id, at=at, person_id=person_id)
    if found.invitation.pair_id is not None:
        return db.get_one(Pair, found.invitation.pair_id)
    mine = next(each for each in found.invitees if each.id == invitee_id)
    other = next(each for each in found.invitees if each.id != invitee_id)
    if mine.person_id not in {None, person_id}:
        raise ProposalOver(ProposalStanding.OPENED)  # somebody else answered by the same link
    theirs = _person_of(db, other)
    if theirs is not None and theirs.id == person_id:
        raise PairOfOne(person_id)
    mine.person_id, mine.accepted_at = person_id, mine.accepted_at or at
    db.flush()
    return _open(db, found, mine, other, sender=sender, on=on, at=at) if other.accepted_at else None


def _person_of(db: Session, invitee: PairInvitee) -> Person | None:
    if invitee.person_id is not None:
        return db.get_one(Person, invitee.person_id)
    return queries.people_by_address(db, [invitee.email or ""]).get(invitee.email or "")


def _hold_both(db: Session, invitee: PairInvitee, person_id: int) -> None:
    found = queries.known(db, invitee.invitation_id)
    other = found.other_than(invitee) if found else None
    beside = _person_of(db, other) if other else None
    for each in sorted({person_id, beside.id if beside else person_id}):
        try:
            hold_person(db, each)
        except AccountClosed:
            if each == person_id:
                raise
            raise ProposalOver(ProposalStanding.WITHDRAWN) from None


def _held(db: Session, invitation_id: int, *, at: datetime, person_id: int) -> KnownInvitation:
    held = queries.hold_invitation(db, invitation_id)
    found = queries.known(db, held.id) if held else None
    if found is None or not found.whole:
        raise ProposalOver(ProposalStanding.WITHDRAWN)
    standing = found.invitation.proposal.standing(at=at)
    accepted = any(each.person_id == person_id and each.accepted_at for each in found.invitees)
    if standing != ProposalStanding.WAITING and not (standing == ProposalStanding.OPENED and accepted):
        raise ProposalOver(standing)
    if found.by.suspended_at is not None:
        raise ProposerAway(found.invitation.public_id)
    return found


def _open(
    db: Session,
    found: KnownInvitation,
    mine: PairInvitee,
    other: PairInvitee,
    *,
    sender: Sender,
    on: date,
    at: datetime,
) -> Pair:
    """The pair of the two, which may have been opened by another invitation a moment ago."""
    people = {Side(each.side): db.get_one(Person, each.person_id) for each in (mine, other)}
    mentor, mentee = people[Side.MENTOR], people[Side.MENTEE]
    there = open_between(db, mentor.id, mentee.id)
    pair = there or pairs.open_pair(
        db, kind=found.invitation.kind, context=found.invitation.context, mentor_id=mentor.id, mentee_id=mentee.id,
        public_id=randomness.public_id(), on=on, at=at,
    )  # fmt: skip
    for each in (found.invitation, *queries.between(db, mentor, mentee, at=at)):
        _close(db, each, pair, {person.email: person for person in people.values()}, at=at)
    db.flush()
    if there is None:
        _tell_opened(db, found, pair, people[Side(mine.side)], people[Side(other.side)], sender=sender, at=at)
    return pair


def _close(db: Session, invitation: PairInvitation, pair: Pair, people: Mapping[str, Person], *, at: datetime) -> None:
    """Note that the pair is open, also on an invitation that crossed: both have said yes to it by that."""
    invitation.pair_id = pair.id
    for each in queries.invitees(db, invitation.id):
        if each.person_id is None and (person := people.get(each.email or "")):
            each.person_id, each.accepted_at = person.id, at


def _tell_opened(
    db: Session, found: KnownInvitation, pair: Pair, mine: Person, other: Person, *, sender: Sender, at: datetime
) -> None:
    _post(db, other.email, letters.opened(sender, other=mine.name, pair=pair.public_id), at=at)
    if found.by.id not in {mine.id, other.id}:
        _post(db, found.by.email, letters.came_about(sender), at=at)


def decline(db: Session, invitee: PairInvitee, *, sender: Sender, at: datetime) -> None:
    """Say no, for which nobody is asked why; twice is harmless. Raises `ProposalOver`."""
    held = queries.hold_invitation(db, invitee.invitation_id)
    found = queries.known(db, invitee.invitation_id) if held else None
    if held is None or found is None:
        raise ProposalOver(ProposalStanding.WITHDRAWN)
    standing = held.proposal.standing(at=at)
    if standing == ProposalStanding.DECLINED:
        return
    if standing != ProposalStanding.WAITING:
        raise ProposalOver(standing)
    held.declined_at = at
    db.flush()
    yes = {each.person_id for each in found.invitees if each.person_id is not None and each.id != invitee.id}
    for person_id in sorted({*yes, found.by.id}):
        _post(db, address_of(db, person_id), letters.declined(sender), at=at)


def forget(db: Session, person_id: int) -> LeftBehind:
    """Erase the invitations that opened no pair and that ask somebody, when their account is closed."""
    asked = queries.asking(person_id, address_of(db, person_id))
    theirs = delete(PairInvitation).where(PairInvitation.id.in_(asked), PairInvitation.pair_id.is_(None))
    db.execute(theirs, execution_options={"synchronize_session": False})
    return LeftBehind()


def tidy(db: Session, *, at: datetime) -> None:
    """Forget invitations some months after their end."""
    over = delete(PairInvitation).where(
        or_(PairInvitation.expires_at < at - rules.KEPT, PairInvitation.declined_at < at - rules.KEPT)
    )
    db.execute(over, execution_options={"synchronize_session": False})


def _post(db: Session, to: str, letter: Letter, *, at: datetime, until: datetime | None = None) -> None:
    send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=until)
