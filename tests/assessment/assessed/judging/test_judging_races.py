"""An assessor in two windows saves once; two who judge at once stand both; a draft is begun once."""

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.judging import queries, services
from learnmentor.assessment.assessed.judging.form_judgement import answers_of
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, Outcome
from learnmentor.ground.db import Database
from learnmentor.jobs.models import Job
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.judging.conftest import WHOLE, Desk
from tests.assessment.assessed.works import NOW, TODAY
from tests.racing import done, kinds, number_of, pressed

TRY = "/assessing/thetry"


def test_a_draft_is_begun_in_two_windows_once_and_holds_what_both_wrote(desk: Desk) -> None:
    one, other = desk.browser(desk.carys), desk.browser(desk.carys)
    desk.db.rollback()
    pressed((one, TRY, {**WHOLE, "note": "One"}), (other, TRY, {**WHOLE, "note": "Two"}))
    note = queries.typed_of(desk.vault, desk.judgement()).work.note
    assert set(note.split("\n")) == {"One", "Two"}


def test_one_assessor_who_saves_twice_saves_once_and_starts_one_job(desk: Desk) -> None:
    one, other = desk.browser(desk.carys), desk.browser(desk.carys)
    one.post(TRY, WHOLE)
    desk.db.rollback()
    pressed((one, f"{TRY}/save", {"seen": "1"}), (other, f"{TRY}/save", {"seen": "1"}))
    assert number_of(desk.db, Judgement, Judgement.saved_at.is_not(None)) == 1
    assert number_of(desk.db, Job, Job.kind == submissions.JUDGED) == 1


def test_an_assessor_and_a_moderator_who_save_at_once_are_two_judgements(desk: Desk) -> None:
    works.judged(desk.db, desk.vault, desk.tried, factories.person(desk.db, name="Ida"))
    desk.asked.kind = AssignmentKind.SECOND
    works.assigned(desk.db, desk.tried, desk.farid, kind=AssignmentKind.SECOND)
    desk.db.commit()
    one, other = desk.browser(desk.carys), desk.browser(desk.farid)
    for each in (one, other):
        each.post(TRY, WHOLE)
    desk.db.rollback()
    pressed((one, f"{TRY}/save", {"seen": "1"}), (other, f"{TRY}/save", {"seen": "1"}))
    assert number_of(desk.db, Judgement, Judgement.saved_at.is_not(None)) == 3
    assert number_of(desk.db, Job, Job.kind == submissions.JUDGED) == 2
    assert number_of(desk.db, Assignment, Assignment.ended_as == AssignmentEnd.JUDGED) == 2


def test_what_is_given_up_while_it_is_saved_is_one_or_the_other(base: Database, desk: Desk) -> None:
    key, owner, vault, brief = desk.asked.id, desk.amina.id, desk.vault, brief_of(desk.tried)
    answers = answers_of(brief, TypedJudgement(works.words(), Outcome.PASS))
    services.keep_draft(desk.db, vault, desk.asked, brief=brief, answers=answers, seen={}, public_id="draft", at=NOW)
    desk.db.commit()

    def save(session: Session) -> object:
        mine = session.get_one(Assignment, key)
        found = session.get_one(SubmissionTry, mine.try_id)
        return services.save(session, vault, found, mine, brief=brief, seen=1, on=TODAY, at=NOW)

    def give_up(session: Session) -> object:
        return submissions.give_up(session, session.query(Submission).one(), by=owner, at=NOW)

    outcomes = done(base, save, give_up)
    assert kinds(outcomes) in (["AssignmentOver", "done"], ["NotNow", "done"])
    ended = AssignmentEnd.JUDGED if "NotNow" in kinds(outcomes) else AssignmentEnd.GIVEN_UP
    assert number_of(desk.db, Assignment, Assignment.ended_as == ended) == 1
    assert number_of(desk.db, Job) == (ended == AssignmentEnd.JUDGED)
