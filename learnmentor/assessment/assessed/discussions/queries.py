"""Reads of discussions: the one about a try, and its words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.discussions.models import Discussion, discussion_place
from learnmentor.assessment.assessed.discussions.rules import (
    DiscussionFacts,
    DiscussionMode,
    DiscussionProposal,
    DiscussionRecord,
    DiscussionSide,
    DiscussionState,
    DiscussionWords,
)
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.courses.catalogue.assessed_versions import BriefPart, PartTake
from learnmentor.ground.vault import Vault


def discussed_part(tried: SubmissionTry) -> BriefPart | None:
    """The part of a try that is shown in a discussion; None where its brief asked for none."""
    return next((part for part in brief_of(tried).parts if PartTake.DISCUSSION in part.takes), None)


def discussion_of(db: Session, try_id: int) -> Discussion | None:
    """The discussion about a try, as it is now."""
    return db.scalar(select(Discussion).where(Discussion.try_id == try_id).execution_options(populate_existing=True))


def facts_of(tried: SubmissionTry, found: Discussion | None) -> DiscussionFacts:
    """A discussion as rules see it."""
    released = tried.released_at is not None
    if found is None:
        return DiscussionFacts(released)
    by = DiscussionSide(found.proposed_by) if found.proposed_by else None
    return DiscussionFacts(released, DiscussionState(found.state), by, found.corrected_at is not None)


def plain_words(vault: Vault, found: Discussion) -> dict[str, Any] | None:
    """What was typed about a discussion, as JSON; None once its learner's account was closed."""
    if found.body is None:
        return None
    words: dict[str, Any] = vault.open(found.body, place=discussion_place(found.public_id))
    return words


def words_of(vault: Vault, found: Discussion) -> DiscussionWords:
    """What was typed about a discussion."""
    data = plain_words(vault, found) or {}
    return DiscussionWords(_proposal(data.get("proposal")), _record(data.get("record")), data.get("correction", ""))


def _proposal(data: dict[str, Any] | None) -> DiscussionProposal | None:
    if data is None:
        return None
    times = tuple(map(datetime.fromisoformat, data["times"]))
    return DiscussionProposal(times, DiscussionMode(data["mode"]), data["where"])


def _record(data: dict[str, Any] | None) -> DiscussionRecord | None:
    if data is None:
        return None
    return DiscussionRecord(date.fromisoformat(data["on"]), data["minutes"], data["present"], data["said"])
