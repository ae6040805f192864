"""The pages on which two people fill in an agreement, sign it and look at what came of it."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.agreements.rules import AgreementPart, objective_key
from tests.conftest import HeldClock
from tests.mentoring.agreeing import draft, filled, signed
from tests.mentoring.conftest import Two
from tests.page import Browser, upload

pytestmark = pytest.mark.usefixtures("time")
HERE = "/pairs/aminaandmei/agreement"


@pytest.fixture
def browsers(app: Flask, pair: Two) -> tuple[Browser, Browser]:
    """Those of Amina and Mei."""
    return Browser(app).sign_in(pair.mentor), Browser(app).sign_in(pair.mentee)


def test_two_fill_in_sign_and_change_an_agreement(db: Session, pair: Two, browsers: tuple[Browser, Browser]) -> None:
    amina, mei = browsers
    assert "Fill in your agreement" in mei.get("/pairs/aminaandmei").words
    for part in AgreementPart:
        assert amina.get(f"{HERE}/draft/{part.value}").status == 200
    filled(db, pair)
    db.commit()
    signing = amina.get(f"{HERE}/sign")
    saved = mei.get(f"{HERE}/draft/purpose").submit("Save and go on", place="Room 9")
    assert saved.status == 303
    refused = signing.submit("Sign the agreement", name="Amina Yusuf")
    assert refused.status == 422
    assert any("was changed while you read it" in error for error in refused.errors())
    assert refused.submit("Sign the agreement", name="Amina Yusuf").status == 303
    assert "signed by you" in amina.get("/pairs/aminaandmei").words
    mei.get(f"{HERE}/sign").submit("Sign the agreement", name="Mei Tan")
    agreed = mei.get(HERE)
    assert "Version 1 holds" in agreed.words
    agreed.submit("It is done : Undertaking N3")
    assert "as Mei Tan said" in amina.get(HERE).words
    mei.get(f"{HERE}/draft/undertakings").submit("Save and go on", m1="")
    for browser in (amina, mei):
        browser.get(f"{HERE}/sign").submit("Sign the agreement", name="A name")
    second = amina.get(f"{HERE}/2")
    assert "Now: –" in second.words
    assert "Keep our talks confidential" in second.words
    assert "the same" in second.words
    assert amina.get(f"{HERE}/1.pdf").response.data.startswith(b"%PDF")
    assert "Struck out: Keep our talks" in amina.get(f"{HERE}/2.md").text
    assert amina.get(f"{HERE}/3").status == 404


def test_both_texts_stand_where_two_typed_at_once_and_one_settles_it(
    db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    pages = [browser.get(f"{HERE}/draft/confidentiality") for browser in browsers]
    pages[0].submit("Save and go on", between_us="What learners said")
    second = pages[1].submit("Save and go on", between_us="What we said", must_go_further="Harm").follow()
    assert "You both wrote here at once" in second.words
    assert "Amina Yusuf wrote: What learners said" in second.words
    second.submit("Save and go on", **{"between_us": "All that was said", "settle-between_us": "y"})
    assert draft(db, pair.pair).terms.shared["between_us"] == "All that was said"
    assert draft(db, pair.pair).terms.shared["must_go_further"] == "Harm"


def test_a_day_before_the_first_is_refused_beside_it_and_the_rest_is_kept(browsers: tuple[Browser, Browser]) -> None:
    amina, _ = browsers
    amina.get(f"{HERE}/draft/purpose").submit("Save and go on", start="11 January 2027", end="9 July 2027")
    page = amina.get(f"{HERE}/draft/objectives").submit(
        "Save and go on", **{objective_key(1, "specific"): "Wait", objective_key(1, "by_when"): "10 January 2027"}
    )
    assert page.status == 422
    assert any("lies before the first day" in error for error in page.errors())
    assert page.one(f"#{objective_key(1, 'specific')}").text.strip() == "Wait"


def test_there_is_room_for_more_objectives_up_to_eight(browsers: tuple[Browser, Browser]) -> None:
    page = browsers[1].get(f"{HERE}/draft/objectives?room=999")
    assert objective_key(rules.MOST_OBJECTIVES, "specific") not in page.words
    grown = browsers[1].get(f"{HERE}/draft/objectives").submit(
        "Save, with room for another objective", **{objective_key(1, "specific"): "Wait"}
    ).follow()  # fmt: skip
    assert "objective 4" in grown.words
    assert grown.one(f"#{objective_key(1, 'specific')}").text.strip() == "Wait"


def test_a_draft_filled_in_offline_changes_only_what_was_changed_in_the_file(
    db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    amina, mei = browsers
    filled(db, pair)
    db.commit()
    file = amina.get(f"{HERE}/draft.md").text
    mei.get(f"{HERE}/draft/purpose").submit("Save and go on", purpose="Questions", place="Room 9")
    changed = file.replace("Starters", "Endings").encode()
    came = amina.get(f"{HERE}/draft/file").submit("Take it in", file=upload(changed, "draft.md", "text/markdown"))
    assert came.status == 303
    now = draft(db, pair.pair)
    assert now.field("purpose", 0)[0] == {pair.mentor.id: "Endings", pair.mentee.id: "Questions"}
    assert now.terms.shared["place"] == "Room 9"
    assert now.contested == {"purpose"}
    refused = amina.get(f"{HERE}/draft/file").submit("Take it in", file=upload(b"# Nothing", "x.md", "text/markdown"))
    assert (refused.status, len(refused.errors())) == (422, 1)


def test_what_is_not_on_the_list_is_not_ticked(db: Session, pair: Two, browsers: tuple[Browser, Browser]) -> None:
    signed(db, pair)
    page = browsers[0].post(f"{HERE}/done", {"key": "report_9"}).follow()
    assert "not on its list any more" in page.words


def test_what_waits_says_whose_an_undertaking_is(
    db: Session, pair: Two, browsers: tuple[Browser, Browser], time: HeldClock
) -> None:
    signed(db, pair)
    db.commit()
    time.tick(days=200)
    amina, mei = (browser.get("/pairs/aminaandmei") for browser in browsers)
    asked = "See to what the mentor undertook (M2)"
    assert asked in amina.words
    folded = next(each for each in mei.soup.select("details") if "What waits for Amina" in each.text)
    assert asked in " ".join(folded.text.split())
    assert "Undertaking" not in amina.words
