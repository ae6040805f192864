"""Reads of who is asked whether the mentoring works, of silences, and of evaluations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.mentoring.checks import rules
from learnmentor.mentoring.checks.models import (
    PairCheck,
    PairEvaluation,
    SilenceLetter,
    SilenceLettersStopped,
    check_place,
    evaluation_place,
)
from learnmentor.mentoring.checks.rules import CheckAnswers
from learnmentor.mentoring.meetings.queries import held_meetings
from learnmentor.mentoring.models import Pair

_CHECKS = select(PairCheck).where(PairCheck.pair_id == bindparam("pair_id"), PairCheck.person_id == bindparam("person"))


def checks(db: Session, *, pair_id: int, person_id: int) -> dict[int, PairCheck]:
    """What somebody has answered in a pair, by the meeting after which they were asked."""
    rows = db.scalars(_CHECKS, {"pair_id": pair_id, "person": person_id}, execution_options={"populate_existing": True})
    return {row.after_meeting: row for row in rows}


def answers(vault: Vault, found: PairCheck) -> CheckAnswers:
    """What somebody answered."""
    return CheckAnswers(**vault.open(found.body, place=check_place(found.public_id)))


# Silences


def quiet_pairs(db: Session, *, on: date) -> Sequence[int]:
    """Open pairs that are old enough to have been silent for six weeks."""
    begun = datetime.combine(on - rules.SILENCE + timedelta(days=1), time.min, tzinfo=UTC)
    found = select(Pair.id).where(Pair.ended_at.is_(None), Pair.opened_at < begun)
    return db.scalars(found.order_by(Pair.id)).all()


def silent_since(db: Session, pair: Pair, *, zone: str) -> date:
    """The day of a pair's last meeting, or on which it began."""
    held = [day_of(each.held_at, zone) for each in held_meetings(db, pair.id)]
    return rules.quiet_since(held, opened_on=day_of(pair.opened_at, zone))


def written_to(db: Session, *, pair_id: int, since: date) -> set[int]:
    """Who was written to about a silence."""
    sent = select(SilenceLetter.person_id).where(SilenceLetter.pair_id == pair_id, SilenceLetter.quiet_since == since)
    return set(db.scalars(sent))


def willing(db: Session, people: Sequence[int]) -> list[Person]:
    """Those of `people` who can sign in and want such letters."""
    stopped = select(SilenceLettersStopped.person_id).where(SilenceLettersStopped.person_id == Person.id)
    found = select(Person).where(Person.id.in_(people), Person.closed_at.is_(None), Person.suspended_at.is_(None))
    return list(db.scalars(found.where(~stopped.exists()).order_by(Person.id)))


def letters_wanted(db: Session, person_id: int) -> bool:
    """Whether somebody wants letters about silences; they do until they say otherwise."""
    return db.get(SilenceLettersStopped, person_id) is None


# Evaluations


@dataclass(frozen=True)
class OpenedEvaluation:
    """An evaluation with its words."""

    public_id: str
    values: Mapping[str, Any]
    changes: int
    written_at: datetime
    shown_at: datetime | None
    opened_at: datetime | None


_EVALUATIONS = (
    select(PairEvaluation)
    .where(PairEvaluation.pair_id == bindparam("pair_id"))
    .order_by(PairEvaluation.id.desc())
    .limit(rules.MOST_EVALUATIONS)
)


def evaluations(db: Session, pair_id: int) -> Sequence[PairEvaluation]:
    """The evaluations of a pair without their words, the newest first; not all may be read by whoever asks."""
    return db.scalars(_EVALUATIONS, {"pair_id": pair_id}).all()


def how_many(db: Session, pair_id: int) -> int:
    """How many evaluations a pair has."""
    return db.scalar(select(func.count(PairEvaluation.id)).where(PairEvaluation.pair_id == pair_id)) or 0


def evaluation(db: Session, public_id: str, *, pair_id: int) -> PairEvaluation | None:
    """One evaluation, as it is now."""
    found = select(PairEvaluation).where(PairEvaluation.public_id == public_id, PairEvaluation.pair_id == pair_id)
    return db.scalar(found.execution_options(populate_existing=True))


def opened(vault: Vault, found: PairEvaluation) -> OpenedEvaluation:
    """An evaluation with its words."""
    values = vault.open(found.body, place=evaluation_place(found.public_id))
    return OpenedEvaluation(found.public_id, values, found.changes, found.written_at, found.shown_at, found.opened_at)
