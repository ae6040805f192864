"""P1 from choosing it to INT-L4-3, in the browsers of everybody who has a hand in it, and of a stranger at the end.

The first try comes back, and the second; an appeal changes that, and a certificate comes of it.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.records.kept import met
from tests.conftest import HeldClock
from tests.journeys.conftest import OpenPhone, Visitor
from tests.journeys.judged import hand_in, press, studied, work_is_followed
from tests.mentoring.agreeing import signed
from tests.mentoring.conftest import two

pytestmark = pytest.mark.browser
TEXT = (
    "I wrote down who spoke, a stroke for every turn. In September I had four strokes for each of hers. By November "
    "it was one and a half. LLUK, s.2, has mentoring as listening with empathy. I had listened for my cue. "
)
SOURCES = (
    "The CUREE paper has a mentor hand the agenda over bit by bit, and that fits our October. It does not fit the week "
    "of the inspection, when she asked me to decide and I did."
)
WHAT_TESS_SAW = "I sat by the window. She asked what had been tried, and waited. I counted to eleven."
MISSING = "Set a second source beside something that happened, and say where it does not fit."
REASONS = "P1.3-1: the second source stands in the last paragraph, beside the week of the inspection."
ANSWER = "You are right: it is in the last paragraph. Whoever judged it anew found it there as well."
CRITERIA = {
    "agreement": {"P1.1-1": "The three objectives, and the declaration below"},
    "meetings": {"P1.2-1": "The target of the first meeting, at the top of the second"},
    "listening": {"P1.2-2": "The second sentence of the note"},
    "account": {"P1.3-1": "The first paragraph"},
}


@dataclass(frozen=True)
class Cast:
    """Everybody at a screen of their own. Carys, Dov judge; Farid and Grace moderate; Dev coordinates."""

    amina: Visitor
    mei: Visitor
    dev: Visitor
    carys: Visitor
    farid: Visitor
    grace: Visitor
    dov: Visitor
    stranger: Visitor


@pytest.fixture
def cast(app: Flask, db: Session, visitor: Visitor, open_phone: OpenPhone, time: HeldClock) -> Cast:
    """Amina mentors Mei, has the core behind her, and works where Dev coordinates."""
    college = factories.organisation(db)
    names = ("Amina Yusuf", "Mei Tan", "Dev Patel", "Carys Pritchard", "Farid Rahimi", "Grace Adeyemi", "Dov Katz")
    people = [factories.person(db, name=name) for name in names]
    amina, mei, dev, carys, farid, grace, dov = people
    for each in people:
        factories.member(db, each, college)
    factories.coordinator(db, dev, college)
    for each in (carys, dov):
        works.assessor(db, each)
    for each in (farid, grace):
        works.assessor(db, each, role=RoleName.MODERATOR)
    studied(db, amina)
    pair = two(db, mentor=amina, mentee=mei)
    signed(db, pair)
    for days, text in ((3, "We counted who spoke. Mei Tan will wait for eleven seconds."), (24, "She waited.")):
        met(db, pair, text=text, days=days)
    db.commit()
    phones = [visitor, *(open_phone(f"assessed-{name.split()[0].lower()}") for name in (*names[1:], "stranger"))]
    for phone, person in zip(phones, people, strict=False):
        phone.enter(app, person)
    for phone in phones:
        phone.beside = "desktop"
    return Cast(*phones)


def test_p1_goes_from_choosing_it_through_an_appeal_to_a_certificate_that_a_stranger_reads(
    cast: Cast, app: Flask, db: Session, time: HeldClock
) -> None:
    work = choose(cast.amina)
    write(cast.amina, work)
    release(cast.amina, cast.mei, work)
    be_witnessed(cast.amina, cast.stranger, work, db)
    hand_in(cast.amina, work, looked=True)

    give(cast.dev, "Carys Pritchard")
    judge(cast.carys, met=False, looked=True)
    work_is_followed(app)
    cast.amina.open(f"{work}/tries/1")
    expect(cast.amina.page.locator("main")).not_to_contain_text(MISSING)
    judge_second(cast.farid)
    work_is_followed(app)
    read_what_is_missing(cast.amina, work)

    time.tick(days=9)
    resubmit(cast.amina, work)
    take(cast.carys)
    judge(cast.carys, met=False)
    work_is_followed(app)
    judge_second(cast.farid)
    work_is_followed(app)

    appeal(cast.amina, work)
    have_it_judged_anew(cast.grace)
    judge(cast.dov, met=True)
    settle(cast.grace)
    number = read_what_came_of_it(cast.amina, work)
    look_at_it(cast.stranger, number)


# The learner


def choose(amina: Visitor) -> str:
    """From the unit's page; where the work is."""
    page = amina.page
    amina.open("/units/p1/assessment")
    amina.look("what-is-asked")
    press(page, "Begin at level 4")
    expect(page.get_by_text("Nothing is sent to anybody until you hand it in.")).to_be_visible()
    amina.look("begun")
    return urlsplit(page.url).path


def write(amina: Visitor, work: str) -> None:
    """A text where one is asked, and of each criterion where it shows."""
    page = amina.page
    for part, shown in CRITERIA.items():
        amina.open(f"{work}/parts/{part}")
        if part == "account":
            page.get_by_label("Your text").fill(TEXT)
            expect(page.locator("[data-words]")).to_contain_text("of about 800")
        for key, where in shown.items():
            asked = page.locator("fieldset", has=page.locator(f"[name={re.sub('[.-]', '_', key)}_where]"))
            asked.get_by_label("Where in it").fill(where)
        press(page, "Save, and back to all parts")
    amina.open(f"{work}/parts/account")
    expect(page.get_by_label("Your text")).to_have_value(TEXT.strip())
    amina.look("a-part")


def release(amina: Visitor, mei: Visitor, work: str) -> None:
    """The agreement and two meetings: Amina asks for copies, and Mei says yes to each, having read it."""
    page = amina.page
    for part, record in (("agreement", "Agreement, signed"), ("meetings", "November"), ("meetings", "October")):
        amina.open(f"{work}/parts/{part}")
        page.get_by_role("link", name="Add a record of yours").click()
        if record == "November":
            amina.look("records-of-hers")
        page.get_by_role("link", name=record).click()
        expect(page.locator(".record-copy")).not_to_contain_text("Mei Tan")
        if record == "November":
            amina.look("a-copy")
        press(page, "Ask for this copy")
        expect(page.locator("#records")).to_contain_text("Mei Tan was asked")
    mei.open("/released-records")
    mei.look("asked-for-copies")
    for _ in range(3):
        mei.open("/released-records")
        mei.page.locator("main .list a").first.click()
        press(mei.page, "Yes, it may be used")
    mei.look("said-yes")
    amina.open(f"{work}/parts/meetings")
    amina.look("records-that-go-in")


def be_witnessed(amina: Visitor, tess: Visitor, work: str, db: Session) -> None:
    """Tess has no account; she writes by the link of a letter."""
    page = amina.page
    amina.open(f"{work}/parts/listening")
    page.get_by_role("link", name="Ask a colleague for a note").click()
    page.get_by_label("Their name").fill("Tess Goldhahn")
    page.get_by_label("Their email address").fill("tess@example.org")
    page.get_by_label("What you ask them about").fill("The talk about the afternoon group.")
    press(page, "Send the letter")
    db.rollback()
    link = re.search(r"/witness/\S+", "".join(filter(None, db.scalars(select(OutgoingMail.body)))))
    assert link
    tess.open(link[0])
    tess.look("asked-for-a-note")
    tess.page.get_by_label("Your name").fill("Tess Goldhahn")
    tess.page.get_by_label("In what role").fill("colleague in the same team")
    tess.page.get_by_label("Your note").fill(WHAT_TESS_SAW)
    press(tess.page, "Send the note")
    expect(tess.page.locator("main")).to_contain_text("Thank you.")


def read_what_is_missing(amina: Visitor, work: str) -> None:
    page = amina.page
    amina.open(f"{work}/tries/1")
    expect(page.locator("main")).to_contain_text("Not passed yet")
    expect(page.get_by_text(MISSING)).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(re.compile("Farid|close"))
    amina.look("referred")


def resubmit(amina: Visitor, work: str) -> None:
    page = amina.page
    page.get_by_role("link", name="Prepare it").click()
    page.get_by_role("link", name="About 800 words").first.click()
    page.get_by_label("Your text").fill(f"{TEXT}\n\n{SOURCES}")
    press(page, "Save, and back to all parts")
    hand_in(amina, work)


def appeal(amina: Visitor, work: str) -> None:
    page = amina.page
    amina.open(f"{work}/tries/2")
    page.get_by_role("link", name="appeal, with your reasons").click()
    amina.look("appealing")
    page.get_by_label("Your reasons").fill(REASONS)
    press(page, "Make the appeal")
    expect(page.locator("main")).to_contain_text("It waits for a moderator who had nothing to do with this.")


def read_what_came_of_it(amina: Visitor, work: str) -> str:
    """Both results and the answer; the certificate's number."""
    page = amina.page
    amina.open(f"{work}/tries/2")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.locator("main")).to_contain_text("P1 counts as assessed, mapped to level 4, 1 credit.")
    expect(page.get_by_role("navigation", name="Your tries")).to_contain_text(
        re.compile("First try.*Not passed yet.*Second try.*Passed")
    )
    amina.look("changed")
    amina.open("/profile/opened")
    for name in ("Carys Pritchard", "Farid Rahimi", "Dov Katz", "Grace Adeyemi", "Dev Patel"):
        expect(page.locator("main")).to_contain_text(name)
    amina.open("/certificates")
    page.get_by_role("link", name="Introductory Award").first.click()
    amina.look("her-certificate")
    return urlsplit(page.url).path


# Those who judge


def give(dev: Visitor, name: str) -> None:
    """The coordinator gives it to somebody."""
    dev.open("/assessment")
    expect(dev.page.locator("main")).to_contain_text("P1, level 4")
    dev.look("what-waits")
    dev.page.get_by_role("link", name="Give it to somebody").click()
    dev.look("who-judges-it")
    dev.page.get_by_label(name).check()
    press(dev.page, "Give it to them")


def take(carys: Visitor) -> None:
    carys.open("/assessing")
    carys.look("the-queue")
    press(carys.page, "Take it")


def judge(by: Visitor, *, met: bool, looked: bool = False) -> None:
    """Criterion by criterion; the last of them met or not."""
    by.open("/assessing")
    by.page.locator("#mine + .cards a").first.click()
    judge_here(by, met=met, looked=looked)


def judge_here(by: Visitor, *, met: bool, looked: bool = False) -> None:
    page = by.page
    expect(page.locator("#the-work")).to_be_visible()
    expect(page.locator("main")).to_contain_text(WHAT_TESS_SAW)
    expect(page.locator(".judging__work")).not_to_contain_text(re.compile("Amina|Mei Tan"))
    for number, part in enumerate(CRITERIA):
        here = page.locator(f"section[aria-labelledby=criterion-{number}-title]")
        here.get_by_label("Met" if met or part != "account" else "Not yet", exact=True).check()
        here.get_by_label("Shown in").select_option(part)
    page.get_by_label("To the learner").last.fill("The strokes on your page say a good deal.")
    page.get_by_label("A note on the whole").fill("Thank you for the week of the inspection.")
    page.get_by_label(re.compile("^Pass" if met else "^Refer")).check()
    if not met:
        page.get_by_label("What exactly is missing").fill(MISSING)
    if looked:
        by.look("judging")
    press(page, "Look it over")
    if looked:
        by.look("judgement-looked-over")
    press(page, "Save this judgement")
    expect(page.locator("main")).to_contain_text("It stays as it is.")


def judge_second(farid: Visitor) -> None:
    """What is sampled is judged by somebody who does not see how it was judged first."""
    farid.open("/moderating")
    expect(farid.page.locator("main")).not_to_contain_text(re.compile("Refer|Carys"))
    farid.look("sampled")
    press(farid.page, "Take it")
    judge_here(farid, met=False)
    farid.open("/moderating")


def have_it_judged_anew(grace: Visitor) -> None:
    page = grace.page
    grace.open("/moderating/appeals")
    grace.look("appeals")
    page.get_by_role("link", name="P1, level 4, try 2").click()
    press(page, "Take this appeal")
    expect(page.get_by_text(REASONS)).to_be_visible()
    expect(page.get_by_label("Carys Pritchard")).to_have_count(0)
    page.get_by_label("Dov Katz").check()
    press(page, "Ask them")


def settle(grace: Visitor) -> None:
    page = grace.page
    page.reload()
    page.get_by_label("The result changes to what was judged anew").check()
    page.get_by_label("Your answer").fill(ANSWER)
    grace.look("settling")
    press(page, "Settle the appeal")
    expect(page.locator("main")).to_contain_text("It is settled")


# A stranger


def look_at_it(stranger: Visitor, certificate: str) -> None:
    """The public page says what was studied, what was assessed, and what it is not."""
    stranger.open(certificate)
    said = stranger.page.locator("main")
    for words in (
        "What was studied", "What was assessed", "P1", "level 4", "confirmed for credit by P1",
        "Mapped to level 4, 3 credits; not a regulated qualification.",
    ):  # fmt: skip
        expect(said).to_contain_text(words)
    expect(said).not_to_contain_text(re.compile("Mei|inspection|refer", re.IGNORECASE))
    stranger.look("public")
