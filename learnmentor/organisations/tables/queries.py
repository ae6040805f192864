"""Reads of what a table of people is compared with, and of members as such a table."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.organisations import queries, rules
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part, PeopleImport
from learnmentor.organisations.queries import on_day
from learnmentor.organisations.rules import Span
from learnmentor.organisations.tables.changes import (
    BETWEEN_PARTS,
    KnownMember,
    KnownPart,
    KnownSpan,
    Offered,
    PeopleStanding,
)


def known_parts(db: Session, part: Part) -> tuple[KnownPart, list[KnownPart]]:
    """A part and the open ones of its tree, itself among them, in the order of the tree."""
    columns = (Part.id, Part.path, Part.name, Part.closed_on)
    rows = db.execute(select(*columns).where(Part.root_id == part.root_id)).all()
    names = {row.id: row.name for row in rows}
    found = [
        KnownPart(row.id, row.path, row.name, BETWEEN_PARTS.join(names[each] for each in rules.ids_on(row.path)[1:]))
        for row in sorted(rows, key=lambda row: rules.ids_on(row.path))
        if row.closed_on is None and rules.within(row.path, part.path)
    ]
    return next(each for each in found if each.id == part.id), found


def standing(
    db: Session, here: KnownPart, parts: Sequence[KnownPart], addresses: Iterable[str], *, today: date, at: datetime
) -> PeopleStanding:
    """What there is now of the people of these addresses, of their managers, and of invitations that wait."""
    found, root_id = PeopleStanding(here, parts), rules.ids_on(here.path)[0]
    for some in queries.at_once(sorted(set(addresses))):
        _add_members(db, found, root_id, some)
        _add_offers(db, found, root_id, some, at=at)
    ids = [member.person_id for member in found.members.values()]
    by_id = {member.person_id: member for member in found.members.values()}
    for some_ids in queries.at_once(ids):
        held = select(Role.person_id, Role.name, Role.part_id).where(
            Role.person_id.in_(some_ids), or_(Role.ends_on.is_(None), Role.ends_on >= today)
        )
        for person_id, name, part_id in db.execute(held):
            by_id[person_id].roles.add((RoleName(name), part_id))
    found.managers = queries.managers_above(db, root_id, ids, on=today)
    return found


def _add_members(db: Session, found: PeopleStanding, root_id: int, addresses: Sequence[str]) -> None:
    columns = (Person.email, Person.id, Membership.id, Membership.part_id, Membership.starts_on, Membership.ends_on)
    theirs = select(*columns).join(Membership, Membership.person_id == Person.id).join(Part)
    asked = theirs.where(Person.email.in_(addresses), Person.closed_at.is_(None), Part.root_id == root_id)
    for email, person_id, membership_id, part_id, starts_on, ends_on in db.execute(asked):
        member = found.members.setdefault(email, KnownMember(person_id))
        member.spans.append(KnownSpan(membership_id, part_id, Span(starts_on, ends_on)))


def _add_offers(db: Session, found: PeopleStanding, root_id: int, addresses: Sequence[str], *, at: datetime) -> None:
    asked = select(MembershipOffer).where(MembershipOffer.email.in_(addresses), MembershipOffer.root_id == root_id)
    for offer in db.scalars(asked.execution_options(populate_existing=True)):
        if offer.accepted_at is None and offer.expires_at > at:
            found.offers[offer.email, offer.part_id] = Offered(
                offer.name,
                frozenset(offer.roles),
                offer.group_name,
                offer.manager_email,
                offer.starts_on,
                offer.ends_on,
            )
        elif offer.accepted_at is not None and (member := found.members.get(offer.email)):
            member.groups[offer.part_id] = offer.group_name


def held_people(db: Session, ids: Iterable[int]) -> set[int]:
    """Those of the people whose accounts are open, held until the transaction ends; in one order, so that nobody waits
    for somebody who waits for them."""
    held: set[int] = set()
    for some in queries.at_once(sorted(set(ids))):
        asked = select(Person.id).where(Person.id.in_(some), Person.closed_at.is_(None)).order_by(Person.id)
        held.update(db.scalars(asked.with_for_update()))
    return held


def memberships_by_id(db: Session, ids: Iterable[int]) -> dict[int, Membership]:
    """Memberships by their keys, as they are now."""
    return {
        each.id: each
        for some in queries.at_once(sorted(ids))
        for each in db.scalars(select(Membership).where(Membership.id.in_(some)))
    }


def offers_by_place(db: Session, root_id: int, addresses: Iterable[str]) -> dict[tuple[str, int], MembershipOffer]:
    """The invitations to an organisation of these addresses, by address and part."""
    return {
        (each.email, each.part_id): each
        for some in queries.at_once(sorted(set(addresses)))
        for each in db.scalars(
            select(MembershipOffer).where(MembershipOffer.email.in_(some), MembershipOffer.root_id == root_id)
        )
    }


def with_account(db: Session, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that have an account, wherever its owner belongs."""
    return {
        email
        for some in queries.at_once(sorted(set(addresses)))
        for email in db.scalars(select(Person.email).where(Person.email.in_(some), Person.closed_at.is_(None)))
    }


def csv_managements(db: Session, root_id: int, people: Iterable[int], *, on: date) -> dict[int, list[Management]]:
    """Who manages these people by what tables said, on a day or later, by person."""
    found: dict[int, list[Management]] = {}
    for some in queries.at_once(sorted(set(people))):
        asked = select(Management).where(
            Management.person_id.in_(some), Management.root_id == root_id, Management.how == "csv",
            or_(Management.ends_on.is_(None), Management.ends_on >= on),
        )  # fmt: skip
        for each in db.scalars(asked):
            found.setdefault(each.person_id, []).append(each)
    return found


def group_notes(db: Session, offers: Collection[int]) -> list[tuple[int, str, Part]]:
    """Of what was accepted, the people with the name of a group that a table has for them, and their part."""
    asked = select(MembershipOffer.person_id, MembershipOffer.group_name, Part).join(
        Part, Part.id == MembershipOffer.part_id
    )
    there = asked.where(MembershipOffer.accepted_at.is_not(None), MembershipOffer.group_name != "")
    return [
        (person_id, name, part)
        for some in queries.at_once(sorted(offers))
        for person_id, name, part in db.execute(there.where(MembershipOffer.id.in_(some)))
        if person_id is not None
    ]


# Imports


def import_by_public_id(db: Session, public_id: str) -> tuple[PeopleImport, Part] | None:
    """A table on its way in, and the part that it is for."""
    row = db.execute(
        select(PeopleImport, Part)
        .join(Part, Part.id == PeopleImport.part_id)
        .where(PeopleImport.public_id == public_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def import_to_do(db: Session, import_id: int) -> tuple[PeopleImport, Part, Person] | None:
    """A table that the worker brings in, its part, and who asked for it."""
    asked = (
        select(PeopleImport, Part, Person)
        .join(Part, Part.id == PeopleImport.part_id)
        .join(Person, Person.id == PeopleImport.by_id)
        .where(PeopleImport.id == import_id, PeopleImport.state.in_(("waiting", "making")))
    )
    row = db.execute(asked).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def import_now(db: Session, import_id: int) -> PeopleImport | None:
    """A table on its way in, held until the transaction ends."""
    return db.get(PeopleImport, import_id, with_for_update=True, populate_existing=True)


# Members as a table


@dataclass(frozen=True)
class MemberLine:
    """One membership as a line of a table."""

    person_id: int
    name: str
    email: str
    part_id: int
    path: str
    starts_on: date
    ends_on: date | None
    manager: str | None
    group: str | None


def member_rows(db: Session, part: Part, *, on: date) -> Iterator[MemberLine]:
    """The memberships of a part and all below it that are not over, by part and name, a piece at a time."""
    manager = (
        select(func.min(Person.email))
        .join(Management, Management.manager_id == Person.id)
        .where(
            Management.person_id == Membership.person_id, Management.root_id == part.root_id,
            on_day(Management.starts_on, Management.ends_on, on),
        )
        .correlate(Membership)
        .scalar_subquery()
    )  # fmt: skip
    group = (
        select(func.max(MembershipOffer.group_name))
        .where(MembershipOffer.person_id == Membership.person_id, MembershipOffer.part_id == Membership.part_id)
        .correlate(Membership)
        .scalar_subquery()
    )
    asked = (
        select(
            Person.id, Person.name, Person.email, Part.id, Part.path, Membership.starts_on, Membership.ends_on, manager,
            group,
        )
        .select_from(Membership)
        .join(Part, Part.id == Membership.part_id)
        .join(Person, Person.id == Membership.person_id)
        .where(queries.subtree(part), Person.closed_at.is_(None))
        .where(or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
        .order_by(Part.path, Person.name, Person.id)
    )  # fmt: skip
    for row in db.execute(asked.execution_options(yield_per=queries.AT_ONCE)):
        yield MemberLine(*row)


def roles_in(db: Session, part: Part, *, on: date, everywhere: bool) -> dict[tuple[int, int | None], list[RoleName]]:
    """The roles that people hold in the parts of a tree, by person and part; with `everywhere` those of members too
    that are held in the whole installation."""
    of_parts = select(Part.id).where(queries.subtree(part))
    here: ColumnElement[bool] = Role.part_id.in_(of_parts)
    if everywhere:
        here = or_(here, Role.part_id.is_(None))
    found: dict[tuple[int, int | None], list[RoleName]] = {}
    asked = select(Role.person_id, Role.part_id, Role.name).where(here, on_day(Role.starts_on, Role.ends_on, on))
    for person_id, part_id, name in db.execute(asked.order_by(Role.name)):
        found.setdefault((person_id, part_id), []).append(RoleName(name))
    return found
