"""What is done about a discussion: times proposed and picked, what was said recorded and corrected once.

The submission's row orders it.
"""

import json
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.discussions import queries, rules
from learnmentor.assessment.assessed.discussions.models import Discussion, discussion_place
from learnmentor.assessment.assessed.discussions.rules import (
    DiscussionFacts,
    DiscussionProposal,
    DiscussionRecord,
    DiscussionSide,
    DiscussionState,
    DiscussionWords,
)
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import SubmissionState
from learnmentor.assessment.assessed.services import NotNow, hold
from learnmentor.ground.vault import Vault


class ProposalChanged(Exception):
    """Other times were proposed meanwhile, or one was picked."""


def propose(
    db: Session, vault: Vault, found: TryFound, proposal: DiscussionProposal, *, side: DiscussionSide, seen: int,
    public_id: str, at: datetime,
) -> Discussion:  # fmt: skip
    """Propose times in the place of those that stand there. `seen`: how often that was done when they were read.

    Raises `NotNow`, `ProposalChanged`. The same times twice are proposed once.
    """
    there, facts = _held(db, found)
    made = there or Discussion(
        public_id=public_id, try_id=found.tried.id, state=DiscussionState.PROPOSED, changes=0, made_at=at
    )
    words = queries.words_of(vault, made)
    if (words.proposal, facts.proposed_by) == (proposal, side) and facts.state == DiscussionState.PROPOSED:
        return made
    _ask(allowed=rules.may_propose(facts))
    if made.changes != seen:
        raise ProposalChanged(found.tried.public_id)
    made.state, made.proposed_by, made.starts_at = DiscussionState.PROPOSED, side, None
    made.changes += 1
    _write(db, vault, made, replace(words, proposal=proposal))
    return made


def pick(db: Session, vault: Vault, found: TryFound, number: int, *, side: DiscussionSide, seen: int) -> Discussion:
    """Agree to one of the other's times, by its number from 0; twice is once. Raises `NotNow`, `ProposalChanged`."""
    there, facts = _held(db, found)
    if there is None:
        raise NotNow(found.tried.public_id)
    if there.changes != seen:
        raise ProposalChanged(found.tried.public_id)
    proposal = queries.words_of(vault, there).proposal
    chosen = proposal.times[number] if proposal and 0 <= number < len(proposal.times) else None
    if facts.state == DiscussionState.AGREED and there.starts_at == chosen:
        return there
    _ask(allowed=chosen is not None and rules.may_pick(side, facts))
    there.state, there.starts_at = DiscussionState.AGREED, chosen
    db.flush()
    return there


def record(
    db: Session, vault: Vault, found: TryFound, record: DiscussionRecord, *, by: int, today: date, handed_in_on: date,
    public_id: str, at: datetime,
) -> Discussion:  # fmt: skip
    """Write down what was said, once; the same by a second click is the same one. Raises `NotNow`."""
    there, facts = _held(db, found)
    made = there or Discussion(public_id=public_id, try_id=found.tried.id, changes=0, made_at=at)
    words = queries.words_of(vault, made)
    if words.record == record and made.recorded_by_id == by:
        return made
    could = rules.can_have_been(record.on, record.minutes, handed_in_on=handed_in_on, today=today)
    _ask(allowed=could and rules.may_record(DiscussionSide.ASSESSOR, facts))
    made.state, made.recorded_by_id, made.recorded_at = DiscussionState.RECORDED, by, at
    _write(db, vault, made, replace(words, record=record))
    return made


def correct(db: Session, vault: Vault, found: TryFound, text: str, *, at: datetime) -> Discussion:
    """Add the learner's one correction; it stands beside the record. Raises `NotNow`."""
    there, facts = _held(db, found)
    if there is None:
        raise NotNow(found.tried.public_id)
    words = queries.words_of(vault, there)
    if words.correction == text:
        return there
    _ask(allowed=rules.may_correct(DiscussionSide.LEARNER, facts))
    there.corrected_at = at
    _write(db, vault, there, replace(words, correction=text))
    return there


def _held(db: Session, found: TryFound) -> tuple[Discussion | None, DiscussionFacts]:
    held = hold(db, found.submission)
    db.refresh(found.tried)
    there, tried = queries.discussion_of(db, found.tried.id), found.tried
    waits = tried.released_at is not None or held.state in {SubmissionState.HANDED_IN, SubmissionState.JUDGED}
    if queries.discussed_part(tried) is None or tried.body is None or not waits:
        raise NotNow(tried.public_id)
    return there, queries.facts_of(found.tried, there)


def _ask(*, allowed: bool) -> None:
    if not allowed:
        raise NotNow


def _write(db: Session, vault: Vault, made: Discussion, words: DiscussionWords) -> None:
    plain = json.loads(json.dumps(asdict(words), default=lambda value: value.isoformat()))
    made.body = vault.seal(plain, place=discussion_place(made.public_id))
    db.add(made)
    db.flush()
