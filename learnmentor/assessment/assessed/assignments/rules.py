"""When a try may be given to somebody, to whom not, and when that is over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors.rules import Conflict, JudgingScope, judges
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, SubmissionState

ROLES_FOR = {
    AssignmentKind.FIRST: (RoleName.ASSESSOR,),
    AssignmentKind.SECOND: (RoleName.MODERATOR, RoleName.ASSESSOR),  # a second assessor where the one moderator may not
    AssignmentKind.APPEAL: (RoleName.ASSESSOR,),
}


MOST_OPEN = 10  # judgements that somebody has at a time of those that they took themselves


class Refusal(StrEnum):
    """Why somebody is not given a try, though they are in no conflict."""

    NO_ROLE = "no role"  # in force, for this unit, level and learner, with training
    RECOGNISED = "recognised"  # they withdrew from this submission before
    JUDGED_IT = "judged it"  # somebody else has to look at it


def waits(kind: AssignmentKind, *, state: SubmissionState, latest: bool, released: bool) -> bool:
    """Whether a try is at the point at which a judgement of this kind is asked for; `latest`: no later try is there."""
    if kind == AssignmentKind.APPEAL:
        return released
    wanted = SubmissionState.HANDED_IN if kind == AssignmentKind.FIRST else SubmissionState.JUDGED
    return latest and not released and state == wanted


@dataclass(frozen=True)
class AskedAbout:
    """What somebody is asked to judge, or would be, as rules see it. `paths`: the parts of the learner."""

    kind: AssignmentKind
    learner_id: int
    unit_code: str
    level: int
    paths: Collection[str]


def standing(
    asked: AskedAbout, *, never: Mapping[int, Conflict], scopes: Iterable[JudgingScope]
) -> Conflict | Refusal | None:
    """Why somebody may not judge this, by whom they never judge and what they may; a conflict first, None: they may."""
    if conflict := never.get(asked.learner_id):
        return conflict
    able = judges(scopes, roles=ROLES_FOR[asked.kind], unit_code=asked.unit_code, level=asked.level, paths=asked.paths)
    return None if able else Refusal.NO_ROLE


def ends_as(found: Conflict | Refusal | None) -> AssignmentEnd | None:
    """How an open assignment ends by what is found about its assessor today; None: it goes on."""
    if isinstance(found, Conflict):
        return AssignmentEnd.CONFLICT
    return AssignmentEnd.ROLE_ENDED if found == Refusal.NO_ROLE else None
