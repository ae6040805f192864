"""Decisions about appeals: until when one is made, who may make, take, and settle one, and with what outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learnmentor.assessment.assessed.rules import Outcome, ResultGround

LONGEST_REASONS, LONGEST_ANSWER = 6_000, 6_000  # characters


class AppealOutcome(StrEnum):
    """How an appeal ends."""

    STANDS = "stands"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"  # by the learner


def last_day(released_on: date, *, days: int) -> date:
    """The last day on which a result can be appealed; both are days in the zone of the installation.

    The last day counts whole: until midnight there, whatever the clock shows where the learner is.
    """
    return released_on + timedelta(days=days)


@dataclass(frozen=True)
class AppealableFacts:
    """A released result as rules see it. `replaced`: another is in its place; `appealed`: once, however that ended."""

    owner_id: int
    outcome: Outcome
    ground: ResultGround
    last_day: date
    replaced: bool
    appealed: bool


def can_be_appealed(facts: AppealableFacts) -> bool:
    """Whether a result is one against which an appeal is made at all: not a pass, nor what an appeal came to."""
    decided = facts.ground == ResultGround.APPEAL or facts.replaced or facts.appealed
    return facts.outcome == Outcome.REFER and not decided


def may_appeal(actor_id: int, facts: AppealableFacts, *, on: date) -> bool:
    """Whether somebody may appeal a result on a day in the installation's zone."""
    return actor_id == facts.owner_id and can_be_appealed(facts) and on <= facts.last_day


@dataclass(frozen=True)
class AppealFacts:
    """An appeal as rules see it. `judged_by`: whoever judged the try before the appeal was made."""

    owner_id: int
    moderator_id: int | None
    closed: bool
    judged_by: frozenset[int]


def may_withdraw(actor_id: int, facts: AppealFacts) -> bool:
    """Whether somebody may take an appeal back: its maker, while it is open."""
    return actor_id == facts.owner_id and not facts.closed


def may_handle(actor_id: int, facts: AppealFacts) -> bool:
    """Whether a moderator may deal with an appeal at all: not their own, and nothing that they judged."""
    return actor_id != facts.owner_id and actor_id not in facts.judged_by


def may_take(actor_id: int, facts: AppealFacts) -> bool:
    """Whether a moderator may take an appeal that nobody has."""
    return may_handle(actor_id, facts) and not facts.closed and facts.moderator_id is None


def may_read_appeal(actor_id: int, facts: AppealFacts) -> bool:
    """Whether a moderator reads an appeal: one that nobody has, or that they have or had."""
    return may_handle(actor_id, facts) and facts.moderator_id in {None, actor_id}


def may_settle(actor_id: int, facts: AppealFacts) -> bool:
    """Whether a moderator names its assessor and settles it: whoever has it."""
    return may_handle(actor_id, facts) and not facts.closed and facts.moderator_id == actor_id


def may_be_named(person_id: int, facts: AppealFacts, *, judged_work: Collection[int]) -> bool:
    """Whether somebody may be asked to judge anew: nobody who judged any try of the work, or has the appeal."""
    return may_handle(person_id, facts) and person_id not in {*judged_work, facts.moderator_id}


def outcomes(result: Outcome, judgement: Outcome | None) -> Collection[AppealOutcome]:
    """How an appeal can be settled after a new judgement: changed only where that says otherwise. None: not yet."""
    if judgement is None:
        return ()
    if judgement == result:
        return (AppealOutcome.STANDS,)
    return (AppealOutcome.STANDS, AppealOutcome.CHANGED)
