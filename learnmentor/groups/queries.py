"""Reads about groups: one of them, those of a person, who leads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.ground.db import read
from learnmentor.ground.typed.letters import alike
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Stands
from learnmentor.groups.models import Group, GroupLeader
from learnmentor.groups.rules import MOST_GROUPS, MOST_MEMBERS, GroupKind, GroupPlace, Leading
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import Day, on_day, parts_of_person
from learnmentor.organisations.rules import coordinated, ids_on, reaches_all
from learnmentor.organisations.tables.changes import NamedGroup


@dataclass(frozen=True)
class KnownGroup:
    """A group and the part that it belongs to."""

    group: Group
    part: Part

    @property
    def path(self) -> str:
        """Where its part stands, for rules."""
        return self.part.path

    @property
    def place(self) -> GroupPlace:
        """What rules ask of it."""
        return self.group.place(self.part.path)


_KNOWN = select(Group, Part).join(Part, Part.id == Group.part_id)
_KNOWN_BY_PUBLIC_ID = _KNOWN.where(Group.public_id == bindparam("public_id"))


def group_by_public_id(db: Session, public_id: str) -> KnownGroup | None:
    """The group of a public id, closed ones too."""
    row = db.execute(_KNOWN_BY_PUBLIC_ID, {"public_id": public_id}).one_or_none()
    return KnownGroup(row[0], row[1]) if row else None


def known_group(db: Session, group_id: int) -> KnownGroup:
    """The group of a key."""
    row = db.execute(_KNOWN.where(Group.id == group_id)).one()
    return KnownGroup(row[0], row[1])


def locked_group(db: Session, group_id: int) -> Group:
    """The group's row, held until the transaction ends: what is decided about it goes one at a time."""
    held = select(Group).where(Group.id == group_id).with_for_update().execution_options(populate_existing=True)
    return db.scalars(held).one()


# Who leads


def belongs_on(
    person_id: InstrumentedAttribute[int], root_id: InstrumentedAttribute[int], on: Day
) -> ColumnElement[bool]:
    """Whether somebody belongs to an organisation or a part of it on a day, as a condition."""
    inner = Part.__table__.alias()
    return exists(
        select(Membership.id)
        .join(inner, inner.c.id == Membership.part_id)
        .where(Membership.person_id == person_id, inner.c.root_id == root_id)
        .where(on_day(Membership.starts_on, Membership.ends_on, on))
        .correlate(Group.__table__, GroupLeader.__table__, GroupMember.__table__, Part.__table__, Person.__table__)
    )


def belongs(db: Session, *, person_id: int, root_id: int, on: date) -> bool:
    """Whether somebody belongs to an organisation, or to a part of it, on a day."""
    found = select(Membership.id).join(Part, Part.id == Membership.part_id)
    theirs = found.where(Membership.person_id == person_id, Part.root_id == root_id)
    return db.scalar(theirs.where(on_day(Membership.starts_on, Membership.ends_on, on)).limit(1)) is not None


@dataclass(frozen=True)
class LeaderLine:
    """A leader by name, with their days; `key` names the row in addresses of its group."""

    key: int
    person_public_id: str
    name: str
    leading: Leading


_ON = bindparam("on", type_=GroupLeader.starts_on.type)
_LEADERS = (
    select(GroupLeader, Person.public_id, Person.name)
    .join(Person, Person.id == GroupLeader.person_id)
    .join(Group, Group.id == GroupLeader.group_id)
    .join(Part, Part.id == Group.part_id)
    .where(GroupLeader.group_id == bindparam("group_id"), Person.closed_at.is_(None))
    .where(or_(GroupLeader.ends_on.is_(None), GroupLeader.ends_on >= _ON))
    .where(belongs_on(GroupLeader.person_id, Part.root_id, _ON))
    .order_by(GroupLeader.starts_on, GroupLeader.id)
)


def leaders(db: Session, group_id: int, *, on: date) -> list[LeaderLine]:
    """Who leads a group or is to: people with an open account who belong to its organisation, by their first days."""
    rows = db.execute(_LEADERS, {"group_id": group_id, "on": on})
    return [LeaderLine(row.id, public_id, name, row.leading) for row, public_id, name in rows]


def leader_row(db: Session, *, group_id: int, key: int) -> GroupLeader | None:
    """One row of those who lead a group."""
    return db.scalar(select(GroupLeader).where(GroupLeader.group_id == group_id, GroupLeader.id == key))


def member_of_organisation(db: Session, *, email: str, root_id: int, on: date) -> Person | None:
    """The open account of an address, where its owner belongs to an organisation on that day; else nobody."""
    found = select(Person).where(Person.email == email, Person.closed_at.is_(None))
    inside = (
        select(Membership.id)
        .join(Part, Part.id == Membership.part_id)
        .where(Membership.person_id == Person.id, Part.root_id == root_id)
        .where(on_day(Membership.starts_on, Membership.ends_on, on))
    )
    return db.scalar(found.where(inside.exists()))


# Where somebody may make one


def parts_to_choose(db: Session, *, roots: Sequence[int], most: int) -> Sequence[Part]:
    """The open parts of some organisations, in the order of their trees."""
    found = select(Part).where(Part.root_id.in_(roots), Part.closed_on.is_(None))
    return db.scalars(found.order_by(Part.root_id, Part.path).limit(most)).all()


def every_root(db: Session, *, most: int) -> list[int]:
    """The keys of the open organisations."""
    return list(db.scalars(select(Part.id).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).limit(most)))


def own_roots(db: Session, *, person_id: int, on: date) -> list[int]:
    """The keys of the organisations that somebody belongs to on a day."""
    theirs = select(Part.root_id).join(Membership, Membership.part_id == Part.id)
    mine = theirs.where(Membership.person_id == person_id, on_day(Membership.starts_on, Membership.ends_on, on))
    return sorted(set(db.scalars(mine)))


# Lists


@dataclass(frozen=True)
class GroupLine:
    """A group in a list; `state` is how the reader stands with it, None where they lead or coordinate it."""

    public_id: str
    title: str
    kind: GroupKind
    part_name: str
    starts_on: date
    ends_on: date | None
    closed_on: date | None
    inner: bool  # the part is inside another one
    root_id: int
    state: Stands | None = None


_LINE = (
    Group.public_id, Group.title, Group.kind, Part.name, Group.starts_on, Group.ends_on, Group.closed_on,
    Part.parent_id.is_not(None), Part.root_id,
)  # fmt: skip


def groups_of_member(db: Session, person_id: int) -> list[GroupLine]:
    """The groups that somebody is in, waits for or is asked into; the newest first."""
    mine = (
        select(*_LINE, GroupMember.state)
        .join(Part, Part.id == Group.part_id)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.person_id == person_id, GroupMember.state != Stands.LEFT)
        .order_by(GroupMember.id.desc())
        .limit(MOST_GROUPS)
    )
    rows: Sequence[Any] = db.execute(mine).all()
    return [GroupLine(*row) for row in rows]


def groups_led(db: Session, person_id: int, *, on: date) -> list[GroupLine]:
    """The groups that somebody leads on a day; the newest first."""
    led = (
        select(*_LINE)
        .join(Part, Part.id == Group.part_id)
        .join(GroupLeader, GroupLeader.group_id == Group.id)
        .where(GroupLeader.person_id == person_id, on_day(GroupLeader.starts_on, GroupLeader.ends_on, on))
        .where(belongs_on(GroupLeader.person_id, Part.root_id, on))
        .order_by(Group.id.desc())
        .limit(MOST_GROUPS)
    )
    return [GroupLine(*row) for row in db.execute(led)]


def leads_any(db: Session, person_id: int, *, on: date) -> bool:
    """Whether somebody leads any group on a day."""
    led = select(GroupLeader.id).where(GroupLeader.person_id == person_id)
    return db.scalar(led.where(on_day(GroupLeader.starts_on, GroupLeader.ends_on, on)).limit(1)) is not None


def groups_reached(db: Session, actor: Actor) -> list[GroupLine]:
    """The open groups in the parts that an actor coordinates; the newest first."""
    found = select(*_LINE).join(Part, Part.id == Group.part_id).where(Group.closed_on.is_(None))
    if not reaches_all(actor) and not coordinated(actor):
        return []
    found = found.where(_coordinated(actor))
    return [GroupLine(*row) for row in db.execute(found.order_by(Group.id.desc()).limit(MOST_GROUPS))]


_SIZE = select(func.count(GroupMember.id)).where(
    GroupMember.group_id == bindparam("group_id"), GroupMember.state != Stands.LEFT
)


def people_in(db: Session, group_id: int) -> int:
    """How many are in a group or asked into it: for its bound, and for nobody's eyes."""
    return db.scalar(_SIZE, {"group_id": group_id}) or 0


def titles_of(db: Session, person_id: int) -> dict[int, str]:
    """The titles of the groups that somebody is or was in, or leads or led, by key."""
    in_them = select(GroupMember.group_id).where(GroupMember.person_id == person_id)
    led = select(GroupLeader.group_id).where(GroupLeader.person_id == person_id)
    asked = select(Group.id, Group.title).where(or_(Group.id.in_(in_them), Group.id.in_(led)))
    return dict(db.execute(asked).all())


_IN_THEM = select(GroupMember.group_id).where(
    GroupMember.person_id == bindparam("person_id"), GroupMember.state == Stands.ACCEPTED
)
_LED = select(GroupLeader.group_id).where(
    GroupLeader.person_id == bindparam("person_id"), on_day(GroupLeader.starts_on, GroupLeader.ends_on, _ON)
)
_OF = select(Group.public_id).where(or_(Group.id.in_(_IN_THEM), Group.id.in_(_LED)))


def belongings(db: Session, person_id: int, *, on: date) -> frozenset[str]:
    """The public ids of the groups that somebody is in or leads."""
    return frozenset(read(db, _OF, {"person_id": person_id, "on": on}).scalars())


# Groups by their name, as a table of people spells it


def open_groups_by_name(db: Session, by: Actor, root_id: int, names: Collection[str], *, on: date) -> list[NamedGroup]:
    """The open groups of an organisation that have one of these names and that somebody leads or coordinates."""
    wanted = {alike(name) for name in names}
    led = select(GroupLeader.group_id).where(
        GroupLeader.person_id == by.id, on_day(GroupLeader.starts_on, GroupLeader.ends_on, on)
    )
    rows = db.execute(
        select(Group.id, Group.title, Part.path)
        .join(Part, Part.id == Group.part_id)
        .where(Part.root_id == root_id, or_(_coordinated(by), Group.id.in_(led)), Group.closed_on.is_(None))
        .where(or_(Group.ends_on.is_(None), Group.ends_on >= on))
        .order_by(Group.id)
    )
    found = [row for row in rows if alike(row.title) in wanted]
    return [NamedGroup(row.id, row.title, row.path, max(0, MOST_MEMBERS - people_in(db, row.id))) for row in found]


# Whom a programme may be given to


@dataclass(frozen=True)
class Addressee:
    """A group or a part by name, to which something may be given."""

    public_id: str
    name: str


def groups_to_name(
    db: Session, actor: Actor, *, on: date, most: int, words: str = "", only: str | None = None
) -> list[Addressee]:
    """The open groups that an actor is in, leads or coordinates, the newest first; those whose name has `words`."""
    theirs = [
        select(GroupMember.group_id).where(GroupMember.person_id == actor.id, GroupMember.state == Stands.ACCEPTED),
        select(GroupLeader.group_id).where(
            GroupLeader.person_id == actor.id, on_day(GroupLeader.starts_on, GroupLeader.ends_on, on)
        ),
    ]
    if reaches_all(actor) or coordinated(actor):
        theirs.append(select(Group.id).join(Part, Part.id == Group.part_id).where(_coordinated(actor)))
    found = (
        select(Group.public_id, Group.title)
        .where(Group.id.in_(union_all(*theirs)))
        .where(Group.closed_on.is_(None), or_(Group.ends_on.is_(None), Group.ends_on >= on))
        .where(Group.title.icontains(words, autoescape=True), Group.public_id == only if only is not None else true())
    )
    return [Addressee(*row) for row in db.execute(found.order_by(Group.id.desc()).limit(most))]


def parts_to_name(
    db: Session, actor: Actor, *, on: date, most: int, words: str = "", only: str | None = None
) -> list[Addressee]:
    """The open parts that an actor belongs to, with all above them, or coordinates, by the names on their way down."""
    own = parts_of_person(db, actor.id, on=on)
    keys = sorted({key for part in own for key in ids_on(part.path)})
    found = (
        select(Part)
        .where(or_(Part.id.in_(keys), _coordinated(actor)), Part.closed_on.is_(None))
        .where(Part.name.icontains(words, autoescape=True), Part.public_id == only if only is not None else true())
    )
    parts = db.scalars(found.order_by(Part.path).limit(most)).all()
    on_the_way = {key for part in parts for key in ids_on(part.path)}
    names = dict(db.execute(select(Part.id, Part.name).where(Part.id.in_(on_the_way))).all())
    return [Addressee(part.public_id, " › ".join(names[key] for key in ids_on(part.path))) for part in parts]


def _coordinated(actor: Actor) -> ColumnElement[bool]:
    """Whether an actor coordinates a part, as a condition: by its organisation first, which has an index."""
    if reaches_all(actor):
        return true()
    scopes = coordinated(actor)
    roots = sorted({ids_on(scope)[0] for scope in scopes})
    inside = (Part.path.startswith(scope, autoescape=True) for scope in scopes)
    return and_(Part.root_id.in_(roots), or_(false(), *inside))


def name_of_addressee(db: Session, public_id: str) -> str | None:
    """What the group or part of a public id is called."""
    named = union_all(
        select(Group.title).where(Group.public_id == public_id), select(Part.name).where(Part.public_id == public_id)
    )
    return db.scalar(named)
