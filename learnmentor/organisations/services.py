"""What is done with organisations, their parts and their people.

Parts are made in the order of the installation's row; what somebody belongs to, in the order of their own. Whoever
acts is asked again under the lock: a role that was ended a moment ago opens nothing.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, literal, update
from sqlalchemy.orm import Session

from learnmentor.accounts import services as accounts
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground import locks
from learnmentor.organisations import queries, rules
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part
from learnmentor.organisations.rules import HowKnown, PartKind, Span

_QUIET = {"synchronize_session": False}


class PartClosed(Exception):
    """The part is closed, or was a moment ago."""


class TooManyParts(Exception):
    """The organisation has as many parts as one page shows, or the part stands as deep as any may."""


class AlreadyMember(Exception):
    """The person is a member of this part already on one of the days; `span` is when."""

    def __init__(self, span: Span) -> None:
        super().__init__(str(span))
        self.span = span


class NoLonger(Exception):
    """Whoever acts does not look after this part any more, perhaps since a moment ago."""


class CannotMove(Exception):
    """A part would stand in itself, in another organisation, or too deep."""


class LastOrganisation(Exception):
    """There is no other open organisation."""


class HasParts(Exception):
    """A part that is to be closed has open parts inside."""


class Circular(Exception):
    """Somebody would manage themselves, by some detour."""


class AlreadyManages(Exception):
    """The manager is written down already on one of the days."""


class MembershipGone(Exception):
    """The membership was ended or changed a moment ago, in another window."""


def ask_again(db: Session, actor: Actor, part: Part, *, on: date) -> Actor:
    """Whoever acts, with the roles that they hold until this transaction ends.

    Raises `NoLonger` unless they still look after a part.
    """
    now = queries.actor_now(db, actor, on=on)
    if not rules.may_coordinate(now, part):
        raise NoLonger(part.public_id)
    return now


# Parts


def make_organisation(db: Session, *, name: str, public_id: str) -> Part:
    """A new organisation, without parts or people."""
    locks.hold_installation(db)
    part_id = queries.next_part_id(db)
    made = Part(
        id=part_id, public_id=public_id, root_id=part_id, path=rules.path_of(part_id), kind=PartKind.ORGANISATION,
        name=name,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def make_part(db: Session, *, parent: Part, kind: PartKind, name: str, public_id: str) -> Part:
    """A new part inside another one; raises `PartClosed` or `TooManyParts`."""
    locks.hold_installation(db)
    db.refresh(parent)
    if parent.closed_on is not None:
        raise PartClosed(parent.public_id)
    if (
        queries.number_of_parts(db, parent.root_id) >= rules.MOST_PARTS
        or len(rules.ids_on(parent.path)) >= rules.DEEPEST
    ):
        raise TooManyParts(parent.public_id)
    part_id = queries.next_part_id(db)
    made = Part(
        id=part_id, public_id=public_id, parent_id=parent.id, root_id=parent.root_id,
        path=rules.path_of(part_id, parent=parent.path), kind=kind, name=name,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def rename_part(db: Session, part: Part, *, name: str) -> None:
    """Call a part by another name."""
    locks.hold_installation(db)
    part.name = name
    db.flush()


def close_part(db: Session, part: Part, *, on: date) -> None:
    """Close a part inside another one after a day: its people belong to the one above from then on.

    Raises `HasParts` while parts inside are open, and `PartClosed` when it is closed already.
    """
    locks.hold_installation(db)
    db.refresh(part)
    if part.closed_on is not None or part.parent_id is None:
        raise PartClosed(part.public_id)
    if queries.has_open_parts(db, part):
        raise HasParts(part.public_id)
    part.closed_on = on
    db.flush()
    moved = queries.parent_memberships(part, begins_on=on + timedelta(days=1))
    db.execute(insert(Membership).from_select(["person_id", "part_id", "starts_on"], moved))
    for table, here in ((Membership, Membership.part_id == part.id), (Role, Role.part_id == part.id)):
        _end_all(db, table, here, last_day=on)
    db.expire_all()


def move_part(db: Session, part: Part, *, to: Part, by: Actor, today: date) -> None:
    """Let a part with all inside stand in another one of its organisation; who looks after what follows at once.

    Raises `NoLonger`, `PartClosed` or `CannotMove`.
    """
    locks.hold_installation(db)
    db.refresh(part)
    db.refresh(to)
    for each in (part, to):
        ask_again(db, by, each, on=today)
    if part.closed_on is not None or to.closed_on is not None:
        raise PartClosed(part.public_id)
    deepest = queries.depth_inside(db, part)
    stands = part.root_id == to.root_id and rules.may_stand_in(part.path, to.path, deepest=deepest)
    if part.parent_id is None or not stands:
        raise CannotMove(part.public_id)
    was, now = part.path, rules.path_of(part.id, parent=to.path)
    inside = update(Part).where(queries.subtree(part)).values(path=literal(now) + func.substr(Part.path, len(was) + 1))
    db.execute(inside, execution_options=_QUIET)
    db.execute(update(Part).where(Part.id == part.id).values(parent_id=to.id), execution_options=_QUIET)
    db.expire_all()


def close_organisation(db: Session, root: Part, *, on: date) -> None:
    """Close an organisation with all its parts after a day: nobody belongs there or looks after it from then on.

    What its people did stays their own. Raises `PartClosed` or `LastOrganisation`.
    """
    locks.hold_installation(db)
    db.refresh(root)
    if root.closed_on is not None or root.parent_id is not None:
        raise PartClosed(root.public_id)
    if not queries.several_organisations(db):
        raise LastOrganisation(root.public_id)
    parts = queries.keys_of_parts(root)
    tables = (
        (Membership, Membership.part_id.in_(parts)), (Role, Role.part_id.in_(parts)),
        (Management, Management.root_id == root.id),
    )  # fmt: skip
    for table, there in tables:
        _end_all(db, table, there, last_day=on)
    db.execute(delete(MembershipOffer).where(MembershipOffer.root_id == root.id), execution_options=_QUIET)
    closing = update(Part).where(Part.root_id == root.id, Part.closed_on.is_(None)).values(closed_on=on)
    db.execute(closing, execution_options=_QUIET)
    db.expire_all()


def _end_all(
    db: Session, table: type[Membership | Role | Management], there: ColumnElement[bool], *, last_day: date
) -> None:
    """Let these end on a day; those that had not begun by then never were."""
    db.execute(delete(table).where(there, table.starts_on > last_day), execution_options=_QUIET)
    going = update(table).where(there, (table.ends_on.is_(None)) | (table.ends_on > last_day))
    db.execute(going.values(ends_on=last_day), execution_options=_QUIET)


# Members


def begin_membership(db: Session, *, person_id: int, part: Part, span: Span) -> Membership:
    """Let somebody belong to a part; raises `AlreadyMember` or `PartClosed`."""
    hold_person(db, person_id)
    if queries.open_part_now(db, part.id) is None:
        raise PartClosed(part.public_id)
    here = (each.span for each in queries.memberships(db, person_id) if each.part_id == part.id)
    if (clash := rules.clashing(here, span)) is not None:
        raise AlreadyMember(clash)
    made = Membership(person_id=person_id, part_id=part.id, starts_on=span.starts_on, ends_on=span.ends_on)
    db.add(made)
    db.flush()
    return made


def join_the_only(db: Session, person_id: int, *, on: date) -> None:
    """Let a new account belong where everybody does; nothing where there are several organisations, or none."""
    only = queries.only_organisation(db)
    if only is not None and not queries.memberships(db, person_id):
        begin_membership(db, person_id=person_id, part=only, span=Span(on))


def end_membership(db: Session, membership: Membership, *, last_day: date) -> None:
    """Let somebody belong to a part through a day; a membership that had not begun by then never was."""
    hold_person(db, membership.person_id)
    if last_day < membership.starts_on:
        db.delete(membership)
    else:
        membership.ends_on = last_day
    db.flush()


def move_member(db: Session, membership: Membership, *, to: Part, first_day: date) -> Membership:
    """Let somebody belong to another part from a day on, in place of the one they are in.

    Raises `AlreadyMember` or `PartClosed`.
    """
    person_id, ends_on = membership.person_id, membership.ends_on
    hold_person(db, person_id)
    until = ends_on if ends_on is None or ends_on >= first_day else None
    begun = begin_membership(db, person_id=person_id, part=to, span=Span(first_day, until))
    end_membership(db, membership, last_day=first_day - timedelta(days=1))
    return begun


def leave_all(db: Session, person_id: int, *, last_day: date) -> int:
    """Let somebody belong nowhere after a day; gives how many memberships ended or never began."""
    hold_person(db, person_id)
    going = [each for each in queries.memberships(db, person_id) if not each.span.over(last_day)]
    for membership in going:
        if membership.ends_on is None or membership.ends_on > last_day:
            end_membership(db, membership, last_day=last_day)
    return len(going)


# Coordinators


def give_coordinator(db: Session, part: Part, person: Person, *, by: Actor, span: Span, today: date) -> Role:
    """Let somebody coordinate a part and all below it; raises `NoLonger`, `PartClosed` or `accounts.RoleClash`."""
    locks.hold_installation(db)  # who looks after what is decided one at a time
    ask_again(db, by, part, on=today)
    if queries.open_part_now(db, part.id) is None:
        raise PartClosed(part.public_id)
    return accounts.give_role(
        db, person, name=RoleName.COORDINATOR, starts_on=span.starts_on, ends_on=span.ends_on, part_id=part.id
    )


def end_coordinator(db: Session, part: Part, role: Role, *, by: Actor, last_day: date, today: date) -> None:
    """Let somebody coordinate a part through a day; raises `NoLonger` or `accounts.RoleGone`.

    Two who end each other come here one after the other, and the second one looks after nothing by then.
    """
    locks.hold_installation(db)
    ask_again(db, by, part, on=today)
    accounts.end_role(db, role, last_day=last_day)


# Who manages whom


def begin_management(
    db: Session, *, manager_id: int, person_id: int, root_id: int, span: Span, how: HowKnown, public_id: str
) -> Management:
    """Write down that somebody manages somebody; raises `Circular` or `AlreadyManages`."""
    queries.hold_organisation(db, root_id)  # two rows that make a circle come here one after the other
    above = queries.managers_above(db, root_id, [manager_id, person_id], on=span.starts_on)
    if rules.circular(above, manager_id=manager_id, person_id=person_id):
        raise Circular(public_id)
    known = queries.managements_of(db, manager_id=manager_id, person_id=person_id, root_id=root_id)
    if rules.clashing((each.span for each in known), span):
        raise AlreadyManages(public_id)
    made = Management(
        public_id=public_id, manager_id=manager_id, person_id=person_id, root_id=root_id, starts_on=span.starts_on,
        ends_on=span.ends_on, how=how,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def end_management(db: Session, management: Management, *, last_day: date) -> None:
    """Let somebody manage somebody through a day; what had not begun by then never was."""
    queries.hold_organisation(db, management.root_id)
    if last_day < management.starts_on:
        db.delete(management)
    else:
        management.ends_on = last_day
    db.flush()
