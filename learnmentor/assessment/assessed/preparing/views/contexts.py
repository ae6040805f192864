"""What pages of choosing and preparing are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.preparing import queries, rules
from learnmentor.assessment.assessed.preparing.level_wording import LEVEL_MEANINGS, LevelMeaning
from learnmentor.assessment.assessed.preparing.queries import Lacking
from learnmentor.assessment.assessed.preparing.rules import LeftToDo, StillTo
from learnmentor.assessment.assessed.rules import SubmissionState
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, AssessedVersion
from learnmentor.web import installation


@dataclass(frozen=True)
class VersionOffered:
    """A version that can be begun: what its level means, whether anybody judges it here, and one's own work for it."""

    version: AssessedVersion
    meaning: LevelMeaning | None
    judged_here: bool
    own: Submission | None


@dataclass(frozen=True)
class AssessedOffer:
    """The assessed version of a unit for whoever looks: by level, and what has to be done before handing in."""

    brief: AssessedBrief
    versions: Sequence[VersionOffered]
    lacking: Lacking

    @property
    def judged_somewhere(self) -> bool:
        """Whether anybody here judges it at some level."""
        return any(each.judged_here for each in self.versions)


def assessed_offer(db: Session, brief: AssessedBrief, family: str, *, person_id: int | None) -> AssessedOffer | None:
    """What a unit's pages say of its assessed version; None for the core, which has none."""
    kind = rules.UnitFamily(family)
    versions = [each for each in brief.versions if rules.may_be_assessed(brief.unit, kind, [each.level], each.level)]
    if not versions:
        return None
    judged = queries.levels_judged(db, brief.unit, installation.today())
    mine = _own_work(db, brief.unit, person_id) if person_id else {}
    offered = [VersionOffered(v, LEVEL_MEANINGS.get(v.level), v.level in judged, mine.get(v.level)) for v in versions]
    return AssessedOffer(brief, offered, queries.lacking(db, person_id, brief.unit))


def _own_work(db: Session, unit_code: str, person_id: int) -> dict[int, Submission]:
    """Somebody's submissions for a unit that go on, by level."""
    return {each.level: each for each in queries.going_on_of(db, person_id) if each.unit_code == unit_code}


# Where a submission is


@dataclass(frozen=True)
class SubmissionStands:
    """Where a submission is, in words, with the next step of its owner; `tone` of a tag."""

    said: str
    tone: str
    next: str
    action: str


_TRY_AGAIN = SubmissionStands(
    "Not yet", "sun", "Read what is missing, put that right, and hand it in again.", "Go on with it"
)
_STANDS = {
    SubmissionState.PREPARING: SubmissionStands(
        "In preparation", "sun", "Go on with its parts, in any order.", "Go on with it"
    ),
    SubmissionState.HANDED_IN: SubmissionStands(
        "Handed in", "sage", "It waits to be judged. You need do nothing.", "Look at it"
    ),
    SubmissionState.JUDGED: SubmissionStands(
        "Being judged", "sage", "You are told as soon as the decision is released.", "Look at it"
    ),
    SubmissionState.PASSED: SubmissionStands(
        "Passed", "teal", "It counts towards every award that asks for it.", "Look at it"
    ),
    SubmissionState.NOT_PASSED: SubmissionStands(
        "Not passed", "plain", "There is no further try. You can begin anew, with new work.", "Look at it"
    ),
    SubmissionState.GIVEN_UP: SubmissionStands("Given up", "plain", "You can begin again at any time.", "Look at it"),
}


def submission_stands(submission: Submission) -> SubmissionStands:
    """Where a submission is, and what its owner does next."""
    prepared_again = submission.state == SubmissionState.PREPARING and submission.tries > 0
    return _TRY_AGAIN if prepared_again else _STANDS[SubmissionState(submission.state)]


# What is left, in words


@dataclass(frozen=True)
class LeftLine:
    """One thing that is left, with the page where it is done."""

    text: str
    href: str


def left_in_work(submission: Submission, brief: AssessedBrief, left: Sequence[LeftToDo]) -> list[LeftLine]:
    """What is left in the parts. Of an empty part is not said besides that its criteria are not answered."""
    empty = {each.at for each in left if each.what == StillTo.FILL}
    wanted = [
        each for each in left if each.what == StillTo.FILL or (each.what == StillTo.SHOW and each.at not in empty)
    ]
    return [_left_line(submission, brief, each) for each in wanted]


def _left_line(submission: Submission, brief: AssessedBrief, left: LeftToDo) -> LeftLine:
    part = brief.part(left.at)
    title = part.title if part else left.at
    href = url_for("work_parts.part", public_id=submission.public_id, part_key=left.at)
    if left.what == StillTo.FILL:
        return LeftLine(f"Put something into “{title}”", href)
    shown = "one criterion is" if left.count == 1 else f"{left.count} criteria are"
    return LeftLine(f"Say where {shown} shown: “{title}”", f"{href}#criteria")


def units_left_of(lacking: Lacking) -> list[LeftLine]:
    """Units to finish, and those for which work has to be begun."""
    finish = [(f"Finish {unit.code}: {unit.done} of {unit.segments} done", unit.code) for unit in lacking.to_finish]
    begin = [(f"Begin {unit.code}, {unit.title}", unit.code) for unit in lacking.to_begin]
    return [LeftLine(text, url_for("catalogue.unit", code=code.lower())) for text, code in [*finish, *begin]]
