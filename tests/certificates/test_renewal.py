"""What holds for a time is renewed by hours of CPD, once a period, and its owner hears of it in time."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.certificates import editions, queries, services
from learnmentor.certificates.awards.definition import AwardFault, award_from
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.renewals import services as renewals
from learnmentor.certificates.renewals.schedule import REMIND, reminders, renewal_of
from learnmentor.certificates.rules import CertificateStanding, last_day
from learnmentor.certificates.views.certificates import standing_of
from learnmentor.cpd import services as cpd
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.stories import closing_account
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, actor_of, finish
from tests.conftest import HeldClock
from tests.page import Browser

SENDER = Sender("http://localhost")
FOR_A_YEAR = {**STARTER, "valid_months": 12, "renewal_hours": 6}


@pytest.fixture
def certificate(db: Session, amina: factories.Person, time: HeldClock) -> Certificate:
    """Issued on 21 November 2026, for a year."""
    services.publish_awards(db, [FOR_A_YEAR], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    [issued] = services.issue_due(db, person_id=amina.id, at=time(), zone=ZONE, issuer="Northfield College")
    db.commit()
    return issued


def log(db: Session, app: Flask, person: factories.Person, *, on: date, minutes: int, time: HeldClock) -> None:
    cpd.log_activity(
        db, app.config["VAULT"], learner=actor_of(person),
        activity=LoggedActivity(on, EntryType.READING, "A paper", "LLUK", minutes), prose=Prose(), files=[],
        source=f"form:{on}:{person.id}", at=time(),
    )  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 120))
def test_one_period_ends_the_day_before_the_next_begins(first: date, months: int) -> None:
    last = last_day(first, months=months)
    next_first = last + timedelta(days=1)
    assert (next_first.year * 12 + next_first.month) - (first.year * 12 + first.month) == months
    assert next_first.day == first.day or (last + timedelta(days=2)).day == 1, "the same day, or the month's last"


@pytest.mark.parametrize(
    "change", [{"valid_months": 12}, {"renewal_hours": 6}, {"valid_months": 121, "renewal_hours": 6}]
)
def test_an_award_that_ends_says_how_it_is_renewed(change: dict[str, int]) -> None:
    with pytest.raises(AwardFault, match="both valid_months"):
        award_from({**STARTER, **change})


def test_a_certificate_of_such_an_award_names_its_last_day_and_then_is_over(
    db: Session, certificate: Certificate, app: Flask, time: HeldClock
) -> None:
    db.refresh(certificate, ["events"])
    assert certificate.valid_until == date(2027, 11, 20)
    assert certificate.period == "2026-11-21"
    with app.test_request_context():
        time.moment = datetime(2027, 11, 20, 23, 0, tzinfo=UTC)
        assert standing_of(certificate) is CertificateStanding.VALID
        time.tick(hours=2)
        assert standing_of(certificate) is CertificateStanding.OVER


def test_its_owner_is_reminded_two_months_and_two_weeks_before_and_the_day_after(
    db: Session, certificate: Certificate
) -> None:
    planned = db.scalars(select(Job).where(Job.kind == REMIND).order_by(Job.run_at)).all()
    days = [job.run_at.date() for job in planned]
    assert days == [date(2027, 9, 21), date(2027, 11, 6), date(2027, 11, 21)]
    assert all(job.args == {"certificate": certificate.id} for job in planned)
    assert [moment.hour for moment in reminders(date(2027, 11, 20), zone=ZONE)] == [8, 8, 8]


def test_only_hours_logged_since_it_was_issued_renew_it(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)
    noise = factories.person(db, name="Noise")
    log(db, app, amina, on=date(2026, 11, 21), minutes=600, time=time)
    log(db, app, noise, on=date(2027, 5, 1), minutes=600, time=time)
    log(db, app, amina, on=date(2027, 5, 1), minutes=90, time=time)
    found = renewal_of(db, certificate, today=time().date())
    assert found is not None
    assert (found.needed, found.done, found.missing) == (360, 90, 270)
    with pytest.raises(renewals.NotYet):
        renewals.renew(db, certificate, at=time(), zone=ZONE)


def test_renewed_in_time_the_next_period_follows_without_a_gap_and_only_once(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    made = renewals.renew(db, certificate, at=time(), zone=ZONE)
    assert (made.period, made.edition, made.valid_until) == ("2027-11-21", 1, date(2028, 11, 20))
    [progress] = queries.progress(db, person_id=amina.id, zone=ZONE, today=time().date())
    assert progress.number == made.number
    assert (made.snapshot["renews"], made.snapshot["renewed_with_minutes"]) == (certificate.number, 360)
    assert made.snapshot["units"] == certificate.snapshot["units"]
    assert services.unchanged(made)
    with pytest.raises(renewals.NotYet):
        renewals.renew(db, certificate, at=time(), zone=ZONE)
    assert services.issue_due(db, person_id=amina.id, at=time(), zone=ZONE, issuer="X") == []


def test_renewed_late_the_next_period_begins_today(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2028, 3, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2028, 2, 1), minutes=360, time=time)
    made = renewals.renew(db, certificate, at=time(), zone=ZONE)
    assert (made.period, made.valid_until) == ("2028-03-01", date(2029, 2, 28))


def test_too_early_is_said_to_be_too_early(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 2, 1), minutes=360, time=time)
    with pytest.raises(renewals.NotYet) as refused:
        renewals.renew(db, certificate, at=time(), zone=ZONE)
    assert refused.value.renewal is not None
    assert refused.value.renewal.opens_on == date(2027, 9, 21)


def test_a_corrected_edition_keeps_the_time_and_the_hours_of_the_first(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    made = editions.supersede(
        db, certificate, name="Amina Yousuf", mend_wording=False, reason="Misspelt.", by=None, sender=SENDER,
        at=time(), zone=ZONE,
    )  # fmt: skip
    assert made.valid_until == certificate.valid_until
    assert renewals.renew(db, made, at=time(), zone=ZONE).name == "Amina Yusuf"
    db.refresh(certificate, ["events"])
    assert renewal_of(db, certificate, today=time().date()) is None


@pytest.mark.parametrize(
    ("at", "subject"),
    [
        (datetime(2027, 9, 21, 8, 0, tzinfo=UTC), "Your certificate is running out"),
        (datetime(2027, 11, 21, 8, 0, tzinfo=UTC), "Your certificate has run out"),
    ],
)
def test_a_reminder_says_what_is_missing(db: Session, certificate: Certificate, at: datetime, subject: str) -> None:
    assert renewals.remind(db, certificate_id=certificate.id, sender=SENDER, at=at, zone=ZONE)
    letter = db.scalars(select(OutgoingMail)).one()
    assert letter.subject == subject
    assert "6 h more of CPD" in letter.body


def test_the_worker_renews_by_itself_where_the_hours_are_there_and_a_second_time_does_nothing(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 9, 21, 8, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    assert renewals.remind(db, certificate_id=certificate.id, sender=SENDER, at=time(), zone=ZONE)
    assert not renewals.remind(db, certificate_id=certificate.id, sender=SENDER, at=time(), zone=ZONE)
    assert db.scalars(select(OutgoingMail.subject)).all() == ["Your certificate was renewed"]
    assert db.scalar(select(func.count()).select_from(Certificate)) == 2


def test_nobody_is_reminded_of_what_ended_or_after_they_left(
    db: Session, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    db.get_one(Person, amina.id).closed_at = time()
    assert not renewals.remind(db, certificate_id=certificate.id, sender=SENDER, at=time(), zone=ZONE)
    db.get_one(Person, amina.id).closed_at = None
    services.revoke(db, certificate, reason="A mistake.", by=None, at=time())
    db.expire_all()
    assert not renewals.remind(db, certificate_id=certificate.id, sender=SENDER, at=time(), zone=ZONE)
    assert not renewals.remind(db, certificate_id=-1, sender=SENDER, at=time(), zone=ZONE)


def test_an_account_that_was_closed_meanwhile_renews_nothing(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    db.commit()
    assert certificate.person_id is not None, "read, and kept while another transaction closes the account"
    with app.app_context(), database().transaction() as other:
        closing_account.close(other, rooms.personal_data(), person_id=amina.id, sender=None, at=time(), zone=ZONE)
    with pytest.raises(renewals.NotYet):
        renewals.renew(db, certificate, at=time(), zone=ZONE)


def test_one_whose_time_is_over_says_until_when_it_held(
    as_amina: Browser, stranger: Browser, certificate: Certificate, time: HeldClock
) -> None:
    time.moment = datetime(2027, 12, 1, 9, 0, tzinfo=UTC)
    assert "6 h are missing" in as_amina.get(f"/certificates/{certificate.number}").words
    for address in ("/awards", "/awards/starter-5"):
        assert "You have it" not in as_amina.get(address).words
    early = as_amina.post(f"/certificates/{certificate.number}/renewal").follow()
    assert "6 h of CPD are still missing" in early.words
    assert "held until 20 November 2027" in stranger.get(f"/certificates/{certificate.number}").words
    facts = stranger.get(f"/certificates/{certificate.number}.json").response.json
    assert facts is not None
    assert (facts["status"], facts["valid_until"]) == ("expired", "2027-11-20")


def test_the_award_says_how_long_it_holds(stranger: Browser, certificate: Certificate) -> None:
    assert (
        "holds for 12 months. 6 hours of CPD of any kind, logged since it was issued, renew it."
        in stranger.get("/awards/starter-5").words
    )


def test_the_owner_renews_with_a_button(
    as_amina: Browser, db: Session, app: Flask, certificate: Certificate, time: HeldClock
) -> None:
    time.moment = datetime(2027, 12, 1, 9, 0, tzinfo=UTC)
    amina = db.get_one(Person, certificate.person_id)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    db.commit()
    new = as_amina.get(f"/certificates/{certificate.number}").submit("Renew it").follow()
    assert "Renewed." in new.words
    assert "30 November 2028" in new.words


def test_ten_renewals_at_once_make_one_certificate(
    db: Session, app: Flask, certificate: Certificate, amina: factories.Person, time: HeldClock
) -> None:
    time.moment = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)
    log(db, app, amina, on=date(2027, 5, 1), minutes=360, time=time)
    db.commit()
    with app.app_context():
        own = database()
    key = certificate.id
    db.commit()
    refused: list[renewals.NotYet] = []

    def renew() -> None:
        try:
            with own.transaction() as session:
                renewals.renew(session, session.get_one(Certificate, key), at=time(), zone=ZONE)
        except renewals.NotYet as fault:
            refused.append(fault)

    threads = [threading.Thread(target=renew) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 9
    assert db.scalar(select(func.count()).select_from(Certificate)) == 2
