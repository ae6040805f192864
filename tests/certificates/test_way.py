"""An award's page shows the way from where one stands, and the one next step on it."""

import pytest
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.certificates import queries, services
from learnmentor.certificates.awards import way
from learnmentor.certificates.awards.way import StepKind
from learnmentor.config import Settings
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.certificates import passing
from tests.certificates.test_combination import CORE, DATA
from tests.page import Browser


@pytest.fixture
def vault(db: Session, settings: Settings) -> Vault:
    services.publish_awards(db, [DATA["AWD-L4-10"]], at=works.NOW)
    for code in (*sorted(CORE), "P2", "O1", "O2", "O4", "O6", "O7"):
        passing.published(db, code, segments=0 if code == "P2" else 5)
    return Vault(settings.text_keys)


def step(db: Session, amina: Person) -> tuple[StepKind, str, int | None] | None:
    [award] = queries.progress(db, person_id=amina.id, zone=passing.ZONE, today=works.TODAY)
    mine = way.unit_works(award.evaluation, award.passed, works.queries.submissions_of(db, amina.id))
    found = way.next_step(award.evaluation, mine, hoped=award.were_passed(way.hoped_for(mine)))
    return (found.kind, found.unit, found.level) if found else None


def test_the_next_step_is_work_that_is_begun_then_study_then_new_work_then_a_decision(
    db: Session, vault: Vault, amina: Person
) -> None:
    carys = factories.person(db, name="Carys")
    assert step(db, amina) == (StepKind.STUDY, "C1", None)
    passing.published(db, "P3", segments=0)
    works.submission(db, amina, unit="P3", level=5)  # of which the award asks nothing
    assert step(db, amina) == (StepKind.STUDY, "C1", None)
    prepared = works.submission(db, amina, unit="O4", level=4)
    assert step(db, amina) == (StepKind.GO_ON, "O4", 4)
    works.brief(db, passing.brief_of("O4", credits_={4: 2}))
    works.handed_in(db, vault, prepared)
    passing.studied(db, amina, *sorted(CORE))
    assert step(db, amina) == (StepKind.BEGIN, "P2", 4)
    passing.passed(db, vault, amina, carys, "P2", credits_=4)
    passing.passed(db, vault, amina, carys, "O1", credits_=2)
    works.judged(db, vault, works.queries.tries_of(db, prepared.id)[0], carys)
    assert step(db, amina) == (StepKind.WAIT, "O4", 4)
    passing.passed(db, vault, amina, carys, "O6", credits_=2)
    assert step(db, amina) is None


def test_work_at_a_level_below_the_award_s_is_no_step_on_its_way(db: Session, vault: Vault, amina: Person) -> None:
    assert vault
    services.publish_awards(db, [DATA["CRT-L5-15"]], at=works.NOW)
    works.submission(db, amina, unit="O4", level=4)
    assert step(db, amina) == (StepKind.STUDY, "C1", None)
    works.submission(db, amina, unit="O4", level=6)
    assert step(db, amina) == (StepKind.GO_ON, "O4", 6)


def test_its_page_says_of_each_unit_what_was_passed_and_what_goes_on_and_links_there(
    db: Session, vault: Vault, amina: Person, as_amina: Browser, as_ben: Browser
) -> None:
    carys = factories.person(db, name="Carys")
    works.assessor(db, carys)
    passing.studied(db, amina, *sorted(CORE), "O1")
    passing.passed(db, vault, amina, carys, "P2", credits_=4)
    passing.passed(db, vault, amina, carys, "O1", level=5, credits_=3)
    passing.passed(db, vault, amina, carys, "O6", outcome=Outcome.REFER, credits_=2)
    prepared = works.submission(db, amina, unit="O4", public_id="aminaso4")
    db.commit()
    page = as_amina.get("/awards/awd-l4-10")
    for words in ("Passed at level 4 4 credits", "Passed at level 5 3 credits", "In preparation", "Not yet"):
        assert words in page.words, words
    assert "none yet" not in page.words
    assert page.soup.select_one(f'.next a[href$="/assessed-work/{prepared.public_id}"], .next a[href]')
    assert "aminaso4" in str(page.soup)
    assert "O4, level 4" in as_amina.get("/awards").words
    assert "aminaso4" not in str(as_ben.get("/awards/awd-l4-10").soup)
