"""What is studied, recorded, certified and published ends the same when it is done twice at the same moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor import completion
from learnmentor.accounts.letters import Sender
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.authoring import drafting
from learnmentor.authoring import programmes as lists
from learnmentor.authoring import services as authoring
from learnmentor.authoring.models import Draft
from learnmentor.authoring.rules import digest_of
from learnmentor.certificates import editions, queries, renewing
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.courses import services as courses
from learnmentor.courses.models import Enrolment, Programme, ProgrammeItem, Revision, Segment, Study, Unit
from learnmentor.cpd import long_packs
from learnmentor.cpd.models import CpdDeclaration, CpdEntry
from learnmentor.cpd.rules import CpdYear
from learnmentor.db import Database, database
from learnmentor.jobs.models import Job
from tests import factories
from tests.authoring.conftest import Publish, publish_files, store
from tests.authoring.content import FILES, SEGMENT
from tests.certificates.conftest import certificate
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, finish
from tests.conftest import HeldClock
from tests.cpd.ledger import Ledger
from tests.page import Browser
from tests.racing import done, pressed

__all__ = ["certificate", "publish_files", "store"]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENDER = Sender("http://localhost")
UNIT_FOLDER = SEGMENT.rpartition("/")[0]
pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def base(app: Flask) -> Database:
    with app.app_context():
        return database()


def actor(person: Person) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def number_of(db: Session, table: Any, *where: Any) -> int:
    db.rollback()
    return db.scalar(select(func.count()).select_from(table).where(*where)) or 0


def kinds(outcomes: list[Any]) -> list[str]:
    return sorted(type(outcome).__name__ if isinstance(outcome, Exception) else "done" for outcome in outcomes)


# The studio


@pytest.fixture
def trainers(db: Session, publish_files: Publish) -> list[Person]:
    publish_files()
    both = [factories.person(db, name=name, roles=[RoleName.TRAINER]) for name in ("Ben Okafor", "Tess Moore")]
    db.commit()
    return both


def _text(number: int, title: str) -> str:
    """A text of its own: no paragraph stands anywhere else."""
    text = FILES[SEGMENT].replace("C1-S1", f"C1-S{number}").replace("A first meeting", title)
    for words in ("A colleague on the stairs", "Somebody said", "Why settle it?", "Both have to know.", "When was it"):
        text = text.replace(words, f"In room {number}: {words}")
    return text.replace("![Two rings", f"![In room {number}, two rings")


def _draft(db: Session, author: Person, path: str, text: str, *, base: str = "") -> tuple[str, dict[str, str]]:
    draft = drafting.begin(
        db, author_id=author.id, path=path, source=text, base_sha256=base, public_id=f"draft{author.id}", at=NOON
    )
    fields = {"source": text, "seen": digest_of(text), "note": "New.", "change": "minor"}
    return f"/studio/drafts/{draft.public_id}/revision", fields


def test_two_publishings_in_one_unit_are_both_in_its_outline(app: Flask, db: Session, trainers: list[Person]) -> None:
    presses = []
    for number, author in enumerate(trainers, 6):
        address, fields = _draft(db, author, f"{UNIT_FOLDER}/{number}-new.md", _text(number, f"Room {number}"))
        presses.append((Browser(app).sign_in(author), address, fields))
    db.commit()
    pages = pressed(*presses)
    assert [page.errors() for page in pages] == [[], []]
    db.rollback()
    outline = [each["code"] for each in db.scalars(select(Unit.outline).where(Unit.code == "C1")).one()]
    assert outline[-2:] == ["C1-S6", "C1-S7"]
    assert number_of(db, Draft) == 0


def test_one_new_text_published_by_two_trainers_is_published_once(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    presses = []
    for author in trainers:
        address, fields = _draft(db, author, f"{UNIT_FOLDER}/6-new.md", _text(6, f"As {author.name} says"))
        presses.append((Browser(app).sign_in(author), address, fields))
    db.commit()
    pages = pressed(*presses)
    onward = sorted(page.response.headers["Location"].rpartition("/")[2] for page in pages)
    assert onward == ["conflict", "studio"]
    assert number_of(db, Revision, Revision.code == "C1-S6") == 1
    assert number_of(db, Draft) == 1, "what the second one typed waits beside the published text"


def test_one_code_published_from_two_paths_is_refused_the_second_time(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    presses = []
    for author in trainers:
        path, text = f"{UNIT_FOLDER}/6-{author.name[:3].lower()}.md", _text(6, f"As {author.name} says")
        presses.append((Browser(app).sign_in(author), *_draft(db, author, path, text)))
    db.commit()
    pages = pressed(*presses)
    assert sorted(page.status for page in pages) == [303, 422]
    assert number_of(db, Segment, Segment.code == "C1-S6") == 1


def test_a_draft_begun_in_two_tabs_is_one(app: Flask, db: Session, trainers: list[Person]) -> None:
    ben = Browser(app).sign_in(trainers[0]), Browser(app).sign_in(trainers[0])
    db.rollback()
    pages = pressed(*((tab, "/studio/drafts", {"of": "segment C1-S1"}) for tab in ben))
    assert [page.status for page in pages] == [303, 303]
    assert len({page.response.headers["Location"] for page in pages}) == 1
    assert number_of(db, Draft) == 1


def test_two_trainers_who_begin_a_segment_at_once_get_two_numbers(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    browsers = [Browser(app).sign_in(author) for author in trainers]
    db.rollback()
    pages = pressed(*((each, "/studio/segments", {"unit": "C1", "title": "Endings"}) for each in browsers))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, Draft) == len(set(db.scalars(select(Draft.path)))) == 2


def test_a_draft_thrown_away_in_two_tabs_is_gone_once(app: Flask, db: Session, trainers: list[Person]) -> None:
    address, _ = _draft(db, trainers[0], f"{UNIT_FOLDER}/6-new.md", "half a thought")
    tabs = [Browser(app).sign_in(trainers[0]) for _ in range(2)]
    db.commit()
    pages = pressed(*((tab, address.replace("/revision", "/discard"), {}) for tab in tabs))
    assert {page.status for page in pages} <= {303, 404}
    assert number_of(db, Draft) == 0


def test_a_folder_that_was_looked_over_while_a_trainer_published_publishes_nothing(
    db: Session, publish_files: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files()
    moments = iter([(1, 0), (2, 0)])
    monkeypatch.setattr(authoring.queries, "as_of", lambda _db: next(moments))
    with pytest.raises(authoring.PublishedMeanwhile):
        publish_files()


def test_a_programme_followed_while_it_leaves_the_course_is_followed_or_gone(
    db: Session, base: Database, amina: Person
) -> None:
    factories.unit(db, "C1")
    entry = {"id": "starter", "title": "Starter", "summary": "First steps.", "units": ["C1"]}
    lists.keep_programmes(db, [entry], at=NOON)
    programme, learner = db.scalars(select(Programme.id)).one(), actor(amina)
    db.commit()

    def follow(session: Session) -> None:
        courses.follow(session, learner=learner, programme_id=programme, at=NOON)

    def leave_out(session: Session) -> None:
        lists.keep_programmes(session, [], at=NOON)

    outcomes = kinds(done(base, follow, leave_out))
    assert outcomes in (["done", "done"], ["ProgrammeGone", "done"])
    stays = outcomes == ["done", "done"]
    assert number_of(db, Programme) == number_of(db, Enrolment) == int(stays)


def test_a_programme_changed_in_one_window_and_deleted_in_the_other_is_whole_or_gone(
    app: Flask, db: Session, amina: Person
) -> None:
    factories.unit(db, "C1")
    made = courses.pick(db, owner=actor(amina), title="Mine", segment_codes=["C1-S1"], at=NOON, public_id="mine")
    address = f"/programmes/{made.public_id}"
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.commit()
    changed, deleted = pressed(
        (tabs[0], f"{address}/edit", {"title": "Still mine", "segments": ["C1-S2"]}),
        (tabs[1], f"{address}/delete", {"sure": "yes"}),
    )
    assert deleted.status == 303
    assert changed.status in {303, 404}
    assert number_of(db, Programme) == number_of(db, ProgrammeItem) == 0


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
    pack = long_packs.ask(
        db, person_id=amina.id, public_id="pack", wanted=long_packs.Wanted((CpdYear(2026),)), name="e.zip",
        total_bytes=9, at=NOON,
    )  # fmt: skip
    pack.state = "failed"
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.commit()
    pages = pressed(*((tab, "/cpd/packs/pack/again", {}) for tab in tabs))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, Job, Job.kind == long_packs.MAKE) == 2, "the first time, and once more"


def test_a_worker_taken_for_dead_takes_nothing_from_the_one_that_went_on(db: Session, amina: Person) -> None:
    pack = long_packs.ask(
        db, person_id=amina.id, public_id="pack", wanted=long_packs.Wanted((CpdYear(2026),)), name="e.zip",
        total_bytes=9, at=NOON,
    )  # fmt: skip
    placed = []
    dead, alive = long_packs.begin(db, pack.id), long_packs.begin(db, pack.id)
    assert dead is not None
    assert alive is not None

    def finish_by(attempt: int, size: int) -> bool:
        return long_packs.finish(
            db, pack.id, attempt=attempt, size=size, place=lambda: placed.append(size), sender=SENDER, at=NOON
        )

    assert finish_by(alive[0].attempt, 20)
    assert not finish_by(dead[0].attempt, 10)
    long_packs.fail(db, pack.id, attempt=dead[0].attempt, fault="late", for_good=True)
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
        return renewing.renew(session, session.get_one(Certificate, key), at=later, zone=ZONE).number

    def remind(session: Session) -> bool:
        return renewing.remind(session, certificate_id=key, sender=SENDER, at=later, zone=ZONE)

    outcomes = done(base, renew, remind)
    assert [type(each).__name__ for each in outcomes if isinstance(each, Exception)] in ([], ["NotYet"])
    assert number_of(db, Certificate) == 2
