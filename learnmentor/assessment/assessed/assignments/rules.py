"""When a try may be given to somebody, to whom not, and how late it is."""

from collections.abc import Collection
from enum import StrEnum

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, SubmissionState

ROLES_FOR = {
    AssignmentKind.FIRST: (RoleName.ASSESSOR,),
    AssignmentKind.SECOND: (RoleName.MODERATOR, RoleName.ASSESSOR),  # a second assessor where the one moderator may not
    AssignmentKind.APPEAL: (RoleName.ASSESSOR,),
}


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


def refused(*, able: bool, recognised: bool, judged_it: bool) -> Refusal | None:
    """Why somebody is not given a try, or None."""
    found: Collection[tuple[bool, Refusal]] = (
        (not able, Refusal.NO_ROLE), (recognised, Refusal.RECOGNISED), (judged_it, Refusal.JUDGED_IT),
    )  # fmt: skip
    return next((refusal for holds, refusal in found if holds), None)


def ends_as(found: Conflict | Refusal | None) -> AssignmentEnd | None:
    """How an open assignment ends by what is found about its assessor today; None: it goes on."""
    if isinstance(found, Conflict):
        return AssignmentEnd.CONFLICT
    return AssignmentEnd.ROLE_ENDED if found == Refusal.NO_ROLE else None
