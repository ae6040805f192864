"""Reads of what happens to accounts: changes of address, and who holds which role until when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, column, func, or_, select, table
from sqlalchemy.orm import Session

from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.lives.rules import ENDING_SOON, UNDONE_WITHIN, RoleOrder, RoleTime
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName

_part = table("part", column("id"), column("name"))  # of `organisations`, a later room


def to_confirm(db: Session, token_sha256: str) -> AddressChange | None:
    """The change that a link to the new address confirms, however it stands."""
    return db.scalar(select(AddressChange).where(AddressChange.confirm_sha256 == token_sha256))


def to_stop(db: Session, token_sha256: str) -> AddressChange | None:
    """The change that a link to the old address stops, however it stands."""
    return db.scalar(select(AddressChange).where(AddressChange.stop_sha256 == token_sha256))


def change_now(db: Session, change_id: int) -> AddressChange | None:
    """A change as it stands now; None when it went with its account."""
    asked = select(AddressChange).where(AddressChange.id == change_id)
    return db.scalar(asked.execution_options(populate_existing=True))


def waiting_change(db: Session, person_id: int, *, at: datetime) -> AddressChange | None:
    """The change that waits for the new address."""
    waits = (AddressChange.confirmed_at.is_(None), AddressChange.stopped_at.is_(None), AddressChange.expires_at > at)
    newest = select(AddressChange).where(AddressChange.person_id == person_id, *waits)
    return db.scalar(newest.order_by(AddressChange.id.desc()).limit(1))


def may_be_taken_back(db: Session, person_id: int, *, at: datetime) -> bool:
    """Whether the account has a new address since so lately that the old one can still take that back."""
    changed = (AddressChange.stopped_at.is_(None), AddressChange.confirmed_at > at - UNDONE_WITHIN)
    return (
        db.scalar(select(AddressChange.id).where(AddressChange.person_id == person_id, *changed).limit(1)) is not None
    )


def part_names(db: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of the parts in which somebody holds roles, by key."""
    wanted = sorted(set(ids))
    asked = select(_part.c.id, _part.c.name).where(_part.c.id.in_(wanted))
    return {row.id: row.name for row in db.execute(asked)} if wanted else {}


# Who holds which role until when


class RoleLine(NamedTuple):
    """One role of one person."""

    name: str
    public_id: str
    email: str
    role: RoleName
    starts_on: date
    ends_on: date | None
    part: str | None  # None: everywhere here


@dataclass(frozen=True)
class RoleLines:
    """Some of the roles found, and how many there are in all."""

    lines: Sequence[RoleLine]
    total: int


_ORDERS = {
    RoleOrder.NAME: (Person.name,),
    RoleOrder.ROLE: (Role.name, Person.name),
    RoleOrder.FIRST_DAY: (Role.starts_on, Person.name),
    RoleOrder.LAST_DAY: (Role.ends_on.is_(None), Role.ends_on, Person.name),  # those without end come last
}


def role_lines(
    db: Session, *, role: RoleName | None, time: RoleTime, order: RoleOrder, on: date, most: int, after: int
) -> RoleLines:
    """A page of roles of open accounts."""
    wanted = _wanted(role, time, on=on)
    counted = select(func.count(Role.id)).join(Person, Person.id == Role.person_id).where(*wanted)
    rows = db.execute(_lines(wanted, order).limit(most).offset(after))
    return RoleLines([RoleLine(*row) for row in rows], db.scalar(counted) or 0)


def every_role_line(
    db: Session, *, role: RoleName | None, time: RoleTime, order: RoleOrder, on: date
) -> Iterator[RoleLine]:
    """All of them, as they are read."""
    rows: Any = db.execute(_lines(_wanted(role, time, on=on), order).execution_options(yield_per=500))
    return (RoleLine(*row) for row in rows)


def _lines(wanted: Sequence[ColumnElement[bool]], order: RoleOrder) -> Select[*tuple[Any, ...]]:
    of_people = select(
        Person.name, Person.public_id, Person.email, Role.name, Role.starts_on, Role.ends_on, _part.c.name.label("part")
    )
    joined = of_people.select_from(Role).join(Person, Person.id == Role.person_id)
    joined = joined.outerjoin(_part, _part.c.id == Role.part_id)
    return joined.where(*wanted).order_by(*_ORDERS[order], Role.id)


def _wanted(role: RoleName | None, time: RoleTime, *, on: date) -> list[ColumnElement[bool]]:
    goes_on = or_(Role.ends_on.is_(None), Role.ends_on >= on)
    times = {
        RoleTime.TODAY: and_(Role.starts_on <= on, goes_on),
        RoleTime.SOON: and_(Role.starts_on <= on, Role.ends_on >= on, Role.ends_on <= on + ENDING_SOON),
        RoleTime.TO_COME: Role.starts_on > on,
        RoleTime.OVER: Role.ends_on < on,
    }
    found = [Person.closed_at.is_(None)]
    return [*found, *([times[time]] if time in times else []), *([] if role is None else [Role.name == role])]
