"""What a role of an assessor or moderator reaches, and what keeps somebody from judging a learner's work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleHeld, RoleName
from learnmentor.mentoring.role_declarations.rules import SecondRole
from learnmentor.organisations.rules import Placed, may_coordinate, reaches_all, within

JUDGING_ROLES = (RoleName.ASSESSOR, RoleName.MODERATOR)
LEVELS = (4, 5, 6, 7)
TRAINING_UNIT = "O3"
LONGEST_EVIDENCE = 200
SHOWN_AFTER = timedelta(days=365)  # so long a role that ended is still listed
CONFLICTING = frozenset(SecondRole) - {SecondRole.ASSESSOR}
"""What two people may be to each other by form F13 so that neither judges the other: all of it but assessor itself."""


class Conflict(StrEnum):
    """What somebody is to a learner whose work they therefore never judge."""

    SELF = "self"
    MENTOR = "mentor"
    MENTEE = "mentee"  # the learner is their mentor
    MANAGER = "manager"
    MANAGED = "managed"  # the learner is their manager
    DECLARED = "declared"  # on form F13, by either of them


def from_the_other_side(conflict: Conflict) -> Conflict:
    """The same, seen from the learner."""
    turned = {
        Conflict.MENTOR: Conflict.MENTEE, Conflict.MENTEE: Conflict.MENTOR, Conflict.MANAGER: Conflict.MANAGED,
        Conflict.MANAGED: Conflict.MANAGER,
    }  # fmt: skip
    return turned.get(conflict, conflict)


def conflicts_since(on: date) -> date:
    """The first day of the year before `on`, that day itself included; of a leap day, the 28th."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


class Training(StrEnum):
    """How somebody was trained to judge."""

    UNIT_O3 = "unit-o3"
    EVIDENCE = "evidence"
    STANDARDISED = "standardised"


@dataclass(frozen=True)
class JudgingScope:
    """What a role of an assessor or moderator is for. No units: all. `path`: the part; None: everywhere."""

    person_id: int
    role: RoleName
    levels: frozenset[int]
    units: frozenset[str] = frozenset()
    path: str | None = None

    def covers(self, unit_code: str, level: int) -> bool:
        """Whether it is for a unit at a level."""
        return level in self.levels and (not self.units or unit_code in self.units)

    def reaches(self, paths: Collection[str]) -> bool:
        """Whether it is for somebody who belongs to the parts of these paths."""
        return self.path is None or any(within(each, self.path) for each in paths)


def judges(
    scopes: Iterable[JudgingScope], *, roles: Collection[RoleName], unit_code: str, level: int,
    paths: Collection[str] | None = None,
) -> bool:  # fmt: skip
    """Whether one of somebody's scopes in force is for this; `paths`: the parts of the learner, where it is asked."""
    return any(
        each.role in roles and each.covers(unit_code, level) and (paths is None or each.reaches(paths))
        for each in scopes
    )


# Who says so


def may_record(actor: Actor, part: Placed | None, *, person_id: int | None = None) -> bool:
    """Whether an actor says who judges in a part, None being everywhere: coordinators in theirs, administrators all.

    No coordinator says it of themselves (`person_id`): they would read the work of their people by their own leave.
    """
    if part is None or actor.id == person_id:
        return reaches_all(actor)
    return may_coordinate(actor, part)


@dataclass(frozen=True)
class ScopeFacts:
    """What is recorded of a role: for which levels and units (none: all), and how its holder was trained."""

    levels: tuple[int, ...]
    units: tuple[str, ...]
    training: Training
    evidence: str = ""


class JudgeState(StrEnum):
    """How somebody who judges stands, as a list of them says it."""

    ACTIVE = "active"
    NOTHING_RECORDED = "nothing recorded"  # neither levels nor training: nothing can be given to them
    TO_COME = "to come"
    ENDS_SOON = "ends soon"
    ENDED = "ended"


ENDING_SOON = timedelta(days=30)


def state_of(held: RoleHeld, *, recorded: bool, on: date) -> JudgeState:
    """How a role stands on a day."""
    if held.ends_on is not None and held.ends_on < on:
        return JudgeState.ENDED
    if not recorded:
        return JudgeState.NOTHING_RECORDED
    if held.starts_on > on:
        return JudgeState.TO_COME
    ends_soon = held.ends_on is not None and held.ends_on <= on + ENDING_SOON
    return JudgeState.ENDS_SOON if ends_soon else JudgeState.ACTIVE
