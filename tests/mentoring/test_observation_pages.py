"""Pages of observations and of the schedule: what a reader is shown, and what lies in the database's file."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Page as CataloguePage
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.rules import PairKind
from tests import factories
from tests.conftest import HeldClock
from tests.database_file import bytes_on_disk
from tests.mentoring.conftest import Two, two
from tests.mentoring.observing import agreed
from tests.page import Browser, upload

AT = "/pairs/aminaandmei/observations"
CANARIES = {
    "focus": "capercaillie", "setting": "dotterel", "topic": "whimbrel", "time": "ousel", "teacher": "garganey",
    "learners": "goosander", "means": "merganser", "explore": "smew", "questions": "pochard", "strengths": "gadwall",
    "develop": "wigeon", "account": "dunnock", "account_strengths": "twite", "account_develop": "siskin",
    "learned": "brambling", "saw": "hawfinch", "no_use": "crossbill", "next_time": "corncrake", "target": "sandpiper",
    "look_again": "turnstone", "moved": "phalarope", "hope": "greenshank", "first_to_go": "redshank",
    "address": "gannet@example.org",
}  # fmt: skip


@pytest.fixture
def amina(app: Flask, time: HeldClock, pair: Two) -> Browser:
    return Browser(app).sign_in(pair.mentor)


@pytest.fixture
def mei(app: Flask, time: HeldClock, pair: Two) -> Browser:
    return Browser(app).sign_in(pair.mentee)


def begun(browser: Browser, **chosen: str) -> str:
    """A visit by Amina, who begins it: its address."""
    page = browser.get(f"{AT}/new").submit("Begin", **{"observer": "me", "held_on": "21 November 2026", **chosen})
    return str(page.response.headers["Location"])


def year_begun(browser: Browser, preset: str) -> str:
    """A schedule that is begun: its address."""
    page = browser.get("/pairs/aminaandmei/schedule").submit("Begin", preset=preset)
    return str(page.response.headers["Location"])


def rows(count: int) -> dict[str, str]:
    """Rows of a sheet as the form sends them."""
    seen = {key: CANARIES[key] for key in ("time", "teacher", "learners", "means", "explore")}
    return {f"rows-{n}-{key}": word for n in range(count) for key, word in seen.items()}


def comments() -> dict[str, str]:
    return {key: CANARIES[key] for key in ("questions", "strengths", "develop")}


def _walk(amina: Browser, mei: Browser) -> str:
    """A whole visit with every field filled in; its address."""
    at = begun(amina, purpose="joint-formative")
    mei.get(at).submit("Propose this", focus=CANARIES["focus"])
    amina.get(at).submit("Agree to this focus")
    amina.get(at).submit("Propose them", address=CANARIES["address"])
    told = {"observer_role": "pair", "setting": CANARIES["setting"], "topic": CANARIES["topic"], "learners_number": "9"}
    amina.get(f"{at}/write/facts").submit("Keep it", **told)
    assert amina.get(f"{at}/write/evidence").submit("My sheet is ready", **rows(5), **comments()).status == 303
    return at


def test_a_whole_visit_is_read_in_its_order_and_lies_sealed(amina: Browser, mei: Browser, db: Session) -> None:
    at = _walk(amina, mei)
    hidden = [CANARIES[key] for key in ("teacher", "learners", "means", "explore", "questions", "strengths", "develop")]
    for address in (at, f"{at}/observation.md", f"{at}/write/account"):
        assert not [word for word in hidden if word in mei.get(address).text], address
    accounts = {key: CANARIES[key] for key in ("account", "account_strengths", "account_develop")}
    mei.get(f"{at}/write/account").submit("This is my account", **accounts)
    page = mei.get(at)
    assert [word for word in hidden if word not in page.text] == []
    assert "Copy Each has had one since 21 November 2026" in page.words
    targets = {"target": CANARIES["target"], "look_again": CANARIES["look_again"], "by_when": "1 December 2026"}
    assert page.submit("Set this target", **targets).status == 303
    amina.get(f"{at}/write/learned").submit("Keep it", learned=CANARIES["learned"])
    answers = {key: CANARIES[key] for key in ("saw", "no_use", "next_time")}
    mei.get(f"{at}/write/evaluation").submit("Keep it", **answers)
    assert CANARIES["saw"] not in amina.get(at).text
    mei.get(f"{at}/write/evaluation").submit("Show it")
    assert CANARIES["saw"] in amina.get(at).text
    assert amina.get(f"{at}/observation.pdf").response.data.startswith(b"%PDF-")
    year = year_begun(amina, "sample")
    said = {"moved_1": CANARIES["moved"], "hope": CANARIES["hope"], "first_to_go": CANARIES["first_to_go"]}
    amina.get(f"{year}/words").submit("Keep it", **said)
    assert [word for word in said.values() if word not in mei.get(year).text] == []
    _none_in_the_file(db)


def _none_in_the_file(db: Session) -> None:
    db.rollback()
    engine = db.get_bind().engine
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from pair_line")).scalar()
        held = b"".join(
            repr(row).encode()
            for table in ("pair_line", "pair_target", "pair_observation", "pair_observation_guest", "pair_schedule",
                          "pair_schedule_period", "job", "outgoing_mail")
            for row in connection.execute(text(f"select * from {table}"))
        )  # fmt: skip
    if engine.dialect.name == "sqlite":
        held += bytes_on_disk(Path(str(engine.url.database)))
    assert [key for key, word in CANARIES.items() if word.encode() in held] == []


def test_a_sheet_that_lacks_something_is_kept_and_says_what(amina: Browser, mei: Browser, db: Session) -> None:
    at = begun(amina)
    mei.get(at).submit("Propose this", focus="Who asks first")
    amina.get(at).submit("Agree to this focus")
    page = amina.get(f"{at}/write/evidence").submit("My sheet is ready", **rows(2))
    assert page.status == 422
    assert "Write 5 rows or more, each with what the teacher or the learners did." in page.errors()
    again = amina.get(f"{at}/write/evidence")
    assert again.one("#rows-1-teacher").get_text().strip() == "garganey"
    longer = page.submit("Room for another row")
    assert len(longer.soup.select(".paper-row")) == len(page.soup.select(".paper-row")) + 1


def test_what_is_typed_is_kept_by_itself_and_a_second_device_is_told(amina: Browser, mei: Browser) -> None:
    at = begun(amina)
    mei.get(at).submit("Propose this", focus="Who asks first")
    amina.get(at).submit("Agree to this focus")
    sheet, json = f"{at}/write/evidence", {"Accept": "application/json"}
    seen = amina.get(sheet).one("input[name=seen]")["value"]
    first = amina.post(sheet, {"seen": seen, "questions": "Who asked?"}, **json).response.get_json()
    assert not first["both"]
    later = amina.post(sheet, {"seen": first["seen"], "questions": "Who asked first?"}, **json).response.get_json()
    assert not later["both"]
    other = amina.post(sheet, {"seen": first["seen"], "questions": "Why?"}, **json).response.get_json()
    assert other["both"]
    kept = amina.get(sheet).one("#questions").get_text().strip()
    assert kept == "Who asked first?\nWhy?"
    assert mei.post(sheet, {"questions": "Mine"}, **json).status == 409


def test_a_file_filled_in_elsewhere_is_looked_at_and_then_kept(amina: Browser, mei: Browser) -> None:
    at = begun(amina)
    mei.get(at).submit("Propose this", focus="Who asks first")
    amina.get(at).submit("Agree to this focus")
    empty = amina.get(f"{at}/observation.md").response.get_data(as_text=True)
    assert "Who asks first" in empty
    assert "> Who: Amina Yusuf watches Mei Tan" in empty
    filled = re.sub(r"(\{#questions\}\n(?:> .*\n)?)", r"\1Which one asked?\n", empty)
    page = amina.get(f"{at}/write/evidence").submit("Look at it", file=upload(filled.encode(), "f3.md"))
    assert page.status == 200
    assert "Nothing is kept yet" in page.words
    assert "Which one asked?" not in amina.get(at).text
    page.submit("Keep it")
    assert "Which one asked?" in amina.get(at).text
    refused = amina.get(f"{at}/write/evidence").submit("Look at it", file=upload(b"\xff\xfe", "f3.md"))
    assert refused.status == 422


def test_the_second_observer_comes_by_a_letter_and_reaches_nothing_else(
    app: Flask, amina: Browser, mei: Browser, db: Session
) -> None:
    tutor = factories.person(db, name="Tess Tutor")
    db.commit()
    second = Browser(app).sign_in(tutor)
    at = begun(amina, purpose="joint-formative")
    alone = f"/observations/{at.rpartition('/')[2]}"
    mei.get(at).submit("Propose this", focus="Who asks first")
    amina.get(at).submit("Agree to this focus")
    amina.get(at).submit("Propose them", address=tutor.email)
    assert second.get(alone).status == 404
    mei.get(at).submit("Agree, and let them be asked")
    assert "A visit on 21 November 2026" in second.get("/observations").words
    second.get("/mentoring").click("Be the second observer of a visit").submit("Yes, I will")
    assert "A visit on 21 November 2026" in second.get("/mentoring").words
    assert "Who asks first" in second.get(alone).text
    for closed in (
        at,
        AT,
        f"{at}/observation.pdf",
        f"{at}/write/evidence",
        "/pairs/aminaandmei",
        f"{alone}/write/account",
    ):
        assert second.get(closed).status in {303, 404}, closed
    second.get(f"{alone}/write/evidence").submit("My sheet is ready", **rows(5), **comments())
    assert "garganey" not in amina.get(at).text
    assert second.get(alone).submit("Go on writing it").status == 303


def test_a_practice_run_alone_shows_the_samples_after_ones_own_and_goes(
    amina: Browser, mei: Browser, db: Session, lesson: None
) -> None:
    at = str(amina.get(f"{AT}/practice").submit("Begin", lesson="R1", who="alone").response.headers["Location"])
    assert mei.get(at).status == 404
    assert "Somebody pushed the piston" in amina.get(at).text
    assert "Hands off tools" not in amina.get(at).text
    amina.get(f"{at}/write/evidence").submit("My sheet is ready", **rows(1), **comments())
    assert "Hands off tools" in amina.get(at).text
    amina.get(at).submit("Delete what I wrote here")
    assert amina.get(at).status == 404
    db.rollback()
    assert db.query(Observation).count() == db.query(PairLine).count() == 0


@pytest.fixture
def lesson(db: Session) -> None:
    """A lesson with a sample, as publishing leaves one."""
    html = (
        "<p>Somebody pushed the piston.</p>"
        '<details class="disclosure"><summary>One</summary><p>Hands off tools.</p></details>'
    )
    made = factories.revision(db, kind="record", code="R1", html=html)
    db.add(CataloguePage(kind="record", code="R1", title="Brakes", summary="", revision_id=made.id))
    db.commit()


# The schedule


def test_the_plan_is_changed_by_either_and_what_the_other_saved_is_shown(amina: Browser, mei: Browser) -> None:
    year = str(
        amina.get("/pairs/aminaandmei/schedule").submit("Begin", preset="pre-service").response.headers["Location"]
    )
    first, second = amina.get(f"{year}/plan"), mei.get(f"{year}/plan")
    assert (
        first.submit("Save the plan", **{"periods-0-talks": "4", "periods-0-ends_on": "11 December 2026"}).status == 303
    )
    refused = second.submit("Save the plan", **{"periods-0-talks": "1"})
    assert refused.status == 422
    assert "1 Sep 2026 to 11 Dec 2026. Talks: 4" in refused.words
    assert refused.one("#periods-0-talks")["value"] == "1"
    assert "Talks: 0 of 4" in mei.get(year).words
    backwards = amina.get(f"{year}/plan").submit("Save the plan", **{"periods-1-ends_on": "1 January 2027"})
    assert "Period 2 ends before it starts. Exchange the two days, or correct one." in backwards.errors()


def test_ticks_and_papers_of_a_year(amina: Browser, mei: Browser) -> None:
    year = year_begun(amina, "sample")
    page = amina.get(year)
    assert "Mei Tan watches Amina Yusuf: 0 of 1" in page.words
    assert page.submit("Tick it", kind="joint", done_on="1 October 2026").status == 303
    assert "Joint visits: 1 of 1" in mei.get(year).words
    assert page.submit("Tick it", kind="joint", done_on="1 October 2027").status == 422
    mei.get(year).submit("Take away")
    assert "Joint visits: 0 of 1" in mei.get(year).words
    mei.get(year).submit("Tick it", kind="talk", done_on="2 October 2026")
    assert "Talks: 1, not planned" in mei.get(year).words
    assert amina.get(f"{year}/schedule.pdf").response.data.startswith(b"%PDF-")
    text_file = amina.get(f"{year}/schedule.md").response.get_data(as_text=True)
    changed = re.sub(r"(\{#talks\}\n(?:> .*\n)?)", r"\g<1>7\n", text_file, count=1)
    looked = amina.get(f"{year}/plan").submit("Look at it", file=upload(changed.encode(), "f2.md"))
    assert looked.one("#periods-0-talks")["value"] == "7"


def test_co_coaches_read_no_word_of_mentors(app: Flask, time: HeldClock, db: Session) -> None:
    both = two(db, kind=PairKind.CO_COACHING, public_id="partners")
    browser = Browser(app).sign_in(both.mentee)
    agreed(db, both, public_id="theirvisit")
    db.commit()
    begun_year = browser.get("/pairs/partners/schedule").submit("Begin", preset="blank").follow()
    others = ("schedule/new", "observations", "observations/new", "observations/theirvisit")
    pages = [begun_year, *(browser.get(f"/pairs/partners/{each}") for each in others)]
    for each in pages:
        words = " ".join(tag.get_text(" ") for tag in each.soup.select("main"))
        assert not re.search(r"\b(mentors?|mentees?)\b", words, re.IGNORECASE), each.h1


def test_a_file_that_was_made_to_judge_somebody_is_not_taken_in(db: Session, pair: Two, amina: Browser) -> None:
    agreed(db, pair)
    db.commit()
    own = amina.get(f"{AT}/avisit/observation.md").text
    appraised = own.replace("# Observation and feedback record", "# Annual appraisal: observation")
    for text_, taken in ((own, True), (appraised, False)):
        sheet = amina.get(f"{AT}/avisit/write/evidence")
        answered = sheet.submit("Look at it", file=upload(text_.encode(), "form.md", "text/markdown"))
        assert ("Nothing is kept yet" in answered.text) == taken
        assert ("stays with the purpose it was made for" in answered.text.replace("\n", " ")) != taken
