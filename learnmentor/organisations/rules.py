"""Who may look after which part, who belongs where on a day, and who manages whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from learnmentor.accounts.rules import Actor, RoleName

LONGEST_PART_NAME = 120
MOST_PARTS = 500  # of one organisation, so that its tree is one page
DEEPEST = 6  # parts one inside the other


class PartKind(StrEnum):
    """What a part is. The organisation itself is the part that all others are in."""

    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    SITE = "site"
    PARTNER = "partner"


INNER_KINDS = (PartKind.DEPARTMENT, PartKind.SITE, PartKind.PARTNER)


class HowKnown(StrEnum):
    """How it came to be known that somebody manages somebody."""

    CSV = "csv"
    DECLARED = "declared"


class Placed(Protocol):
    """Anything with a place in the tree: `path` holds the ids from the organisation down to itself, "1/5/9/"."""

    @property
    def path(self) -> str:
        """The place."""


# The tree


def path_of(part_id: int, *, parent: str = "") -> str:
    """The path of a part below the one whose path is `parent`."""
    return f"{parent}{part_id}/"


def ids_on(path: str) -> tuple[int, ...]:
    """The ids on a path, the organisation's first."""
    return tuple(map(int, path.split("/")[:-1]))


def within(path: str, scope: str) -> bool:
    """Whether a path is that of the part `scope`, or of one below it. Each part of a path ends with a slash."""
    return path.startswith(scope)


def may_stand_in(path: str, outer: str, *, deepest: int) -> bool:
    """Whether a part may move into another: not into itself or what is inside, and no deeper than parts may be.

    `deepest` is how many parts the lowest of its subtree is below it.
    """
    return not within(outer, path) and len(ids_on(outer)) + 1 + deepest <= DEEPEST


def tops(paths: Iterable[str]) -> list[str]:
    """Those of the paths that are below none of the others: where somebody's trees begin."""
    found = sorted(set(paths), key=ids_on)
    return [path for path in found if not any(within(path, other) for other in found if other != path)]


# Who may


def reaches_all(actor: Actor) -> bool:
    """Whether an actor looks after every organisation of the installation."""
    return actor.has(RoleName.ADMINISTRATOR)


def coordinated(actor: Actor) -> list[str]:
    """The paths of the topmost parts that an actor coordinates."""
    return tops(actor.paths(RoleName.COORDINATOR))


def may_coordinate(actor: Actor, part: Placed) -> bool:
    """Whether an actor looks after a part: coordinators from theirs down, administrators everywhere."""
    return reaches_all(actor) or any(within(part.path, scope) for scope in actor.paths(RoleName.COORDINATOR))


def may_make_organisations(actor: Actor) -> bool:
    """Only whoever knows of all organisations makes one more."""
    return reaches_all(actor)


def may_close_organisation(actor: Actor, *, several: bool) -> bool:
    """Whoever knows of all closes one of them, while another stays open."""
    return several and reaches_all(actor)


def may_give(actor: Actor, role: RoleName, part: Placed) -> bool:
    """Whether an actor may give a role in a part. What reaches the whole installation only an administrator gives."""
    return reaches_all(actor) or (role == RoleName.COORDINATOR and may_coordinate(actor, part))


@dataclass(frozen=True)
class AccountStanding:
    """The organisations that somebody belongs to or will, and the place of each role; None reaches everywhere."""

    roots: frozenset[int]
    role_paths: frozenset[str | None] = frozenset()


def may_care_for(actor: Actor, *, person_id: int, root_id: int, standing: AccountStanding) -> bool:
    """Whether an actor who looks after a member's part may change their names and have a password link sent.

    Administrators may; coordinators for members of no other organisation, who may not do more than they themselves.
    """
    if actor.id == person_id or reaches_all(actor):
        return actor.id != person_id
    scopes = actor.paths(RoleName.COORDINATOR)
    below = (path is not None and any(within(path, scope) for scope in scopes) for path in standing.role_paths)
    return standing.roots == {root_id} and all(below)


# Days


@dataclass(frozen=True)
class Span:
    """A span of days, both ends included; no end means until further notice."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day is one of them."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def over(self, on: date) -> bool:
        """Whether the last of them is past on that day."""
        return self.ends_on is not None and self.ends_on < on

    def meets(self, other: "Span") -> bool:
        """Whether both have a day in common."""
        begins_before = other.ends_on is None or self.starts_on <= other.ends_on
        ends_after = self.ends_on is None or other.starts_on <= self.ends_on
        return begins_before and ends_after


def clashing(spans: Iterable[Span], new: Span) -> Span | None:
    """The first that has a day in common with `new`, or None: nobody is a member of a part twice."""
    return next((span for span in spans if span.meets(new)), None)


# Whose settings hold


@dataclass(frozen=True)
class Belonging:
    """That somebody is a member of some part of an organisation; `since` orders two that began on one day."""

    root_id: int
    span: Span
    since: int


def settings_of(held: Iterable[Belonging], *, on: date) -> int | None:
    """The organisation whose settings hold for somebody on a day: of their memberships in force, the oldest one's."""
    in_force = (each for each in held if each.span.holds(on))
    oldest = min(in_force, key=lambda each: (each.span.starts_on, each.since), default=None)
    return oldest.root_id if oldest else None


# Who manages whom


@dataclass(frozen=True)
class Managed:
    """That somebody manages somebody, on a span of days."""

    manager_id: int
    person_id: int
    span: Span


def managers_on(held: Iterable[Managed], person_id: int, *, on: date) -> frozenset[int]:
    """Who manages a person on a day."""
    return frozenset(each.manager_id for each in held if each.person_id == person_id and each.span.holds(on))


def circular(managers: Mapping[int, Collection[int]], *, manager_id: int, person_id: int) -> bool:
    """Whether somebody would manage themselves, by any detour, once `manager_id` manages `person_id`.

    `managers` are those of each person now.
    """
    above, waiting = set[int](), [manager_id]
    while waiting:
        each = waiting.pop()
        if each not in above:
            above.add(each)
            waiting.extend(managers.get(each, ()))
    return person_id in above
