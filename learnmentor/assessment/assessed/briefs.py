"""Briefs of assessed versions: the one in force, and the one that was in force when a try was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.rules import SubmissionKind
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.assessed_versions import WHOLE_WORK, AssessedBrief, PartTake, brief_from
from learnmentor.courses.catalogue.models import Revision

EARLIER_LEARNING = (
    "<p>Say for each criterion where you learned it, when, and what shows it. Add what others can check: certificates, "
    "letters, pieces of work of that time. What you show has to be your own.</p>"
)


@dataclass(frozen=True)
class OpenedBrief:
    """The published brief of a unit, and the revision that says so. `data`: what a try keeps of it."""

    brief: AssessedBrief
    revision: Revision
    data: Mapping[str, Any]


def current_brief(db: Session, unit_code: str, kind: SubmissionKind | str = SubmissionKind.UNIT) -> OpenedBrief | None:
    """The brief of a unit that is in force today; None where the unit has no assessed version."""
    found = catalogue.page(db, "brief", unit_code)
    if found is None:
        return None
    data = for_earlier_learning(found[1].data) if kind == SubmissionKind.EARLIER_LEARNING else found[1].data
    return OpenedBrief(brief_from(data), found[1], data)


def for_earlier_learning(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a claim of earlier learning is asked: the criteria of the unit, and one place for all that shows them."""
    criteria = [each.key for each in brief_from(data).criteria]
    takes = [PartTake.TEXT, PartTake.FILES, PartTake.LINKS]
    part = {"key": WHOLE_WORK, "title": "What you learned elsewhere, and what shows it", "html": EARLIER_LEARNING,
            "takes": [str(each) for each in takes], "records": [], "words": {}, "criteria": criteria,
            "optional": False}  # fmt: skip
    return {**data, "parts": [part]}


def brief_of(tried: SubmissionTry) -> AssessedBrief:
    """What was asked when a try was handed in."""
    return brief_from(tried.rule)
