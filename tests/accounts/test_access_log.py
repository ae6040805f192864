"""Who opened what is somebody's is written down once a look, read by its owner, and kept for two years."""

import json
import threading
import time as real_time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.access_log import recording, services
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.recording import record_looks
from learnmentor.accounts.access_log.rules import KEPT, AccessTo, Look
from learnmentor.accounts.jobs import TIDY_ACCESS_LOG, handlers
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import Database
from learnmentor.ground.storage.archive import Archive
from learnmentor.stories import closing_account, own_data
from tests import factories
from tests.conftest import MOMENT, HeldClock
from tests.page import Browser
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("time")


def count(db: Session) -> int:
    db.rollback()
    found = db.scalar(select(func.count(AccessRecord.id))) or 0
    db.rollback()
    return found


def test_the_owner_and_administrators_read_who_opened_it(
    time: HeldClock, as_grace: Browser, as_amina: Browser, as_ben: Browser, amina: Person
) -> None:
    assert "Nobody but you has opened a page of yours." in as_amina.get("/profile/opened").words
    as_grace.get(f"/people/{amina.public_id}")
    said = "Grace Adeyemi opened the page of the account: names, address and roles"
    assert said in as_amina.get("/profile").click("See who opened what is yours").words
    assert said in as_amina.get("/profile/data").click("See who did").words
    assert f"{said} Of Amina Yusuf" in as_grace.get("/people").click("Access log").words
    assert said in as_grace.get(f"/people/{amina.public_id}").click("Who opened what is theirs").words
    assert "Grace" not in as_ben.get("/profile/opened").words
    assert as_ben.get("/people/access-log").status == 403


def test_roles_that_are_given_and_ended_stand_in_it(as_grace: Browser, as_amina: Browser, amina: Person) -> None:
    page = as_grace.get(f"/people/{amina.public_id}").submit("Give this role", role="trainer", starts_on="2026-11-21")
    page.follow().submit("End it")
    words = as_amina.get("/profile/opened").words
    assert "Grace Adeyemi gave the role of trainer" in words
    assert "Grace Adeyemi set the last day of the role of trainer" in words


def test_the_same_page_within_ten_minutes_is_one_look(
    time: HeldClock, as_grace: Browser, amina: Person, ben: Person, db: Session
) -> None:
    for _ in range(2):
        as_grace.get(f"/people/{amina.public_id}")
        time.tick(minutes=5, seconds=-1)
    assert count(db) == 1
    as_grace.get(f"/people/{ben.public_id}")
    assert count(db) == 2
    time.tick(seconds=2)
    as_grace.get(f"/people/{amina.public_id}")
    assert count(db) == 3


def test_ones_own_page_is_no_look(as_grace: Browser, grace: Person, db: Session) -> None:
    assert as_grace.get(f"/people/{grace.public_id}").status == 200
    assert count(db) == 0


def test_a_form_that_is_refused_shows_the_page_and_is_a_look(
    time: HeldClock, as_grace: Browser, amina: Person, db: Session
) -> None:
    assert as_grace.post(f"/people/{amina.public_id}/roles", {"role": "king"}).status == 422
    assert count(db) == 1


def test_two_tabs_at_once_are_one_look(
    time: HeldClock, base: Database, grace: Person, amina: Person, db: Session
) -> None:
    db.rollback()
    looks, start = [Look(amina.id, grace.id, AccessTo.ACCOUNT)], threading.Barrier(4)

    def look() -> None:
        start.wait(10)
        record_looks(base, looks, at=time())

    with ThreadPoolExecutor(4) as threads:
        for each in [threads.submit(look) for _ in range(4)]:
            each.result(30)
    assert count(db) == 1


def test_a_look_waits_for_a_writer_that_is_done_in_a_moment(
    time: HeldClock, base: Database, as_grace: Browser, amina: Person, db: Session
) -> None:
    db.rollback()
    held, let_go = threading.Event(), threading.Event()

    def write() -> None:
        with base.transaction() as other:
            other.get_one(Person, amina.id, with_for_update=True)
            held.set()
            let_go.wait(10)

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(write)
        assert held.wait(10)
        threading.Timer(0.3, let_go.set).start()
        assert as_grace.get(f"/people/{amina.public_id}").status == 200
        writer.result(10)
    assert count(db) == 1


def test_a_writer_that_goes_on_and_on_keeps_the_page_from_being_shown(
    base: Database, as_grace: Browser, amina: Person, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "PATIENCE", 0.2)
    db.rollback()
    begun = real_time.monotonic()
    with base.transaction() as other:
        other.get_one(Person, amina.id, with_for_update=True)
        page = as_grace.get(f"/people/{amina.public_id}")
    assert page.status == 503
    assert "could not: the place where this server keeps things is busy." in page.words
    assert amina.email not in page.text
    assert real_time.monotonic() - begun < 15, "it waited as long as somebody who saves"
    assert count(db) == 0
    assert as_grace.get(f"/people/{amina.public_id}").status == 200


def test_a_second_look_asks_once_and_writes_nothing(
    time: HeldClock, app: Flask, as_grace: Browser, amina: Person
) -> None:
    as_grace.get(f"/people/{amina.public_id}")
    with statements(app) as sent:
        as_grace.get(f"/people/{amina.public_id}")
    assert [each for each in sent if "access_record" in each and not each.startswith("SELECT")] == []
    assert len([each for each in sent if "access_record" in each]) == 1


def test_the_log_leads_to_older_lines(
    time: HeldClock, as_grace: Browser, as_amina: Browser, db: Session, amina: Person
) -> None:
    db.add_all(
        AccessRecord(person_id=amina.id, viewer_id=None, what="account", subject="", at=time() - timedelta(hours=n))
        for n in range(60)
    )
    db.commit()
    page = as_amina.get("/profile/opened")
    assert len(page.soup.select("main ul.list > li")) == 50
    assert "Whoever runs this server opened the page of the account" in page.words
    page = page.click("Older ones")
    assert len(page.soup.select("main ul.list > li")) == 10
    assert page.click("Newer ones").status == 200
    page = as_grace.get("/people/access-log", query={"whose": amina.public_id}).click("Older ones")
    assert len(page.soup.select("main ul.list > li")) == 10
    for odd in ({"page": "0"}, {"page": "x"}, {"page": "9" * 30}):
        assert as_grace.get("/people/access-log", query=odd).status == 200
    assert as_grace.get("/people/access-log", query={"whose": "nobody"}).status == 404


def test_it_is_taken_out_with_the_names_of_those_who_looked(
    app: Flask, time: HeldClock, as_grace: Browser, amina: Person, db: Session
) -> None:
    as_grace.get(f"/people/{amina.public_id}")
    db.rollback()
    archive = Archive(MOMENT)
    pieces = own_data.members(
        archive, db, app.config["VAULT"], rooms.personal_data(), person=amina, files=app.config["FILES"],
        document=lambda _each: b"",
    )  # fmt: skip
    content = b"".join(pieces) + archive.close()
    with zipfile.ZipFile(BytesIO(content)) as opened:
        told = json.loads(opened.read("opened-by-others.json"))
    assert [(line["what"], line["by"]) for line in told] == [("account", "Grace Adeyemi")]


def test_who_looked_and_closed_their_account_is_nobody_that_can_be_named(
    as_grace: Browser, as_amina: Browser, grace: Person, amina: Person, db: Session
) -> None:
    as_grace.get(f"/people/{amina.public_id}")
    factories.person(db, name="Ida Berg", roles=[RoleName.ADMINISTRATOR])
    closing_account.close(db, rooms.personal_data(), person_id=grace.id, sender=None, at=MOMENT, zone="Europe/London")
    db.commit()
    assert "Closed account opened the page of the account" in as_amina.get("/profile/opened").words


def test_two_years_later_it_is_forgotten_some_at_a_time(
    app: Flask, base: Database, db: Session, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 3)
    ages = [KEPT + timedelta(seconds=n) for n in range(1, 8)] + [KEPT, timedelta(0)]
    db.add_all(
        AccessRecord(person_id=amina.id, viewer_id=None, what="account", subject="", at=MOMENT - age) for age in ages
    )
    db.commit()
    with app.app_context():
        handlers()[TIDY_ACCESS_LOG](base, {})
    assert count(db) == 2
