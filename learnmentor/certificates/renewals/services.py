"""Renew certificates, by their owners or by the worker, which also reminds them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.certificates import letters, queries, rules, snapshots
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.documents.fingerprints import record_later
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.renewals.schedule import Renewal, plan_reminders, renewal_of
from learnmentor.certificates.services import enter, owner_held, rest_on
from learnmentor.certificates.validations import queries as validations
from learnmentor.ground import randomness
from learnmentor.ground.letters import Sender
from learnmentor.ground.zones import day_of
from learnmentor.jobs.services import send_mail
from learnmentor.jobs.worker import Handler, WorkerDatabase


class NotYet(Exception):
    """It cannot be renewed now; `renewal` says what is missing, and is None where it cannot be renewed at all."""

    def __init__(self, renewal: Renewal | None) -> None:
        super().__init__()
        self.renewal = renewal


def renew(db: Session, certificate: Certificate, *, at: datetime, zone: str) -> Certificate:
    """Issue the certificate of the next period, which begins when this one ends, or today where it has ended.

    Raises `NotYet`. Done twice, or twice at once, it issues no more.
    """
    owner = owner_held(db, certificate)
    today = day_of(at, zone)
    renewal = renewal_of(db, certificate, today=today)
    if renewal is None or owner is None or certificate.valid_until is None or not renewal.possible(today):
        raise NotYet(renewal)
    first = max(today, certificate.valid_until + timedelta(days=1))
    number = rules.number_from(randomness.bits(40))
    snapshot = snapshots.renewed(
        certificate.snapshot, number=number, on=today, name=owner.printed_name,
        salt=randomness.salt(snapshots.SALT_BYTES), valid_until=rules.last_day(first, months=renewal.months),
        minutes=renewal.done,
    )  # fmt: skip
    if stated := validations.carried_on(db, certificate.award_code, today):
        snapshot["validation"] = stated.as_certified()
    made = Certificate(
        number=number,
        person_id=owner.id,
        award_code=certificate.award_code,
        award_version=certificate.award_version,
        period=rules.period_of(first),
        status_index=queries.free_status_index(db, draw=randomness.below),
        printed_name=owner.printed_name,
        snapshot=snapshot,
        snapshot_sha256=snapshots.digest(snapshot),
        issued_at=at,
    )
    enter(db, made, draw=randomness.below)
    rest_on(db, made, awards.results_under(db, certificate.id))
    record_later(db, made, at=at)
    plan_reminders(db, made, at=at, zone=zone)
    return made


def remind(db: Session, *, certificate_id: int, sender: Sender, at: datetime, zone: str) -> bool:
    """Renew the certificate if its owner has done what that takes, else tell them what is missing.

    Says whether a letter was written: none to a closed account, and none about a certificate that ended or was renewed.
    """
    found = db.get(Certificate, certificate_id)
    owner = owner_held(db, found) if found is not None else None
    if found is None or owner is None or owner.closed_at is not None or found.valid_until is None:
        return False
    renewal = renewal_of(db, found, today=day_of(at, zone))
    if renewal is None:
        return False
    title = found.snapshot["title"]
    if renewal.possible(day_of(at, zone)):
        made = renew(db, found, at=at, zone=zone)
        letter = letters.renewed(sender, number=made.number, title=title, until=made.valid_until)
    else:
        letter = letters.running_out(
            sender, number=found.number, title=title, until=found.valid_until, missing=renewal.missing,
            over=day_of(at, zone) > found.valid_until,
        )  # fmt: skip
    send_mail(db, to=owner.email, subject=letter.subject, body=letter.body, at=at)
    return True


def reminding(sender: Sender, *, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler of reminders."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            remind(db, certificate_id=args["certificate"], sender=sender, at=now(), zone=zone)

    return handle
