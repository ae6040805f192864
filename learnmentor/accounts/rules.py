"""Who a person is here: roles by date, and what a role may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RoleName(StrEnum):
    """Roles beside learner, which everyone is."""

    TRAINER = "trainer"
    ASSESSOR = "assessor"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class RoleHeld:
    """One role over a span of days, both ends included; no end means until further notice."""

    name: RoleName
    starts_on: date
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the role is in force on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Actor:
    """The person who acts, as rules see them: who, and the roles in force today."""

    id: int
    public_id: str
    name: str
    printed_name: str
    roles: frozenset[RoleName]

    def has(self, role: RoleName) -> bool:
        """Whether the role is in force today."""
        return role in self.roles


def roles_in_force(held: Iterable[RoleHeld], *, on: date) -> frozenset[RoleName]:
    """The names of the roles that hold on that day."""
    return frozenset(role.name for role in held if role.holds(on))
