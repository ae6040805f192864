"""An outcome is released once, with all that follows; a later one stands in its place and leaves it as it was."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.models import Judgement, Result, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    JudgementKind,
    Outcome,
    ResultGround,
    SubmissionState,
    after_later_result,
)
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.stories import completion, released_result
from tests import factories
from tests.assessment.assessed import works
from tests.certificates import passing
from tests.racing import actor, done, number_of

LATE = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # the next day in Paris
AWARDS = {each["id"]: each for each in yaml.safe_load(Path("content/awards.yaml").read_text("utf-8"))["awards"]}
CORE = [f"C{number}" for number in range(1, 9)]
TOLD = {"at": works.NOW, "zone": passing.ZONE, "issuer": passing.ISSUER}
AGAIN = {**TOLD, "at": LATE}


@dataclass(frozen=True)
class Learner:
    """Amina with the core done, and P1 judged by Carys."""

    db: Session
    vault: Vault
    amina: factories.Person
    carys: factories.Person

    def judged(self, outcome: Outcome = Outcome.PASS) -> tuple[queries.TryFound, Judgement]:
        return passing.judged(self.db, self.vault, self.amina, self.carys, outcome=outcome)

    def passed(self, outcome: Outcome = Outcome.PASS) -> Result:
        return passing.passed(self.db, self.vault, self.amina, self.carys, outcome=outcome)

    def certificates(self) -> list[tuple[int, bool]]:
        """The editions of what was issued, and whether each was revoked."""
        found = certificates.queries.certificates_of(self.db, self.amina.id)
        return sorted((each.edition, each.revoked is not None) for each in found)


@pytest.fixture
def learner(db: Session, settings: Settings, amina: factories.Person) -> Learner:
    certificates.publish_awards(db, [AWARDS["INT-L4-3"]], at=works.NOW)
    passing.studied(db, amina, *CORE)
    return Learner(db, Vault(settings.text_keys), amina, factories.person(db, name="Carys Assessor"))


def test_a_pass_is_released_once_by_its_rule_and_the_award_that_rests_on_it_is_issued(learner: Learner) -> None:
    found, judgement = learner.judged()
    made = released_result.release(learner.db, found, judgement=judgement, at=LATE, zone="Europe/Paris", issuer="N")
    again = released_result.release(learner.db, found, judgement=judgement, at=LATE, zone="Europe/Paris", issuer="N")
    assert again.id == made.id
    assert (made.level, made.credits, made.hours, made.confirms_core) == (4, 1, 10, True)
    assert (f"{made.assessed_on}", f"{made.released_on}") == ("2026-11-21", "2026-12-01")
    assert (found.tried.outcome, found.tried.released_at) == (Outcome.PASS, LATE)
    assert (found.submission.state, found.submission.ended_at) == (SubmissionState.PASSED, LATE)
    assert learner.certificates() == [(1, False)]


def test_what_was_referred_is_prepared_again_until_no_try_is_left(learner: Learner) -> None:
    made = works.submission(learner.db, learner.amina)
    for number in (1, 2, 3):
        tried = works.handed_in(learner.db, learner.vault, made)
        judgement = works.judged(learner.db, learner.vault, tried, learner.carys, outcome=Outcome.REFER)
        found = queries.try_by_id(learner.db, tried.id)
        result = released_result.release(learner.db, found, judgement=judgement, **TOLD)
        assert (result.credits, result.confirms_core) == (0, False)
        assert (made.state == SubmissionState.NOT_PASSED, made.ended_at is not None) == (number == 3, number == 3)
    assert learner.certificates() == []


def test_nothing_is_released_that_was_not_judged(learner: Learner) -> None:
    found, judgement = learner.judged()
    other = works.handed_in(learner.db, learner.vault, works.submission(learner.db, learner.amina, level=4))
    waiting = queries.try_by_id(learner.db, other.id)
    with pytest.raises(NotNow):
        released_result.release(learner.db, waiting, judgement=judgement, **TOLD)
    judgement.saved_at = None
    with pytest.raises(NotNow):
        released_result.release(learner.db, found, judgement=judgement, **TOLD)


def test_a_pass_set_aside_revokes_what_rested_on_it_and_a_later_one_is_a_new_edition(learner: Learner) -> None:
    first = learner.passed()
    told = {"judgement": None, "ground": ResultGround.CORRECTION, "reason": "Another's work.", **AGAIN}
    aside = released_result.follow(learner.db, first, outcome=Outcome.REFER, **told)
    assert released_result.follow(learner.db, first, outcome=Outcome.REFER, **told).id == aside.id
    assert (first.outcome, aside.instead_of_id, aside.assessed_on) == (Outcome.PASS, first.id, first.assessed_on)
    assert learner.certificates() == [(1, True)]
    [held] = learner.db.scalars(select(Submission))
    assert (held.state, held.ended_at) == (SubmissionState.PREPARING, None)
    with pytest.raises(released_result.NoLongerInForce):
        released_result.follow(learner.db, first, outcome=Outcome.PASS, **told)
    told["reason"] = "It was their own."
    released_result.follow(learner.db, aside, outcome=Outcome.PASS, **told)
    assert learner.certificates() == [(1, True), (2, False)]
    second = learner.db.scalars(select(Certificate).where(Certificate.edition == 2)).one()
    before = learner.db.scalars(select(Certificate).where(Certificate.edition == 1)).one()
    assert (second.snapshot["edition"], second.snapshot["after_revoked"]) == (2, before.number)
    assert held.state == SubmissionState.PASSED


def test_a_certificate_that_an_administrator_revoked_is_not_issued_again_by_a_later_pass(learner: Learner) -> None:
    result = learner.passed()
    [issued] = learner.db.scalars(select(Certificate))
    certificates.revoke(learner.db, issued, reason="A mistake.", by=None, at=LATE)
    told = {"judgement": None, "ground": ResultGround.CORRECTION, "reason": "A mistake.", **AGAIN}
    aside = released_result.follow(learner.db, result, outcome=Outcome.REFER, **told)
    released_result.follow(learner.db, aside, outcome=Outcome.PASS, **told)
    assert learner.certificates() == [(1, True)]


def test_an_appeal_that_passes_one_try_ends_what_waits_for_the_next(learner: Learner) -> None:
    found, judgement = learner.judged(Outcome.REFER)
    referred = released_result.release(learner.db, found, judgement=judgement, **TOLD)
    second = works.handed_in(learner.db, learner.vault, found.submission)
    asked = works.assigned(learner.db, second, learner.carys)
    appeal = works.judged(learner.db, learner.vault, found.tried, learner.carys, kind=JudgementKind.APPEAL)
    told = {"judgement": appeal, "ground": ResultGround.APPEAL, **AGAIN}
    made = released_result.follow(learner.db, referred, outcome=Outcome.PASS, **told)
    assert (made.credits, found.tried.outcome) == (1, Outcome.REFER)
    assert (found.submission.state, asked.ended_as) == (SubmissionState.PASSED, AssignmentEnd.GIVEN_UP)
    late = works.judged(learner.db, learner.vault, second, learner.carys, outcome=Outcome.REFER)
    found.submission.state = SubmissionState.PASSED  # the rows above moved it, which `judge` would not
    later = queries.try_by_id(learner.db, second.id)
    released_result.release(learner.db, later, judgement=late, **AGAIN)
    assert found.submission.state == SubmissionState.PASSED
    assert learner.certificates() == [(1, False)]


def test_the_outcome_of_a_closed_account_is_kept_and_no_award_is_looked_at(learner: Learner) -> None:
    found, judgement = learner.judged()
    learner.amina.closed_at = works.NOW
    learner.db.flush()
    assert released_result.release(learner.db, found, judgement=judgement, **TOLD).outcome == Outcome.PASS
    assert learner.certificates() == []


def test_released_by_two_workers_at_once_it_is_released_once(learner: Learner, base: Database) -> None:
    found, judgement = learner.judged()
    try_id, judgement_id = found.tried.id, judgement.id
    learner.db.commit()

    def release(session: Session) -> int:
        mine, decided = queries.try_by_id(session, try_id), session.get_one(Judgement, judgement_id)
        return released_result.release(session, mine, judgement=decided, **TOLD).id

    one, other = done(base, release, release)
    assert one == other
    assert (number_of(learner.db, Result), number_of(learner.db, Certificate)) == (1, 1)
    assert learner.db.get_one(SubmissionTry, try_id).outcome == Outcome.PASS


def test_a_result_released_while_its_learner_finishes_the_core_is_one_certificate(
    learner: Learner, base: Database
) -> None:
    """Both evaluate awards, and neither waits for the other in a ring."""
    last = learner.db.scalars(
        select(Study).where(Study.person_id == learner.amina.id).order_by(Study.id.desc())
    ).first()
    assert last is not None
    last.completed_at = None
    found, judgement = learner.judged()
    try_id, judgement_id, segment_id = found.tried.id, judgement.id, last.segment_id
    me = actor(learner.amina)
    learner.db.commit()

    def release(session: Session) -> str:
        mine, decided = queries.try_by_id(session, try_id), session.get_one(Judgement, judgement_id)
        return released_result.release(session, mine, judgement=decided, **TOLD).unit_code

    def finish(session: Session) -> str:
        segment = session.get_one(Segment, segment_id)
        outcome = completion.record(
            session, learner=me, segment=segment, at=works.NOW, zone=passing.ZONE, issuer=passing.ISSUER
        )
        return "finished" if outcome.finished else "not yet"

    assert done(base, release, finish) == ["P1", "finished"]
    assert number_of(learner.db, Certificate) == 1


def test_an_award_published_later_is_issued_to_whoever_passed_all_of_it(learner: Learner) -> None:
    learner.passed()
    assert certificates.queries.without(learner.db, "INT-L4-3") == []
    assert certificates.queries.without(learner.db, "LATER") == [learner.amina.id]


@pytest.mark.parametrize(
    ("state", "passed", "tries", "becomes"),
    [
        (SubmissionState.JUDGED, True, 2, SubmissionState.PASSED),
        (SubmissionState.PASSED, False, 2, SubmissionState.PREPARING),
        (SubmissionState.PASSED, False, 3, SubmissionState.NOT_PASSED),
        (SubmissionState.HANDED_IN, False, 2, SubmissionState.HANDED_IN),
        (SubmissionState.GIVEN_UP, False, 1, SubmissionState.GIVEN_UP),
    ],
)
def test_a_submission_is_where_its_results_say(
    state: SubmissionState, passed: bool, tries: int, becomes: SubmissionState
) -> None:
    assert after_later_result(state, passed=passed, tries=tries) == becomes


def test_a_command_puts_another_result_in_the_place_of_one_by_its_receipt(learner: Learner, app: Flask) -> None:
    result = learner.passed()
    sha256 = learner.db.get_one(SubmissionTry, result.try_id).sha256
    learner.db.commit()

    def run(receipt: str, outcome: str = "refer") -> str:
        told = ["award", "correct-result", receipt, "--outcome", outcome, "--reason", "Another's work."]
        return app.test_cli_runner().invoke(main, told, obj=lambda: app).output

    assert "give 12 or more" in run("12")
    assert "No receipt begins so" in run("0" * 12)
    assert "“pass” already" in run(sha256, "pass")
    assert "is “refer” from now on" in run(f" {sha256[:12].upper()} ")
    learner.db.expire_all()
    assert learner.certificates() == [(1, True)]
    now = queries.result_of_try(learner.db, result.try_id)
    assert now is not None
    assert (now.ground, now.reason, now.instead_of_id) == (ResultGround.CORRECTION, "Another's work.", result.id)
