"""Certificates that hold for a time: when their owners are reminded, and what a renewal takes.

An award with `valid_months` has `renewal_hours` too: so much CPD of any kind, logged after the certificate was issued,
renews it. Studying the same segments again would prove little, and hours are what the ledger knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from learnmentor.certificates import queries
from learnmentor.certificates.models import Certificate
from learnmentor.cpd.queries.years import minutes_between
from learnmentor.jobs.services import enqueue

REMIND = "remind-renewal"  # the kind of the job
OPENS = timedelta(days=60)  # so long before its last day a certificate can be renewed
_REMINDERS = (OPENS, timedelta(days=14), timedelta(days=-1))  # before the last day; the last one the day after it
_MORNING = time(8)


@dataclass(frozen=True)
class Renewal:
    """What the next period of a certificate takes, in minutes, and from which day it can begin."""

    needed: int
    done: int
    opens_on: date
    months: int

    @property
    def missing(self) -> int:
        """Minutes still to be logged."""
        return max(0, self.needed - self.done)

    def possible(self, today: date) -> bool:
        """Whether it can be renewed now."""
        return self.missing == 0 and today >= self.opens_on


def reminders(last: date, *, zone: str) -> Iterator[datetime]:
    """When the owner of a certificate with this last day hears of it: in the morning, where they are."""
    return (datetime.combine(last - before, _MORNING, tzinfo=ZoneInfo(zone)) for before in _REMINDERS)


def plan_reminders(db: Session, certificate: Certificate, *, at: datetime, zone: str) -> None:
    """Have its owner reminded in time; nothing where it holds for good, or where the moment has passed."""
    if certificate.valid_until is None:
        return
    for moment in reminders(certificate.valid_until, zone=zone):
        if moment > at:
            enqueue(db, kind=REMIND, args={"certificate": certificate.id}, run_at=moment)


def renewal_of(db: Session, certificate: Certificate, *, today: date) -> Renewal | None:
    """What a certificate's renewal takes; None where it holds for good, ended, was renewed, or its award is no more."""
    last = certificate.valid_until
    if (
        last is None
        or certificate.person_id is None
        or queries.renewed(db, certificate)
        or queries.ended(db, certificate)
    ):
        return None
    rule = next((each for each in queries.awards_in_force(db) if each.code == certificate.award_code), None)
    if rule is None or rule.valid_months is None:
        return None
    issued_on = certificate.snapshot.get("first_issued_on", certificate.snapshot["issued_on"])
    first = date.fromisoformat(issued_on) + timedelta(days=1)
    done = minutes_between(db, person_id=certificate.person_id, first=first, last=today)
    return Renewal(rule.renewal_hours * 60, done, last - OPENS, rule.valid_months)
