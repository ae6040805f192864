"""Who leads a group on a day, who may make one and look after it, and when its last leader may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.organisations.rules import Placed, Span, may_coordinate, reaches_all, within

LONGEST_TITLE = 120
LONGEST_ABOUT = 2_000
MOST_MEMBERS = 500  # of one group, those who are asked among them
MOST_LEADERS = 20
MOST_GROUPS = 200  # that one page lists
STALLED_AFTER = 14  # days without activity, unless a group says otherwise


class GroupKind(StrEnum):
    """What a group is for: to learn together until an end, to keep in touch, or to think about one theme."""

    COHORT = "cohort"
    NETWORK = "network"
    PEER = "peer"


class NoCommonDay(ValueError):
    """The last day is before the first."""


@dataclass(frozen=True)
class Leading:
    """That somebody leads a group, on a span of days."""

    person_id: int
    span: Span


@dataclass(frozen=True)
class GroupPlace:
    """What decides who may do what with a group: its part, its days, and whether it was closed."""

    path: str  # of the part
    starts_on: date
    ends_on: date | None
    closed_on: date | None

    def open_on(self, on: date) -> bool:
        """Whether people still come and are asked for something."""
        return self.closed_on is None and (self.ends_on is None or on <= self.ends_on)


def leads(leaders: Iterable[Leading], person_id: int, *, on: date) -> bool:
    """Whether somebody is a leader on that day."""
    return any(each.person_id == person_id and each.span.holds(on) for each in leaders)


def may_make(actor: Actor, part: Placed, *, belongs: bool) -> bool:
    """Whether an actor may make a group in a part.

    Coordinators from their part down; trainers in their part, or, where they are trainers everywhere, in an
    organisation that they belong to.
    """
    if may_coordinate(actor, part):
        return True
    if not actor.has(RoleName.TRAINER):
        return False
    scopes = actor.paths(RoleName.TRAINER)
    return any(within(part.path, scope) for scope in scopes) if scopes else belongs


def may_look_after(actor: Actor, part: Placed, leaders: Iterable[Leading], *, on: date) -> bool:
    """Whether an actor runs a group: its leaders, and whoever coordinates its part."""
    return may_coordinate(actor, part) or leads(leaders, actor.id, on=on)


def may_begin_groups(actor: Actor) -> bool:
    """Whether an actor is offered to make a group at all; where, `may_make` says."""
    return reaches_all(actor) or actor.has(RoleName.TRAINER) or actor.has(RoleName.COORDINATOR)


def may_go(leaders: Iterable[Leading], person_id: int, *, on: date) -> bool:
    """Whether somebody may stop leading: only while another leads on that day, and with no last day."""
    others = (each.span for each in leaders if each.person_id != person_id)
    return any(span.holds(on) and span.ends_on is None for span in others)


def clashing_lead(leaders: Iterable[Leading], new: Leading) -> Leading | None:
    """The stay of the same leader that shares a day with `new`, or None."""
    return next((each for each in leaders if each.person_id == new.person_id and each.span.meets(new.span)), None)
