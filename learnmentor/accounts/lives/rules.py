"""Who may look after whose account, how long a change of address waits, and which roles end soon."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleHeld, RoleName

CONFIRMED_WITHIN = timedelta(days=1)
UNDONE_WITHIN = timedelta(days=3)  # after a change of address; so long the old address can take it back
LONGEST_REASON = 200
ENDING_SOON = timedelta(days=30)


def may_look_after(actor: Actor) -> bool:
    """Whether they may change what is somebody else's account."""
    return actor.has(RoleName.ADMINISTRATOR)


def may_act_for(actor: Actor, *, person_id: int) -> bool:
    """Whether they may readdress or suspend this account, or make a link to its password.

    Nobody does so for themselves: one's own profile asks for the password first.
    """
    return may_look_after(actor) and actor.id != person_id


class AddressStanding(StrEnum):
    """How a change of address stands."""

    WAITING = "waiting"  # for the new address; the old one can stop it
    CHANGED = "changed"  # and the old address can take it back
    SETTLED = "settled"
    STOPPED = "stopped"
    OVER = "over"


def address_standing(
    *, expires_at: datetime, confirmed_at: datetime | None, stopped_at: datetime | None, at: datetime
) -> AddressStanding:
    """What can still become of a change of address."""
    if stopped_at is not None:
        return AddressStanding.STOPPED
    if confirmed_at is not None:
        return AddressStanding.CHANGED if at < confirmed_at + UNDONE_WITHIN else AddressStanding.SETTLED
    return AddressStanding.WAITING if at < expires_at else AddressStanding.OVER


class RoleTime(StrEnum):
    """When a role is held, as a list of them is narrowed down."""

    TODAY = "today"
    SOON = "soon"  # held today, and over within `ENDING_SOON`
    TO_COME = "to come"
    OVER = "over"
    ALL = "all"


def role_time(held: RoleHeld, *, on: date) -> RoleTime:
    """When a role is held, seen from a day; one that ends soon is SOON."""
    if held.starts_on > on:
        return RoleTime.TO_COME
    if not held.holds(on):
        return RoleTime.OVER
    return RoleTime.SOON if held.ends_on is not None and held.ends_on <= on + ENDING_SOON else RoleTime.TODAY


class RoleOrder(StrEnum):
    """By what a list of roles is sorted."""

    NAME = "name"
    ROLE = "role"
    FIRST_DAY = "first day"
    LAST_DAY = "last day"


def left_on(held: RoleHeld, *, last_day: date) -> RoleHeld | None:
    """A role of somebody who leaves after that day; None when it had not begun by then, so that it never was."""
    if held.starts_on > last_day:
        return None
    if held.ends_on is not None and held.ends_on <= last_day:
        return held
    return RoleHeld(held.name, held.starts_on, last_day)
