"""Pages of programmes that are given away: the editor without scripts, and what those see whom a programme is for."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.courses.given import rules
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion
from learnmentor.courses.programmes import views
from learnmentor.courses.programmes.models import Enrolment, Programme
from tests import factories
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time", "catalogue")


@pytest.fixture
def catalogue(db: Session) -> None:
    """Two units."""
    for code in ("C1", "C2"):
        factories.unit(db, code)
    db.commit()


@pytest.fixture
def ben(app: Flask, db: Session) -> Browser:
    """A trainer's browser."""
    return Browser(app).sign_in(factories.person(db, name="Ben Okafor", roles=[RoleName.TRAINER]))


def begun(ben: Browser, title: str = "First term") -> Page:
    """The editor of a new programme."""
    page = ben.get("/programmes/given/new").submit("Go on to its segments", title=title, for_whom="New mentors.")
    return page.follow()


def codes(page: Page) -> list[str]:
    return [str(each["value"]) for each in page.soup.select("input[name=item]")]


def do(page: Page, what: str, **fields: Any) -> Page:
    """Press the button of the editor that does `what`."""
    form = page.one("form[action$='/edit']")
    sent: dict[str, Any] = {}
    for each in form.select("input, textarea"):
        if each.get("type") in {"radio", "checkbox"} and not each.has_attr("checked"):
            continue
        sent.setdefault(str(each["name"]), []).append(each.get("value", "") or each.text)
    return page.browser.post(str(form["action"]), sent | fields | {"do": what})


def kept(page: Page) -> Page:
    assert page.status == 303, page.errors()
    return page.follow()


def in_order(ben: Browser, *chosen: str) -> Page:
    """The editor of a programme with these segments, in this order."""
    page = begun(ben)
    for code in chosen:
        page = kept(do(page, "add", segments=[code]))
    return page


def test_a_programme_is_made_put_in_order_and_published_without_scripts(
    ben: Browser, as_amina: Browser, db: Session
) -> None:
    page = kept(do(begun(ben), "add", segments=["C2-S1", "C1-S2", "C1-S1"]))
    assert codes(page) == ["C1-S1", "C1-S2", "C2-S1"]
    page = kept(do(page, "up:C2-S1"))
    assert codes(page) == ["C1-S1", "C2-S1", "C1-S2"]
    page = kept(do(page, "down:C1-S1"))
    page = kept(do(page, "save", **{"place-C1-S2": "1"}))
    assert codes(page) == ["C1-S2", "C2-S1", "C1-S1"]
    page = kept(do(page, "remove:C1-S1"))
    page = kept(do(page, "add", **{"title-new": "An evening", "minutes-new": "90", "segment-new": "c1-s3"}))
    assert "1 h in 2 segments and 1 h 30 min in 1 session" in page.words
    assert "Draft" in page.words
    assert "First term" not in as_amina.get("/programmes").words
    page = kept(do(page, "publish", due="weeks", due_weeks="6"))
    assert "Version 1 is published" in page.words
    listed = as_amina.get("/programmes")
    assert "Given by trainers" in listed.words
    assert "For: New mentors." in listed.words
    read = listed.click("First term")
    for said in ("For: New mentors.", "Given by Ben Okafor", "2 h 30 min: 1 h in 2 segments", "within 6 weeks of",
                 "Version 1, of 21 November 2026", "An evening Session 1 h 30 min, in the place of C1-S3"):  # fmt: skip
        assert re.sub(r"\s+", " ", said) in read.words
    assert read.words.index("Segment 2 of C1") < read.words.index("Segment 1 of C2")


def test_what_was_typed_is_kept_when_it_is_refused(ben: Browser, db: Session) -> None:
    page = in_order(ben, "C1-S1", "C1-S2")
    page = kept(do(page, "add", **{"title-new": "An evening", "minutes-new": "90"}))
    key = codes(page)[2]
    refused = do(
        page, "publish", title="A qualified term", segments=["C2-S1"], due="weeks", due_weeks="",
        **{f"minutes-{key}": "an hour", f"title-{key}": "", "place-C1-S2": "first", f"segment-{key}": "C9-S9",
           "title-new": "Another evening", "minutes-new": "20", "segment-new": "C1-S3"},
    )  # fmt: skip
    assert refused.status == 422
    for said in ("Say it without “qualified”", "Say how many weeks", "Write the minutes as a whole number, such as",
                 "Give the session a title", "Write a whole number, such as 3, and not “first”",
                 "There is no segment C9-S9 here", "In the place of a segment it takes at least 30"):  # fmt: skip
        assert any(said in error for error in refused.errors()), (said, refused.errors())
    assert codes(refused) == ["C1-S1", "C1-S2", key, "C2-S1"]
    shown = {str(each["id"]): each.get("value") for each in refused.soup.select("input[id]")}
    assert shown["title"] == "A qualified term"
    assert (shown[f"minutes-{key}"], shown["place-C1-S2"], shown["title-new"]) == (
        "an hour",
        "first",
        "Another evening",
    )
    assert db.scalars(select(ProgrammeVersion)).all() == []
    hrefs = [str(a["href"]) for a in refused.soup.select("[data-error-summary] a")]
    assert all(refused.soup.select_one(href) for href in hrefs), hrefs


def test_what_is_not_fit_is_refused_with_every_reason_and_nothing_lost(ben: Browser, db: Session) -> None:
    page = in_order(ben, "C1-S1")
    refused = do(page, "publish", **{"title-new": "Instead", "minutes-new": "45", "segment-new": "C1-S1"})
    assert refused.status == 422
    assert "C1-S1 stands twice: take out one of the two, or the session’s segment" in refused.errors()[0]
    assert len(codes(refused)) == 2
    empty = begun(ben, "Empty")
    assert "Put in at least one segment or session" in do(empty, "publish").errors()[0]
    assert db.scalars(select(ProgrammeVersion)).all() == []


def test_another_window_is_noticed_and_what_is_here_can_still_be_kept(ben: Browser, db: Session) -> None:
    first = in_order(ben, "C1-S1")
    here = first
    kept(do(first, "save", title="There"))
    refused = do(here, "save", title="Here")
    assert refused.status == 422
    assert "saved in another window" in refused.errors()[0]
    assert kept(do(refused, "save")).h1 == "Here"


def test_the_name_and_whom_it_is_for_are_asked_first(ben: Browser) -> None:
    refused = ben.get("/programmes/given/new").submit("Go on to its segments", title="", for_whom="x" * 301)
    assert refused.status == 422
    assert any("Give the programme a name" in each for each in refused.errors())
    assert any("Keep this to 300 characters; it has 301" in each for each in refused.errors())


def test_there_is_a_limit_to_places_and_to_programmes(ben: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    page = in_order(ben, "C1-S1", "C1-S2")
    monkeypatch.setattr(rules, "MAX_ITEMS", 2)
    refused = do(page, "add", segments=["C1-S3"])
    assert (refused.status, len(codes(refused))) == (422, 3)
    assert "Keep it to 2 places; these are 3" in refused.errors()[0]
    monkeypatch.setattr(rules, "MAX_GIVEN", 1)
    full = ben.get("/programmes/given/new").submit("Go on to its segments", title="One more", for_whom="Anybody.")
    assert full.status == 422
    assert "You give 1 programmes" in full.errors()[0]


def test_a_link_is_shown_followed_and_taken_back(ben: Browser, as_amina: Browser, db: Session, amina: Any) -> None:
    page = kept(do(in_order(ben, "C1-S1"), "publish"))
    page = kept(page.submit("Keep who it is for", audience="link"))
    link = str(page.one("#link")["value"])
    assert link.startswith("http://localhost/programmes/link/")
    path = link.removeprefix("http://localhost")
    public_id = db.scalars(select(Programme.public_id)).one()
    assert as_amina.get(f"/programmes/given/{public_id}").status == 404
    assert "First term" not in as_amina.get("/programmes").words
    done = as_amina.get(path).submit("Begin this programme").follow()
    assert done.h1 == "First term"
    assert "0 of 1 place done" in done.words
    assert "First term" in as_amina.get("/").words
    page = kept(page.submit("Make another in its place"))
    assert as_amina.get(path).status == 404
    assert "This link leads nowhere any more" in as_amina.get(path).words
    assert as_amina.get(f"/programmes/given/{public_id}").status == 200  # she is under way
    kept(page.submit("Take the link back"))
    db.rollback()
    assert db.scalars(select(GivenProgramme.link_token)).one() is None


def test_a_stranger_signs_in_and_comes_to_the_link(stranger: Browser, ben: Browser) -> None:
    page = kept(kept(do(in_order(ben, "C1-S1"), "publish")).submit("Keep who it is for", audience="link"))
    path = str(page.one("#link")["value"]).removeprefix("http://localhost")
    sent_away = stranger.get(path)
    assert sent_away.status in {302, 303}
    assert path.rpartition("/")[2] in sent_away.response.headers["Location"]


def test_what_changed_is_told_and_taken_when_one_likes(ben: Browser, as_amina: Browser, db: Session) -> None:
    page = kept(do(in_order(ben, "C1-S1", "C1-S2"), "publish"))
    read = as_amina.get("/programmes").click("First term").submit("Begin this programme").follow()
    assert "Changed since you began" not in read.words
    page = kept(do(page, "add", segments=["C2-S1"]))
    page = kept(do(page, "publish", note="One more on questions."))
    at = str(read.response.request.path)
    told = as_amina.get(at)
    for said in ("Changed since you began", "Ben Okafor writes: One more on questions.", "New: C2-S1 Segment 1 of C2",
                 "Version 1, of"):  # fmt: skip
        assert said in told.words
    taken = told.submit("Take version 2").follow()
    assert "Changed since you began" not in taken.words
    assert "Version 2, of" in taken.words


def test_a_copy_is_ones_own_and_in_the_same_order(ben: Browser, as_amina: Browser, db: Session) -> None:
    kept(do(in_order(ben, "C2-S1", "C1-S1"), "publish"))
    page = as_amina.get("/programmes").click("First term").submit("Make a copy of my own").follow()
    assert page.h1 == "Change your programme"
    mine = page.submit("Save my programme", title="My own term").follow()
    assert mine.h1 == "My own term"
    assert mine.words.rindex("Segment 1 of C2") < mine.words.rindex("Segment 1 of C1")
    assert "Only you can see this programme" in mine.words


def test_withdrawn_it_goes_on_for_those_under_way(ben: Browser, as_amina: Browser, app: Flask, db: Session) -> None:
    page = kept(do(in_order(ben, "C1-S1"), "publish"))
    read = as_amina.get("/programmes").click("First term").submit("Begin this programme").follow()
    at = str(read.response.request.path)
    kept(page.submit("Withdraw this programme"))
    other = Browser(app).sign_in(factories.person(db, name="Other"))
    assert other.get(at).status == 404
    assert "You are under way and go on" in as_amina.get(at).words
    kept(ben.get(f"{at}/edit").submit("Offer it again"))
    assert other.get(at).status == 200


def test_a_draft_can_be_thrown_away(ben: Browser, db: Session) -> None:
    page = in_order(ben, "C1-S1").submit("Throw the draft away").follow()
    assert "None yet" in page.words
    assert db.scalars(select(Programme)).all() == []


def test_a_trainer_cannot_touch_what_another_gives(ben: Browser, app: Flask, db: Session) -> None:
    in_order(ben, "C1-S1")
    public_id = db.scalars(select(Programme.public_id)).one()
    hana = Browser(app).sign_in(factories.person(db, name="Hana Suzuki", roles=[RoleName.TRAINER]))
    assert hana.get(f"/programmes/given/{public_id}/edit").status == 404
    assert hana.post(f"/programmes/given/{public_id}/offer", {"do": "throw-away"}).status == 404


def test_somebody_who_had_done_all_of_it_has_the_certificate_at_once(
    ben: Browser, as_amina: Browser, db: Session, amina: Any, time: HeldClock
) -> None:
    for unit in db.scalars(select(factories.Unit)):
        finish(db, amina, unit, at=time())
    db.commit()
    kept(do(in_order(ben, *[f"{unit}-S{n}" for unit in ("C2", "C1") for n in range(1, 6)]), "publish"))
    page = as_amina.get("/programmes").click("First term").submit("Begin this programme").follow()
    assert "You had done all of it already: your certificate LM-" in page.words
    assert db.scalars(select(Enrolment.person_id)).all() == [amina.id]


def test_a_long_list_has_pages(ben: Browser, as_amina: Browser, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("One", "Two", "Three"):
        kept(do(kept(do(begun(ben, title), "add", segments=["C1-S1"])), "publish"))
    monkeypatch.setattr(views, "_GIVEN_AT_ONCE", 2)
    first = as_amina.get("/programmes")
    assert ("Three" in first.words, "One" in first.words) == (True, False)
    second = first.click("More of them")
    assert ("Three" in second.words, "One" in second.words) == (False, True)
