"""Briefs of assessed versions: the one in force, and the one that was in force when a try was handed in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, brief_from
from learnmentor.courses.catalogue.models import Revision


@dataclass(frozen=True)
class OpenedBrief:
    """The published brief of a unit, and the revision that says so."""

    brief: AssessedBrief
    revision: Revision


def current_brief(db: Session, unit_code: str) -> OpenedBrief | None:
    """The brief of a unit that is in force today; None where the unit has no assessed version."""
    found = catalogue.page(db, "brief", unit_code)
    return OpenedBrief(brief_from(found[1].data), found[1]) if found else None


def brief_of(tried: SubmissionTry) -> AssessedBrief:
    """What was asked when a try was handed in."""
    return brief_from(tried.rule)
