"""The front page, the catalogue, programmes, and what can be read."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.authoring.models import MediaFile
from learnmentor.courses.catalogue import rules
from learnmentor.courses.catalogue.models import Page as PageRow
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from tests import factories
from tests.assessment import samples
from tests.conftest import HeldClock
from tests.page import Browser


@pytest.fixture
def catalogue(db: Session) -> Session:
    """Two core units and an optional one, and a programme of the first two."""
    factories.unit(db, "C1", activities=[samples.reflection()])
    factories.unit(db, "C2")
    factories.unit(db, "O1").family = "optional"
    starter = Programme(
        public_id="starter", title="Starter: C1 and C2", summary="Ten half-hours.", created_at=factories.LONG_AGO,
        updated_at=factories.LONG_AGO,
    )  # fmt: skip
    db.add(starter)
    db.flush()
    for position, segment in enumerate(db.query(Segment).filter(Segment.code < "D").order_by(Segment.id), 1):
        db.add(ProgrammeItem(programme_id=starter.id, segment_id=segment.id, position=position))
    db.commit()
    return db


def test_a_stranger_is_told_what_this_is_and_where_to_begin(stranger: Browser, catalogue: Session) -> None:
    page = stranger.get("/")
    for link in ("Make an account", "Sign in", "Check whether it is real", "Unit C1"):
        assert link in page.words


def test_a_first_visit_says_in_one_sentence_what_to_do(as_amina: Browser, catalogue: Session, time: HeldClock) -> None:
    page = as_amina.get("/")
    assert page.h1 == "Good morning, Amina Yusuf"
    assert "Begin with the half hour below" in page.words
    assert page.one(".next .button")["href"] == "/segments/c1-s1"
    assert "Starter: C1 and C2" in page.words
    assert "CPD year 2026-27" in page.words


def test_home_opens_with_where_one_stopped(as_amina: Browser, catalogue: Session) -> None:
    at = "/segments/c1-s3"
    as_amina.get(at).submit("Done writing", text="Somebody in the next workshop did.")
    page = as_amina.get("/")
    assert "Carry on where you stopped" in page.words
    assert page.one(".next .button")["href"] == at
    assert "Begin with the half hour below" not in page.words
    assert "1 of 5 begun" in str(page.soup)


def test_an_installation_without_content_says_so(as_amina: Browser) -> None:
    assert "No programme yet" in as_amina.get("/").words
    assert "No units yet" in as_amina.get("/units").words


def test_units_are_listed_by_family(stranger: Browser, catalogue: Session) -> None:
    page = stranger.get("/units")
    assert [heading.text for heading in page.soup.find_all("h2")] == [
        "Core units: working with individuals",
        "Optional units",
    ]
    assert page.click("Unit O1").h1 == "Unit O1"


def test_forms_cases_and_lesson_records_are_found_below_the_units(as_amina: Browser, catalogue: Session) -> None:
    for kind, code in (("form", "F10"), ("form", "F2"), ("case", "K1"), ("record", "R1"), ("page", "about")):
        made = factories.revision(catalogue, kind=kind, code=code)
        catalogue.add(PageRow(kind=kind, code=code, title=f"Of {code}", summary="", revision_id=made.id))
    catalogue.commit()
    page = as_amina.get("/units")
    assert [link.text for link in page.soup.select(".shelf-list a")] == ["Of F2", "Of F10", "Of K1", "Of R1"]
    for way, title in (("forms", "Of F2"), ("cases", "Of K1"), ("records", "Of R1")):
        assert title in page.one(f"#{way}").text
        back = page.click(title).one(".crumbs a")["href"]
        assert back == f"/units#{way}"
    assert not as_amina.get("/pages/about").soup.select(".crumbs")


def test_every_link_knows_where_the_product_is_mounted(stranger: Browser, catalogue: Session) -> None:
    for root in ("", "/learn"):
        answer = stranger.client.get("/units", environ_overrides={"SCRIPT_NAME": root})
        links = [link["href"] for link in BeautifulSoup(answer.text, "html.parser").select("header a, footer a")]
        assert len(links) > 5
        assert not [link for link in links if link.startswith("/") and not link.startswith(f"{root}/")]


def test_a_unit_lists_its_segments_and_a_stranger_is_asked_in(stranger: Browser, catalogue: Session) -> None:
    page = stranger.get("/units/c1")
    assert "5 segments, 2 h 30 min" in page.words
    assert page.one(".button")["href"] == "/sign-in?next=/units/c1"
    assert stranger.get("/units/c9").status == 404
    assert stranger.get("/units/C1").response.headers["Location"] == "/units/c1"


def test_a_programme_is_a_map_with_hours(as_amina: Browser, catalogue: Session) -> None:
    page = as_amina.get("/programmes").click("Starter: C1 and C2")
    assert "0 min of 5 h done: 0 of 10 segments" in page.words
    assert len(page.soup.select(".map__stop")) == 2


def test_picking_adds_up_without_javascript_and_saves(as_amina: Browser, catalogue: Session) -> None:
    factories.unit(catalogue, "P1", segments=0)
    catalogue.commit()
    page = as_amina.get("/programmes/new")
    assert "Unit P1" not in page.words  # nothing in it to tick
    page = page.submit("Add up", segments=["C1-S2", "O1-S5", "C2-S1"])
    assert "1 h 30 min in 3 segments" in page.words
    assert not page.errors()
    page = page.submit("Save my programme", title="Before  my first mentee").follow()
    assert page.h1 == "Before my first mentee"
    assert "0 of 3 segments" in page.words
    assert [stop.text for stop in page.soup.select(".map__code")] == ["C1", "C2", "O1"]
    home = as_amina.get("/")
    assert "Before my first mentee" in home.words


def test_the_length_of_a_segment_is_said_in_one_place(
    as_amina: Browser, catalogue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SEGMENT_MINUTES", 20)
    page = as_amina.get("/programmes/new")
    assert page.one("form[data-pick]")["data-pick"] == "20"
    page = page.submit("Add up", segments=["C1-S2", "O1-S5", "C2-S1"])
    assert "1 h in 3 segments" in page.words
    assert "3 h 20 min, 0 of 10 segments done" in as_amina.get("/programmes").words


def test_a_programme_needs_a_name_and_a_segment(as_amina: Browser, catalogue: Session) -> None:
    page = as_amina.get("/programmes/new").submit("Save my programme", title="")
    assert page.status == 422
    assert page.errors() == ["Give your programme a name", "Tick at least one segment"]
    page = as_amina.get("/programmes/new").submit("Save my programme", title="", segments=["C1-S1"])
    assert page.one("input[checked]")["value"] == "C1-S1"


def test_a_programme_of_one_s_own_can_be_changed_and_deleted(as_amina: Browser, catalogue: Session) -> None:
    page = as_amina.get("/programmes/new").submit("Save my programme", title="Mine", segments=["C1-S1"]).follow()
    page = page.click("Change this programme")
    page = page.submit("Save my programme", title="Still mine", segments=["C1-S1", "C1-S2"]).follow()
    assert "0 of 2 segments" in page.words
    edit = page.click("Change this programme")
    assert edit.submit("Delete").status == 422
    listed = edit.submit("Delete", sure="yes").follow()
    assert "Still mine” is deleted" in listed.words
    assert "Still mine" not in as_amina.get("/").words


def test_a_picked_programme_is_its_owner_s_alone(as_amina: Browser, as_ben: Browser, catalogue: Session) -> None:
    page = as_amina.get("/programmes/new").submit("Save my programme", title="Mine", segments=["C1-S1"])
    address = page.response.headers["Location"]
    assert as_ben.get(address).status == 404
    assert as_ben.get(f"{address}/edit").status == 404
    for verb in ("edit", "delete", "follow"):
        assert as_ben.post(f"{address}/{verb}", data={"title": "His", "segments": "C1-S1", "sure": "yes"}).status == 404
    assert "Mine" not in as_ben.get("/programmes").words
    assert as_amina.get(address).status == 200


def test_a_published_programme_cannot_be_changed_by_learners(as_amina: Browser, catalogue: Session) -> None:
    assert as_amina.get("/programmes/starter/edit").status == 404
    assert as_amina.post("/programmes/starter/delete", data={"sure": "yes"}).status == 404


def test_following_a_programme_puts_it_on_the_home_page(as_amina: Browser, catalogue: Session) -> None:
    as_amina.get("/programmes/new").submit("Save my programme", title="Mine", segments=["O1-S1"])
    assert "Mine" in as_amina.get("/").words
    page = as_amina.get("/programmes/starter").submit("Put it on my home page").follow()
    assert "is now on your home page" in page.words
    assert "Starter: C1 and C2" in as_amina.get("/").words


def test_pages_are_for_everybody_and_cases_and_forms_for_people_with_an_account(
    stranger: Browser, as_amina: Browser, db: Session
) -> None:
    for kind, code in (("page", "about"), ("page", "sources"), ("page", "glossary"), ("case", "K1"), ("form", "F1")):
        made = factories.revision(
            db, kind=kind, code=code, data={"title": f"Of {code}", "summary": ""}, html="<p>Words.</p>"
        )
        db.add(PageRow(kind=kind, code=code, title=f"Of {code}", summary="", revision_id=made.id))
    db.commit()
    for address, title in (("/pages/about", "Of about"), ("/sources", "Of sources"), ("/glossary", "Of glossary")):
        assert stranger.get(address).h1 == title
    assert stranger.get("/pages/sources").response.headers["Location"] == "/sources"
    for address in ("/cases/k1", "/forms/f1"):
        assert "/sign-in" in stranger.get(address).response.headers["Location"]
        assert "Words." in as_amina.get(address).words
    assert as_amina.get("/cases/k9").status == 404


def test_a_picture_is_served_by_its_bytes_for_ever_and_can_do_nothing(
    stranger: Browser, db: Session, app: Flask
) -> None:
    stored = app.config["FILES"].put(BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    db.add(MediaFile(path="units/C1/media/a.svg", sha256=stored.sha256, media_type="image/svg+xml", size=stored.size))
    db.commit()
    answer = stranger.get(f"/media/{stored.sha256}/a.svg").response
    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    again = stranger.client.get(f"/media/{stored.sha256}/a.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    answer.close()


def test_a_file_that_somebody_keeps_as_evidence_is_not_a_picture_for_everybody(stranger: Browser, app: Flask) -> None:
    stored = app.config["FILES"].put(BytesIO(b"a private letter"))
    assert stranger.get(f"/media/{stored.sha256}/letter.pdf").status == 404


def test_a_withdrawn_segment_leaves_every_programme(as_amina: Browser, catalogue: Session, time: HeldClock) -> None:
    withdrawn = catalogue.scalars(select(Segment).where(Segment.code == "C1-S1")).one()
    withdrawn.withdrawn_at = time.moment
    catalogue.commit()
    assert "0 of 9 segments" in as_amina.get("/programmes/starter").words
