"""A certificate is issued once, frozen, and never touched again."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.certificates import queries, services
from learnmentor.certificates.awards.definition import AwardFault
from learnmentor.certificates.jobs import issuing
from learnmentor.certificates.models import Award, Certificate, CertificateEvent
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import database
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.conftest import HeldClock
from tests.statements import statements

ZONE = "Europe/London"


def actor_of(person: factories.Person) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def finish(db: Session, person: factories.Person, unit: Unit, *, at: datetime, segments: int = 5) -> None:
    for segment in db.scalars(select(Segment).where(Segment.unit_id == unit.id).limit(segments)):
        db.add(
            Study(person_id=person.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=at,
                  touched_at=at, active_seconds=1210, completed_at=at)
        )  # fmt: skip
    db.flush()


@pytest.fixture
def ready(db: Session, amina: factories.Person, time: HeldClock) -> Actor:
    """Amina has finished both units of the starter award, and somebody else has finished one."""
    services.publish_awards(db, [STARTER], at=time())
    c1, c2 = factories.unit(db, "C1"), factories.unit(db, "C2")
    finish(db, amina, c1, at=time())
    finish(db, amina, c2, at=time() + timedelta(days=1))
    finish(db, factories.person(db, name="Noise"), c1, at=time())
    db.commit()
    return actor_of(amina)


def issue(db: Session, learner: Actor, time: HeldClock) -> list[Certificate]:
    return services.issue_due(db, person_id=learner.id, at=time(), zone=ZONE, issuer="Northfield College")


def test_an_award_met_is_issued_once_with_what_was_studied(db: Session, ready: Actor, time: HeldClock) -> None:
    [certificate] = issue(db, ready, time)
    assert issue(db, ready, time) == []
    snapshot = certificate.snapshot
    assert (certificate.name, snapshot["hours"], snapshot["issuer"]) == ("Amina Yusuf", 5, "Northfield College")
    assert "Amina" not in str(snapshot)
    assert snapshot["minutes"] == {"planned": 300, "active": 200, "claimed": 0}
    assert [unit["code"] for unit in snapshot["units"]] == ["C1", "C2"]
    assert snapshot["completed_on"] == "2026-11-22"
    assert all(segment["revision"] == 1 for unit in snapshot["units"] for segment in unit["segments"])


def test_nothing_is_issued_for_nearly(db: Session, ready: Actor, time: HeldClock) -> None:
    nearly = factories.person(db, name="Nia Nearly")
    for unit, segments in (("C1", 5), ("C2", 4)):
        finish(db, nearly, db.scalars(select(Unit).where(Unit.code == unit)).one(), at=time(), segments=segments)
    assert issue(db, actor_of(nearly), time) == []
    [progress] = queries.progress(db, person_id=nearly.id, zone=ZONE, today=time().date())
    assert [missing.sentence for missing in progress.evaluation.missing] == ["1 segment of C2, Unit C2"]


def test_a_certificate_never_changes_when_the_person_or_the_award_does(
    db: Session, ready: Actor, amina: factories.Person, time: HeldClock
) -> None:
    [certificate] = issue(db, ready, time)
    before = dict(certificate.snapshot)
    person = db.get_one(factories.Person, amina.id)
    person.printed_name = "Amina Okafor"
    services.publish_awards(db, [{**STARTER, "version": 2, "title": "Another title"}], at=time())
    db.flush()
    assert issue(db, ready, time) == []
    db.refresh(certificate)
    assert certificate.snapshot == before
    assert services.unchanged(certificate)


def test_a_record_changed_behind_our_back_is_noticed(db: Session, ready: Actor, time: HeldClock) -> None:
    [certificate] = issue(db, ready, time)
    certificate.snapshot = {**certificate.snapshot, "hours": 50}
    assert not services.unchanged(certificate)


def test_a_revocation_is_a_new_fact_and_only_one(db: Session, ready: Actor, time: HeldClock) -> None:
    [certificate] = issue(db, ready, time)
    services.revoke(db, certificate, reason="Issued to the wrong person.", by=None, at=time())
    with pytest.raises(services.AlreadyRevoked):
        services.revoke(db, certificate, reason="Again.", by=None, at=time())
    assert services.unchanged(certificate)


def test_a_changed_rule_needs_a_higher_version(db: Session, time: HeldClock) -> None:
    assert services.publish_awards(db, [STARTER], at=time())
    assert not services.publish_awards(db, [STARTER], at=time())
    with pytest.raises(AwardFault, match="give it a version above 1"):
        services.publish_awards(db, [{**STARTER, "title": "Changed"}], at=time())
    services.publish_awards(db, [{**STARTER, "title": "Changed", "version": 2}], at=time())
    versions = db.scalars(select(Award).order_by(Award.version))
    assert [(award.version, award.retired_at is None) for award in versions] == [(1, False), (2, True)]


def test_an_award_that_left_the_file_is_retired_and_comes_back(db: Session, time: HeldClock) -> None:
    services.publish_awards(db, [STARTER], at=time())
    services.publish_awards(db, [], at=time())
    assert queries.awards_in_force(db) == []
    assert services.publish_awards(db, [STARTER], at=time())
    assert [rule.code for rule in queries.awards_in_force(db)] == ["STARTER-5"]


def test_an_award_published_late_reaches_those_who_met_it(
    app: Flask, db: Session, ready: Actor, time: HeldClock
) -> None:
    handle = issuing(issuer="Northfield College", zone=ZONE, now=time)
    with app.app_context():
        own = database()
    handle(own, {})
    handle(own, {})
    certificates = db.scalars(select(Certificate)).all()
    assert [certificate.person_id for certificate in certificates] == [ready.id]


def test_a_revoked_certificate_is_not_issued_again_by_itself_and_not_shown_as_held(
    db: Session, ready: Actor, time: HeldClock
) -> None:
    [certificate] = issue(db, ready, time)
    services.revoke(db, certificate, reason="Issued to the wrong person.", by=None, at=time())
    assert issue(db, ready, time) == []
    db.expire_all()
    [progress] = queries.progress(db, person_id=ready.id, zone=ZONE, today=time().date())
    assert (progress.number, progress.issued) == (None, True)


def test_twenty_at_once_issue_one_certificate(app: Flask, db: Session, ready: Actor, time: HeldClock) -> None:
    with app.app_context():
        own = database()
    start = threading.Barrier(20)
    faults: list[BaseException] = []

    def issue_once() -> None:
        start.wait()
        try:
            with own.transaction() as session:
                issue(session, ready, time)
        except BaseException as fault:  # noqa: BLE001 -- told by the main thread
            faults.append(fault)

    threads = [threading.Thread(target=issue_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert db.scalar(select(func.count()).select_from(Certificate)) == 1


def test_a_certificate_is_looked_up_with_all_that_happened_to_it_in_one_statement(
    app: Flask, db: Session, ready: Actor, time: HeldClock
) -> None:
    [issued] = issue(db, ready, time)
    for reason in ("Issued in error.", "And once more."):
        db.add(CertificateEvent(certificate_id=issued.id, kind="revoked", reason=reason, at=time()))
    db.commit()
    for look_up, told in ((queries.certificate, issued.number), (queries.certificate_by_id, issued.id)):
        db.expunge_all()
        with statements(app) as sent:
            found = look_up(db, told)
            assert found is not None
            assert [event.reason for event in found.events] == ["Issued in error.", "And once more."]
        assert len(sent) == 1
