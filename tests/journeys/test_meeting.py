"""Two people at two phones record one meeting without an agreement, one of them offline for a while."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.cpd.models import CpdEntry
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingPlace, MeetingPlan
from tests.conftest import HeldClock
from tests.journeys.conftest import OpenPhone, Visitor
from tests.mentoring.conftest import NOW, Two, two

pytestmark = pytest.mark.browser
AFTERWARDS = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)


@pytest.fixture
def phones(open_phone: OpenPhone) -> tuple[Visitor, Visitor]:
    """The mentor's and the mentee's."""
    return open_phone("meeting-mentor"), open_phone("meeting-mentee")


def test_two_phones_record_one_meeting_and_it_is_taken_as_cpd_once(
    phones: tuple[Visitor, Visitor], app: Flask, db: Session, time: HeldClock
) -> None:
    amina, mei = phones
    pair = two(db)
    amina.enter(app, pair.mentor)
    mei.enter(app, pair.mentee)
    planned(db, app, pair)
    amina.open("/pairs/aminaandmei/meetings/new")
    amina.look("planning")
    mei.open("/pairs/aminaandmei")
    mei.look("what-waits")
    mei.page.get_by_role("link", name="You meet on 24 November 2026").click()
    mei.look("a-planned-meeting")
    time.moment = AFTERWARDS
    record_at_once(amina, mei)
    take_as_cpd(mei)
    db.rollback()
    entries = db.scalars(select(CpdEntry)).all()
    assert [(each.person_id, each.claimed_minutes, each.title) for each in entries] == [
        (pair.mentee.id, 45, "Meeting with my mentor")
    ]
    see_targets(mei)


def planned(db: Session, app: Flask, pair: Two) -> None:
    """A meeting for Tuesday at two."""
    when = datetime(2026, 11, 24, 14, tzinfo=UTC)
    meeting = MeetingPlan(when, "Europe/London", 45, MeetingMode.ROOM, MeetingPlace("Room 4"))
    meetings.plan(db, app.config["VAULT"], pair.pair, meeting, by=pair.mentor.id, public_id="ontuesday", at=NOW)
    db.commit()


def record_at_once(amina: Visitor, mei: Visitor) -> None:
    """Both record; what Mei typed without a connection is in the record as soon as she has one."""
    for phone in (amina, mei):
        phone.open("/pairs/aminaandmei/meetings")
        phone.page.get_by_role("link", name="Record it").click()
    mei.page.context.set_offline(True)
    mei.page.get_by_label("Main points").fill("Begin with a question on the board")
    mei.page.get_by_role("button", name="Record the meeting").click()
    expect(mei.page.locator("[data-line-trouble]")).to_contain_text("kept in this browser")

    page = amina.page
    page.get_by_label("My mentee").check()
    page.get_by_label("GROW").check()
    expect(page.get_by_text("what would make today worth the time?")).to_be_visible()
    page.get_by_label("Main points").fill("Two ways to begin were compared")
    page.get_by_label("What will be done?").fill("Try a starter with group B")
    page.get_by_label("By which day?").fill("2026-12-04")
    page.get_by_label("Day of the next meeting").fill("2026-12-08")
    page.locator("#next_at").fill("14:00")
    amina.look("recording")
    page.get_by_role("button", name="Record the meeting").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Sign the agreement first")
    page.get_by_label("Why do you record this one without an agreement?").fill("We sign it next time")
    page.get_by_role("button", name="Record the meeting").click()
    expect(page.locator("main")).to_contain_text("Recorded")

    mei.page.context.set_offline(False)
    expect(mei.page.locator(".line").last).to_contain_text("Begin with a question on the board")
    page.reload()
    expect(page.locator("#lines")).to_contain_text("Begin with a question on the board")
    expect(page.locator("#lines")).to_contain_text("Two ways to begin were compared")
    page.get_by_role("button", name="Confirm the record").click()
    expect(page.locator("main")).to_contain_text("Confirmed")
    amina.look("recorded")


def take_as_cpd(phone: Visitor) -> None:
    """Take the meeting into one's own record, and press once more in a tab that was open before."""
    page = phone.page
    phone.open("/pairs/aminaandmei")
    page.get_by_role("link", name="For your CPD record: the meeting of 24 November 2026").click()
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        tab.get_by_role("button", name="Put it in my CPD record").click()
    expect(page.locator("main")).to_contain_text("It is in your CPD record.")
    expect(other.locator("main")).to_contain_text("It was in your CPD record already.")
    other.close()
    phone.look("taken")


def see_targets(phone: Visitor) -> None:
    """The target of the meeting is a line in time; it is met."""
    page = phone.page
    phone.open("/pairs/aminaandmei/targets")
    expect(page.locator("main")).to_contain_text("Try a starter with group B")
    phone.look("targets")
    page.get_by_role("button", name=re.compile("^Met")).click()
    expect(page.locator("main")).to_contain_text("The target is met.")
    page.get_by_text("What happened, as a table").click()
    phone.look("a-target-that-was-met")
