"""An account is closed while its work is judged, sampled or appealed, or while its owner judges: nothing hangs."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import digest
from learnmentor.assessment.assessed import queries as submitted
from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.appeals import queries as appeals
from learnmentor.assessment.assessed.appeals import services as appealing
from learnmentor.assessment.assessed.assignments import queries as assignments
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    Judgement,
    ModerationSample,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionTry,
    WitnessNote,
)
from learnmentor.assessment.assessed.moderation import services as moderating
from learnmentor.assessment.assessed.moderation.rules import Awaited, SampleRule
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    AssignmentKind,
    ConsentState,
    JudgementKind,
    Outcome,
    SubmissionState,
)
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.witnesses.rules import LASTS
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.stories import closing_account, judged_work
from learnmentor.stories.judged_work import Releasing
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.handed import ZONE, Referred
from tests.assessment.assessed.works import NOW, TODAY
from tests.conftest import HeldClock
from tests.page import Browser
from tests.racing import done, kinds

RELEASING = Releasing(SampleRule(0, 0), ZONE, "Northfield College")


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def about(db: Session, vault: Vault, time: HeldClock) -> Referred:
    """Amina's P1 at level 4, referred by Carys and appealed; Farid has the appeal, and Dov is asked to judge anew."""
    found = handed.referred(db, vault)
    found.moderator.name = "Farid Rahimi"
    appealing.make(
        db, vault, found.done.submission, found.done.result, by=found.learner.id, reasons="Page 3.", days=28, zone=ZONE,
        public_id="appeal", at=NOW,
    )  # fmt: skip
    there = appeals.appeal_found(db, "appeal")
    assert there is not None
    appealing.take(db, there, by=found.moderator.id, on=TODAY)
    appealing.name_assessor(db, there, to=found.other.id, by=found.moderator.id, on=TODAY, at=NOW)
    db.commit()
    return found


def close(db: Session, person_id: int) -> None:
    closing_account.close(db, rooms.personal_data(), person_id=person_id, sender=None, at=NOW, zone=ZONE)


def drafted(db: Session, tried: SubmissionTry, by: Person) -> None:
    works.assigned(db, tried, by)
    db.add(Judgement(public_id="draft", try_id=tried.id, assessor_id=by.id, kind="first", changes=1, changed_at=NOW))


def test_work_that_is_judged_sampled_or_appealed_ends_with_its_account(
    app: Flask, db: Session, vault: Vault, about: Referred
) -> None:
    with_carys = works.handed_in(db, vault, works.submission(db, about.learner, level=5), public_id="with-carys")
    drafted(db, with_carys, about.first)
    sampled = works.handed_in(db, vault, works.submission(db, about.learner, level=6), public_id="sampled")
    first = works.judged(db, vault, sampled, about.first, close=True)
    db.add(ModerationSample(try_id=sampled.id, judgement_id=first.id, sampled=True, reasons=["close"], seed="0" * 64,
                            drawn_at=NOW))  # fmt: skip
    works.assigned(db, sampled, about.moderator, kind=AssignmentKind.SECOND)
    db.add(WitnessNote(public_id="note", submission_id=with_carys.submission_id, part="listening", asked_at=NOW,
                       token_sha256=digest("atoken"), worth_until=NOW + LASTS))  # fmt: skip
    talk = works.submission(db, about.learner, unit="P5", level=7)
    works.brief(db, {**handed.P5, "unit": "P5"})
    discussed = works.handed_in(db, vault, talk)
    handed.times_proposed(db, vault, discussed)
    db.commit()
    close(db, about.learner.id)
    db.commit()
    nothing_is_written_any_more(db, vault, about, sampled, discussed)
    assert {(each.ended_at, each.ended_as) for each in db.query(Assignment)} == {(NOW, AssignmentEnd.GIVEN_UP)}
    assert [(each.outcome, each.closed_at, each.body) for each in db.query(Appeal)] == [("withdrawn", NOW, None)]
    assert {each.state for each in db.query(Submission)} == {SubmissionState.GIVEN_UP}
    told = judged_work.after_judgement(db, try_id=sampled.id, releasing=RELEASING, seed="0" * 64, at=NOW)
    assert (told, sampled.released_at, db.scalars(select(Result.id)).all()) == (Awaited.NOTHING, None, [1])
    db.commit()
    assert "This link is over" in Browser(app).get("/witness/atoken").words
    for person in (about.first, about.moderator, about.other):
        browser = Browser(app).sign_in(person)
        for page in ("/assessing", "/moderating", "/moderating/appeals"):
            found = browser.get(page).soup
            assert (
                found.select("[href*=with-carys], [href*=sampled], [href*='appeals/appeal'], [action*=sampled]") == []
            )
        assert browser.get("/assessing/with-carys").status == 404


def nothing_is_written_any_more(
    db: Session, vault: Vault, about: Referred, sampled: SubmissionTry, discussed: SubmissionTry
) -> None:
    """From pages of before: an agreed outcome and what was said, which nobody would erase again."""
    works.judged(db, vault, sampled, about.other, outcome=Outcome.REFER, kind=JudgementKind.SECOND)
    found = submitted.try_by_id(db, sampled.id)
    assert found is not None
    with pytest.raises(NotNow):
        moderating.agree(
            db, vault, found, by=about.moderator.id, said=works.words(), outcome=Outcome.PASS, public_id="x", at=NOW
        )
    with pytest.raises(NotNow):
        handed.times_proposed(db, vault, discussed)
    db.rollback()


def test_what_somebody_had_to_judge_waits_for_others_at_once_and_their_draft_is_gone(
    db: Session, vault: Vault, about: Referred
) -> None:
    tried = works.handed_in(db, vault, works.submission(db, about.learner, level=5))
    drafted(db, tried, about.first)
    record = works.released(db, vault, about.done.submission, other=about.first, text="We met.")
    record.state = ConsentState.GIVEN
    db.commit()
    close(db, about.first.id)
    assert db.query(Judgement).filter_by(public_id="draft").all() == []
    assert assignments.open_of_kind(db, tried.id, AssignmentKind.FIRST) == []
    assert db.query(Assignment).filter_by(try_id=tried.id).one().ended_as == AssignmentEnd.ROLE_ENDED
    assert (record.state, record.body, len(record.sha256)) == (ConsentState.WITHDRAWN, None, 64)
    assert db.query(Appeal).one().closed_at is None, "what others do goes on"
    [result] = db.query(Result)
    assert (result.outcome, about.done.submission.state) == (Outcome.REFER, SubmissionState.PREPARING)


Story = Callable[[Session, Vault, Referred], object]
MEANWHILE: dict[str, Story] = {
    "given up": lambda db, _, about: submissions.give_up(
        db, db.get_one(Submission, about.done.submission.id), by=about.learner.id, at=NOW
    ),
    "released": lambda db, _, about: judged_work.after_judgement(
        db, try_id=about.done.tried.id, releasing=RELEASING, seed="0" * 64, at=NOW
    ),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_an_account_that_closes_at_the_same_moment_waits_for_nothing(
    base: Database, db: Session, vault: Vault, about: Referred, *, meanwhile: str
) -> None:
    if meanwhile == "released":
        about.done.submission.state, about.done.tried.released_at = SubmissionState.JUDGED, None
        about.done.tried.outcome = None
        db.query(Appeal).delete()
        db.query(Result).delete()
        db.query(Assignment).delete()
    key = about.learner.id
    db.commit()
    came = kinds(done(base, lambda s: close(s, key), lambda s: MEANWHILE[meanwhile](s, vault, about)))
    assert came in (["done", "done"], ["NotNow", "done"])
    db.expire_all()
    assert db.get_one(Submission, about.done.submission.id).state != SubmissionState.JUDGED
    assert db.scalars(select(ReleasedRecord)).all() == []
