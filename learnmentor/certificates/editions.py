"""A correction is another edition: the certificate before it stays as it was, and says which one took its place."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.certificates import letters, queries, services, snapshots
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.documents.fingerprints import record_later
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.certificates.renewals.schedule import plan_reminders
from learnmentor.certificates.rules import number_from
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.zones import day_of
from learnmentor.jobs.services import send_mail


class NothingToCorrect(Exception):
    """Name and wording would be what they are."""


class OwnerErased(Exception):
    """Nobody's name is known here any more, so no document can be made."""


def supersede(
    db: Session,
    certificate: Certificate,
    *,
    name: str | None,
    mend_wording: bool,
    reason: str,
    by: Actor | None,
    sender: Sender,
    at: datetime,
    zone: str,
) -> Certificate:
    """Issue the next edition with `name` (None: as their profile has it today) and, if asked, the award's newest words.

    The owner gets a letter. Raises `NothingToCorrect`, `OwnerErased`, `services.AlreadyRevoked` or
    `services.AlreadyReplaced`.
    """
    services.refuse_ended(db, certificate)
    if certificate.person_id is None or certificate.name is None:
        raise OwnerErased(certificate.number)
    owner = locked_person(db, certificate.person_id, closed_too=True)
    name = name or owner.printed_name
    rule = queries.newest_rule(db, certificate.award_code) if mend_wording else None
    said = (certificate.snapshot["title"], certificate.snapshot["wording"])
    if name == certificate.name and (rule is None or (rule.title, rule.wording) == said):
        raise NothingToCorrect(certificate.number)
    number = number_from(randomness.bits(40))
    snapshot = snapshots.corrected(
        certificate.snapshot, edition=certificate.edition + 1, number=number, on=day_of(at, zone), name=name,
        salt=randomness.salt(snapshots.SALT_BYTES), wording=rule,
    )  # fmt: skip
    made = Certificate(
        number=number,
        person_id=owner.id,
        award_code=certificate.award_code,
        award_version=certificate.award_version,
        period=certificate.period,
        edition=certificate.edition + 1,
        supersedes_id=certificate.id,
        status_index=queries.free_status_index(db, draw=randomness.below),
        printed_name=name,
        snapshot=snapshot,
        snapshot_sha256=snapshots.digest(snapshot),
        issued_at=at,
    )
    ending = CertificateEvent(
        certificate_id=certificate.id, kind="superseded", reason=reason.strip(), by_id=by.id if by else None, at=at
    )
    services.enter(db, made, draw=randomness.below)
    services.rest_on(db, made, awards.results_under(db, certificate.id))
    db.add(ending)
    db.flush()
    for each in (certificate, made):
        record_later(db, each, at=at)
    plan_reminders(db, made, at=at, zone=zone)
    _tell(db, owner, letters.replaced(sender, old=certificate.number, new=number, title=snapshot["title"]), at=at)
    return made


def revoke(
    db: Session, certificate: Certificate, *, reason: str, by: Actor | None, sender: Sender, at: datetime
) -> CertificateEvent:
    """As `services.revoke`, with a letter to the owner."""
    event = services.revoke(db, certificate, reason=reason, by=by, at=at)
    owner = db.get(Person, certificate.person_id) if certificate.person_id is not None else None
    if owner is not None:
        letter = letters.revoked(sender, number=certificate.number, title=certificate.snapshot["title"], reason=reason)
        _tell(db, owner, letter, at=at)
    return event


def _tell(db: Session, owner: Person, letter: Letter, *, at: datetime) -> None:
    if owner.closed_at is None:
        send_mail(db, to=owner.email, subject=letter.subject, body=letter.body, at=at)
