"""What is studied, recorded, certified and published ends the same when it is done twice at the same moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import editions, queries
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.certificates.renewals import services as renewals
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdDeclaration, CpdEntry
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.packs import services as packs
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import Job
from learnmentor.stories import completion
from tests import factories
from tests.authoring.conftest import publish_files, store
from tests.authoring.content import SEGMENT
from tests.certificates.conftest import certificate
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, finish
from tests.conftest import HeldClock
from tests.cpd.ledger import Ledger
from tests.page import Browser
from tests.racing import actor, done, kinds, number_of, pressed

__all__ = ["certificate", "publish_files", "store"]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENDER = Sender("http://localhost")
UNIT_FOLDER = SEGMENT.rpartition("/")[0]
pytestmark = pytest.mark.usefixtures("time")


# Studying


@pytest.fixture
def nearly(db: Session, amina: Person) -> Segment:
    """A segment of which nothing but the last half minute is missing."""
    factories.unit(db, "C1", segments=1)
    segment = db.scalars(select(Segment)).one()
    db.add(
        Study(person_id=amina.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=NOON,
              touched_at=NOON, active_seconds=3600)
    )  # fmt: skip
    db.commit()
    return segment


def test_a_segment_finished_in_two_tabs_is_entered_once(
    db: Session, base: Database, amina: Person, nearly: Segment
) -> None:
    learner, key = actor(amina), nearly.id
    db.rollback()

    def finish_it(session: Session) -> bool:
        segment = session.get_one(Segment, key)
        return completion.record(session, learner=learner, segment=segment, at=NOON, zone=ZONE, issuer="N").finished

    assert sorted(map(str, done(base, finish_it, finish_it))) == ["False", "True"]
    assert number_of(db, CpdEntry) == 1


def test_beats_of_two_tabs_count_one_clock(
    app: Flask, db: Session, amina: Person, nearly: Segment, time: HeldClock
) -> None:
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.rollback()
    beat = {"tab": "one", "browser": tabs[0].get("/segments/c1-s1").one("[data-browser]")["data-browser"]}
    assert tabs[0].post("/segments/c1-s1/beats", json={**beat, "starting": True}).status == 200
    time.tick(seconds=30)
    pages = pressed(*((tab, "/segments/c1-s1/beats", {"json": beat}) for tab in tabs))
    assert [page.status for page in pages] == [200, 200]
    db.rollback()
    assert db.scalars(select(Study.active_seconds)).one() == 3600 + 30


# The record


def test_an_entry_withdrawn_in_one_tab_and_corrected_in_the_other_is_one_of_both(
    app: Flask, db: Session, amina: Person
) -> None:
    mine = Ledger(db, amina)
    address = f"/cpd/entries/{mine.log().public_id}"
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.commit()
    corrected = {"title": "Feedback day", "on": "2026-11-12", "hours": "2", "type": "workshop"}
    pages = pressed(
        (tabs[0], f"{address}/withdrawal", {"explanation": "Twice"}), (tabs[1], f"{address}/correction", corrected)
    )
    assert {page.status for page in pages} <= {303, 422}
    assert number_of(db, CpdEntry) == 2
    assert mine.holds()


def test_a_year_declared_in_two_tabs_is_declared_once(app: Flask, db: Session, amina: Person) -> None:
    Ledger(db, amina).log()
    tab = Browser(app).sign_in(amina)
    db.commit()
    seen = tab.get("/cpd/2026-27/declaration/statement").one("input[name=seen]")["value"]
    other = Browser(app).sign_in(amina)
    db.rollback()
    pages = pressed(*((each, "/cpd/2026-27/declaration", {"seen": seen}) for each in (tab, other)))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, CpdDeclaration) == 1


def test_a_failed_pack_asked_for_again_in_two_tabs_is_made_once(app: Flask, db: Session, amina: Person) -> None:
    pack = packs.ask(
        db, person_id=amina.id, public_id="pack", wanted=packs.Wanted((CpdYear(2026),)), name="e.zip",
        total_bytes=9, at=NOON,
    )  # fmt: skip
    pack.state = "failed"
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.commit()
    pages = pressed(*((tab, "/cpd/packs/pack/again", {}) for tab in tabs))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, Job, Job.kind == packs.MAKE) == 2, "the first time, and once more"


def test_a_worker_taken_for_dead_takes_nothing_from_the_one_that_went_on(db: Session, amina: Person) -> None:
    pack = packs.ask(
        db, person_id=amina.id, public_id="pack", wanted=packs.Wanted((CpdYear(2026),)), name="e.zip",
        total_bytes=9, at=NOON,
    )  # fmt: skip
    placed = []
    dead, alive = packs.begin(db, pack.id), packs.begin(db, pack.id)
    assert dead is not None
    assert alive is not None

    def finish_by(attempt: int, size: int) -> bool:
        return packs.finish(
            db, pack.id, attempt=attempt, size=size, place=lambda: placed.append(size), sender=SENDER, at=NOON
        )

    assert finish_by(alive[0].attempt, 20)
    assert not finish_by(dead[0].attempt, 10)
    packs.fail(db, pack.id, attempt=dead[0].attempt, fault="late", for_good=True)
    assert (pack.state, pack.total_bytes, placed) == ("ready", 20, [20])


# Certificates


def test_a_certificate_revoked_and_corrected_at_once_ends_once(
    db: Session, base: Database, certificate: Certificate
) -> None:
    key = certificate.id
    db.rollback()

    def revoke(session: Session) -> None:
        found = session.get_one(Certificate, key)
        editions.revoke(session, found, reason="A mistake.", by=None, sender=SENDER, at=NOON)

    def correct(session: Session) -> None:
        found = session.get_one(Certificate, key)
        editions.supersede(
            session, found, name="Amina Y", mend_wording=False, reason="A name.", by=None, sender=SENDER, at=NOON,
            zone=ZONE,
        )  # fmt: skip

    assert kinds(done(base, revoke, correct))[1] == "done"
    assert number_of(db, CertificateEvent) == 1


def test_a_certificate_that_is_nobody_s_any_more_is_revoked_once(
    db: Session, base: Database, certificate: Certificate
) -> None:
    certificate.person_id = None
    key = certificate.id
    db.commit()

    def revoke(session: Session) -> None:
        certificates.revoke(session, session.get_one(Certificate, key), reason="A mistake.", by=None, at=NOON)

    assert kinds(done(base, revoke, revoke)) == ["AlreadyRevoked", "done"]
    assert number_of(db, CertificateEvent) == 1


def test_an_award_made_late_while_somebody_finishes_is_one_certificate(
    db: Session, base: Database, amina: Person, time: HeldClock
) -> None:
    certificates.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    person = amina.id
    db.commit()

    def issue(session: Session) -> int:
        return len(certificates.issue_due(session, person_id=person, at=NOON, zone=ZONE, issuer="Northfield College"))

    assert sorted(map(str, done(base, issue, issue))) == ["0", "1"]
    assert number_of(db, Certificate) == 1


def test_two_people_who_draw_one_place_in_the_status_list_get_two(
    db: Session, base: Database, amina: Person, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates.publish_awards(db, [STARTER], at=time())
    other = factories.person(db, name="Noor Noise")
    for code in ("C1", "C2"):
        unit = factories.unit(db, code)
        for person in (amina, other):
            finish(db, person, unit, at=time())
    both = [amina.id, other.id]
    db.commit()
    free, drawn = queries.free_status_index, []

    def the_same_at_first(session: Session, *, draw: Callable[[int], int]) -> int:
        drawn.append(1)
        return 7 if len(drawn) <= 2 else free(session, draw=draw)

    monkeypatch.setattr(queries, "free_status_index", the_same_at_first)

    def issue(person: int) -> Callable[[Session], int]:
        return lambda session: len(
            certificates.issue_due(session, person_id=person, at=NOON, zone=ZONE, issuer="Northfield College")
        )

    assert done(base, *map(issue, both)) == [1, 1]
    db.rollback()
    places = set(db.scalars(select(Certificate.status_index)))
    assert 7 in places
    assert len(places) == 2


def test_a_certificate_renewed_by_its_owner_and_the_worker_at_once_is_renewed_once(
    db: Session, base: Database, amina: Person, time: HeldClock
) -> None:
    certificates.publish_awards(db, [{**STARTER, "valid_months": 12, "renewal_hours": 6}], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    [issued] = certificates.issue_due(db, person_id=amina.id, at=time(), zone=ZONE, issuer="N")
    Ledger(db, amina).log(on=date(2027, 10, 20), minutes=360)
    key, later = issued.id, datetime(2027, 11, 10, 12, 0, tzinfo=UTC)
    db.commit()

    def renew(session: Session) -> str:
        return renewals.renew(session, session.get_one(Certificate, key), at=later, zone=ZONE).number

    def remind(session: Session) -> bool:
        return renewals.remind(session, certificate_id=key, sender=SENDER, at=later, zone=ZONE)

    outcomes = done(base, renew, remind)
    assert [type(each).__name__ for each in outcomes if isinstance(each, Exception)] in ([], ["NotYet"])
    assert number_of(db, Certificate) == 2
