"""What is done about joining: people are asked, accept, are let in, change how they are seen, and leave.

The group's row is held first, so that a last place is taken once, and then the person's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import address_of, hold_person
from learnmentor.accounts.rules import Actor, digest
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import letters, queries, rules
from learnmentor.groups.joining.models import GroupInvitation, GroupMember, GroupWay
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayFault, WayKind
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import Group
from learnmentor.groups.queries import KnownGroup
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.services import GroupClosed, run
from learnmentor.jobs.services import send_mail

_AGAIN = timedelta(days=1)  # so soon an address is not written to once more


class GroupFull(Exception):
    """The group has as many people as a group may have."""


class WayOver(Exception):
    """The link or the code cannot be used: `fault` says why."""

    def __init__(self, fault: WayFault) -> None:
        super().__init__(fault)
        self.fault = fault


class OtherTerms(Exception):
    """The text that was accepted is not the one in force: it changed while the page was open."""


class NotAsked(Exception):
    """Nobody asked for this person, and they came by no way that is good."""


class MemberGone(Exception):
    """Whoever it was has left, or was let in or turned away, a moment ago."""


class TooManyWays(Exception):
    """The group has as many links and codes as one page shows."""


@dataclass(frozen=True)
class Arrival:
    """How somebody stands before a group's door. `meant`: a letter to the address of whoever has it."""

    by: ComesBy
    way_id: int | None = None
    invitation_id: int | None = None
    meant: bool = False


@dataclass(frozen=True)
class AskedPeople:
    """What asking came to: people who got a letter, and how many were there or asked already."""

    asked: int
    already: int


# Asking


def ask(
    db: Session,
    group: Group,
    *,
    people: Collection[int],
    addresses: Collection[str],
    by: Actor,
    sender: Sender,
    on: date,
    at: datetime,
) -> AskedPeople:
    """Ask people into a group: those who belong to its organisation by their account, whoever else by a letter.

    Asking somebody again changes nothing. Raises `GroupFull` before anybody is asked.
    """
    known = run(db, group.id, by=by, on=on, open_only=True)
    already = queries.asked_already(db, group_id=group.id, people=people)
    new = sorted(set(people) - already)  # in one order, as everybody holds people
    waiting = queries.number_invited(db, group.id, at=at)
    if groups.people_in(db, group.id) + waiting + len(new) + len(addresses) > MOST_MEMBERS:
        raise GroupFull(group.public_id)
    for person_id in new:
        _ask_person(db, group, person_id, by=by, sender=sender, at=at)
    written = [address for address in addresses if _invite(db, known, address, by=by, sender=sender, at=at)]
    db.flush()
    return AskedPeople(len(new) + len(written), len(already) + len(addresses) - len(written))


def _ask_person(db: Session, group: Group, person_id: int, *, by: Actor, sender: Sender, at: datetime) -> None:
    db.add(
        GroupMember(public_id=randomness.public_id(), group_id=group.id, person_id=person_id, state=Stands.INVITED,
                    came_by=ComesBy.LIST, asked_at=at)
    )  # fmt: skip
    letter = letters.asked(sender, title=group.title, by=by.name, group=group.public_id)
    _send(db, address_of(db, person_id), letter, at=at)


def _invite(db: Session, known: KnownGroup, address: str, *, by: Actor, sender: Sender, at: datetime) -> bool:
    token, until = randomness.token(), at + rules.INVITATION_LASTS
    row = queries.invitation_to(db, group_id=known.group.id, email=address)
    if row is not None and row.used_at is None and row.created_at > at - _AGAIN:
        return False
    if row is None:
        row = GroupInvitation(public_id=randomness.public_id(), group_id=known.group.id, email=address)
        db.add(row)
    row.token_sha256, row.created_at, row.expires_at, row.used_at = digest(token), at, until, None
    link = f"{sender.base_url}/join/{token}"
    letter = letters.invited(sender, title=known.group.title, by=by.name, link=link, until=until)
    _send(db, address, letter, at=at, until=until)
    return True


def _send(db: Session, to: str, letter: Letter, *, at: datetime, until: datetime | None = None) -> None:
    send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=until)


def withdraw_invitation(
    db: Session, group: Group, invitation: GroupInvitation, *, by: Actor, on: date, at: datetime
) -> None:
    """Let the link in a letter open nothing any more."""
    run(db, group.id, by=by, on=on)
    invitation.expires_at = min(invitation.expires_at, at)
    db.flush()


# Ways in


def make_way(
    db: Session, group: Group, *, kind: WayKind, ends_at: datetime, most: int | None, by: Actor, on: date, at: datetime
) -> GroupWay:
    """A new link or code; raises `TooManyWays`."""
    run(db, group.id, by=by, on=on, open_only=True)
    usable = [each for each in queries.ways(db, group.id, at=at, most=rules.MOST_WAYS * 4) if each.fault is None]
    if len(usable) >= rules.MOST_WAYS:
        raise TooManyWays(group.public_id)
    made = GroupWay(
        public_id=randomness.public_id(), group_id=group.id, kind=kind, word=_new_word(db, kind), most=most,
        made_at=at, ends_at=ends_at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _new_word(db: Session, kind: WayKind) -> str:
    if kind == WayKind.LINK:
        return randomness.token()
    while True:
        code = randomness.letters(rules.CODE_LENGTH, of=rules.CODE_LETTERS)
        if queries.way_by_word(db, code, kind=WayKind.CODE) is None:
            return code


def withdraw_way(db: Session, group: Group, way: GroupWay, *, by: Actor, on: date, at: datetime) -> None:
    """Let nobody come by a link or code from now on; those who came stay."""
    run(db, group.id, by=by, on=on)
    way.withdrawn_at = way.withdrawn_at or at
    db.flush()


# Coming in


def accept(
    db: Session,
    group: Group,
    *,
    person: Actor,
    arrival: Arrival,
    seen_as: Counted,
    version: int,
    on: date,
    at: datetime,
) -> Stands:
    """Join a group, having accepted a version of what its leader sees; returns whether they are in or wait.

    Accepting twice is accepting once, as was last said. Raises `GroupClosed`, `WayOver`, `GroupFull`, `NotAsked` or
    `OtherTerms`.
    """
    if version != CURRENT.version:
        raise OtherTerms(str(version))
    held = groups.locked_group(db, group.id)
    known = groups.known_group(db, held.id)
    if not known.place.open_on(on):
        raise GroupClosed(group.public_id)
    hold_person(db, person.id)
    row = queries.member(db, group_id=group.id, person_id=person.id)
    if row is None:
        row = _new_member(db, known, person, arrival, at=at)
    if row.state == Stands.INVITED:
        asked_for = row.came_by == ComesBy.LIST or arrival.meant
        belongs = groups.belongs(db, person_id=person.id, root_id=known.part.root_id, on=on)
        row.state = rules.stands_after_accepting(belongs=belongs, asked_for=asked_for)
        row.joined_at = at if row.state == Stands.ACCEPTED else None
    row.seen_as, row.terms_version, row.accepted_at = seen_as, version, at
    _use_up(db, arrival, at=at)
    db.flush()
    return row.state


def _new_member(db: Session, known: KnownGroup, person: Actor, arrival: Arrival, *, at: datetime) -> GroupMember:
    """Somebody who came by a way that is good, while there is room."""
    if arrival.by == ComesBy.LIST:
        raise NotAsked(person.public_id)
    if arrival.way_id is not None:
        way = db.get_one(GroupWay, arrival.way_id, populate_existing=True)
        if fault := way.way_in(queries.came_by(db, way.id)).fault(at=at):
            raise WayOver(fault)
    if arrival.invitation_id is not None:
        invitation = db.get(GroupInvitation, arrival.invitation_id, populate_existing=True)
        if invitation is None or invitation.used_at is not None:
            raise NotAsked(person.public_id)
    if groups.people_in(db, known.group.id) >= MOST_MEMBERS:
        raise GroupFull(known.group.public_id)
    row = GroupMember(
        public_id=randomness.public_id(), group_id=known.group.id, person_id=person.id, state=Stands.INVITED,
        came_by=arrival.by, way_id=arrival.way_id, asked_at=at,
    )  # fmt: skip
    db.add(row)
    return row


def _use_up(db: Session, arrival: Arrival, *, at: datetime) -> None:
    invitation = db.get(GroupInvitation, arrival.invitation_id) if arrival.invitation_id else None
    if invitation is not None:
        invitation.used_at = invitation.used_at or at


def see_otherwise(db: Session, group: Group, *, person: Actor, seen_as: Counted, version: int, at: datetime) -> None:
    """Change how leaders see a member, from this moment on; raises `MemberGone` or `OtherTerms`."""
    if version != CURRENT.version:
        raise OtherTerms(str(version))
    groups.locked_group(db, group.id)
    row = queries.member(db, group_id=group.id, person_id=person.id)
    if row is None or not rules.may_change(row.state):
        raise MemberGone(person.public_id)
    row.seen_as, row.terms_version, row.accepted_at = seen_as, version, at
    db.flush()


def leave(db: Session, group: Group, *, person: Actor, at: datetime) -> bool:
    """End a stay, or say no to being asked: from this moment on no leader sees anything. False where it had ended."""
    groups.locked_group(db, group.id)
    row = queries.member(db, group_id=group.id, person_id=person.id)
    if row is None:
        return False
    _end(row, at=at)
    db.flush()
    return True


def _end(row: GroupMember, *, at: datetime) -> None:
    row.state, row.left_at = Stands.LEFT, at


# What leaders do


def let_in(db: Session, group: Group, *, public_id: str, by: Actor, sender: Sender, on: date, at: datetime) -> Person:
    """Let somebody in who waits; raises `MemberGone`."""
    run(db, group.id, by=by, on=on, open_only=True)
    row = queries.member_by_public_id(db, public_id, group_id=group.id)
    if row is None or row.state != Stands.WAITING:
        raise MemberGone(public_id)
    hold_person(db, row.person_id)
    row.state, row.joined_at = Stands.ACCEPTED, at
    person = db.get_one(Person, row.person_id)
    _send(db, person.email, letters.let_in(sender, title=group.title, group=group.public_id), at=at)
    db.flush()
    return person


def turn_away(db: Session, group: Group, *, public_id: str, by: Actor, on: date, at: datetime) -> None:
    """End the stay of somebody whom the leader sees by name, or take back that they were asked; or `MemberGone`."""
    run(db, group.id, by=by, on=on)
    row = queries.member_by_public_id(db, public_id, group_id=group.id)
    if row is None or (row.state == Stands.ACCEPTED and row.seen_as == Counted.AS_A_COUNT):
        raise MemberGone(public_id)
    if row.state == Stands.INVITED:
        db.delete(row)
    else:
        _end(row, at=at)
    db.flush()
