"""Reads of policies: those of an organisation, one with its versions, those that somebody finds as a member."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.organisations.models import Part
from learnmentor.organisations.policies.models import Policy, PolicyVersion
from learnmentor.organisations.policies.rules import MOST_POLICIES, VersionDay, in_force


@dataclass(frozen=True)
class VersionLine:
    """A version as a list names it."""

    number: int
    title: str
    note: str
    from_on: date
    published_at: datetime

    @property
    def day(self) -> VersionDay:
        """What decides whether it holds."""
        return VersionDay(self.number, self.from_on)


@dataclass(frozen=True)
class ListedPolicy:
    """A policy with its versions, the newest first, and the number of the one in force on the day of asking."""

    public_id: str
    title: str
    organisation: str
    changed_at: datetime
    withdrawn: bool
    in_force: int | None
    versions: Sequence[VersionLine] = field(default_factory=tuple)

    @property
    def holds(self) -> VersionLine | None:
        """The version in force."""
        return next((each for each in self.versions if each.number == self.in_force), None)


_LINE = (
    PolicyVersion.policy_id, PolicyVersion.number, PolicyVersion.title, PolicyVersion.note, PolicyVersion.from_on,
    PolicyVersion.published_at,
)  # fmt: skip


def policies_of(db: Session, roots: Sequence[Part], *, on: date) -> list[ListedPolicy]:
    """The policies of these organisations by title, with their versions; two statements."""
    names = {root.id: root.name for root in roots}
    asked = select(Policy).where(Policy.root_id.in_(names)).order_by(Policy.title, Policy.id)
    found = db.scalars(asked.limit(MOST_POLICIES * max(1, len(names)))).all() if names else []
    return _listed(db, found, names, on=on)


def _listed(db: Session, found: Sequence[Policy], names: dict[int, str], *, on: date) -> list[ListedPolicy]:
    versions: dict[int, list[VersionLine]] = defaultdict(list)
    asked = select(*_LINE).where(PolicyVersion.policy_id.in_([each.id for each in found]))
    for row in db.execute(asked.order_by(PolicyVersion.number.desc())) if found else ():
        versions[row[0]].append(VersionLine(row[1], row[2], row[3], row[4], row[5]))
    return [
        ListedPolicy(
            each.public_id, each.title, names[each.root_id], each.changed_at, each.withdrawn_at is not None,
            in_force([line.day for line in versions[each.id]], on=on), versions[each.id],
        )
        for each in found
    ]  # fmt: skip


def policy(db: Session, public_id: str) -> Policy | None:
    """A policy by its public id."""
    return db.scalar(select(Policy).where(Policy.public_id == public_id))


def listed_policy(db: Session, found: Policy, root: Part, *, on: date) -> ListedPolicy:
    """The same as a list has it."""
    return _listed(db, [found], {root.id: root.name}, on=on)[0]


def held_policy(db: Session, policy_id: int) -> Policy:
    """A policy as it is now, held until the transaction ends."""
    held = select(Policy).where(Policy.id == policy_id).with_for_update().execution_options(populate_existing=True)
    return db.scalars(held).one()


def version(db: Session, policy_id: int, number: int) -> PolicyVersion | None:
    """One version of a policy."""
    found = select(PolicyVersion).where(PolicyVersion.policy_id == policy_id, PolicyVersion.number == number)
    return db.scalar(found)


def newest_number(db: Session, policy_id: int) -> int:
    """The number of the version that was published last; 0 before the first."""
    return db.scalar(select(func.max(PolicyVersion.number)).where(PolicyVersion.policy_id == policy_id)) or 0


def how_many(db: Session, root_id: int) -> int:
    """How many policies an organisation works on or has published."""
    return db.scalar(select(func.count(Policy.id)).where(Policy.root_id == root_id)) or 0


def root_of(db: Session, found: Policy) -> Part:
    """The organisation of a policy."""
    return db.get_one(Part, found.root_id)
