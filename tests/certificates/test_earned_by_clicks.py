"""All nine awards by clicks: work is handed in, judged, judged a second time where it is sampled, and released.

What was studied and what was prepared is there as rows. Certificates themselves are held against their rules in
`test_nine_awards.py`.
"""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.models import Judgement
from learnmentor.assessment.assessed.rules import JudgementKind
from learnmentor.assessment.assessed.services import JUDGED
from learnmentor.certificates import queries, services
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.jobs.worker import Worker
from tests import factories
from tests.assessment.assessed import handed, works
from tests.certificates import passing
from tests.certificates.test_combination import AWARDS, CORE, DATA
from tests.conftest import HeldClock
from tests.page import Browser, Page

# Unit, level and credits, in an order in which no award is met before its last unit.
WAY = {
    "INT-L4-3": [("P1", 4, 1)],
    "AWD-L4-10": [("O1", 4, 2), ("O2", 4, 2), ("P2", 4, 4)],
    "CRT-L5-15": [("P2", 5, 4), ("O1", 5, 3), ("O2", 5, 3), ("O3", 5, 3)],
    "CRT-L5-20": [("P3", 5, 5)],
    "CRT-L5-30": [("P4", 5, 4), ("O4", 5, 3), ("O8", 5, 3)],
    "CRT-L6-15": [("O8", 6, 3), ("O3", 6, 3), ("O9", 6, 3)],
    "CRT-L7-20": [("P5", 7, 12), ("O8", 7, 3), ("O6", 7, 3)],
}
STUDIED = [*sorted(CORE), "O1", "O3", "O4", "O6"]
WHOLE = {f"met_{n}": "met" for n in range(4)} | {f"part_{n}": "account" for n in range(4)} | {"outcome": "pass"}


@dataclass(frozen=True)
class College:
    """Amina who hands in, Carys who judges, Farid who moderates."""

    app: Flask
    db: Session
    amina: Person
    learner: Browser
    carys: Browser
    farid: Browser

    @property
    def vault(self) -> Vault:
        kept: Vault = self.app.config["VAULT"]
        return kept

    def pass_unit(self, unit: str, level: int) -> None:
        """Everything that is pressed from "look it over" to the released outcome."""
        work = self.prepared(unit, level)
        self.learner.get(f"{work}/hand-in").click("Go on").submit("Hand it in", own="y")
        judge(self.carys.get("/assessing"))
        self.follow()
        if "Take it" in (sampled := self.farid.get("/moderating")).words:
            judge(sampled)
            self.follow()

    def prepared(self, unit: str, level: int) -> str:
        made = works.submission(self.db, self.amina, unit=unit, level=level)
        for part in handed.TEXTS:
            works.written(self.db, self.vault, made, f"{unit} at {level}.", part=part)
        handed.shown(self.db, self.vault, made)
        self.db.commit()
        return f"/assessed-work/{made.public_id}"

    def follow(self) -> None:
        """What the worker does when a judgement was saved."""
        with self.app.app_context():
            assert Worker(database(), {JUDGED: rooms.handlers()[JUDGED]}, now=clock.now).run_once()

    def codes(self) -> set[str]:
        self.db.rollback()
        return {each.award_code for each in queries.certificates_of(self.db, self.amina.id)}


def judge(waiting: Page) -> None:
    """Take what waits, and pass it."""
    work = waiting.submit("Take it").follow()
    if "Your judgement" not in work.words:
        work = work.browser.get(str(work.one("#mine + .cards a")["href"]))
    work.submit("Look it over", **WHOLE).follow().submit("Save this judgement")


@pytest.fixture
def college(app: Flask, db: Session, amina: Person, time: HeldClock) -> College:
    """The units of the way with their briefs at all levels; the core and four options are studied."""
    services.publish_awards(db, DATA.values(), at=works.NOW)
    passing.studied(db, amina, *STUDIED)
    steps = [step for each in WAY.values() for step in each]
    for code in dict.fromkeys(unit for unit, *_ in steps):
        unit = passing.published(db, code, segments=0)
        unit.family = "practice" if code.startswith("P") else "optional"
        works.brief(db, passing.brief_of(code, credits_={level: worth for of, level, worth in steps if of == code}))
    services.issue_due(db, person_id=amina.id, at=works.NOW, zone=passing.ZONE, issuer=passing.ISSUER)
    carys, farid = factories.person(db, name="Carys Pritchard"), factories.person(db, name="Farid Rahimi")
    works.assessor(db, carys)
    works.assessor(db, farid, role=RoleName.MODERATOR)
    db.commit()
    browsers = [Browser(app).sign_in(each) for each in (amina, carys, farid)]
    return College(app, db, amina, *browsers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_nine_awards_come_of_what_people_press_each_with_its_last_unit(college: College) -> None:
    had = {"STARTER-5", "CPD-30"}
    for code, units in WAY.items():
        for unit, level, _worth in units:
            assert college.codes() == had, f"before {unit} at level {level}"
            college.pass_unit(unit, level)
        had |= {code}
        assert college.codes() == had
    assert had == set(AWARDS)
    kinds = college.db.scalars(select(Judgement.kind)).all()
    assert kinds.count(JudgementKind.SECOND) >= 10, "the first ten of an assessor are sampled"
    says_it(college)


def says_it(college: College) -> None:
    """The page of AWD-L4-10 says that O1, O2 and P2 were assessed, and the core confirmed by P2."""
    [award] = [e for e in queries.certificates_of(college.db, college.amina.id) if e.award_code == "AWD-L4-10"]
    page = Browser(college.app).get(f"/certificates/{award.number}")
    for words in ("Mapped to level 4, 10 credits; not a regulated qualification.", "confirmed for credit by P2"):
        assert words in page.words
    assessed = {unit["code"] for unit in award.snapshot["units"] if "assessed" in unit}
    assert assessed == {"O1", "O2", "P2"}
