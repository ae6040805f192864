"""Somebody leaves: roles, memberships and groups end, and the account with all that is theirs goes on.

Groups are left at once, even where the last day is to come: what somebody shows there is theirs to end, and a leader
who looks tomorrow should see nobody who is about to go.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import services as joining
from learnmentor.organisations import services as organisations


def leave(db: Session, *, person_id: int, last_day: date, by: Actor | None, at: datetime) -> int:
    """Let all of it end after `last_day`; gives how many roles ended. Raises `LastAdministrator`."""
    whose = db.get_one(Person, person_id)
    person = Actor(whose.id, whose.public_id, whose.name, whose.printed_name, frozenset())
    for line in groups.groups_of_member(db, person_id):  # groups are held before the people in them
        if (known := groups.group_by_public_id(db, line.public_id)) is not None:
            joining.leave(db, known.group, person=person, at=at)
    ended = lives.leave(db, person_id=person_id, last_day=last_day, by=by, at=at)
    organisations.leave_all(db, person_id, last_day=last_day)
    return ended
