"""Reads about awards and certificates."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from learnmentor.certificates.combination import AwardRule, Evaluation, award_from, evaluate
from learnmentor.certificates.models import Award, Certificate
from learnmentor.certificates.rules import AchievedSegment, UnitProgress, normalised_number
from learnmentor.courses import queries as courses
from learnmentor.courses.models import Segment, Study, Unit


@dataclass(frozen=True)
class AwardProgress:
    """An award beside what somebody has of it.

    `number` is that of their certificate, where one holds; `issued` says whether there ever was one, revoked or not.
    """

    rule: AwardRule
    evaluation: Evaluation
    number: str | None
    issued: bool


def published(db: Session) -> dict[str, Award]:
    """The newest version of every award that was ever published, by code."""
    return {award.code: award for award in db.scalars(select(Award).order_by(Award.version))}


def awards_in_force(db: Session) -> list[AwardRule]:
    """The awards that can be met today, in the order of the file."""
    rows = db.scalars(select(Award.rule).where(Award.retired_at.is_(None)).order_by(Award.position))
    return [award_from(rule) for rule in rows]


def unit_progress(db: Session, person_id: int, *, zone: str) -> Mapping[str, UnitProgress]:
    """Every published unit with the segments that the person completed."""
    published = db.execute(
        select(Unit.code, Unit.title, Segment.code, Segment.title, Segment.withdrawn_at).join(
            Segment, Segment.unit_id == Unit.id, isouter=True
        )
    ).all()
    titles = {code: title for _, _, code, title, _ in published}
    offered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit_code, unit_title, code, _, withdrawn_at in published:
        offered[unit_code, unit_title] |= {code} if code and withdrawn_at is None else set()
    done: dict[str, list[AchievedSegment]] = defaultdict(list)
    for found in courses.achieved(db, person_id, zone=zone):
        done[found.unit_code].append(
            AchievedSegment(
                code=found.segment_code,
                title=titles[found.segment_code],
                revision=found.revision_number,
                completed_on=found.completed_on,
                planned=found.minutes,
                active=found.active_minutes,
                claimed=found.claimed_minutes,
            )
        )
    return {
        code: UnitProgress(code, title, frozenset(codes), tuple(done[code])) for (code, title), codes in offered.items()
    }


def progress(db: Session, *, person_id: int, zone: str, award_code: str | None = None) -> list[AwardProgress]:
    """How far somebody is with each award in force, or with one of them."""
    rules = [rule for rule in awards_in_force(db) if award_code in {None, rule.code}]
    if not rules:
        return []
    units = unit_progress(db, person_id, zone=zone)
    issued = certificates_of(db, person_id)
    holding = {each.award_code: each.number for each in issued if not each.revoked}
    ever = {each.award_code for each in issued}
    return [AwardProgress(rule, evaluate(rule, units), holding.get(rule.code), rule.code in ever) for rule in rules]


def award_progress(db: Session, *, person_id: int, zone: str, award_code: str) -> AwardProgress | None:
    """How far somebody is with one award; None when it is not in force."""
    return next(iter(progress(db, person_id=person_id, zone=zone, award_code=award_code)), None)


def certificates_of(db: Session, person_id: int) -> list[Certificate]:
    """A person's certificates with what happened to them, newest first."""
    return list(
        db.scalars(
            select(Certificate)
            .where(Certificate.person_id == person_id)
            .options(selectinload(Certificate.events))
            .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        )
    )


def without(db: Session, award_code: str) -> list[int]:
    """Everybody who finished something and has no certificate of an award."""
    has_one = exists().where(Certificate.person_id == Study.person_id, Certificate.award_code == award_code)
    finished = select(Study.person_id).where(Study.completed_at.is_not(None), ~has_one).distinct()
    return list(db.scalars(finished.order_by(Study.person_id)))


def certificate(db: Session, number: str) -> Certificate | None:
    """The certificate with a number, however it was typed."""
    spelled = normalised_number(number)
    if spelled is None:
        return None
    return db.scalar(select(Certificate).where(Certificate.number == spelled).options(selectinload(Certificate.events)))
