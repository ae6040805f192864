"""Who sees what on a coordinator's desk, and what nobody can judge."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.assessors.rules import JudgingScope, judges
from learnmentor.organisations.rules import within


def may_assign(actor: Actor, paths: Collection[str], *, learner_id: int) -> bool:
    """Whether an actor gives work of a learner, who belongs to the parts of these paths, to an assessor.

    Nobody says who judges their own.
    """
    return actor.id != learner_id and (actor.has(RoleName.ADMINISTRATOR) or may_see_outcome(actor, paths))


def may_see_outcome(actor: Actor, paths: Collection[str]) -> bool:
    """Whether an actor sees by name what came of a learner's work: coordinators of their parts alone."""
    scopes = actor.paths(RoleName.COORDINATOR)
    return any(within(path, scope) for path in paths for scope in scopes)


@dataclass(frozen=True)
class Unassigned:
    """Work that waits for an assessor: unit, level, and the parts of the learner."""

    unit_code: str
    level: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class NobodyFor:
    """A unit at a level that nobody can judge, and how many pieces of work wait for it."""

    unit_code: str
    level: int
    waiting: int


def nobody_for(waiting: Iterable[Unassigned], scopes: Sequence[JudgingScope]) -> list[NobodyFor]:
    """What waits and is in nobody's scope, by unit and level, the most first."""
    left = Counter(
        (each.unit_code, each.level)
        for each in waiting
        if not judges(scopes, roles=(RoleName.ASSESSOR,), unit_code=each.unit_code, level=each.level, paths=each.paths)
    )
    return [NobodyFor(*what, number) for what, number in sorted(left.items(), key=lambda each: (-each[1], each[0]))]
