"""Two ways by level, each in the browsers of those who walk it: O1, O2 and P2 to AWD-L4-10; standardisation by six.

What was studied and what was prepared is there as rows: how work is prepared stands in `test_assessed.py`. What five
assessors decided before the sixth is there by the services. `tests/assessment/assessed/test_standardisation.py` holds
the round and its spread to both databases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.models import CriteriaShown, shown_place
from learnmentor.assessment.assessed.standardisation import services as rounds
from learnmentor.ground import clock
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.conftest import HeldClock
from tests.journeys.conftest import OpenPhone, Visitor
from tests.journeys.judged import hand_in, press, studied, work_is_followed

pytestmark = pytest.mark.browser
AWARD = "/awards/awd-l4-10"
UNITS = ("O1", "O2", "P2")


# O1, O2 and P2


@dataclass(frozen=True)
class Prepared:
    """Work that is ready to be handed in: where it is, and of each criterion the part that shows it."""

    unit: str
    path: str
    shown: Mapping[str, str]


@dataclass(frozen=True)
class Walk:
    """Amina hands in, Carys judges, Farid judges what is sampled, and a stranger looks at the end."""

    ready: list[Prepared]
    amina: Visitor
    carys: Visitor
    farid: Visitor
    stranger: Visitor


@pytest.fixture
def walk(app: Flask, db: Session, visitor: Visitor, open_phone: OpenPhone, time: HeldClock) -> Walk:
    """Amina has studied the core, O1 and O2, and prepared O1, O2 and P2 at level 4."""
    college = factories.organisation(db)
    names = ("Amina Yusuf", "Carys Pritchard", "Farid Rahimi")
    people = [factories.person(db, name=name) for name in names]
    amina, carys, farid = people
    for each in people:
        factories.member(db, each, college)
    works.assessor(db, carys)
    works.assessor(db, farid, role=RoleName.MODERATOR)
    studied(db, amina, "O1", "O2")
    ready = [prepared(db, app.config["VAULT"], amina, unit) for unit in UNITS]
    db.commit()
    phones = [visitor, *(open_phone(f"levels-{name}") for name in ("carys", "farid", "stranger"))]
    for phone, person in zip(phones, people, strict=False):
        phone.enter(app, person)
    for phone in phones:
        phone.beside = "desktop"
    return Walk(ready, *phones)


def prepared(db: Session, vault: Vault, learner: Person, unit: str) -> Prepared:
    """A text in each part that is asked for, and each criterion pointed at the first part that shows it."""
    brief = current_brief(db, unit)
    assert brief
    made = works.submission(db, learner, unit=unit)
    shown: dict[str, str] = {}
    for part in brief.data["parts"]:
        works.written(db, vault, made, f"{part['title']}, from my own practice, for {unit}.", part=part["key"])
        shown = dict.fromkeys(part["criteria"], part["key"]) | shown
    asked = [key for outcome in brief.data["criteria"] for key in outcome["keys"]]
    said = {key: {"parts": [shown[key]], "where": "The first sentence"} for key in asked}
    body = vault.seal(said, place=shown_place(made.public_id))
    db.add(CriteriaShown(submission_id=made.id, body=body, changes=1, changed_at=clock.now()))
    db.flush()
    return Prepared(unit, f"/assessed-work/{made.public_id}", {key: shown[key] for key in asked})


def test_o1_and_o2_with_p2_become_the_award_at_level_4_that_a_stranger_reads(walk: Walk, app: Flask) -> None:
    see_the_way(walk.amina)
    for work in walk.ready:
        first = work.unit == "O1"
        if first:
            walk.amina.open(f"{work.path}/hand-in")
            walk.amina.look("handing-in")
        hand_in(walk.amina, work.path)
        take(walk.carys, "/assessing")
        pass_it(walk.carys, work, looked=first)
        work_is_followed(app)
        take(walk.farid, "/moderating")
        pass_it(walk.farid, work)
        work_is_followed(app)
    certificate = see_the_award(walk.amina)
    read_it(walk.amina, certificate, "her-certificate")
    read_it(walk.stranger, certificate, "public")
    expect(walk.stranger.page.get_by_text("It is real.")).to_be_visible()


def see_the_way(amina: Visitor) -> None:
    """What counts already, what is ready, and what is next."""
    amina.open(AWARD)
    page = amina.page
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    expect(page.get_by_text("8 of 8 done")).to_be_visible()
    expect(page.get_by_text("0 of 2 done")).to_be_visible()
    amina.look("the-way")


def take(by: Visitor, where: str) -> None:
    """What waits, the only one; what is sampled is opened at once, and the rest from what is with them."""
    by.open(where)
    press(by.page, "Take it")
    mine = by.page.locator("#mine + .cards a")
    expect(mine.or_(by.page.locator("#the-work"))).to_be_visible()
    if mine.count():
        mine.click()


def pass_it(by: Visitor, work: Prepared, *, looked: bool = False) -> None:
    """Criterion by criterion, each in the part that the learner points at."""
    page = by.page
    expect(page.locator("#the-work")).to_be_visible()
    expect(page.locator(".judging__work")).to_contain_text(f"from my own practice, for {work.unit}.")
    expect(page.locator(".judging__work")).not_to_contain_text("Amina")
    for number, (key, part) in enumerate(work.shown.items()):
        here = page.locator(f"section[aria-labelledby=criterion-{number}-title]")
        expect(here.get_by_role("heading", level=3)).to_contain_text(key)
        here.get_by_label("Met", exact=True).check()
        here.get_by_label("Shown in").select_option(part)
    page.get_by_label("A note on the whole").fill("Every claim stands beside something that happened.")
    page.get_by_label("Pass").check()
    if looked:
        by.look("judging")
    press(page, "Look it over")
    press(page, "Save this judgement")
    expect(page.locator("main")).to_contain_text("It stays as it is.")


def see_the_award(amina: Visitor) -> str:
    """The award's page after the last of them; where the certificate is."""
    amina.open(AWARD)
    page = amina.page
    expect(page.get_by_role("heading", name="What is missing")).to_have_count(0)
    expect(page.get_by_text("2 of 2 done")).to_be_visible()
    amina.look("has-it")
    page.get_by_text("You have it").get_by_role("link").click()
    return urlsplit(page.url).path


def read_it(by: Visitor, certificate: str, name: str) -> None:
    """Level 4, 10 credits: O1, O2 and P2 were assessed, and P2 confirms the core."""
    page = by.page
    by.open(certificate)
    for words in (
        "Mapped to level 4, 10 credits; not a regulated qualification.",
        "C1 to C8 were studied, and confirmed for credit by P2 (level 4, 2 credits).",
    ):
        expect(page.locator("main")).to_contain_text(words)
    assessed = page.get_by_role("table", name="What was assessed").locator("tbody")
    for unit, credits_ in zip(UNITS, ("2", "2", "4"), strict=True):
        line = assessed.locator("tr", has_text=unit)
        expect(line.locator("td").nth(0)).to_have_text("4")
        expect(line.locator("td").nth(1)).to_have_text(credits_)
    expect(assessed.locator("tr")).to_have_count(3)
    by.look(name)


# Standardisation


@dataclass(frozen=True)
class Sixth:
    """Farah, who judged nothing yet, and Dev, who says what she judges; `path`: where Dev says it."""

    farah: Visitor
    dev: Visitor
    path: str


@pytest.fixture
def sixth(app: Flask, db: Session, visitor: Visitor, open_phone: OpenPhone, time: HeldClock) -> Sixth:
    """Five assessors have finished a round; Farah is an assessor of the college, and nothing is recorded of her."""
    college = factories.organisation(db)
    for name in ("Anastasia", "Bonita", "Cemile", "Deepika", "Elisha"):
        five = factories.person(db, name=name, roles=(RoleName.ASSESSOR,))
        finished(db, app.config["VAULT"], five, on=time.moment.date())
    farah, dev = (factories.person(db, name=name) for name in ("Farah Siddiqui", "Dev Patel"))
    for each in (farah, dev):
        factories.member(db, each, college)
    factories.coordinator(db, dev, college)
    role = Role(person_id=farah.id, name=RoleName.ASSESSOR, part_id=college.id, starts_on=date(2026, 1, 1))
    db.add(role)
    db.commit()
    desk = open_phone("levels-dev")
    desk.beside = "desktop"
    visitor.enter(app, farah)
    desk.enter(app, dev)
    return Sixth(visitor, desk, f"/assessors/{farah.public_id}/{role.id}")


def finished(db: Session, vault: Vault, by: Person, *, on: date) -> None:
    """A round in which everything is met."""
    at = clock.now()
    made = rounds.begin(db, person_id=by.id, public_id=f"round{by.id}", on=on, at=at)
    for record, asked in made.asked.items():
        answers: dict[str, Any] = {}
        for key in asked["criteria"]:
            answers |= {f"met_{key}": "met", f"evidence_{key}": "Bay 7, at 22 minutes."}
        rounds.keep(db, vault, made, record, answers=answers, seen={})
    assert not rounds.finish(db, vault, made, on=on, at=at)


def test_a_sixth_assessor_is_standardised_before_her_first_work_and_sees_how_five_others_decided(sixth: Sixth) -> None:
    farah, dev = sixth.farah, sixth.dev
    dev.open(sixth.path)
    expect(dev.page.get_by_label("They were standardised here")).to_have_count(0)

    begin(farah)
    judge_three(farah)
    compare(farah)

    dev.open(sixth.path)
    record(dev)
    farah.open("/assessing")
    expect(farah.page.locator("main")).to_contain_text("Assessor for a part of the organisation: level 4, all units.")


def begin(farah: Visitor) -> None:
    """Nothing can be given to her yet; the exercise is there."""
    page = farah.page
    farah.open("/assessing")
    expect(page.locator("main")).to_contain_text("Nothing is recorded yet of what you judge")
    page.get_by_role("link", name="Standardisation").first.click()
    press(page, "Begin")
    expect(page.get_by_role("table", name="The records of this round")).to_be_visible()
    farah.look("three-records")


def judge_three(farah: Visitor) -> None:
    """The first criterion of each not yet and the rest met, each with what shows it; one leads to the next."""
    page = farah.page
    page.get_by_role("link", name="R1").click()
    for number in range(1, 4):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"R{number}")
        expect(page.get_by_role("table", name="Other assessors")).to_have_count(0)
        asked: list[Locator] = page.locator("fieldset").filter(has_text="Criterion").all()
        assert len(asked) >= 3
        for place, criterion in enumerate(asked):
            criterion.get_by_label("Met" if place else "Not yet", exact=True).check()
        for words in page.get_by_label("What in the record shows it").all():
            words.fill("The first pair has a tool in hand at 17 minutes.")
        if number == 1:
            farah.look("a-record")
        press(page, "Judge it so")


def compare(farah: Visitor) -> None:
    """Hers beside the others': five said met of each, and nobody's name stands there."""
    page = farah.page
    expect(page.get_by_role("heading", name="Your judgements beside others’")).to_be_visible()
    spreads = page.locator("table.spread")
    expect(spreads).to_have_count(3)
    for record_ in spreads.all():
        first, second = record_.locator("tbody tr").nth(0), record_.locator("tbody tr").nth(1)
        expect(first.locator("td")).to_have_text(["5", "0 you"])
        expect(second.locator("td")).to_have_text(["5 you", "0"])
    expect(page.get_by_text("Most others here decided otherwise")).to_have_count(3)
    for name in ("Anastasia", "Bonita", "Cemile", "Deepika", "Elisha"):
        expect(page.locator("main")).not_to_contain_text(name)
    farah.look("beside-others")


def record(dev: Visitor) -> None:
    """What she judges, trained by what she has just done."""
    page = dev.page
    page.get_by_label("Level 4").check()
    page.get_by_label("They were standardised here, on sample records").check()
    dev.look("her-scope")
    press(page, "Record it")
    expect(page.locator("main")).to_contain_text("Standardised on 21 Nov 2026")
