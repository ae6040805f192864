"""One pair from the letter to a change of mentor, in two browsers side by side on telephones, and what a third sees.

Who coordinates mentoring where the two work sees numbers, and no page and no word of what the two went through.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.db import database
from learnmentor.groups.pair_counts import services as pair_counts
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.organisations.models import Part
from tests import factories
from tests.conftest import MOMENT, HeldClock
from tests.journeys.conftest import OpenPhone, Visitor

pytestmark = pytest.mark.browser
AFTER_THE_MEETING = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)
WHO = {
    "amina": {"own_job": "Curriculum manager", "own_subject": "Networking", "own_organisation": "Northfield",
              "own_phone": "01632 960100"},
    "mei": {"own_subject": "Databases"},
}  # fmt: skip
SHARED: dict[str, dict[str, str]] = {
    "purpose": {"purpose": "Questions come before answers on a Tuesday morning", "start": "2026-11-21",
                "end": "2027-07-09", "meeting_minutes": "45", "frequency": "fortnight", "mode": "room",
                "place": "The small server room"},
    "equality": {"who_chose_whom": "each-other", "voluntary": "both", "agenda_holder": "mentee",
                 "assessment_involved": "no"},
    "confidentiality": {"between_us": "Which of us sighed in the corridor", "may_go_further": "A broken projector",
                        "must_go_further": "A learner who is in danger"},
    "objectives": {
        rules.objective_key(number, field): words
        for number, what in enumerate(("Waiting four seconds", "Naming the error aloud", "Ending in good time"), 1)
        for field, words in (("specific", what), ("measure", f"{what}, heard on a recording"),
                             ("achievable", f"{what} needs nothing that we lack"),
                             ("relevant", f"{what}, so that more of them speak"), ("by_when", "2027-03-01"))
    },
    "reviews": {"first_review": "2026-12-18", "hours": "20"},
}  # fmt: skip
WHAT_AMINA_SAW = {
    "questions": "What did the back row wait for?", "strengths": "Nobody was hurried over a join.",
    "develop": "The minute after the first error message.",
}  # fmt: skip
SAID: set[str] = set()  # what was typed


@pytest.fixture
def phones(app: Flask, db: Session, open_phone: OpenPhone, time: HeldClock) -> tuple[Visitor, Visitor, Visitor]:
    """Those of Amina, of Mei, and of Dev who coordinates mentoring where both of them work."""
    college = factories.organisation(db)
    people = [insider(db, college, name) for name in ("Amina Yusuf", "Mei Tan", "Dev Patel")]
    factories.coordinator(db, people[2], college)
    db.commit()
    amina, mei, dev = (open_phone(f"two-people-{name}") for name in ("amina", "mei", "dev"))
    for visitor, person in zip((amina, mei, dev), people, strict=True):
        visitor.enter(app, person)
    SAID.clear()
    return amina, mei, dev


def insider(db: Session, part: Part, name: str) -> Person:
    """Somebody of the college."""
    made = factories.person(db, name=name)
    factories.member(db, made, part)
    return made


def been_to(*visitors: Visitor) -> set[tuple[str, str]]:
    """Collects what these browsers ask for: the method and the address."""
    found: set[tuple[str, str]] = set()
    for each in visitors:
        each.page.on("request", lambda request: found.add((request.method, urlsplit(request.url).path)))
    return found


def answered(visitor: Visitor, asked: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How the product answers somebody who asks for the same, with a form of their own session."""
    form: dict[str, str | float | bool] = {"csrf_token": visitor.page.locator("[name=csrf_token]").first.input_value()}
    fetch = visitor.page.request.fetch
    return {
        (method, path): fetch(visitor.address + path, method=method, form=form if method == "POST" else None).status
        for method, path in asked
    }


def put(page: Page, values: Mapping[str, str]) -> None:
    """Fill in fields by their keys; what is chosen is chosen."""
    for key, value in values.items():
        chosen = page.locator(f"[type=radio][name='{key}'][value='{value}']")
        if chosen.count():
            chosen.check()
        else:
            page.locator(f"#{key}").fill(value)
            SAID.update({value} if " " in value else ())


def test_two_people_go_through_it_all_and_whoever_coordinates_sees_numbers(
    phones: tuple[Visitor, Visitor, Visitor], app: Flask, db: Session, time: HeldClock
) -> None:
    amina, mei, dev = phones
    addresses = been_to(amina, mei)
    at = become_a_pair(amina, mei, db)
    agree(amina, mei, at)
    meet(amina, mei, at, time)
    visit = watch(amina, mei, at)
    look_back(amina, mei, at)
    change_mentor(mei, at)

    theirs = {each for each in addresses if each[1].startswith(at)}
    assert {("GET", at), ("GET", visit), ("POST", f"{at}/agreement/sign"), ("POST", f"{at}/change")} <= theirs
    look_at_numbers(dev, app, db)
    assert {each: status for each, status in answered(dev, theirs).items() if status != 404} == {}
    assert set(answered(amina, {("GET", at), ("GET", visit)}).values()) == {200}, "the two still read what they wrote"


def become_a_pair(amina: Visitor, mei: Visitor, db: Session) -> str:
    """Amina invites, Mei says yes by the link of her letter; where the pair is."""
    page = amina.page
    amina.open("/mentoring/invite")
    page.get_by_label("Their email address").fill(
        db.scalars(select(Person.email).where(Person.name == "Mei Tan")).one()
    )
    for choice in ("The mentor or coach", "Mentoring: somebody", "Continuing development"):
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("It waits for thirty days")).to_be_visible()
    db.rollback()
    link = re.search(r"/pair-invitations/\S+", "".join(filter(None, db.scalars(select(OutgoingMail.body)))))
    assert link
    mei.open(link[0])
    mei.page.get_by_role("button", name="Say yes").click()
    expect(mei.page.get_by_role("heading", name="Overview")).to_be_visible()
    mei.look("a-pair")
    return urlsplit(mei.page.url).path


def agree(amina: Visitor, mei: Visitor, at: str) -> None:
    """Each fills in their own lines, Amina half of the rest and Mei the other half; then both sign."""
    for name, phone in (("amina", amina), ("mei", mei)):
        phone.open(f"{at}/agreement/draft/who")
        put(phone.page, WHO[name])
        phone.page.get_by_role("button", name="Save and go on").click()
    for number, (part, values) in enumerate(SHARED.items()):
        phone = (amina, mei)[number % 2]
        phone.open(f"{at}/agreement/draft/{part}")
        put(phone.page, values)
        phone.page.get_by_role("button", name="Save and go on").click()
        expect(phone.page.locator("[data-error-summary]")).to_have_count(0)
    amina.page.get_by_label("Either of us may ask to change this").check()
    amina.page.get_by_role("button", name="Save and go on").click()
    for name, phone in (("Amina Yusuf", amina), ("Mei Tan", mei)):
        phone.open(f"{at}/agreement/sign")
        phone.page.locator("#name").fill(name)
        if phone is mei:
            expect(phone.page.get_by_text("Amina Yusuf has signed this.")).to_be_visible()
            phone.look("to-be-signed")
        phone.page.get_by_role("button", name="Sign the agreement").click()
    mei.open(f"{at}/agreement")
    expect(mei.page.get_by_text("Version 1 holds")).to_be_visible()
    mei.look("an-agreement-that-holds")


def meet(amina: Visitor, mei: Visitor, at: str, time: HeldClock) -> None:
    """Amina plans a meeting, Mei says what she wants of it, Amina records it; each takes it as CPD."""
    page = amina.page
    amina.open(f"{at}/meetings/new")
    page.get_by_label("Day", exact=True).fill("2026-11-24")
    page.get_by_label("Begins at").fill("14:00")
    page.get_by_role("textbox", name="Place").fill(typed("Room with the old switches"))
    page.get_by_role("button", name="Plan it").click()
    meeting = urlsplit(page.url).path

    mei.open(meeting)
    mei.page.get_by_label("What was wanted from this meeting").check()
    mei.page.get_by_label("What you add").fill(typed("Somebody who counts how often I answer myself"))
    mei.page.get_by_role("button", name="Add it").click()
    expect(mei.page.locator("#lines")).to_contain_text("Somebody who counts")

    time.moment = AFTER_THE_MEETING
    amina.open(f"{meeting}/record")
    page.get_by_label("My mentee").check()
    page.get_by_label("Main points").fill(typed("Nineteen times in ten minutes, and both of us laughed"))
    page.get_by_label("What will be done?").fill(typed("Write the question on the board and turn round"))
    page.get_by_label("By which day?").fill("2026-12-04")
    page.get_by_role("button", name="Record the meeting").click()
    expect(page.locator("main")).to_contain_text("Recorded")
    for name, phone in (("mentee", amina), ("mentor", mei)):
        phone.open(meeting)
        expect(phone.page.locator("#lines")).to_contain_text("Somebody who counts")
        expect(phone.page.locator("#lines")).to_contain_text("Nineteen times")
        phone.page.get_by_role("button", name="Put it in my CPD record").click()
        expect(phone.page.locator("main")).to_contain_text("It is in your CPD record.")
        phone.open("/cpd/2026-27")
        expect(phone.page.locator("#entries")).to_contain_text(f"Meeting with my {name}")
        expect(phone.page.get_by_text(re.compile("Nineteen|Room with"))).to_have_count(0)
    mei.look("a-year-with-the-meeting")


def typed(words: str) -> str:
    """What somebody types, to be looked for where it must not be."""
    SAID.add(words)
    return words


def watch(amina: Visitor, mei: Visitor, at: str) -> str:
    """Mei's lesson is watched; what Amina wrote is closed to her until she has given her own account."""
    page = mei.page
    mei.open(f"{at}/observations/new")
    page.get_by_label("Amina Yusuf watches me").check()
    page.get_by_label("Day of the visit").fill("2026-11-24")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What I would like us to look at").fill(typed("How long I wait before I answer myself"))
    page.get_by_label("Times, every few minutes").check()
    page.get_by_role("button", name="Propose this").click()
    expect(page.get_by_text("Amina Yusuf has not agreed yet")).to_be_visible()
    visit = urlsplit(page.url).path
    write_what_was_seen(amina, visit)

    page.reload()
    expect(page.get_by_text("Written, and not open to you yet.")).to_be_visible()
    expect(page.get_by_text("Two rows type ahead")).to_have_count(0)
    mei.look("own-account-first")
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("How it was for me").fill(typed("I could hear myself answering, and could not stop"))
    page.get_by_role("button", name="This is my account").click()
    expect(page.get_by_text("Two rows type ahead").first).to_be_visible()
    page.get_by_label("What will be tried, and with whom").fill(typed("Count to four behind my back"))
    page.get_by_label("How the two of you will look again").fill(typed("Amina counts too"))
    page.get_by_label("By when").fill("2026-12-01")
    page.get_by_role("button", name="Set this target").click()
    expect(page.get_by_text("Looked at again: Amina counts too")).to_be_visible()
    page.get_by_role("link", name="Say what this visit was worth to you").first.click()
    page.get_by_label("What did you see in your lesson").fill(typed("They waited for me to finish talking"))
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("It is shown now.")).to_be_visible()
    amina.open(visit)
    expect(amina.page.get_by_text("They waited for me")).to_be_visible()
    amina.look("a-visit-that-was-worth-it")
    return visit


def write_what_was_seen(amina: Visitor, visit: str) -> None:
    """Amina agrees to the focus, and writes five rows."""
    page = amina.page
    amina.open(visit)
    page.get_by_role("button", name="Agree to this focus").click()
    amina.open(f"{visit}/write/facts")
    page.get_by_label("What the two are to each other here").check()
    put(page, {"setting": "The room above the boiler", "topic": "Joins of three tables", "learners_number": "14"})
    page.get_by_role("button", name="Keep it").click()
    amina.open(f"{visit}/write/evidence")
    for n in range(5):
        put(page, {f"rows-{n}-time": f"10.{n * 6:02}", f"rows-{n}-learners": "Two rows type ahead; one looks up."})
    put(page, {"rows-0-means": "They know the answer before it is asked?"} | WHAT_AMINA_SAW)
    page.get_by_role("button", name="My sheet is ready").click()
    expect(page.get_by_text("Your sheet is ready.")).to_be_visible()


def look_back(amina: Visitor, mei: Visitor, at: str) -> None:
    """Both say how it goes, apart; it shows when both have."""
    page = mei.page
    mei.open(f"{at}/reviews")
    page.locator("#point").select_option("half-way")
    page.get_by_role("button", name="Open it").click()
    review = urlsplit(page.url).path
    said = {"again": "yes", "willing": "yes", "brings": "mentee", "judges": "no"}
    for phone, helped, onward in ((mei, "A week without advice", "change"), (amina, "Being asked twice", "on")):
        phone.open(f"{review}/mine")
        put(phone.page, said | {"helped": helped, "next": onward})
        if phone is mei:
            mei.look("ones-own-part")
        phone.page.get_by_role("button", name="Keep it").click()
    expect(amina.page.get_by_text("A week without advice")).to_be_visible()
    expect(amina.page.get_by_text("You both say")).to_be_visible()
    amina.look("a-review")


def change_mentor(mei: Visitor, at: str) -> None:
    """Mei asks for another mentor at one press; the pair has ended, and stays to be read."""
    page = mei.page
    mei.open(at)
    page.get_by_role("link", name="Ask for a change").click()
    mei.look("a-change")
    page.get_by_role("button", name="Please find me another mentor").click()
    expect(page.locator("main")).to_contain_text("You look for a mentor")
    mei.look("looking-again")
    mei.open(at)
    expect(page.locator("main")).to_contain_text("You both keep what is written here")


def look_at_numbers(dev: Visitor, app: Flask, db: Session) -> None:
    """With twelve more pairs there are numbers; no word of the two stands on any page of who coordinates."""
    college = db.scalars(select(Part)).first()
    assert college
    for _ in range(12):
        mentee, mentor = (insider(db, college, "Somebody") for _ in range(2))
        pairs.open_pair(
            db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=mentor.id, mentee_id=mentee.id,
            public_id=f"pair{mentee.id}", on=MOMENT.date(), at=MOMENT,
        )  # fmt: skip
    db.commit()
    with app.app_context():
        at = AFTER_THE_MEETING + timedelta(hours=1)
        pair_counts.publish_pairs(database(), on=at.date(), at=at)
    numbers = f"/organisation/parts/{college.public_id}/pairs"
    assert len(SAID) > 20
    seen = ("/mentoring", "/mentoring/people", "/mentors", "/organisation", f"/organisation/parts/{college.public_id}")
    for each in (*seen, numbers):
        dev.open(each)
        read = dev.page.content()
        assert [words for words in SAID if words in read] == [], each
    expect(dev.page.locator("main")).to_contain_text("Pairs begun")
    dev.look("pairs-in-numbers")
