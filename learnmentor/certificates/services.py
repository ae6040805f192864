"""Issue certificates, and say later what became of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import hold_person, locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.models import Result
from learnmentor.certificates import queries, rules, snapshots
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.awards.combination import Evaluation, evaluate, learned_within_reach, within_reach
from learnmentor.certificates.awards.definition import AwardFault, AwardRule, award_from
from learnmentor.certificates.awards.passed import NOTHING_PASSED, Passed, assessments, confirmed_core
from learnmentor.certificates.documents.fingerprints import record_later
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.models import Award, Certificate, CertificateEvent, CertificateResult
from learnmentor.certificates.renewals.schedule import plan_reminders
from learnmentor.certificates.rules import UnitProgress, number_from
from learnmentor.certificates.validations import queries as validations
from learnmentor.courses.study.queries import planned_minutes
from learnmentor.ground import randomness
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.ground.zones import day_of

ISSUE_LATE = "issue-certificates"  # the kind of the job that issues to people who met an award unnoticed


class AlreadyRevoked(Exception):
    """The certificate was revoked before; the first reason stands."""


class AlreadyReplaced(Exception):
    """Another edition took the certificate's place; that one is to be corrected or revoked."""


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
                  sha256=snapshots.digest(data), published_at=at)
        )  # fmt: skip
        changed = True
    for left in standing.values():
        left.retired_at = left.retired_at or at
    db.flush()
    return changed


def must_rise(data: Mapping[str, Any], before: Award) -> bool:
    """Whether a rule changed, or went back, without a version above the one that is published."""
    version = int(data["version"])
    return version < before.version or (version == before.version and snapshots.digest(data) != before.sha256)


def issue_due(db: Session, *, person_id: int, at: datetime, zone: str, issuer: str) -> list[Certificate]:
    """Issue every award that a person meets for the first time; done again, or twice at once, it issues no more.

    A revoked certificate is not issued a second time by itself: somebody decided that it should not hold. One that
    ended since a result was set aside is, once the award is met without that result.
    """
    hold_person(db, person_id)
    due, planned = queries.open_awards(db, person_id), planned_minutes(db, person_id)
    due = [rule for rule in due if learned_within_reach(rule, planned)]
    passed = awards.passed_by(db, person_id) if any(rule.assessed for rule in due) else NOTHING_PASSED
    due = [rule for rule in due if within_reach(rule, planned, passed.levels, passed.earlier)]
    if not due:
        return []
    person, on = locked_person(db, person_id), day_of(at, zone)
    units = queries.unit_progress(db, person.id, zone=zone)
    issued = []
    for rule in due:
        met = MetAward(rule, evaluate(rule, units, passed.levels, passed.earlier), units, passed)
        if met.evaluation.met:
            issued.append(_issue(db, person, met, at=at, on=on, issuer=issuer))
    db.flush()
    for certificate in issued:
        record_later(db, certificate, at=at)
        plan_reminders(db, certificate, at=at, zone=zone)
    return issued


@dataclass(frozen=True)
class MetAward:
    """An award beside all that somebody achieved."""

    rule: AwardRule
    evaluation: Evaluation
    units: Mapping[str, UnitProgress]
    passed: Passed

    def progress(self, code: str) -> UnitProgress:
        """What was studied of a unit; nothing of one that is not published any more."""
        return self.units.get(code) or UnitProgress(code, "", frozenset())


def _issue(db: Session, person: Person, met: MetAward, *, at: datetime, on: date, issuer: str) -> Certificate:
    rule, number = met.rule, number_from(randomness.bits(40))
    counted = met.passed.counted(met.evaluation)
    passed = [each for each, _ in counted.values()]
    criteria = assessed.criteria_numbers(db, [each.result for each in passed]) if passed else {}
    facts = snapshots.frozen(
        rule,
        [met.progress(code) for code in sorted(met.evaluation.counted)],
        name=person.printed_name,
        salt=randomness.salt(snapshots.SALT_BYTES),
        number=number,
        on=on,
        issuer=issuer,
        valid_until=rules.valid_until(on, rule.valid_months),
        assessed=assessments(counted, criteria=criteria),
        core=confirmed_core(met.evaluation.parts, passed),
    )
    period = rules.period_of(on) if rule.valid_months else ""
    if passed and (before := queries.editions(db, person_id=person.id, award_code=rule.code, period=period)):
        facts["edition"], facts["after_revoked"] = before[-1].edition + 1, before[-1].number
    if stated := validations.carried_on(db, rule.code, on):
        facts["validation"] = stated.as_certified()
    made = enter_first(db, person, facts, period=period, at=at, issuer=issuer)
    rest_on(db, made, [each.result.id for each in passed])
    return made


def rest_on(db: Session, certificate: Certificate, result_ids: Iterable[int]) -> None:
    """Keep on which results a certificate rests."""
    db.add_all(CertificateResult(certificate_id=certificate.id, result_id=each) for each in result_ids)
    db.flush()


def enter_first(
    db: Session, person: Person, facts: snapshots.CertificateSnapshot, *, period: str, at: datetime, issuer: str
) -> Certificate:
    """Add a first edition of what the snapshot says, signed as is done for the person today."""
    signed = issuers.signing_for(db, person_id=person.id, on=date.fromisoformat(facts["issued_on"]), default=issuer)
    snapshot = issuers.stamped(facts, signed)
    certificate = Certificate(
        number=snapshot["number"],
        person_id=person.id,
        award_code=snapshot["award"],
        award_version=snapshot["version"],
        period=period,
        edition=snapshot.get("edition", 1),
        status_index=queries.free_status_index(db, draw=randomness.below),
        printed_name=person.printed_name,
        snapshot=snapshot,
        snapshot_sha256=snapshots.digest(snapshot),
        issued_at=at,
    )
    enter(db, certificate, draw=randomness.below)
    return certificate


_DRAWS = 5


def enter(db: Session, certificate: Certificate, *, draw: Callable[[int], int]) -> None:
    """Add a certificate. Its place in the status lists was free a moment ago: where another took it, draw again."""
    for _ in range(_DRAWS):
        try:
            with db.begin_nested():
                db.add(certificate)
        except IntegrityError:
            if not queries.place_taken(db, certificate.status_index):
                raise
            certificate.status_index = queries.free_status_index(db, draw=draw)
        else:
            return
    raise LookupError(certificate.number)  # pragma: no cover -- five places in a row that others took just then


def revoke(db: Session, certificate: Certificate, *, reason: str, by: Actor | None, at: datetime) -> CertificateEvent:
    """Say that the certificate no longer holds, and why. The certificate itself is not touched.

    Raises `AlreadyRevoked` or `AlreadyReplaced`.
    """
    refuse_ended(db, certificate)
    event = CertificateEvent(
        certificate_id=certificate.id, kind="revoked", reason=reason.strip(), by_id=by.id if by else None, at=at
    )
    db.add(event)
    record_later(db, certificate, at=at)
    return event


def revoke_resting_on(db: Session, result: Result, *, at: datetime) -> list[Certificate]:
    """Revoke every certificate that rests on a result which no longer stands, and say so on it.

    What was decided about the result is not told: only which unit it was. Whoever calls holds the owner.
    """
    revoked = []
    for certificate, rests in awards.resting_on(db, result.id):
        if queries.ended(db, certificate):
            continue
        reason = f"The result in {result.unit_code} at level {result.level}, on which it rested, was set aside."
        revoke(db, certificate, reason=reason, by=None, at=at)
        rests.ended_it = True
        revoked.append(certificate)
    db.flush()
    return revoked


def refuse_ended(db: Session, certificate: Certificate) -> None:
    """Raise `AlreadyRevoked` or `AlreadyReplaced` where it no longer holds; from here on nobody else can end it."""
    owner_held(db, certificate)
    if (kind := queries.ended_as(db, certificate)) is not None:
        raise (AlreadyRevoked if kind == "revoked" else AlreadyReplaced)(certificate.number)


def owner_held(db: Session, certificate: Certificate) -> Person | None:
    """Its owner, whose row is held until the transaction ends; None where it is nobody's any more.

    The certificate is read again: while this waited, the account may have been closed and the name on it erased.
    """
    person_id = certificate.person_id
    owner = locked_person(db, person_id, closed_too=True) if person_id is not None else None
    changing = ["person_id", "printed_name", "snapshot", "snapshot_sha256"]
    db.refresh(certificate, changing, with_for_update=True)  # the row that is held where it is nobody's any more
    return owner if certificate.person_id == person_id else None


def forget_name(db: Session, certificate: Certificate) -> None:
    """Take the name away for good; what was certified stays, and a name that somebody types can still be compared."""
    certificate.snapshot = snapshots.nameless(certificate.snapshot, salt=randomness.salt(snapshots.SALT_BYTES))
    certificate.snapshot_sha256 = snapshots.digest(certificate.snapshot)
    certificate.printed_name = None
    db.flush()


def forget_names(db: Session, person_id: int) -> LeftBehind:
    """Take somebody's name from all their certificates, which are nobody's from now on."""
    for certificate in queries.certificates_of(db, person_id):
        forget_name(db, certificate)
        certificate.person_id = None
    return LeftBehind()


def unchanged(certificate: Certificate) -> bool:
    """Whether the snapshot is still the one that was frozen."""
    return snapshots.digest(certificate.snapshot) == certificate.snapshot_sha256
