"""Issue certificates, and say later what became of them."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.certificates import queries
from learnmentor.certificates.combination import AwardFault, AwardRule, Evaluation, award_from, evaluate
from learnmentor.certificates.models import Award, Certificate, CertificateEvent
from learnmentor.certificates.rules import UnitProgress, number_from
from learnmentor.zones import day_of

SNAPSHOT_FORMAT = 1


class AlreadyRevoked(Exception):
    """The certificate was revoked before; the first reason stands."""


def publish_awards(db: Session, awards: Iterable[Mapping[str, Any]], *, at: datetime) -> bool:
    """Bring the awards in force to what the file says; True when any rule changed.

    A changed rule needs a higher version (`must_rise`), because certificates name the version that judged them. A rule
    that left the file is retired, and in force again when it comes back.
    """
    standing = queries.published(db)
    changed = False
    for position, data in enumerate(awards, start=1):
        rule = award_from(data)
        before = standing.pop(rule.code, None)
        if before is not None and must_rise(data, before):
            raise AwardFault(f"the award {rule.code} changed: give it a version above {before.version}")
        if before is not None and before.version == rule.version:
            changed |= before.retired_at is not None
            before.position, before.retired_at = position, None
            continue
        if before is not None:
            before.retired_at = before.retired_at or at
        db.add(
            Award(code=rule.code, version=rule.version, title=rule.title, position=position, rule=dict(data),
                  sha256=_digest(data), published_at=at)
        )  # fmt: skip
        changed = True
    for left in standing.values():
        left.retired_at = left.retired_at or at
    db.flush()
    return changed


def must_rise(data: Mapping[str, Any], before: Award) -> bool:
    """Whether a rule changed, or went back, without a version above the one that is published."""
    version = int(data["version"])
    return version < before.version or (version == before.version and _digest(data) != before.sha256)


def issue_due(db: Session, *, person_id: int, at: datetime, zone: str, issuer: str) -> list[Certificate]:
    """Issue every award that a person meets for the first time; done again, or twice at once, it issues no more.

    A revoked certificate is not issued a second time by itself: somebody decided that it should not hold.
    """
    person = locked_person(db, person_id)
    held = set(db.scalars(select(Certificate.award_code).where(Certificate.person_id == person.id)))
    due = [rule for rule in queries.awards_in_force(db) if rule.code not in held]
    if not due:
        return []
    units = queries.unit_progress(db, person.id, zone=zone)
    on = day_of(at, zone)
    issued = []
    for rule in due:
        evaluation = evaluate(rule, units)
        if evaluation.met:
            issued.append(_issue(db, person, rule, evaluation, units, at=at, on=on, issuer=issuer))
    db.flush()
    return issued


def _issue(
    db: Session,
    person: Person,
    rule: AwardRule,
    evaluation: Evaluation,
    units: Mapping[str, UnitProgress],
    *,
    at: datetime,
    on: date,
    issuer: str,
) -> Certificate:
    number = number_from(secrets.randbits(40))
    snapshot = snapshot_of(
        rule,
        [units[code] for code in sorted(evaluation.counted)],
        name=person.printed_name,
        number=number,
        on=on,
        issuer=issuer,
    )
    certificate = Certificate(
        number=number,
        person_id=person.id,
        award_code=rule.code,
        award_version=rule.version,
        snapshot=snapshot,
        snapshot_sha256=_digest(snapshot),
        issued_at=at,
    )
    db.add(certificate)
    return certificate


def snapshot_of(
    rule: AwardRule, counted: list[UnitProgress], *, name: str, number: str, on: date, issuer: str
) -> dict[str, Any]:
    """All that the certificate will ever say, frozen: dates as ISO text, minutes as whole numbers."""
    segments = [segment for unit in counted for segment in unit.done]
    return {
        "format": SNAPSHOT_FORMAT,
        "number": number,
        "name": name,
        "title": rule.title,
        "award": rule.code,
        "version": rule.version,
        "level": rule.level,
        "credits": rule.credits,
        "hours": rule.hours,
        "wording": rule.wording,
        "issuer": issuer,
        "issued_on": on.isoformat(),
        "completed_on": max(segment.completed_on for segment in segments).isoformat(),
        "began_on": min(segment.completed_on for segment in segments).isoformat(),
        "minutes": {
            "planned": sum(segment.planned for segment in segments),
            "active": sum(segment.active for segment in segments),
            "claimed": sum(segment.claimed or 0 for segment in segments),
        },
        "units": [
            {
                "code": unit.code,
                "title": unit.title,
                "completed_on": max(segment.completed_on for segment in unit.done).isoformat(),
                "planned": sum(segment.planned for segment in unit.done),
                "active": sum(segment.active for segment in unit.done),
                "claimed": sum(segment.claimed or 0 for segment in unit.done),
                "segments": [
                    {
                        "code": s.code,
                        "title": s.title,
                        "revision": s.revision,
                        "completed_on": s.completed_on.isoformat(),
                    }
                    for s in unit.done
                ],
            }
            for unit in counted
        ],
    }


def revoke(db: Session, certificate: Certificate, *, reason: str, by: Actor | None, at: datetime) -> CertificateEvent:
    """Say that the certificate no longer holds, and why. The certificate itself is not touched."""
    earlier = select(CertificateEvent.id).where(
        CertificateEvent.certificate_id == certificate.id, CertificateEvent.kind == "revoked"
    )
    if db.scalar(earlier) is not None:
        raise AlreadyRevoked(certificate.number)
    event = CertificateEvent(
        certificate_id=certificate.id, kind="revoked", reason=reason.strip(), by_id=by.id if by else None, at=at
    )
    db.add(event)
    db.flush()
    return event


def unchanged(certificate: Certificate) -> bool:
    """Whether the snapshot is still the one that was frozen."""
    return _digest(certificate.snapshot) == certificate.snapshot_sha256


def _digest(data: Mapping[str, Any]) -> str:
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
