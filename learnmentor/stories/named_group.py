"""A table of people names a group for somebody: they are asked into it once they belong to the part.

Organisations know of no group, so a table asks here which names there are. Joining is the person's own act: they get a
letter, and are shown what the leader will see before they accept. The worker asks, group by group, since groups hold
their own row before anybody's.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.ground.letters import Sender
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.services import GroupFull
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.services import GroupClosed, NoLongerLeading
from learnmentor.jobs import services as jobs
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.organisations.tables import queries as tables
from learnmentor.organisations.tables.changes import NamedGroup, groups_meant

ASK = "ask-into-named-groups"  # the kind of the job


class TableGroups:
    """The groups that tables of people may name, for `organisations.tables.services.Importer`."""

    def find(self, db: Session, by: Actor, part: Part, names: Collection[str], *, on: date) -> Sequence[NamedGroup]:
        """The open groups of these names, as `alike` folds them, that somebody runs in a part, above or below it."""
        return groups.open_groups_by_name(db, by, part.root_id, names, on=on)

    def ask(self, db: Session, noted: Sequence[int], *, by: Actor, at: datetime) -> None:
        """Have people asked into the group that a table named for them; `noted` are keys of their offers."""
        ask_later(db, noted, by_id=by.id, at=at)


GROUPS = TableGroups()


def ask_accepted(db: Session, offers: Collection[MembershipOffer], joined: Collection[Part], *, at: datetime) -> None:
    """Have whoever accepted to belong somewhere asked into the groups that came with it, by whoever invited them."""
    places = {part.id for part in joined}
    by_inviter: dict[int, list[int]] = {}
    for offer in offers:
        if offer.group_name and offer.part_id in places:
            by_inviter.setdefault(offer.invited_by_id, []).append(offer.id)
    for by_id, ids in by_inviter.items():
        ask_later(db, ids, by_id=by_id, at=at)


def ask_later(db: Session, offers: Sequence[int], *, by_id: int, at: datetime) -> None:
    """Leave it to the worker."""
    if offers:
        jobs.enqueue(db, kind=ASK, args={"offers": list(offers), "by": by_id}, run_at=at)


@dataclass(frozen=True)
class WhoeverAsks:
    """In whose name people are asked, and what is known around it."""

    by: Actor
    sender: Sender
    on: date
    at: datetime


def wanted(db: Session, offers: Collection[int], who: WhoeverAsks) -> Mapping[int, Sequence[int]]:
    """The people to be asked, by the key of the group: that of the name in their part, or else in the nearest above."""
    found: dict[int, list[int]] = {}
    for person_id, name, part in tables.group_notes(db, offers):
        named = groups.open_groups_by_name(db, who.by, part.root_id, [name], on=who.on)
        meant = groups_meant(named, name, part.path)
        if len(meant) == 1:
            found.setdefault(meant[0].id, []).append(person_id)
    return found


def ask(db: Session, group_id: int, people: Sequence[int], who: WhoeverAsks) -> None:
    """Ask people into a group, those who are there or asked already left out; nobody where who asks may no longer."""
    group = groups.locked_group(db, group_id)
    fit = people[: max(0, MOST_MEMBERS - groups.people_in(db, group_id))]
    with suppress(NoLongerLeading, GroupClosed, GroupFull):
        joining.ask(db, group, people=fit, addresses=(), by=who.by, sender=who.sender, on=who.on, at=who.at)
