"""Reads about parts, their people and who manages whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql import Select

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import Actor, RoleHeld, RoleName, roles_in_force
from learnmentor.organisations.models import Management, Membership, Part
from learnmentor.organisations.rules import ids_on as _ids

AT_ONCE = 500  # values in one statement
_Value = TypeVar("_Value")


def at_once(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values, as many at a time as one statement holds."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


Day = date | BindParameter[date]


def on_day(
    starts_on: InstrumentedAttribute[date], ends_on: InstrumentedAttribute[date | None], on: Day
) -> ColumnElement[bool]:
    """Whether a span of days holds on a day, as a condition."""
    return and_(starts_on <= on, or_(ends_on.is_(None), ends_on >= on))


# Parts


def part_by_public_id(db: Session, public_id: str) -> Part | None:
    """The part of a public id, closed ones too."""
    return db.scalar(select(Part).where(Part.public_id == public_id))


def next_part_id(db: Session) -> int:
    """The id of the next part. Whoever asks holds the installation's row."""
    return (db.scalar(select(func.max(Part.id))) or 0) + 1


def organisations(db: Session) -> Sequence[Part]:
    """The open organisations, the oldest first."""
    return db.scalars(select(Part).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).order_by(Part.id)).all()


def several_organisations(db: Session) -> bool:
    """Whether there is more than one: pages of an installation with one never name it so."""
    open_ones = select(Part.id).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).limit(2)
    return len(db.scalars(open_ones).all()) > 1


def ever_several(db: Session) -> bool:
    """Whether there is or was more than one: then an organisation may have settings of its own."""
    return len(db.scalars(select(Part.id).where(Part.parent_id.is_(None)).limit(2)).all()) > 1


def only_organisation(db: Session) -> Part | None:
    """The organisation where there is one and no other, which new accounts join."""
    found = db.scalars(
        select(Part).where(Part.parent_id.is_(None), Part.closed_on.is_(None)).order_by(Part.id).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def number_of_parts(db: Session, root_id: int) -> int:
    """How many parts an organisation has, closed ones too."""
    return db.scalar(select(func.count(Part.id)).where(Part.root_id == root_id)) or 0


def subtree(part: Part) -> ColumnElement[bool]:
    """Whether a part is this one or below it, as a condition."""
    return and_(Part.root_id == part.root_id, Part.path.startswith(part.path, autoescape=True))


@dataclass(frozen=True)
class PartRow:
    """A part in a tree: how many people belong to it on the day, and how far it is below the top."""

    part: Part
    people: int
    depth: int


def tree(db: Session, tops: Sequence[Part], *, on: date) -> Sequence[PartRow]:
    """The open parts of these trees in their order, each with the number of its own people."""
    if not tops:
        return []
    wanted = or_(*(subtree(top) for top in tops))
    counts = (
        select(Membership.part_id, func.count().label("people"))
        .where(on_day(Membership.starts_on, Membership.ends_on, on))
        .where(Membership.part_id.in_(select(Part.id).where(wanted)))
        .group_by(Membership.part_id)
        .subquery()
    )
    asked = select(Part, func.coalesce(counts.c.people, 0)).outerjoin(counts, counts.c.part_id == Part.id)
    rows = db.execute(asked.where(wanted, Part.closed_on.is_(None))).all()
    ordered = sorted(rows, key=lambda row: _by_name_on(row[0], {part.id: part for part, _ in rows}))
    top_depth = {top.root_id: len(_ids(top.path)) for top in tops}
    return [PartRow(part, people, len(_ids(part.path)) - top_depth[part.root_id]) for part, people in ordered]


def _by_name_on(part: Part, known: dict[int, Part]) -> list[tuple[str, int]]:
    """Where a part stands when those of one parent are in the order of their names."""
    return [(known[each].name.casefold() if each in known else "", each) for each in _ids(part.path)]


def parts_on_paths(db: Session, paths: Iterable[str]) -> Sequence[Part]:
    """The open parts of these paths, in the order they were made."""
    wanted = sorted(set(paths))
    found = select(Part).where(Part.path.in_(wanted), Part.closed_on.is_(None)).order_by(Part.id)
    return db.scalars(found).all() if wanted else []


def parts_called(db: Session, name: str) -> Sequence[Part]:
    """The open parts of a name, of every organisation."""
    return db.scalars(select(Part).where(Part.name == name, Part.closed_on.is_(None)).order_by(Part.id)).all()


def above(db: Session, part: Part) -> Sequence[Part]:
    """The parts that a part is in, the organisation first."""
    ids = _ids(part.path)[:-1]
    return db.scalars(select(Part).where(Part.id.in_(ids)).order_by(func.length(Part.path))).all() if ids else []


def parts_inside(db: Session, part: Part) -> Sequence[Part]:
    """The open parts right inside one, by name."""
    inside = select(Part).where(Part.parent_id == part.id, Part.closed_on.is_(None))
    return db.scalars(inside.order_by(Part.name, Part.id)).all()


def depth_inside(db: Session, part: Part) -> int:
    """How many parts the lowest one inside a part is below it, closed ones too."""
    paths = db.scalars(select(Part.path).where(subtree(part)))
    return max((len(_ids(path)) for path in paths), default=0) - len(_ids(part.path))


def keys_of_parts(root: Part) -> ScalarSelect[int]:
    """The keys of an organisation's parts, itself among them, for a condition."""
    return select(Part.id).where(Part.root_id == root.id).scalar_subquery()


def has_open_parts(db: Session, part: Part) -> bool:
    """Whether some part inside is open."""
    return db.scalar(select(Part.id).where(Part.parent_id == part.id, Part.closed_on.is_(None)).limit(1)) is not None


def open_part_now(db: Session, part_id: int) -> Part | None:
    """A part while it is open, which nobody closes before this transaction ends."""
    wanted = select(Part).where(Part.id == part_id, Part.closed_on.is_(None))
    return db.scalar(wanted.with_for_update(read=True).execution_options(populate_existing=True))


def hold_organisation(db: Session, root_id: int) -> None:
    """Hold the row of an organisation until the transaction ends: who manages whom, and whole tables, go one at a time.

    Others go on to make people members of it meanwhile.
    """
    db.scalar(select(Part.id).where(Part.id == root_id).with_for_update(key_share=True))


# Who is asking, once more


def actor_now(db: Session, actor: Actor, *, on: date) -> Actor:
    """An actor with the roles and scopes as they are now, which nobody takes away before this transaction ends.

    A page may have been open for long, and somebody may be ending the role at this moment.
    """
    held = select(Role, Part.path).outerjoin(Part, Part.id == Role.part_id).where(Role.person_id == actor.id)
    locked = held.with_for_update(read=True, of=Role).execution_options(populate_existing=True)
    rows: list[tuple[RoleHeld, str | None]] = [
        (RoleHeld(role.name, role.starts_on, role.ends_on, role.part_id), path) for role, path in db.execute(locked)
    ]
    scopes = frozenset((role.name, path) for role, path in rows if path is not None and role.holds(on))
    return replace(actor, roles=roles_in_force((role for role, _ in rows), on=on), scopes=scopes)


# Members


def memberships(db: Session, person_id: int) -> Sequence[Membership]:
    """All memberships of a person, past and to come, in the order of their days."""
    theirs = select(Membership).where(Membership.person_id == person_id)
    return db.scalars(theirs.order_by(Membership.starts_on, Membership.id)).all()


def parts_of_person(db: Session, person_id: int, *, on: date) -> Sequence[Part]:
    """The parts that a person belongs to on a day, in the order of the tree."""
    theirs = select(Part).join(Membership, Membership.part_id == Part.id).where(Membership.person_id == person_id)
    in_force = theirs.where(on_day(Membership.starts_on, Membership.ends_on, on))
    return db.scalars(in_force.order_by(Part.root_id, Part.path)).all()


def organisations_of_person(db: Session, person_id: int, *, on: date) -> Sequence[Part]:
    """The open organisations that a person belongs to on a day, directly or by a part of them, by name."""
    theirs = select(Part.root_id).join(Membership, Membership.part_id == Part.id)
    mine = theirs.where(Membership.person_id == person_id, on_day(Membership.starts_on, Membership.ends_on, on))
    return db.scalars(
        select(Part).where(Part.id.in_(mine), Part.closed_on.is_(None)).order_by(Part.name, Part.id)
    ).all()


def parts_around(db: Session, person_id: int, *, on: date) -> Sequence[Part]:
    """The parts that a person belongs to on a day and all that these are in; the only organisation is left out."""
    ids = {each for part in parts_of_person(db, person_id, on=on) for each in _ids(part.path)}
    found = db.scalars(select(Part).where(Part.id.in_(ids), Part.closed_on.is_(None)).order_by(Part.path)).all()
    alone = not several_organisations(db)
    return [part for part in found if part.parent_id is not None or not alone]


def memberships_in(db: Session, person_id: int, part: Part) -> Sequence[tuple[Membership, Part]]:
    """What somebody belongs to, or did, of a part and all below it; the newest first."""
    theirs = select(Membership, Part).join(Part, Part.id == Membership.part_id).where(Membership.person_id == person_id)
    rows = db.execute(theirs.where(subtree(part)).order_by(Membership.starts_on.desc(), Membership.id.desc()))
    return [(row[0], row[1]) for row in rows]


def person_of_organisation(
    db: Session, root_id: int, *, public_id: str = "", email: str = "", on: date
) -> Person | None:
    """Somebody by public id or address who belongs to an organisation on a day or later; nobody else is known there."""
    belongs = (
        select(Membership.id)
        .join(Part, Part.id == Membership.part_id)
        .where(Membership.person_id == Person.id, Part.root_id == root_id)
        .where(or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
    )
    who = Person.public_id == public_id if public_id else Person.email == email
    return db.scalar(select(Person).where(who, Person.closed_at.is_(None), belongs.exists()))


def person_of_part(db: Session, part: Part, public_id: str, *, on: date) -> Person | None:
    """Somebody who belongs to a part or one below it on a day or later; who has left is nobody's to look at."""
    belongs = select(Membership.id).join(Part, Part.id == Membership.part_id)
    going = belongs.where(
        Membership.person_id == Person.id, or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    )
    here = going.where(subtree(part)).exists()
    return db.scalar(select(Person).where(Person.public_id == public_id, Person.closed_at.is_(None), here))


def parent_memberships(part: Part, *, begins_on: date) -> Select[int, int | None, date]:
    """The rows by which the people of a part belong to the one above it from a day on, but those who do already."""
    there = aliased(Membership)
    already = exists().where(
        there.person_id == Membership.person_id, there.part_id == part.parent_id,
        or_(there.ends_on.is_(None), there.ends_on >= begins_on),
    )  # fmt: skip
    return (
        select(Membership.person_id, literal(part.parent_id), literal(begins_on))
        .distinct()
        .where(
            Membership.part_id == part.id, or_(Membership.ends_on.is_(None), Membership.ends_on >= begins_on), ~already
        )
    )


# Coordinators


def coordinators(db: Session, part: Part, *, on: date) -> Sequence[tuple[Role, Person]]:
    """Who coordinates a part on a day or later, by name."""
    held = select(Role, Person).join(Person, Person.id == Role.person_id).where(Role.part_id == part.id)
    going = held.where(Role.name == RoleName.COORDINATOR, or_(Role.ends_on.is_(None), Role.ends_on >= on))
    return [(row[0], row[1]) for row in db.execute(going.order_by(Person.name, Role.starts_on))]


def coordinator_role(db: Session, part: Part, public_id: str, *, on: date) -> Role | None:
    """The role by which somebody coordinates a part on a day, or will."""
    held = select(Role).join(Person, Person.id == Role.person_id).where(Role.part_id == part.id)
    theirs = held.where(Person.public_id == public_id, Role.name == RoleName.COORDINATOR)
    going = theirs.where(or_(Role.ends_on.is_(None), Role.ends_on >= on))
    return db.scalars(going.order_by(Role.starts_on).limit(1)).first()


# Who manages whom


@dataclass(frozen=True)
class ManagementRow:
    """That somebody manages somebody, with their names."""

    public_id: str
    person: str
    person_public_id: str
    manager: str
    starts_on: date
    ends_on: date | None
    how: str


def managements(
    db: Session, part: Part, *, on: date, most: int, after: int, person_id: int | None = None
) -> tuple[Sequence[ManagementRow], int]:
    """Who manages the people of a part and all below it, on a day or later; some of them, and how many in all."""
    manager, below = aliased(Person), select(Membership.person_id).join(Part, Part.id == Membership.part_id)
    wanted = [
        Management.root_id == part.root_id, or_(Management.ends_on.is_(None), Management.ends_on >= on),
        Management.person_id == person_id if person_id is not None else Management.person_id.in_(
            below.where(subtree(part), or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
        ),
    ]  # fmt: skip
    total = db.scalar(select(func.count(Management.id)).where(*wanted)) or 0
    columns = (
        Management.public_id, Person.name, Person.public_id, manager.name, Management.starts_on, Management.ends_on,
        Management.how,
    )  # fmt: skip
    asked = select(*columns).join(Person, Person.id == Management.person_id)
    asked = asked.join(manager, manager.id == Management.manager_id).where(*wanted)
    rows = db.execute(asked.order_by(Person.name, Person.id, manager.name, Management.id).limit(most).offset(after))
    return [ManagementRow(*row) for row in rows], total


def management_by_public_id(db: Session, public_id: str) -> Management | None:
    """One row of who manages whom."""
    return db.scalar(select(Management).where(Management.public_id == public_id))


def managements_of(db: Session, *, manager_id: int, person_id: int, root_id: int) -> Sequence[Management]:
    """When somebody managed a person of an organisation, and manages them."""
    both = (Management.manager_id == manager_id, Management.person_id == person_id, Management.root_id == root_id)
    return db.scalars(select(Management).where(*both).order_by(Management.starts_on)).all()


def managers_above(db: Session, root_id: int, people: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """The managers of these people, those of the managers, and so on to the top, by person."""
    found: dict[int, set[int]] = {}
    waiting = set(people)
    while waiting:
        found.update({person_id: set() for person_id in waiting})
        for some in at_once(sorted(waiting)):
            asked = select(Management.person_id, Management.manager_id).where(
                Management.person_id.in_(some), Management.root_id == root_id,
                or_(Management.ends_on.is_(None), Management.ends_on >= on),
            )  # fmt: skip
            for person_id, manager_id in db.execute(asked):
                found[person_id].add(manager_id)
        waiting = {manager for person in waiting for manager in found[person]} - found.keys()
    return found


def manages(db: Session, *, manager_id: int, person_id: int, on: date) -> bool:
    """Whether somebody manages a person on a day, in any organisation."""
    both = (Management.manager_id == manager_id, Management.person_id == person_id)
    found = select(Management.id).where(*both, on_day(Management.starts_on, Management.ends_on, on)).limit(1)
    return db.scalar(found) is not None


def managing_since(*, since: date, on: date) -> Select[int, int]:
    """Manager and person of each management that held on a day from `since` to `on`, for a statement."""
    held = and_(Management.starts_on <= on, or_(Management.ends_on.is_(None), Management.ends_on >= since))
    return select(Management.manager_id, Management.person_id).where(held)
