"""Which roles are declared, what they ask for, and which are missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class SecondRole(StrEnum):
    """What somebody is to the other one beside being mentor or mentee (form F13)."""

    COACH = "coach"
    LINE_MANAGER = "line-manager"
    APPRAISER = "appraiser"
    ASSESSOR = "assessor"
    TUTOR = "tutor"
    FRIEND = "friend"
    QUALITY_OBSERVER = "quality-observer"


JUDGES = frozenset(
    {SecondRole.LINE_MANAGER, SecondRole.APPRAISER, SecondRole.ASSESSOR, SecondRole.TUTOR, SecondRole.QUALITY_OBSERVER}
)
"""Those who decide something about the other one: they say who judges instead."""


@dataclass(frozen=True)
class RoleSpan:
    """A role, since when and until when; both days included."""

    role: SecondRole
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is held on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


def spans(values: Mapping[str, Any]) -> list[RoleSpan]:
    """The roles of a filled form."""
    return [
        RoleSpan(
            SecondRole(row["role"]), date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row.get("until") else None,
        )
        for row in values.get("roles") or []
    ]  # fmt: skip


def asked_for(roles: Collection[RoleSpan], values: Mapping[str, Any]) -> list[str]:
    """The keys of fields that these roles ask for and that are empty."""
    held = {each.role for each in roles}
    wanted = (["judges"] if held & JUDGES else []) + (["training"] if SecondRole.ASSESSOR in held else [])
    return [key for key in wanted if not values.get(key)]


def backwards(roles: Collection[RoleSpan]) -> bool:
    """Whether a role ends before it begins."""
    return any(each.until is not None and each.until < each.since for each in roles)


def undeclared(*, manages: bool, declared: Collection[SecondRole]) -> bool:
    """Whether somebody is known to manage the other one and has not said so."""
    return manages and SecondRole.LINE_MANAGER not in declared
