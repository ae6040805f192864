"""A pair begins when everybody who is asked has said yes, once, and nobody learns who has an account."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName, digest
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring.invitations import queries, rules, services
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.invitations.rules import LASTS, MOST_WAITING, Proposal, ProposalStanding
from learnmentor.mentoring.invitations.services import ProposalOver, Proposed, ProposerAway
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.services import PairOfOne, end
from tests import factories
from tests.mentoring.conftest import NOW, TODAY

SENDER = Sender("http://localhost")
PROPOSED = Proposed(PairKind.MENTORING, PairContext.CPD)
DAY = timedelta(days=1)


@pytest.fixture
def amina(db: Session) -> Person:
    return factories.person(db, name="Amina Yusuf")


@pytest.fixture
def mei(db: Session) -> Person:
    return factories.person(db, name="Mei Tan")


def invite(db: Session, by: Person, email: str, *, side: Side = Side.MENTOR, at: datetime = NOW) -> PairInvitation:
    actor = factories.actor(db, by, on=TODAY)
    return services.invite(db, by=actor, side=side, email=email, proposed=PROPOSED, sender=SENDER, at=at)


def asked(db: Session, invitation: PairInvitation) -> PairInvitee:
    found = select(PairInvitee).where(PairInvitee.invitation_id == invitation.id, PairInvitee.email.is_not(None))
    return db.scalars(found).first() or pytest.fail("nobody is asked")


def accept(db: Session, invitation: PairInvitation, who: Person, *, at: datetime = NOW) -> Pair | None:
    return services.accept(db, asked(db, invitation), person_id=who.id, sender=SENDER, on=TODAY, at=at)


def letters_to(db: Session, email: str) -> list[OutgoingMail]:
    return list(db.scalars(select(OutgoingMail).where(OutgoingMail.to_address == email).order_by(OutgoingMail.id)))


@pytest.mark.parametrize(
    ("proposal", "standing"),
    [
        (Proposal(NOW + DAY), ProposalStanding.WAITING),
        (Proposal(NOW), ProposalStanding.OVER),
        (Proposal(NOW - DAY, opened=True, withdrawn_at=NOW), ProposalStanding.OPENED),
        (Proposal(NOW - DAY, declined_at=NOW), ProposalStanding.DECLINED),
        (Proposal(NOW + DAY, withdrawn_at=NOW), ProposalStanding.WITHDRAWN),
    ],
)
def test_what_came_of_an_invitation_comes_before_what_might_have_been(
    proposal: Proposal, standing: ProposalStanding
) -> None:
    assert proposal.standing(at=NOW) == standing
    assert rules.may_send_again(proposal, NOW - DAY, at=NOW) is (standing in {"waiting", "over"})
    assert not rules.may_send_again(proposal, NOW - DAY + timedelta(seconds=1), at=NOW)


def test_a_pair_opens_once_and_the_link_is_kept_as_its_digest(db: Session, amina: Person, mei: Person) -> None:
    invitation = invite(db, amina, f"  {mei.email.upper()} ")  # another spelling of the same address
    [letter] = letters_to(db, mei.email)
    [token] = re.findall(r"pair-invitations/(\S+)", letter.body or "")
    assert asked(db, invitation).token_sha256 == digest(token)
    assert letter.worth_until == NOW + LASTS
    [line] = queries.waiting_for(db, email=mei.email, at=NOW)
    assert (line.by, line.invitee.side) == ("Amina Yusuf", "mentee")
    pair = accept(db, invitation, mei)
    assert pair is not None
    assert (pair.mentor_id, pair.mentee_id) == (amina.id, mei.id)
    assert accept(db, invitation, mei, at=NOW + 40 * DAY) == pair, "twice is harmless, however late"
    assert queries.waiting_for(db, email=mei.email, at=NOW) == []
    assert [each.subject for each in letters_to(db, amina.email)] == ["You and Mei Tan are a pair now"]


def test_who_invites_themselves_or_takes_their_own_link_is_no_pair(db: Session, amina: Person, mei: Person) -> None:
    with pytest.raises(PairOfOne):
        invite(db, amina, amina.email.upper())
    invitation = invite(db, amina, mei.email)
    with pytest.raises(PairOfOne):
        accept(db, invitation, amina)
    assert accept(db, invitation, mei) is not None
    with pytest.raises(ProposalOver):  # a third person with the same link
        accept(db, invitation, factories.person(db, name="Tom Price"))


def test_who_said_no_is_left_alone_for_three_months(db: Session, amina: Person, mei: Person) -> None:
    invitation = invite(db, amina, mei.email)
    for _ in range(2):
        services.decline(db, asked(db, invitation), sender=SENDER, at=NOW)
    assert [each.subject for each in letters_to(db, amina.email)] == ["A pair does not begin"]
    with pytest.raises(ProposalOver) as refused:
        accept(db, invitation, mei)
    assert refused.value.standing == ProposalStanding.DECLINED
    with pytest.raises(services.SaidNo):
        invite(db, amina, mei.email, at=NOW + 89 * DAY)
    assert invite(db, mei, amina.email), "the other way round is open"
    assert invite(db, amina, mei.email, at=NOW + 91 * DAY)


@pytest.mark.parametrize("end_of_it", ["withdrawn", "over", "suspended", "gone"])
def test_an_invitation_after_its_end_opens_nothing(db: Session, amina: Person, mei: Person, end_of_it: str) -> None:
    invitation, at = invite(db, amina, mei.email), NOW
    invitee = asked(db, invitation)
    if end_of_it == "withdrawn":
        assert services.withdraw(db, invitation, at=NOW)
        assert not services.withdraw(db, invitation, at=NOW)
    elif end_of_it == "over":
        at = NOW + LASTS
    elif end_of_it == "suspended":
        amina.suspended_at = NOW
        db.flush()
        assert queries.waiting_for(db, email=mei.email, at=NOW) == []
    else:
        db.delete(db.scalars(select(PairInvitee).where(PairInvitee.person_id == amina.id)).one())
        db.flush()
    with pytest.raises(ProposerAway if end_of_it == "suspended" else ProposalOver):
        services.accept(db, invitee, person_id=mei.id, sender=SENDER, on=TODAY, at=at)
    assert db.scalars(select(Pair)).all() == []


def test_two_invitations_that_cross_open_one_pair(db: Session, amina: Person, mei: Person) -> None:
    first, second = invite(db, amina, mei.email), invite(db, mei, amina.email)
    pair = accept(db, first, mei)
    assert accept(db, second, amina) == pair
    assert len(db.scalars(select(Pair)).all()) == 1
    assert pair is not None
    end(db, pair, at=NOW)
    again = accept(db, invite(db, mei, amina.email, at=NOW), amina)
    assert again not in {None, pair}, "after the end another one may begin"


def test_twenty_wait_and_no_more_and_none_twice(db: Session, amina: Person) -> None:
    for n in range(MOST_WAITING):
        made = invite(db, amina, f"somebody{n}@example.org")
    with pytest.raises(services.WaitsAlready):
        invite(db, amina, "Somebody0@example.org")
    with pytest.raises(services.TooManyWaiting):
        invite(db, amina, "one.more@example.org")
    services.withdraw(db, made, at=NOW)
    assert invite(db, amina, "one.more@example.org")


def test_a_letter_goes_again_after_a_day_with_another_link(db: Session, amina: Person, mei: Person) -> None:
    invitation = invite(db, amina, mei.email)
    before = asked(db, invitation).token_sha256
    with pytest.raises(services.SentLately):
        services.send_again(db, invitation, sender=SENDER, at=NOW)
    services.send_again(db, invitation, sender=SENDER, at=NOW + 2 * LASTS)
    assert asked(db, invitation).token_sha256 != before
    assert accept(db, invitation, mei, at=NOW + 2 * LASTS + DAY) is not None
    services.tidy(db, at=NOW + 8 * LASTS)
    assert db.scalars(select(PairInvitee)).all() == []


def test_a_coordinator_names_two_and_both_are_asked(db: Session, amina: Person, mei: Person) -> None:
    college = factories.organisation(db)
    dev = factories.person(db, name="Dev Rao", roles=[RoleName.COORDINATOR])
    factories.member(db, mei, college)
    assert queries.member_of(db, [college], mei.email, on=TODAY) == mei
    assert queries.member_of(db, [college], amina.email, on=TODAY) is None
    by: dict[str, Any] = {"by": factories.actor(db, dev, on=TODAY), "proposed": PROPOSED, "sender": SENDER, "at": NOW}
    with pytest.raises(PairOfOne):
        services.bring_together(db, mentor=mei, mentee=mei, **by)
    invitation = services.bring_together(db, mentor=amina, mentee=mei, **by)
    rows = {each.email: each for each in db.scalars(select(PairInvitee))}
    more: dict[str, Any] = {"sender": SENDER, "on": TODAY, "at": NOW}
    assert services.accept(db, rows[mei.email], person_id=mei.id, **more) is None
    pair = services.accept(db, rows[amina.email], person_id=amina.id, **more)
    assert pair is not None
    assert invitation.pair_id == pair.id
    assert "suggests that you and Mei Tan" in letters_to(db, amina.email)[0].subject
    assert [each.subject for each in letters_to(db, dev.email)] == ["Both said yes"]
