"""An assessor comes to watch: proposed with form F13, everybody told, recorded by criteria, and never anything else."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.digests.queries import all_news
from learnmentor.assessment.assessed.digests.rules import News, NewsKind
from learnmentor.assessment.assessed.models import Assignment, SubmissionTry
from learnmentor.assessment.assessed.observed import queries, rules, services
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.observed.rules import VisitFacts, VisitStage
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import services as formative
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection, made_for_another_purpose
from learnmentor.web import installation
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two
from tests.page import Browser

LEARNER, ASSESSOR, MENTEE = 1, 2, 3
FACTS = VisitFacts(ASSESSOR, LEARNER, TODAY, present_id=MENTEE)


@pytest.mark.parametrize(
    ("change", "stage", "writes"),
    [
        ({}, VisitStage.PROPOSED, False),
        ({"other_day_asked": True}, VisitStage.OTHER_DAY, False),
        ({"learner_told": True}, VisitStage.TELLING, False),
        ({"present_told": True}, VisitStage.PROPOSED, False),
        ({"learner_told": True, "present_told": True}, VisitStage.TOLD, True),
        ({"learner_told": True, "present_id": None}, VisitStage.TOLD, True),
        ({"learner_told": True, "present_told": True, "held_on": TODAY + timedelta(1)}, VisitStage.TOLD, False),
        ({"learner_told": True, "present_told": True, "recorded": True}, VisitStage.RECORDED, False),
        ({"learner_told": True, "present_told": True, "called_off": True}, VisitStage.CALLED_OFF, False),
    ],
)
def test_nothing_is_written_before_everybody_who_is_watched_was_told(
    change: dict[str, Any], stage: VisitStage, *, writes: bool
) -> None:
    facts = replace(FACTS, **change)
    assert facts.stage == stage
    assert rules.may_record(ASSESSOR, facts, on=TODAY) == writes
    assert not rules.may_record(LEARNER, facts, on=TODAY)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("# Observation and feedback record\n> What for: To learn from\n## Before\nAppraisal is on Monday", False),
        ("# Annual appraisal\n## Before\n", True),
        ("---\nform: F3\n---\n> What for: quality assurance\n", True),
        ("---\nform: F3-assessed\n---\n> What for: to be assessed", True),
    ],
)
def test_a_file_made_to_judge_somebody_is_known_by_its_top(text: str, *, other: bool) -> None:
    assert made_for_another_purpose(text) == other


# A try, and whoever judges it


@dataclass(frozen=True)
class Watched:
    """A try with its learner, the assessor who has it, and the learner's mentee."""

    tried: SubmissionTry
    learner: Person
    assessor: Person
    mentee: Person
    pair: Pair


@pytest.fixture
def watched(app: Flask, db: Session) -> Watched:
    """Amina handed in P1; Carys has it to judge; Mei is Amina's mentee."""
    pair = two(db)
    carys = factories.person(db, name="Carys Pritchard", roles=(RoleName.ASSESSOR,))
    works.assessor(db, carys)
    with app.app_context():
        tried = works.handed_in(db, installation.vault(), works.submission(db, pair.mentor))
    works.assigned(db, tried, carys)
    db.commit()
    return Watched(tried, pair.mentor, carys, pair.mentee, pair.pair)


def proposed(app: Flask, watched: Watched, *, day: str = "21 November 2026") -> Browser:
    """Carys proposes a visit and signs F13."""
    carys = Browser(app).sign_in(watched.assessor)
    page = carys.get(f"/assessing/{watched.tried.public_id}/observation")
    answered = page.submit(
        "Sign and propose", held_on=day, focus="A talk after a lesson", criteria=["P1.2-1"], training="O3, 2025",
        not_used="Notes of meetings", judges="The coordinator", apart="y",
    )  # fmt: skip
    assert answered.status == 303, answered.errors()
    return carys


def test_a_visit_from_its_proposal_to_a_record_that_is_evidence(app: Flask, db: Session, watched: Watched) -> None:
    carys = proposed(app, watched)
    visit = db.scalars(select(AssessedVisit)).one()
    record = f"/assessing/{watched.tried.public_id}/observation/{visit.public_id}/record"
    assert carys.get(record).status == 303  # nobody was told
    amina = Browser(app).sign_in(watched.learner)
    own = amina.get(f"/assessed-work/{works_of(db, watched)}/observation")
    assert "Notes of meetings" in own.text  # F13, before anything is agreed
    assert own.submit("I agree", present="aminaandmei").errors() == [
        "Tick this once you have read it. Nothing can be written before you do."
    ]
    asked = amina.get("/assessed-work").click("An assessor asks to come and watch for P1, level 4")
    assert asked.h1 == "Assessed visits"
    own.submit("I agree", present="aminaandmei", was_told="y")
    assert "asks to come and watch" not in amina.get("/assessed-work").words
    assert carys.get(record).status == 303  # the mentee was not
    mei = Browser(app).sign_in(watched.mentee)
    room = mei.get("/pairs/aminaandmei")
    assert "An assessor comes" not in amina.get("/pairs/aminaandmei").text
    told = room.click("An assessor comes to watch your mentor")
    assert "Notes of meetings" not in told.text
    told.submit("I was told, and can come")
    page = carys.get(record)
    page.submit("Keep the draft", **{"rows-0-time": "14:05", "rows-0-seen": "“What did you see?”"})
    refused = carys.get(record).submit("Finish the record", met_0="met")
    assert refused.status == 422
    refused.submit("Finish the record", met_0="met", evidence_0="14:05, a question")
    assert "14:05, a question" in carys.get(f"/assessing/{watched.tried.public_id}/observation").text
    assert "14:05" not in amina.get(f"/assessed-work/{works_of(db, watched)}/observation").text  # before release
    assert carys.get(record).status == 303  # it stays as it is


def works_of(db: Session, watched: Watched) -> str:
    """The public id of the learner's submission."""
    db.rollback()
    found = queries.visits_of_submission(db, watched.tried.submission_id)
    assert found
    return str(db.get_one(works.Submission, watched.tried.submission_id).public_id)


def test_whoever_judges_it_again_reads_it_without_the_decisions(app: Flask, db: Session, watched: Watched) -> None:
    with app.app_context():
        vault = installation.vault()
        visit = works.visit(db, vault, watched.tried, watched.assessor, watched.learner)
        criteria = queries.criteria_of(brief_of(watched.tried), visit)
        values = {"rows": [{"time": "14:05", "seen": "A talk", "means": ""}], "evidence_0": "14:05", "met_0": "not-yet"}
        services.keep_record(
            db, vault, visit, by=watched.assessor.id, criteria=criteria, values=values, seen={}, on=TODAY
        )
        services.finish_record(db, visit, by=watched.assessor.id, on=TODAY, at=NOW)
        asked = {"brief": brief_of(watched.tried)}
        mine, other = (
            str(queries.recorded_sheets(db, vault, watched.tried, **asked, decisions_for=each))
            for each in (watched.assessor.id, watched.mentee.id)
        )
    assert "Not yet" in mine
    assert "14:05" in other
    assert "Not yet" not in other


def test_a_mentor_does_not_come_and_nobody_comes_twice_or_yesterday(app: Flask, db: Session, watched: Watched) -> None:
    carys = Browser(app).sign_in(watched.assessor)
    past = carys.get(f"/assessing/{watched.tried.public_id}/observation").submit(
        "Sign and propose", held_on="20 November 2026", focus="A talk", criteria=["P1.2-1"], training="O3",
        not_used="Notes", judges="Dev", apart="y",
    )  # fmt: skip
    assert past.errors() == ["Choose today or a later day: everybody who is watched is told beforehand."]
    proposed(app, watched)
    values = {"held_on": "2026-11-22", "focus": "", "criteria": [], "training": "", "not_used": "", "judges": "",
              "apart": True}  # fmt: skip
    told = {"values": values, "on": TODAY, "public_id": "another", "at": NOW}
    with app.app_context():
        vault = installation.vault()
        with pytest.raises(services.TooManyVisits):
            services.propose(db, vault, watched.tried, by=watched.assessor.id, **told)
        with pytest.raises(services.NotWithYou):
            services.propose(db, vault, watched.tried, by=watched.mentee.id, **told)
        db.execute(update(Assignment).values(assessor_id=watched.mentee.id))
        with pytest.raises(services.VisitConflict):
            services.propose(db, vault, watched.tried, by=watched.mentee.id, **told)


def test_a_no_is_the_end_of_it_and_says_nobodys_name(app: Flask, db: Session, watched: Watched) -> None:
    carys = proposed(app, watched)
    own = f"/assessed-work/{works_of(db, watched)}/observation"
    amina = Browser(app).sign_in(watched.learner)
    amina.get(own).submit("Ask for another day", words="Not on a Saturday")
    waiting = carys.get(f"/assessing/{watched.tried.public_id}/observation")
    assert "Not on a Saturday" in waiting.text
    waiting.submit("Change the day", held_on="23 November 2026")
    amina.get(own).submit("I agree", present="aminaandmei", was_told="y")
    mei = Browser(app).sign_in(watched.mentee)
    mei.get("/pairs/aminaandmei").click("An assessor comes").submit("I would rather not")
    page = carys.get(f"/assessing/{watched.tried.public_id}/observation")
    assert "called off" in page.text
    assert "Mei" not in page.text
    proposed(app, watched, day="24 November 2026")  # another one may be proposed


def test_an_assessed_visit_is_no_visit_of_a_pair_and_the_other_way_round(db: Session, watched: Watched) -> None:
    with pytest.raises(formative.AssessedElsewhere):
        formative.begin(
            db, watched.pair, purpose=ObservationPurpose.ASSESSED, direction=WatchDirection.MENTOR_WATCHES,
            observer_id=watched.learner.id, held_on=date(2026, 12, 1), public_id="assessedhere", at=NOW,
        )  # fmt: skip
    assert not db.scalars(select(Observation)).all()
    db.add(
        AssessedVisit(public_id="formative", try_id=watched.tried.id, assessor_id=watched.assessor.id,
                      learner_id=watched.learner.id, purpose="formative", criteria=[], held_on=TODAY, declared_at=NOW)
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


def test_only_the_first_judgement_comes_with_a_visit(app: Flask, db: Session, watched: Watched) -> None:
    db.execute(update(Assignment).values(kind=AssignmentKind.SECOND))
    db.commit()
    page = Browser(app).sign_in(watched.assessor).get(f"/assessing/{watched.tried.public_id}/observation")
    assert "No visit was proposed" in page.text


def test_a_visit_waits_in_the_letter_of_whoever_has_to_say_something(app: Flask, db: Session, watched: Watched) -> None:
    with app.app_context():
        visit = works.visit(db, installation.vault(), watched.tried, watched.assessor, watched.learner, told=False)
    asked = {"on": TODAY, "at": NOW}
    assert News(watched.learner.id, NewsKind.VISIT, NOW) in all_news(db, **asked)
    services.agree(db, visit, by=watched.learner.id, pair=watched.pair, at=NOW)
    news = [each for each in all_news(db, **asked) if each.kind in {NewsKind.VISIT, NewsKind.PRESENT}]
    assert news == [News(watched.mentee.id, NewsKind.PRESENT, NOW)]
