"""Pages of meetings and targets: what each of the two may see and do, and what is said of what cannot be."""

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import Base
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.targets.models import PairTarget
from tests.conftest import HeldClock
from tests.mentoring.conftest import Two, two
from tests.page import Browser, Page

PAIR = "/pairs/aminaandmei"
PLAN = {"on": "2026-11-24", "clock": "14:00", "minutes": "45", "zone": "Europe/London", "mode": "room"}
RECORD = {"on": "2026-11-21", "at": "9:00", "minutes": "45", "mode": "room", "seen": "0", "token": "a-token-of-a-form"}
HELD = {**RECORD, "excuse": "We sign it on Tuesday"}


@pytest.fixture
def mentor(app: Flask, pair: Two, time: HeldClock) -> Browser:
    return Browser(app).sign_in(pair.mentor)


@pytest.fixture
def mentee(app: Flask, pair: Two, time: HeldClock) -> Browser:
    return Browser(app).sign_in(pair.mentee)


def held(browser: Browser, more: Mapping[str, str] | None = None) -> str:
    """Record a meeting; its address."""
    page = browser.post(f"{PAIR}/meetings/record", {**HELD, **(more or {})})
    assert page.status == 303, page.errors()
    return str(page.response.headers["Location"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "2027-03-28", "clock": "1:30"}, "Clocks are put forward on that day"),
        ({"on": "1926-11-24"}, "That time has passed"), ({"minutes": "0"}, "a minute at least"),
        ({"minutes": "2000"}, "12 hours at most"), ({"address": "http://meet.example.org"}, "https://"),
        ({"zone": "Moon/Crater"}, "No computer knows this time zone"),
    ],
)  # fmt: skip
def test_a_meeting_that_cannot_be_is_not_planned_and_what_was_typed_stays(
    mentor: Browser, changed: dict[str, str], said: str
) -> None:
    page = mentor.post(f"{PAIR}/meetings/new", {**PLAN, "place": "Room 4", **changed})
    assert page.status == 422
    assert said in " ".join(page.errors())
    assert page.one("#place")["value"] == "Room 4"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "1926-11-21"}, "before this pair began"), ({"minutes": "0"}, "from 1 minute to 12 hours"),
        ({"minutes": "2000"}, "whole number from 0 to 720"), ({"on": "2026-11-22"}, "still to come"),
        ({"at": ""}, "when it began"), ({"excuse": ""}, "Sign the agreement first"),
        ({"targets-0-due_on": "2026-12-04"}, "no words"),
        ({"targets-0-what": "Try", "targets-0-due_on": "1926-12-04"}, "from 21 November 2026 on"),
        ({"next_on": "1926-01-01", "next_at": "9"}, "That time has passed"),
        ({"next_on": "2027-03-28", "next_at": "1:30"}, "Clocks are put forward"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_is_not_kept_and_what_was_typed_stays(
    db: Session, mentor: Browser, changed: dict[str, str], said: str
) -> None:
    page = mentor.post(f"{PAIR}/meetings/record", {**HELD, "points": "We compared.", **changed})
    assert page.status == 422
    assert said in " ".join(page.errors())
    assert page.one("#points").get_text().strip() == "We compared."
    assert db.scalars(select(PairMeeting)).all() == []


def test_what_was_typed_is_kept_with_the_meeting_while_the_two_go_to_the_agreement(
    db: Session, mentor: Browser
) -> None:
    assert "Keep this and go to the agreement" in mentor.get(f"{PAIR}/meetings/record").words
    page = mentor.post(f"{PAIR}/meetings/record", {**RECORD, "points": "We compared.", "then": "agreement"})
    assert page.response.headers["Location"] == f"{PAIR}/agreement"
    (meeting,) = db.scalars(select(PairMeeting))
    assert meeting.state == "planned"
    assert "We compared." in mentor.get(f"{PAIR}/meetings/{meeting.public_id}/record").words


def test_a_time_that_clocks_show_twice_is_the_first_and_that_is_said(
    db: Session, mentor: Browser, time: HeldClock
) -> None:
    time.moment = datetime(2026, 10, 1, tzinfo=UTC)
    page = mentor.post(f"{PAIR}/meetings/new", {**PLAN, "on": "2026-10-25", "clock": "1:30"}).follow()
    assert "the first of the two" in page.words
    assert db.scalars(select(PairMeeting.starts_at)).one() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_two_plan_record_and_read_and_a_note_is_only_its_writers(
    db: Session, mentor: Browser, mentee: Browser, time: HeldClock
) -> None:
    at = held(
        mentor, {"points": "We compared two ways.", "learned": "I talk too much.", "own_learned": "y", "frame": "grow"}
    )
    assert "I talk too much." in mentor.get(at).words
    for page in (mentee.get(at), mentee.get(f"{at}/record.md"), mentee.get(f"{at}/record")):
        assert page.status == 200
        assert "We compared two ways." in page.text
        assert "I talk too much." not in page.text
    assert mentee.get(f"{at}/record.pdf").response.data.startswith(b"%PDF")
    line = db.scalars(select(PairLine.public_id).where(PairLine.field == "main")).one()
    note = db.scalars(select(PairLine.public_id).where(PairLine.own)).one()
    assert mentee.get(f"{at}/lines/{line}").status == 403
    assert mentee.get(f"{at}/lines/{note}").status == 404
    assert "Confirm the record of the meeting" in mentor.get(PAIR).words
    assert "nothing for you to confirm" in mentee.post(f"{at}/confirm").follow().words
    assert "Confirmed." in mentor.post(f"{at}/confirm").follow().words
    time.tick(minutes=1)
    mentee.post(f"{at}/lines", {"token": "some-token", "field": "main", "words": "One more thing."})
    assert "written after it was confirmed" in mentor.get(at).words
    mentee.post(f"{at}/record", {**RECORD, "minutes": "50", "seen": "1"})  # what was confirmed is another thing now
    assert "Are these words what you agreed?" in mentor.get(at).words


def test_targets_from_before_are_stepped_by_a_touch_and_stand_in_the_record(db: Session, mentor: Browser) -> None:
    mentor.post(f"{PAIR}/targets/new", {"what": "Try a starter"})
    target = db.scalars(select(PairTarget.public_id)).one()
    unmoved = mentor.post(f"{PAIR}/meetings/record", {**HELD, f"outcome-{target}": "moved"})
    assert "enter the day" in " ".join(unmoved.errors())
    assert unmoved.one("input[value=moved][checked]")
    at = held(mentor, {f"outcome-{target}": "moved", f"moved-{target}": "2026-12-11"})
    assert "Moved to 11 December 2026, says Amina Yusuf" in mentor.get(at).words
    assert "Moved to 11 December 2026" in mentor.get(f"{at}/record.md").text


def test_a_line_of_a_queue_is_answered_as_json_and_kept_once(db: Session, mentor: Browser) -> None:
    at = held(mentor)
    line = {"field": "main", "text": "Begin with a question.", "own": False, "token": "queue-token"}
    assert mentor.post(f"{at}/lines", json=line).status == 200
    assert mentor.post(f"{at}/lines", json=line).status == 200
    assert mentor.post(f"{at}/lines", json={**line, "text": "x" * 4_001, "token": "another-one"}).status == 422
    for wrong in ({**line, "field": "title"}, {**line, "token": 7}, {**line, "text": " "}, [line]):
        assert mentor.post(f"{at}/lines", json=wrong).status == 400
    assert len(db.scalars(select(PairLine).where(PairLine.field == "main")).all()) == 1


def test_each_takes_a_meeting_into_their_own_record_with_no_word_of_it(
    db: Session, mentor: Browser, mentee: Browser, pair: Two
) -> None:
    at = held(mentor, {"minutes": "50", "points": "Something private."})
    page = mentee.get(at)
    assert {option["value"] for option in page.soup.select("input[name=minutes]")} == {"45", "60"}
    assert mentee.post(f"{at}/cpd", {"minutes": "600"}).status == 422
    mentee.post(f"{at}/cpd", {"minutes": "45", "names": "y"})
    assert "in your CPD record" in mentee.post(f"{at}/cpd", {"minutes": "60"}).follow().words
    mentor.post(f"{at}/no-cpd")
    assert "Put it in my CPD record" not in mentor.get(at).words
    (entry,) = db.scalars(select(CpdEntry))
    assert (entry.person_id, entry.title, entry.counted_minutes) == (pair.mentee.id, "Meeting with Amina Yusuf", 45)


def test_after_the_end_the_two_read_and_take_their_hours_and_write_nothing(
    db: Session, mentor: Browser, mentee: Browser, pair: Two
) -> None:
    at = held(mentor)
    pairs.end(db, pair.pair, at=pair.pair.opened_at + timedelta(hours=1))
    db.commit()
    assert mentor.get(at).status == 200
    assert mentee.post(f"{at}/cpd", {"minutes": "45"}).status == 303
    for address in (f"{at}/lines", f"{at}/record", f"{at}/confirm", f"{PAIR}/meetings/new", f"{PAIR}/targets/new"):
        assert mentor.post(address, RECORD).status == 403


def test_a_form_that_was_filled_in_offline_is_looked_at_and_then_kept(db: Session, mentor: Browser) -> None:
    text = mentor.get(f"{PAIR}/meetings/form.md").text
    filled = re.sub(r"(\{#points\}\n(?:>.*\n)*)", r"\1\nWe compared two ways.\n", text)
    filled = re.sub(r"(\{#minutes\}\n(?:>.*\n)*)", r"\1\n30\n", filled)
    page = mentor.post(f"{PAIR}/meetings/paper", {"file": (io.BytesIO(filled.encode()), "F11.md")})
    assert page.status == 200
    assert page.one("#minutes")["value"] == "30"
    assert page.one("#points").get_text().strip() == "We compared two ways."
    assert db.scalars(select(PairLine)).all() == []
    wrong = mentor.post(f"{PAIR}/meetings/paper", {"file": (io.BytesIO(b"anything"), "F11.md")})
    assert (wrong.status, "This is not form F11" in " ".join(wrong.errors())) == (422, True)


def test_a_target_is_set_stepped_and_released_by_the_mentee_alone(
    db: Session, mentor: Browser, mentee: Browser
) -> None:
    typed = {"what": "Try a starter", "due_on": "2026-11-23"}
    assert "from 21 November 2026 on" in " ".join(
        mentor.post(f"{PAIR}/targets/new", {**typed, "due_on": "2020-01-01"}).errors()
    )
    mentor.post(f"{PAIR}/targets/new", typed)
    at = f"{PAIR}/targets/{db.scalars(select(PairTarget.public_id)).one()}"
    assert "A target has its day" in mentee.get(PAIR).words
    assert "new day" in mentee.post(f"{at}/steps", {"step": "moved", "due_on": ""}).follow().words
    mentee.post(f"{at}/steps", {"step": "moved", "due_on": "2026-12-01"})
    assert mentor.post(f"{at}/release", {"released": "yes"}).status == 403
    assert "Released to a tutor." in mentee.post(f"{at}/release", {"released": "yes"}).follow().words
    mentor.post(f"{at}/steps", {"step": "met"})
    page = mentee.get(f"{PAIR}/targets")
    assert "Set on 21 november 2026, moved to another day" in page.one("svg.dayline")["aria-label"]
    assert "otherwise by now" in mentor.post(f"{at}/steps", {"step": "dropped"}).follow().words


def test_where_both_coach_nobody_is_called_mentor_or_mentee(app: Flask, db: Session, time: HeldClock) -> None:
    known = two(db, kind=PairKind.CO_COACHING)
    browser = Browser(app).sign_in(known.mentor)
    at = held(browser)
    for address in (at, f"{at}/record", f"{PAIR}/meetings", f"{PAIR}/targets"):
        assert not re.search(r"\b(mentor|mentee)\b", browser.get(address).words, re.IGNORECASE), address
    assert "Confirm the record" not in browser.get(at).words


CANARY = {
    "place": "quokka", "points": "numbat", "wanted": "potoroo", "happened": "bilby", "learned": "bandicoot",
    "excuse": "dunnart", "targets-0-what": "wombat", "targets-0-measure": "kowari",
}  # fmt: skip


def test_no_word_of_a_meeting_is_in_the_database_or_a_log_as_it_was_typed(
    db: Session, mentor: Browser, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    mentor.post(f"{PAIR}/meetings/new", {**PLAN, "place": CANARY["place"]})
    page: Page = mentor.get(held(mentor, {key: word for key, word in CANARY.items() if key != "place"}))
    assert all(word in page.text for key, word in CANARY.items() if key != "place")
    rows = "".join(repr(db.execute(table.select()).all()) for table in Base.metadata.sorted_tables)
    out = capsys.readouterr()
    for word in CANARY.values():
        assert word not in rows
        assert word not in out.out + out.err + caplog.text
