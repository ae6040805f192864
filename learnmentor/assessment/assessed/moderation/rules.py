"""Decisions about moderation: which first judgements are sampled, what a try waits for, who may agree on an outcome.

A judgement is sampled while its assessor is new, where it was close, at every refer after a resubmission, where the
year's least number is not reached yet, and by a draw. Each draw has a seed of its own that is kept with all that was
asked of it, so that anybody with the row can make it again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from learnmentor.assessment.assessed.assessors.rules import JudgingScope
from learnmentor.assessment.assessed.assignments.desk.rules import NobodyFor
from learnmentor.assessment.assessed.assignments.rules import ROLES_FOR
from learnmentor.assessment.assessed.rules import AssignmentKind, Outcome

FIRST_JUDGEMENTS = 10  # of an assessor, over all units and levels, since their scope was recorded
SEED_BITS = 256


class SampleReason(StrEnum):
    """Why a first judgement is judged again."""

    NEW_ASSESSOR = "new-assessor"
    BORDERLINE = "borderline"  # one criterion not met, and no more
    CLOSE = "close"  # its assessor says so
    REFERRED_AGAIN = "referred-again"  # at the second try or a later one
    LEAST = "least"  # fewer than the year's least number were sampled of this assessor so far
    DRAWN = "drawn"


@dataclass(frozen=True)
class SampleRule:
    """What is in force in an installation: a share in per cent, and the least number a year of each assessor."""

    per_cent: int
    least: int


@dataclass(frozen=True)
class FirstJudged:
    """A first judgement as the sample sees it.

    `before`: how many of its assessor were drawn before it since their scope was recorded; `sampled_this_year`: how
    many of theirs were sampled this calendar year.
    """

    outcome: Outcome
    close: bool
    not_met: int
    tried: int
    before: int
    sampled_this_year: int


def drawn(seed: str, *, per_cent: int) -> bool:
    """Whether a seed, 64 hexadecimal digits, falls into the share."""
    return int(seed, 16) * 100 < per_cent << SEED_BITS


def reasons(judged: FirstJudged, rule: SampleRule, *, seed: str) -> tuple[SampleReason, ...]:
    """Why a judgement is sampled, every reason that holds; none: it is released without a second one."""
    held = {
        SampleReason.NEW_ASSESSOR: judged.before < FIRST_JUDGEMENTS,
        SampleReason.BORDERLINE: judged.not_met == 1,
        SampleReason.CLOSE: judged.close,
        SampleReason.REFERRED_AGAIN: judged.outcome == Outcome.REFER and judged.tried > 1,
        SampleReason.LEAST: judged.sampled_this_year < rule.least,
        SampleReason.DRAWN: drawn(seed, per_cent=rule.per_cent),
    }
    return tuple(reason for reason, holds in held.items() if holds)


def drawn_again(kept: Mapping[str, Any], seed: str) -> tuple[SampleReason, ...]:
    """The reasons again, from what was kept beside the draw: `{"judged": …, "rule": …}`."""
    judged = {**kept["judged"], "outcome": Outcome(kept["judged"]["outcome"])}
    return reasons(FirstJudged(**judged), SampleRule(**kept["rule"]), seed=seed)


# What a try waits for


class Awaited(StrEnum):
    """What has to come before a judged try is released."""

    NOTHING = "nothing"
    SECOND = "second"
    AGREEMENT = "agreement"


def awaited(*, sampled: bool, first: Outcome, second: Outcome | None, agreed: bool) -> Awaited:
    """What a judged try waits for; two who came to the same outcome have settled it."""
    if not sampled or agreed or first == second:
        return Awaited.NOTHING
    return Awaited.SECOND if second is None else Awaited.AGREEMENT


def may_agree(actor_id: int, *, first_by: int, learner_id: int) -> bool:
    """Whether a moderator records the agreed outcome: not the one whose first judgement is in question."""
    return actor_id not in {first_by, learner_id}


@dataclass(frozen=True)
class WithoutSecond:
    """A sampled try that nobody judged a second time yet, nor is asked to."""

    unit_code: str
    level: int
    first_by: int
    learner_id: int


def could_be_second(scopes: Iterable[JudgingScope], waits: WithoutSecond) -> bool:
    """Whether anybody's scope is for a second judgement; not that of whoever made the first. Ties are asked later."""
    return any(
        each.covers(waits.unit_code, waits.level) and each.role in ROLES_FOR[AssignmentKind.SECOND]
        for each in scopes
        if each.person_id not in {waits.first_by, waits.learner_id}
    )


def nobody_second(waiting: Iterable[WithoutSecond], scopes: Sequence[JudgingScope]) -> list[NobodyFor]:
    """What nobody could judge a second time, by unit and level, the most first."""
    left = Counter((each.unit_code, each.level) for each in waiting if not could_be_second(scopes, each))
    return [NobodyFor(*what, number) for what, number in sorted(left.items(), key=lambda each: (-each[1], each[0]))]


# The report of a period

REPORTS_KEPT = 40
STUCK_HOURS = 2  # a report that is asked for and not made within them can be asked for again


def being_made(asked_at: datetime, made_at: datetime | None, *, at: datetime) -> bool:
    """Whether the worker is at a report, or will be: asking again changes nothing then."""
    if made_at is not None and made_at >= asked_at:
        return False
    return (at - asked_at).total_seconds() < STUCK_HOURS * 3600


YEAR_BEGINS = 9  # the month: a year of work runs from September to August
LONGEST_PERIOD = 5 * 366  # days


def working_year(on: date) -> tuple[date, date]:
    """The first and the last day of the year of work in which a day lies."""
    first = on.year if on.month >= YEAR_BEGINS else on.year - 1
    return date(first, YEAR_BEGINS, 1), date(first + 1, YEAR_BEGINS - 1, 31)


def latest_years(on: date) -> tuple[tuple[date, date], ...]:
    """This year of work and the two before it."""
    this = working_year(on)
    return tuple(
        (this[0].replace(year=this[0].year - back), this[1].replace(year=this[1].year - back)) for back in (0, 1, 2)
    )
