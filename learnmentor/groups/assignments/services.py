"""What is done with assignments: given, taken back, and reminded of.

What is given goes in the order of the group's row. A nudge goes in the order of the person's, since no week has two of
them over all groups.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed, locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.ground.letters import Sender
from learnmentor.groups.assignments import letters, queries, rules
from learnmentor.groups.assignments.models import GroupAssignment, GroupNudge
from learnmentor.groups.joining import queries as joining
from learnmentor.groups.joining.rules import Counted, Stands
from learnmentor.groups.models import Group
from learnmentor.groups.queries import KnownGroup
from learnmentor.groups.services import run
from learnmentor.jobs import services as jobs

NUDGE_ALL = "nudge-group"  # the kind of the job


class TooMuchGiven(Exception):
    """The group is given as much as its page lists."""


class NothingToGive(Exception):
    """The programme or segment is not offered, or no longer is."""


@dataclass(frozen=True)
class Chosen:
    """What a form named: a programme or a segment."""

    programme_id: int | None
    segment_id: int | None


def chosen(db: Session, known: KnownGroup, key: str) -> Chosen:
    """What a key such as "programme:starter" or "segment:C1-S1" names; raises `NothingToGive`."""
    kind, _, name = key.partition(":")
    if kind == "programme":
        found = queries.programme_key(db, name, belongs_to=queries.group_belongs_to(db, known))
    else:
        found = queries.segment_key(db, name.upper())
    if found is None:
        raise NothingToGive(key)
    return Chosen(found, None) if kind == "programme" else Chosen(None, found)


def give(
    db: Session, group: Group, *, key: str, due: date, by: Actor, public_id: str, on: date, at: datetime
) -> GroupAssignment:
    """Give a group something by a date; given already, it has that date from now on. Raises `TooMuchGiven`."""
    known = run(db, group.id, by=by, on=on, open_only=True)
    found = chosen(db, known, key)
    row = queries.given_already(db, group_id=group.id, programme_id=found.programme_id, segment_id=found.segment_id)
    if row is not None:
        row.by = due
    else:
        if queries.number_given(db, group.id) >= rules.MOST_ASSIGNMENTS:
            raise TooMuchGiven(group.public_id)
        row = GroupAssignment(public_id=public_id, group_id=group.id, by=due, given_at=at, **vars(found))
        db.add(row)
    db.flush()
    return row


def take_back(db: Session, group: Group, assignment: GroupAssignment, *, by: Actor, on: date, at: datetime) -> None:
    """Ask for something no longer; twice is once. What was studied stays studied."""
    run(db, group.id, by=by, on=on)
    assignment.taken_back_at = assignment.taken_back_at or at
    db.flush()


def nudge_member(
    db: Session, group: Group, *, public_id: str, by: Actor, sender: Sender, on: date, at: datetime
) -> None:
    """Remind one member whom the leader sees by name, if anything is open and no letter went within a week.

    Whether one goes is not told: it would say what other groups of theirs did.
    """
    run(db, group.id, by=by, on=on, open_only=True)
    row = joining.member_by_public_id(db, public_id, group_id=group.id)
    if row is not None and row.state == Stands.ACCEPTED and row.seen_as == Counted.BY_NAME:
        nudge(db, group, person_id=row.person_id, by=by.name, sender=sender, on=on, at=at)


def nudge(db: Session, group: Group, *, person_id: int, by: str, sender: Sender, on: date, at: datetime) -> bool:
    """Write to a member about what is open; True where a letter goes."""
    try:
        person = locked_person(db, person_id)
    except AccountClosed:
        return False
    given = queries.given_to_member(db, person_id=person_id, group_id=group.id, on=on)
    still = [each for each in given if not each.finished]
    if not still or not rules.may_nudge(queries.last_nudge(db, person_id), at=at):
        return False
    db.add(GroupNudge(group_id=group.id, person_id=person_id, sent_at=at))
    letter = letters.nudge(sender, by=by, title=group.title, group=group.public_id, open_things=still)
    jobs.send_mail(db, to=person.email, subject=letter.subject, body=letter.body, at=at)
    return True


def nudge_all(db: Session, group: Group, *, by: Actor, on: date, at: datetime) -> None:
    """Have the worker remind everybody who is not done, those who are counted only among them."""
    run(db, group.id, by=by, on=on, open_only=True)
    jobs.enqueue(db, kind=NUDGE_ALL, args={"group": group.id, "by": by.id}, run_at=at)
