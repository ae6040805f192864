"""The pages of the list of mentors and of matching: what is wrong is said and the rest kept; nobody else gets in."""

from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Person
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.directory.models import MentorListing
from learnmentor.mentoring.matching import queries
from tests import factories
from tests.certificates.test_document import structure
from tests.mentoring.matched import Matched, insider, matched, mentor, offered
from tests.page import Browser, upload

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.config["VAULT"]
    return found


@pytest.fixture
def there(db: Session, vault: Vault) -> Matched:
    return matched(db, vault)


def enter(app: Flask, db: Session, who: Person) -> Browser:
    db.commit()
    return Browser(app).sign_in(who)


def test_form_f15_says_what_is_missing_goes_out_and_comes_back(app: Flask, db: Session, there: Matched) -> None:
    ben = enter(app, db, insider(db, there.part, "Ben Okafor"))
    page = ben.get("/mentoring/looking/preferences").submit("Look for a mentor", subject="Bakery", context=None)
    assert page.status == 422
    assert page.errors() == [
        "Fill this in: I would most like", "Fill this in: It is about", "Fill this in: How I can meet",
    ]  # fmt: skip
    assert page.one("#subject")["value"] == "Bakery"
    blank = ben.get("/mentoring/looking/f15.md").text
    filled = blank.replace("- [ ] A peer", "- [x] A peer").replace("- [ ] Video", "- [x] Video")
    page = ben.get("/mentoring/looking/preferences").submit(
        "Bring it onto this page", file=upload(filled.encode(), "f15.md")
    )
    saved = page.submit("Look for a mentor", role="Baker").follow()
    assert "A peer" in saved.words
    assert "Video" in saved.words
    with pikepdf.open(BytesIO(ben.get("/mentoring/looking/f15.pdf").response.data)) as paper:
        assert paper.Root.MarkInfo.Marked
    refused = ben.get("/mentoring/looking/preferences").submit("Bring it onto this page", file=upload(b"hello", "a.md"))
    assert "This is not form F15. Download the form here, and fill in that file." in refused.words


def test_whoever_arranges_pairs_reads_what_is_theirs_to_read_and_it_is_written_down(
    app: Flask, db: Session, vault: Vault, there: Matched
) -> None:
    listings = [mentor(db, vault, there.part, f"Mentor {n}")[1].public_id for n in range(4)]
    west = factories.organisation(db, "Westfield College")
    walt = insider(db, west, "Walt West")
    factories.coordinator(db, walt, west)
    address = f"/mentoring/people/{there.search.public_id}"
    elsewhere = enter(app, db, walt)
    assert elsewhere.get(address).status == 404
    assert elsewhere.post(f"{address}/offers", {"mentors": listings[:1]}).status == 404
    assert "Mei Tan" not in elsewhere.get("/mentoring/people").text
    assert "Nobody waits" in elsewhere.get("/mentoring/people").words

    dev = enter(app, db, there.dev)
    assert "Upholstery" in dev.get(address).words
    assert list(db.scalars(select(AccessRecord.what))) == ["mentor-search"]
    page = dev.get(address)
    assert "Pick somebody to offer." in page.submit("Offer them").words
    assert "Offer 3 at most. You picked 4." in page.submit("Offer them", mentors=listings).words
    assert "left the list or has no place any more" in page.submit("Offer them", mentors=["nobody"]).words
    assert "Waits for a choice" in page.submit("Offer them", mentors=listings[:3]).follow().words


def test_a_coordinator_asks_whom_they_look_after_and_nobody_else(app: Flask, db: Session, there: Matched) -> None:
    ben, walt = insider(db, there.part, "Ben Okafor"), factories.person(db, name="Walt West")
    dev = enter(app, db, there.dev)
    page = dev.get("/mentoring/people")
    for email, said in (
        (walt.email, "Nobody whom you look after"),
        (there.mentee.email, "They look for a mentor already"),
    ):
        refused = page.submit("Ask them", email=email)
        assert said in refused.words
        assert refused.one("#email")["value"] == email
    assert "Asked what they look for" in page.submit("Ask them", email=ben.email).follow().words
    asked = enter(app, db, ben)
    assert asked.get("/mentoring/looking").submit("I do not want one").follow().h1 == "Look for a mentor"
    assert queries.current_search(db, ben.id) is None


def test_a_mentee_chooses_and_keeps_a_reason_that_nobody_else_reads(
    app: Flask, db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    offered(db, vault, there, listing)
    mei = enter(app, db, there.mentee)
    page = mei.get("/mentoring/looking")
    long = page.submit("Choose", reason="x" * 601)
    assert long.status == 422
    assert "Keep this to 600 characters; it has 601." in long.words
    assert "kittiwake" in page.submit("Choose", reason="kittiwake").follow().words
    with pikepdf.open(BytesIO(mei.get("/mentoring/looking/f15.pdf").response.data)) as paper:
        kinds = [str(each.S) for each in structure(paper.Root.StructTreeRoot)]
    assert "/Table" in kinds, "the people to choose from"
    asked = enter(app, db, amina).get("/mentoring").click(f"{there.mentee.name} would like you as a mentor")
    assert (asked.h1, "kittiwake" in asked.text) == ("Who would like you as a mentor", False)
    assert "kittiwake" not in enter(app, db, there.dev).get(f"/mentoring/people/{there.search.public_id}").text


def test_a_message_by_relay_shows_addresses_only_once_it_is_answered(
    app: Flask, db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf", named=False)
    mei, address = enter(app, db, there.mentee), f"/mentors/{listing.public_id}"
    page = mei.get("/mentors")
    assert "A mentor" in page.words
    assert "Amina" not in page.text
    assert "Write what you would like to say." in mei.get(address).submit("Leave the message", message=" ").words
    assert mei.get(address).submit("Leave the message", message="x" * 1001).status == 422
    sent = mei.get(address).submit("Leave the message", message="May I visit?").follow()
    assert "You have a message there that waits" in mei.get(address).submit("Leave the message", message="Well?").words
    link = sent.one(".list a")["href"]
    assert amina.email not in mei.get(str(link)).text + sent.text
    assert "Amina" not in mei.get(str(link)).text
    assert enter(app, db, there.dev).get(str(link)).status == 404
    answering = enter(app, db, amina).get(str(link))
    assert there.mentee.email not in answering.text
    answered = answering.submit("Answer, and show each other", message="Gladly.").follow()
    assert there.mentee.email in answered.text
    assert amina.email in mei.get(str(link)).text


def test_a_practice_is_listed_found_and_taken_out(app: Flask, db: Session, there: Matched) -> None:
    ben = enter(app, db, insider(db, there.part, "Ben Okafor"))
    page = ben.get("/mentors/mine/practice/new")
    refused = page.submit("Put it in the list", about="We walk.", roles="Head of care", until_on="2028-01-01")
    assert "Fill this in: Which use is it?" in refused.errors()
    late = page.submit(
        "Put it in the list", practice_use="career", about="We walk.", roles="Head of care", until_on="2028-01-01"
    )
    assert late.errors() == ["Choose a day from tomorrow to a year from now. Then you are asked again."]
    late.submit("Put it in the list", until_on="2027-07-31")
    mei = enter(app, db, there.mentee)
    assert "Head of care" in mei.get("/mentors/practice?use=career&words=walk").words
    assert "Nobody found" in mei.get("/mentors/practice?use=induction").words
    ben.get("/mentors/mine").click("Career").submit("Take it out of the list now")
    db.rollback()
    assert db.scalars(select(MentorListing)).all() == []
