"""How a page about a group is reached: the group, how whoever asks stands with it, and who leads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.groups import queries, rules
from learnmentor.groups.joining import queries as joining
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Stands
from learnmentor.groups.models import Group
from learnmentor.groups.queries import KnownGroup, LeaderLine
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class GroupSeen:
    """A group as whoever asks finds it. `runs`: they lead it or coordinate its part."""

    known: KnownGroup
    leaders: Sequence[LeaderLine]
    member: GroupMember | None
    runs: bool

    @property
    def group(self) -> Group:
        """The group itself."""
        return self.known.group

    @property
    def is_member(self) -> bool:
        """Whether they are in it: not asked, and not waiting."""
        return self.member is not None and self.member.state == Stands.ACCEPTED

    @property
    def open(self) -> bool:
        """Whether people still come and are asked for something."""
        return self.known.place.open_on(installation.today())


def group_seen(public_id: str) -> GroupSeen:
    """A group, however whoever asks stands with it."""
    known, actor, today = (
        or_404(queries.group_by_public_id(db.session, public_id)),
        current_learner(),
        installation.today(),
    )
    lead = queries.leaders(db.session, known.group.id, on=today)
    runs = rules.may_look_after(actor, known, [each.leading for each in lead], on=today)
    member = joining.member(db.session, group_id=known.group.id, person_id=actor.id)
    return GroupSeen(known, lead, member, runs)


def group_inside(public_id: str) -> GroupSeen:
    """A group for its members and whoever runs it; for everybody else there is none."""
    seen = group_seen(public_id)
    if not seen.runs and not seen.is_member:
        abort(404)
    return seen


def group_run(public_id: str) -> GroupSeen:
    """A group for whoever runs it; a member is refused, and for everybody else there is none."""
    seen = group_seen(public_id)
    if not seen.runs:
        abort(403 if seen.is_member else 404)
    return seen
