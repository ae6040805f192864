"""Reads about awards and certificates."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learnmentor.accounts.merging.queries import of_either
from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import Result
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.awards.combination import Evaluation, evaluate
from learnmentor.certificates.awards.definition import AwardRule, award_from
from learnmentor.certificates.awards.passed import NOTHING_PASSED, Passed
from learnmentor.certificates.models import (
    Award,
    Certificate,
    CertificateEvent,
    CertificateResult,
    HandedOut,
    IssuerIdentity,
)
from learnmentor.certificates.rules import (
    STATUS_LIST_BITS,
    AchievedSegment,
    CertificateStanding,
    UnitProgress,
    normalised_number,
    numbers_in,
)
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.study import queries as courses
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import read
from learnmentor.ground.typed.names import folded
from learnmentor.organisations.settings.queries import SETTINGS_OF


@dataclass(frozen=True)
class AwardProgress:
    """An award beside what somebody has of it.

    `number` is that of their certificate, where one holds today; `issued` says whether there ever was one.
    """

    rule: AwardRule
    units: Mapping[str, UnitProgress]
    number: str | None
    issued: bool
    passed: Passed = NOTHING_PASSED

    @cached_property
    def evaluation(self) -> Evaluation:
        """What is there and what is missing; worked out where a page asks."""
        return evaluate(self.rule, self.units, self.passed.levels, self.passed.earlier)

    def were_passed(self, levels: Mapping[str, int]) -> Evaluation:
        """The same, were units passed at these levels too."""
        best = {
            code: max(levels.get(code, 0), self.passed.levels.get(code, 0)) for code in {*levels, *self.passed.levels}
        }
        return evaluate(self.rule, self.units, best, self.passed.earlier)


def published(db: Session) -> dict[str, Award]:
    """The newest version of every award that was ever published, by code."""
    return {award.code: award for award in db.scalars(select(Award).order_by(Award.version))}


_award = Award.__table__.c
_IN_FORCE = select(cast(_award.rule, Text)).where(_award.retired_at.is_(None)).order_by(_award.position)


def awards_in_force(db: Session) -> list[AwardRule]:
    """The awards that can be met today, in the order of the file."""
    return [_read(rule) for rule in db.scalars(_IN_FORCE)]


_award, _certificate, _rests = Award.__table__.c, Certificate.__table__.c, CertificateResult.__table__.c
_event = CertificateEvent.__table__.c
_SET_ASIDE = exists().where(_rests.certificate_id == _certificate.id, _rests.ended_it)
_REPLACED = exists().where(_event.certificate_id == _certificate.id, _event.kind == "superseded")
_OPEN = (
    select(cast(_award.rule, Text))
    .where(
        _award.retired_at.is_(None),
        ~exists().where(
            _certificate.person_id == bindparam("person_id"), _certificate.award_code == _award.code, ~_SET_ASIDE,
            ~_REPLACED,
        ),
    )
    .order_by(_award.position)
)  # fmt: skip


def open_awards(db: Session, person_id: int) -> list[AwardRule]:
    """The awards that can be met today and be issued to somebody, in the order of the file.

    Each of which they never had a certificate, or had one that ended since a result that it rested on was set aside.
    """
    return [_read(rule) for (rule,) in read(db, _OPEN, {"person_id": person_id})]


def editions(db: Session, *, person_id: int, award_code: str, period: str) -> Sequence[Certificate]:
    """The certificates of one award and period that somebody had, in the order of their editions."""
    asked = select(Certificate).where(Certificate.person_id == person_id, Certificate.award_code == award_code)
    return db.scalars(asked.where(Certificate.period == period).order_by(Certificate.edition)).all()


@lru_cache(maxsize=64)
def _read(raw: str) -> AwardRule:
    # Keyed by the text itself, so it can never be stale; to read a rule costs as much as to hold a person against it.
    return award_from(json.loads(raw))


_unit, _segment = Unit.__table__.c, Segment.__table__.c
_PUBLISHED = select(_unit.code, _unit.title, _segment.code, _segment.title, _segment.withdrawn_at).join(
    Segment.__table__, _segment.unit_id == _unit.id, isouter=True
)


def unit_progress(db: Session, person_id: int, *, zone: str) -> Mapping[str, UnitProgress]:
    """Every published unit with the segments that the person completed."""
    published = db.execute(_PUBLISHED).all()
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


def progress(
    db: Session,
    *,
    person_id: int,
    zone: str,
    today: date,
    award_code: str | None = None,
    issued: Sequence[Certificate] | None = None,
) -> list[AwardProgress]:
    """How far somebody is with each award in force, or with one; `issued` where their certificates are known."""
    rules = [rule for rule in awards_in_force(db) if award_code in {None, rule.code}]
    if not rules:
        return []
    units = unit_progress(db, person_id, zone=zone)
    issued = certificates_of(db, person_id) if issued is None else issued
    holding = {
        each.award_code: each.number for each in reversed(issued) if each.standing(today) is CertificateStanding.VALID
    }
    ever = {each.award_code for each in issued}
    passed = awards.passed_by(db, person_id) if any(rule.assessed for rule in rules) else NOTHING_PASSED
    return [AwardProgress(rule, units, holding.get(rule.code), rule.code in ever, passed) for rule in rules]


def award_progress(db: Session, *, person_id: int, zone: str, today: date, award_code: str) -> AwardProgress | None:
    """How far somebody is with one award; None when it is not in force."""
    return next(iter(progress(db, person_id=person_id, zone=zone, today=today, award_code=award_code)), None)


_CERTIFICATES = (
    select(Certificate)
    .where(of_either(Certificate.person_id, bindparam("person_id", type_=Integer)))
    .options(selectinload(Certificate.events))
    .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
)


def certificates_of(db: Session, person_id: int) -> list[Certificate]:
    """A person's certificates with what happened to them, newest first; of accounts merged into theirs too."""
    return list(db.scalars(_CERTIFICATES, {"person_id": person_id}))


def to_show(db: Session, person_id: int) -> list[Certificate]:
    """A person's certificates that prove something, newest first: neither revoked nor replaced by another edition."""
    return [each for each in certificates_of(db, person_id) if each.ended is None]


def without(db: Session, award_code: str) -> list[int]:
    """Everybody who finished or passed something and has no certificate of an award."""
    has_one = select(Certificate.person_id).where(
        Certificate.award_code == award_code, Certificate.person_id.is_not(None)
    )
    finished = select(Study.person_id).where(Study.completed_at.is_not(None), Study.person_id.not_in(has_one))
    passed = select(Result.person_id).where(Result.outcome == Outcome.PASS, Result.person_id.not_in(has_one))
    return sorted(db.scalars(finished.union(passed)))


_WITH_EVENTS = select(Certificate).options(joinedload(Certificate.events))
_BY_NUMBER = _WITH_EVENTS.where(Certificate.number == bindparam("number")).execution_options(populate_existing=True)
_BY_ID = _WITH_EVENTS.where(Certificate.id == bindparam("id"))


def certificate(db: Session, number: str) -> Certificate | None:
    """The certificate with a number, however it was typed, and what happened to it."""
    spelled = normalised_number(number)
    if spelled is None:
        return None
    return db.scalars(_BY_NUMBER, {"number": spelled}).unique().one_or_none()


def certificate_by_id(db: Session, certificate_id: int) -> Certificate | None:
    """A certificate with what happened to it."""
    return db.scalars(_BY_ID, {"id": certificate_id}).unique().one_or_none()


def not_recorded(db: Session, *, made_with: str, after: int, most: int) -> list[Certificate]:
    """Certificates of open accounts, by id, of which nothing was handed out or recorded that `made_with` made."""
    recorded = exists().where(HandedOut.certificate_id == Certificate.id, HandedOut.made_with == made_with)
    open_ones = select(Certificate).where(Certificate.person_id.is_not(None), Certificate.id > after, ~recorded)
    return list(db.scalars(open_ones.order_by(Certificate.id).limit(most).options(selectinload(Certificate.events))))


def ended(db: Session, certificate: Certificate) -> bool:
    """Whether it was revoked or replaced, as the database knows at this moment."""
    return bool(db.scalar(select(exists().where(CertificateEvent.certificate_id == certificate.id))))


def ended_as(db: Session, certificate: Certificate) -> str | None:
    """What ended it, "revoked" or "superseded", as the database knows at this moment; None while nothing did."""
    return db.scalar(select(CertificateEvent.kind).where(CertificateEvent.certificate_id == certificate.id))


def renewed(db: Session, certificate: Certificate) -> bool:
    """Whether a certificate of a later period was issued."""
    later = exists().where(
        Certificate.person_id == certificate.person_id,
        Certificate.award_code == certificate.award_code,
        Certificate.period > certificate.period,
    )
    return bool(db.scalar(select(later)))


_SIGNS = select(IssuerIdentity).execution_options(populate_existing=True)
_OF_THE_INSTALLATION = IssuerIdentity.root_id.is_(None)
_SIGNS_FOR = _SIGNS.where(or_(_OF_THE_INSTALLATION, IssuerIdentity.root_id == SETTINGS_OF)).order_by(
    IssuerIdentity.id.desc()
)


def issuer_identity(db: Session, *, root_id: int | None = None) -> IssuerIdentity | None:
    """The row of how the installation signs, or an organisation, as it is now."""
    return db.scalar(_SIGNS.where(IssuerIdentity.root_id == root_id if root_id else _OF_THE_INSTALLATION))


def issuer_for(db: Session, *, person_id: int, on: date) -> IssuerIdentity | None:
    """The row by which somebody's certificates are signed on a day: their organisation's before the installation's."""
    return db.scalars(_SIGNS_FOR.limit(1), {"person_id": person_id, "on": on}).first()


def next_issuer_id(db: Session) -> int:
    """The id of the next organisation's row; the first is the installation's. Whoever asks holds the installation."""
    return max(1, db.scalar(select(func.max(IssuerIdentity.id))) or 0) + 1


def edition_after(db: Session, certificate: Certificate) -> str | None:
    """The number of the edition that took its place."""
    return db.scalar(select(Certificate.number).where(Certificate.supersedes_id == certificate.id))


def newest_rule(db: Session, award_code: str) -> AwardRule | None:
    """An award as it was published last, retired or not."""
    newest = select(Award.rule).where(Award.code == award_code).order_by(Award.version.desc()).limit(1)
    rule = db.scalar(newest)
    return award_from(rule) if rule else None


def rule(db: Session, award_code: str, *, version: int) -> AwardRule | None:
    """An award as one of its versions was published."""
    found = db.scalar(select(Award.rule).where(Award.code == award_code, Award.version == version))
    return award_from(found) if found else None


def newest_status_list(db: Session) -> int:
    """The number of the status list that is being filled."""
    return (db.scalar(select(func.max(Certificate.status_index))) or 0) // STATUS_LIST_BITS


def free_status_index(db: Session, *, draw: Callable[[int], int]) -> int:
    """A place in the status lists that nothing tells about, drawn from the list that is being filled.

    A list is left when it is half full, so that a free place is found at the second draw, and stays private: the order
    of places says nothing about the order of certificates.
    """
    used = db.scalar(select(func.count()).where(Certificate.status_index.is_not(None))) or 0
    first = used // (STATUS_LIST_BITS // 2) * STATUS_LIST_BITS
    while True:
        place = first + draw(STATUS_LIST_BITS)
        if not place_taken(db, place):
            return place


def place_taken(db: Session, place: int | None) -> bool:
    """Whether a certificate has this place in the status lists."""
    return bool(db.scalar(select(exists().where(Certificate.status_index == place))))


def ended_places(db: Session, list_number: int) -> list[int]:
    """The places within one status list whose certificates no longer hold."""
    first = list_number * STATUS_LIST_BITS
    ended = exists().where(CertificateEvent.certificate_id == Certificate.id)
    places = select(Certificate.status_index).where(
        Certificate.status_index.between(first, first + STATUS_LIST_BITS - 1), ended
    )
    return [place - first for place in db.scalars(places.order_by(Certificate.status_index)) if place is not None]


# Certificates of many people, for whoever hands them out


@dataclass(frozen=True)
class FoundCertificates:
    """Some of the certificates found, and how many there are in all."""

    certificates: Sequence[Certificate]
    total: int


def found_certificates(
    db: Session, *, words: str, award: str, today: date, most: int, after: int = 0
) -> FoundCertificates:
    """Certificates that hold today, of open accounts; newest first.

    `words` are looked for in names, addresses and numbers, however they are typed.
    """
    wanted = _wanted(words, award, today=today)
    total = db.scalar(select(func.count(Certificate.id)).join(Person).where(*wanted)) or 0
    newest = select(Certificate).join(Person).where(*wanted).order_by(Certificate.issued_at.desc(), Certificate.id)
    rows = db.scalars(newest.options(selectinload(Certificate.events)).limit(most).offset(after)).all()
    return FoundCertificates(rows, total)


def chosen_certificates(db: Session, numbers: Collection[str], *, today: date, most: int) -> Sequence[Certificate]:
    """Those of the first so many of these numbers that hold today, of open accounts, by name."""
    wanted = [Certificate.number.in_(list(numbers)[:most]), *_wanted("", "", today=today)]
    by_name = select(Certificate).join(Person).where(*wanted).order_by(Person.name, Certificate.id)
    return db.scalars(by_name.options(selectinload(Certificate.events))).all()


def _wanted(words: str, award: str, *, today: date) -> list[ColumnElement[bool]]:
    ended = select(CertificateEvent.id).where(CertificateEvent.certificate_id == Certificate.id)
    last = Certificate.snapshot["valid_until"].as_string()
    numbers = numbers_in(words) if any(map(str.isdecimal, words)) else []  # nine letters may also be a name
    return [
        Person.closed_at.is_(None),
        ~ended.exists(),
        or_(last.is_(None), last >= today.isoformat()),
        *([Certificate.award_code == award] if award else []),
        *([Certificate.number.in_(numbers)] if numbers else []),
        *(
            or_(
                Person.search_text.contains(word, autoescape=True),
                Certificate.number.icontains(word, autoescape=True),
            )
            for word in ([] if numbers else folded(words).split())
        ),
    ]


def awards_held(db: Session) -> list[str]:
    """The codes of the awards of which there are certificates."""
    return list(db.scalars(select(Certificate.award_code).distinct().order_by(Certificate.award_code)))


def certified_since(db: Session, since: datetime) -> list[int]:
    """Who was issued a certificate from a moment on that was not revoked since, by key."""
    revoked = select(CertificateEvent.id).where(CertificateEvent.certificate_id == Certificate.id)
    revoked = revoked.where(CertificateEvent.kind == "revoked")
    issued = select(Certificate.person_id).where(Certificate.issued_at >= since, Certificate.person_id.is_not(None))
    return [key for key in db.scalars(issued.where(~revoked.exists()).distinct()) if key is not None]
