"""What is done with groups: made, changed, closed, and given leaders.

Each verb holds the group's row first, and asks under that lock once more whether whoever acts still runs the group: a
page may have been open since before a role, a membership or a leadership ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.groups import queries, rules
from learnmentor.groups.models import Group, GroupLeader
from learnmentor.groups.queries import KnownGroup
from learnmentor.groups.rules import GroupKind, Leading
from learnmentor.organisations.models import Part
from learnmentor.organisations.queries import actor_now
from learnmentor.organisations.rules import Span


class NoLongerLeading(Exception):
    """Whoever acts does not run this group, or no longer does."""


class GroupClosed(Exception):
    """The group was closed, or its last day is past: nobody comes and nothing is asked for any more."""


class MayNotMake(Exception):
    """Whoever acts may not make a group in this part, or no longer may."""


class LastLeader(Exception):
    """Nobody would be left who leads the group."""


class LeadsAlready(Exception):
    """Somebody leads the group already on one of these days."""


class TooManyLeaders(Exception):
    """The group has as many leaders as a group may have."""


class LeaderGone(Exception):
    """This leadership was ended a moment ago."""


@dataclass(frozen=True)
class GroupFacts:
    """What is typed about a group."""

    kind: GroupKind
    title: str
    about: str
    starts_on: date
    ends_on: date | None
    stalled_days: int


def run(db: Session, group_id: int, *, by: Actor, on: date, open_only: bool = False) -> KnownGroup:
    """Hold a group for somebody who runs it; raises `NoLongerLeading`, and `GroupClosed` where it has to be open."""
    queries.locked_group(db, group_id)
    known = queries.known_group(db, group_id)
    lead = [each.leading for each in queries.leaders(db, group_id, on=on)]
    if not rules.may_look_after(actor_now(db, by, on=on), known, lead, on=on):
        raise NoLongerLeading(known.group.public_id)
    if open_only and not known.place.open_on(on):
        raise GroupClosed(known.group.public_id)
    return known


def make(db: Session, *, part: Part, facts: GroupFacts, by: Actor, public_id: str, at: datetime, today: date) -> Group:
    """A new group, led by whoever makes it; raises `MayNotMake`."""
    hold_person(db, by.id)
    now = actor_now(db, by, on=today)
    belongs = queries.belongs(db, person_id=by.id, root_id=part.root_id, on=today)
    if part.closed_on is not None or not rules.may_make(now, part, belongs=belongs):
        raise MayNotMake(part.public_id)
    group = Group(public_id=public_id, part_id=part.id, made_at=at, **vars(facts))
    db.add(group)
    db.flush()
    db.add(GroupLeader(group_id=group.id, person_id=by.id, starts_on=today))
    db.flush()
    return group


def change(db: Session, group: Group, *, facts: GroupFacts, by: Actor, on: date) -> None:
    """Change what a group is called, says of itself and when it is."""
    run(db, group.id, by=by, on=on)
    for name, value in vars(facts).items():
        setattr(group, name, value)
    db.flush()


def close(db: Session, group: Group, *, by: Actor, on: date) -> None:
    """Close a group; twice is once. What its members did stays theirs, and their leader sees nothing new of it."""
    run(db, group.id, by=by, on=on)
    group.closed_on = group.closed_on or on
    db.flush()


def reopen(db: Session, group: Group, *, by: Actor, on: date) -> None:
    """Open a group again that was closed too early."""
    run(db, group.id, by=by, on=on)
    group.closed_on = None
    db.flush()


def name_leader(db: Session, group: Group, *, person: Person, span: Span, by: Actor, on: date) -> GroupLeader:
    """Let one more person lead; raises `LeadsAlready` or `TooManyLeaders`."""
    run(db, group.id, by=by, on=on)
    hold_person(db, person.id)
    lead = [each.leading for each in queries.leaders(db, group.id, on=on)]
    new = Leading(person.id, span)
    if rules.clashing_lead(lead, new):
        raise LeadsAlready(person.public_id)
    if len(lead) >= rules.MOST_LEADERS:
        raise TooManyLeaders(group.public_id)
    row = GroupLeader(group_id=group.id, person_id=person.id, starts_on=span.starts_on, ends_on=span.ends_on)
    db.add(row)
    db.flush()
    return row


def end_leading(db: Session, group: Group, *, key: int, by: Actor, on: date) -> None:
    """Let somebody lead no more from this moment on; raises `LastLeader` or `LeaderGone`."""
    run(db, group.id, by=by, on=on)
    lead = {each.key: each.leading for each in queries.leaders(db, group.id, on=on)}
    row = queries.leader_row(db, group_id=group.id, key=key)
    if row is None or key not in lead:
        raise LeaderGone(str(key))
    if not rules.may_go(lead.values(), row.person_id, on=on):
        raise LastLeader(group.public_id)
    if row.starts_on >= on:
        db.delete(row)
    else:
        row.ends_on = on - timedelta(days=1)
    db.flush()
