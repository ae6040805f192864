"""Reads of standardisation: one's own rounds, whether somebody is standardised, and what all assessors decided."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.standardisation.models import Standardisation, evidence_place
from learnmentor.assessment.assessed.standardisation.rules import ROUND_SIZE, Rating, RecordJudged, RoundFacts
from learnmentor.courses.catalogue.models import Page, Revision
from learnmentor.ground.vault import Vault

_MOST_RECORDS = 100  # of a course that are looked at for criteria
_MOST_OTHERS = 1_000


def standardised_on(db: Session, person_id: int) -> date | None:
    """The day on which somebody last finished a round; None where they never did."""
    finished = select(func.max(Standardisation.finished_on)).where(Standardisation.person_id == person_id)
    return db.scalar(finished)


def standardised_days(db: Session, person_ids: Collection[int]) -> dict[int, date]:
    """The day on which each of these people last finished a round; without those who never did."""
    last = select(Standardisation.person_id, func.max(Standardisation.finished_on)).group_by(Standardisation.person_id)
    finished = last.where(Standardisation.person_id.in_(person_ids))
    return {person_id: day for person_id, day in db.execute(finished) if day}


def ratings(db: Session, since: date, until: date) -> list[Rating]:
    """What was decided in rounds that were finished on these days, the first and the last one too.

    Of each assessor the newest of those rounds, so that nobody counts twice.
    """
    within = Standardisation.finished_on.between(since, until)
    newest = select(func.max(Standardisation.id)).where(within).group_by(Standardisation.person_id)
    asked = select(Standardisation).where(Standardisation.id.in_(newest)).order_by(Standardisation.person_id)
    return [each for found in db.scalars(asked) for each in _ratings(found)]


def _ratings(found: Standardisation) -> Iterator[Rating]:
    for record, decided in found.judged.items():
        for criterion, met in decided.items():
            yield Rating(record, criterion, found.person_id, met, found.asked[record]["criteria"][criterion])


def rounds_of(db: Session, person_id: int) -> Sequence[Standardisation]:
    """The rounds of somebody, the newest first."""
    asked = select(Standardisation).where(Standardisation.person_id == person_id)
    return db.scalars(asked.order_by(Standardisation.id.desc())).all()


def round_of(db: Session, public_id: str, person_id: int) -> Standardisation | None:
    """A round of somebody by its public id."""
    asked = select(Standardisation).where(Standardisation.public_id == public_id)
    return db.scalar(asked.where(Standardisation.person_id == person_id))


def open_round(db: Session, person_id: int) -> Standardisation | None:
    """The round that somebody began and has not finished."""
    asked = select(Standardisation).where(Standardisation.person_id == person_id)
    return db.scalar(asked.where(Standardisation.finished_at.is_(None)).order_by(Standardisation.id.desc()).limit(1))


@dataclass(frozen=True)
class StandardRecord:
    """A lesson record that is judged by its own criteria, and how three fictional assessors judged it; HTML."""

    code: str
    title: str
    lesson: str
    criteria: Mapping[str, str]
    judged: Sequence[Mapping[str, Any]]  # {title, answers, why_html}


def standard_records(db: Session) -> list[StandardRecord]:
    """The records of the course that state criteria, in order; no more than a round asks for."""
    asked = select(Page.code, Page.title, Revision.data).join(Revision, Revision.id == Page.revision_id)
    rows = db.execute(asked.where(Page.kind == "record").limit(_MOST_RECORDS))
    found = [
        StandardRecord(code, title, data["lesson"], data["criteria"], data["judged"])
        for code, title, data in rows
        if data.get("criteria")
    ]
    return sorted(found, key=lambda each: (len(each.code), each.code))[:ROUND_SIZE]


def judged_by_others(db: Session, person_id: int) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """What was asked of all others and what they decided, of each the newest round that is finished."""
    finished = (Standardisation.finished_at.is_not(None), Standardisation.person_id != person_id)
    newest = select(func.max(Standardisation.id)).where(*finished).group_by(Standardisation.person_id)
    asked = select(Standardisation.asked, Standardisation.judged).where(Standardisation.id.in_(newest))
    rows = db.execute(asked.order_by(Standardisation.id.desc()).limit(_MOST_OTHERS))
    return [(asked, judged) for asked, judged in rows]


def held_round(db: Session, round_id: int) -> Standardisation:
    """A round, locked and as it is now."""
    held = select(Standardisation).where(Standardisation.id == round_id).with_for_update()
    return db.scalars(held.execution_options(populate_existing=True)).one()


def evidence(vault: Vault, found: Standardisation) -> dict[str, dict[str, str]]:
    """The words of a round, by record and criterion; none once its writer's account was closed."""
    if found.body is None:
        return {}
    words: dict[str, dict[str, str]] = vault.open(found.body, place=evidence_place(found.public_id))
    return words


def facts_of(found: Standardisation, words: Mapping[str, Mapping[str, str]]) -> RoundFacts:
    """A round as rules ask about it."""
    asked: dict[str, Any] = found.asked
    return RoundFacts(
        found.person_id,
        {record: tuple(each["criteria"]) for record, each in asked.items()},
        {record: RecordJudged(met, words.get(record, {})) for record, met in found.judged.items()},
        finished=found.finished_at is not None,
    )
