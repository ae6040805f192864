"""An assessor in two windows saves once; two who judge at once stand both; a draft is begun once."""

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.assignments import services as assignments
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.judging import services
from learnmentor.assessment.assessed.judging.form_judgement import answers_of
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, Outcome
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import Job
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.judging.conftest import WHOLE
from tests.assessment.assessed.works import NOW, TODAY
from tests.page import Browser
from tests.racing import done, kinds, number_of, pressed

TRY = "/assessing/thetry"


def windows(app: Flask, *people: Person) -> list[Browser]:
    return [Browser(app).sign_in(each) for each in people]


def test_a_draft_is_begun_in_two_windows_once_and_holds_what_both_wrote(
    app: Flask, db: Session, vault: Vault, asked: Assignment, carys: Person
) -> None:
    one, other = windows(app, carys, carys)
    db.rollback()
    pressed((one, TRY, {**WHOLE, "note": "One"}), (other, TRY, {**WHOLE, "note": "Two", "seen": "{}"}))
    assert number_of(db, Judgement) == 1
    note = db.query(Judgement).one()
    assert set(services.queries.typed_of(vault, note).work.note.split("\n")) == {"One", "Two"}


def test_one_assessor_who_saves_twice_saves_once_and_starts_one_job(
    app: Flask, db: Session, asked: Assignment, carys: Person
) -> None:
    one, other = windows(app, carys, carys)
    one.post(TRY, WHOLE)
    db.rollback()
    pressed((one, f"{TRY}/save", {"seen": "1"}), (other, f"{TRY}/save", {"seen": "1"}))
    assert number_of(db, Judgement, Judgement.saved_at.is_not(None)) == 1
    assert number_of(db, Job, Job.kind == submissions.JUDGED) == 1


def test_an_assessor_and_a_moderator_who_save_at_once_are_two_judgements(
    app: Flask, db: Session, vault: Vault, tried: SubmissionTry, carys: Person, farid: Person
) -> None:
    works.judged(db, vault, tried, factories.person(db, name="Ida"))
    for each in (carys, farid):
        works.assigned(db, tried, each, kind=AssignmentKind.SECOND)
    db.commit()
    one, other = windows(app, carys, farid)
    for each in (one, other):
        each.post(TRY, WHOLE)
    db.rollback()
    pressed((one, f"{TRY}/save", {"seen": "1"}), (other, f"{TRY}/save", {"seen": "1"}))
    assert number_of(db, Judgement, Judgement.saved_at.is_not(None)) == 3
    assert number_of(db, Job, Job.kind == submissions.JUDGED) == 2
    assert number_of(db, Assignment, Assignment.ended_as == AssignmentEnd.JUDGED) == 2


def test_what_is_given_up_or_taken_away_while_it_is_saved_is_one_or_the_other(
    base: Database, db: Session, vault: Vault, asked: Assignment, tried: SubmissionTry, amina: Person
) -> None:
    key, owner, brief = asked.id, amina.id, brief_of(tried)
    answers = answers_of(brief, TypedJudgement(works.words(), Outcome.PASS))
    services.keep_draft(db, vault, asked, brief=brief, answers=answers, seen={}, public_id="draft", at=NOW)
    db.commit()

    def save(session: Session) -> object:
        mine = session.get_one(Assignment, key)
        found = session.get_one(SubmissionTry, mine.try_id)
        return services.save(session, vault, found, mine, brief=brief, seen=1, on=TODAY, at=NOW)

    def give_up(session: Session) -> object:
        return submissions.give_up(session, session.query(Submission).one(), by=owner, at=NOW)

    outcomes = done(base, save, give_up)
    assert kinds(outcomes) in (["AssignmentOver", "done"], ["NotNow", "done"])
    ended = AssignmentEnd.JUDGED if kinds(outcomes)[0] == "NotNow" else AssignmentEnd.GIVEN_UP
    assert number_of(db, Assignment, Assignment.ended_as == ended) == 1
    assert number_of(db, Job) == (ended == AssignmentEnd.JUDGED)


def test_an_assignment_that_is_handed_back_meanwhile_keeps_no_more_of_a_draft(
    base: Database, db: Session, vault: Vault, asked: Assignment, tried: SubmissionTry
) -> None:
    key, brief = asked.id, brief_of(tried)
    answers = answers_of(brief, TypedJudgement(works.words(), Outcome.PASS))
    db.rollback()

    def hand_back(session: Session) -> object:
        return assignments.end(session, session.get_one(Assignment, key), as_=AssignmentEnd.HANDED_BACK, at=NOW)

    def write(session: Session) -> object:
        mine = session.get_one(Assignment, key)
        return services.keep_draft(
            session, vault, mine, brief=brief, answers=answers, seen={}, public_id="late", at=NOW
        )

    outcomes = done(base, hand_back, write)
    assert kinds(outcomes) in (["AssignmentOver", "done"], ["done", "done"])
    assert number_of(db, Judgement) == kinds(outcomes).count("done") - 1
