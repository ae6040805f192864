"""The states of a submission as a machine: whatever people do in whichever order, what was decided holds.

Each step is tried at any point, by the services that the pages call; one that cannot be done then is refused and
changes nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries, services
from learnmentor.assessment.assessed.appeals import queries as appeals
from learnmentor.assessment.assessed.appeals import services as appealing
from learnmentor.assessment.assessed.appeals.rules import AppealOutcome
from learnmentor.assessment.assessed.assignments import services as assigning
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.handing_in import contents
from learnmentor.assessment.assessed.handing_in import queries as handing_in
from learnmentor.assessment.assessed.handing_in import services as handing
from learnmentor.assessment.assessed.judging import services as judging
from learnmentor.assessment.assessed.judging.form_judgement import answers_of
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    Judgement,
    PartWork,
    Submission,
    SubmissionTry,
    part_place,
)
from learnmentor.assessment.assessed.moderation import services as moderating
from learnmentor.assessment.assessed.moderation.rules import SampleRule
from learnmentor.assessment.assessed.rules import MOST_TRIES, AssignmentKind, Outcome, SubmissionState
from learnmentor.ground.db import Base, Database
from learnmentor.ground.vault import Vault
from learnmentor.stories import judged_work, settled_appeal
from learnmentor.stories.judged_work import Releasing
from tests import factories
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.works import NOW, TODAY

RELEASING = Releasing(SampleRule(per_cent=20, least=0), handed.ZONE, "Northfield College")
REFUSED = (
    services.NotNow, handing.SomethingMissing, handing.WorkChangedMeanwhile, assigning.AlreadyAssigned,
    assigning.ConflictOfInterest, assigning.MayNotJudge, judging.AssignmentOver, judging.NothingToJudge,
    moderating.AlreadyAgreed, appealing.NothingToAppeal, appealing.AppealClosed, appealing.AnothersAppeal,
    appealing.MayNotModerate, appealing.NotJudgedAnew, appealing.JudgedAnew, appealing.NotAnother,
)  # fmt: skip
OUTCOMES = st.sampled_from([Outcome.REFER, Outcome.REFER, Outcome.PASS])  # or nearly every run would end at once
STEPS = (
    "hand_in", "hand_in", "write", "give_up", "assign", "judge", "judge", "second", "second", "agree", "appeal",
    "appeal", "appeal_is_judged", "appeal_is_judged", "appeal_is_settled", "appeal_is_settled", "appeal_is_withdrawn",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where the machine plays, and who plays."""

    db: Session
    vault: Vault
    learner: Person
    judges: list[Person]
    moderators: list[Person]


class Submissions(RuleBasedStateMachine):
    """One submission of Amina's, with three who judge and three who moderate."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage, self.db, self.vault, self.at = stage, stage.db, stage.vault, NOW
        self.made = handed.ready(self.db, self.vault, stage.learner, public_id="played")
        self.kept: dict[int, str] = {}  # the number on each receipt
        self.results: list[tuple[int, str]] = []

    def later(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def name(self, sort: str) -> str:
        return f"{sort}{self.at:%d%H%M}"

    @property
    def tried(self) -> SubmissionTry | None:
        return next(iter(reversed(queries.tries_of(self.db, self.made.id))), None)

    @rule(what=st.sampled_from(STEPS), who=st.integers(0, 2), outcome=OUTCOMES)
    def happens(self, what: str, who: int, outcome: Outcome) -> None:
        """One rule for all steps: of several, whole runs would do without some, such as handing in."""
        with suppress(*REFUSED):
            getattr(self, what)(who, outcome)

    # The learner

    def write(self, who: int, _outcome: Outcome) -> None:
        services.hold_prepared(self.db, self.made, by=self.stage.learner.id)
        row = self.db.scalars(select(PartWork).where(PartWork.part == "account")).one()
        body = {"text": ("More.", "Longer.", " ")[who], "links": []}
        row.body = self.vault.seal(body, place=part_place("played", "account"))

    def hand_in(self, who: int, _outcome: Outcome) -> None:
        """As it stands, or from a tab that was opened before the try before it."""
        before, seen = self.made.tries, handed.looked_over(self.db, self.vault, self.made)
        number = max(1, before) if who == 2 else seen.number
        old = handing.LookedOver(number, seen.mark)
        tried = handed.hand_in(self.db, self.vault, self.made, seen=old, public_id=self.name("t"), at=self.later())
        assert (tried.number, self.made.tries) == (number, max(before, number))

    def give_up(self, who: int, outcome: Outcome) -> None:
        if who == 2 and outcome == Outcome.PASS and self.made.tries:  # seldom
            state = self.made.state
            services.give_up(self.db, self.made, by=self.stage.learner.id, at=self.later())
            assert state in {SubmissionState.PREPARING, SubmissionState.HANDED_IN}

    # Who judges, and what follows

    def assign(self, who: int, _outcome: Outcome) -> None:
        self._asked(AssignmentKind.FIRST, self.stage.judges[who])

    def judge(self, who: int, outcome: Outcome) -> None:
        self._save(self.tried, self._asked(AssignmentKind.FIRST, self.stage.judges[who]), outcome)
        self.check()

    def second(self, who: int, outcome: Outcome) -> None:
        self._save(self.tried, self._asked(AssignmentKind.SECOND, self.stage.moderators[who % 2]), outcome)
        self.check()

    def _asked(self, kind: AssignmentKind, who: Person) -> Assignment:
        if self.tried is None:
            raise services.NotNow
        return assigning.assign(self.db, self.tried, to=who.id, kind=kind, by=None, on=TODAY, at=self.later())

    def _save(self, tried: SubmissionTry, asked: Assignment, outcome: Outcome) -> None:
        brief = brief_of(tried)
        answers = answers_of(brief, TypedJudgement(works.words(met=outcome == Outcome.PASS), outcome))
        judging.keep_draft(
            self.db, self.vault, asked, brief=brief, answers=answers, seen={}, public_id=self.name("j"), at=self.later()
        )
        draft = self.db.scalars(select(Judgement).order_by(Judgement.id.desc()).limit(1)).one()
        judging.save(self.db, self.vault, tried, asked, brief=brief, seen=draft.changes, on=TODAY, at=self.later())

    def agree(self, _who: int, outcome: Outcome) -> None:
        found = queries.try_by_id(self.db, self.tried.id) if self.tried else None
        if found is not None:
            moderating.agree(
                self.db, self.vault, found, by=self.stage.moderators[0].id, said=works.words(), outcome=outcome,
                public_id=self.name("a"), at=self.later(),
            )  # fmt: skip
            self.check()

    def check(self) -> None:
        if self.tried is not None:
            judged_work.after_judgement(
                self.db, try_id=self.tried.id, releasing=RELEASING, seed="0" * 64, at=self.later()
            )

    # Appeals

    def appeal(self, who: int, _outcome: Outcome) -> None:
        tries = queries.tries_of(self.db, self.made.id)
        result = appeals.newest_result(self.db, tries[who].id) if who < len(tries) else None
        if result is not None:
            appealing.make(
                self.db, self.vault, self.made, result, by=self.stage.learner.id, reasons="Look again.", days=28,
                zone=handed.ZONE, public_id=self.name("p"), at=self.later(),
            )  # fmt: skip

    def appeal_is_judged(self, who: int, outcome: Outcome) -> None:
        if (found := self._open_appeal()) is not None:
            by = self.stage.moderators[2 if who else 0].id  # one who seconds nothing, or one who may have
            appealing.take(self.db, found, by=by, on=TODAY)
            to = self.stage.judges[2 - who].id
            asked = appealing.name_assessor(self.db, found, to=to, by=by, on=TODAY, at=self.later())
            self._save(found.tried, asked, outcome)

    def appeal_is_settled(self, who: int, outcome: Outcome) -> None:
        """By whoever has it, or by another; as it was judged anew, or not."""
        if (found := self._open_appeal()) is not None:
            anew = appeals.judged_anew(self.db, found.appeal, try_id=found.tried.id)
            changed = anew is not None and anew.outcome != found.result.outcome and outcome == Outcome.REFER
            settled_appeal.settle(
                self.db, self.vault, found, answer="We did.", at=self.later(), zone=handed.ZONE, issuer="Northfield",
                by=(found.appeal.moderator_id if who else None) or self.stage.moderators[0].id,
                outcome=AppealOutcome.CHANGED if changed else AppealOutcome.STANDS,
            )  # fmt: skip

    def appeal_is_withdrawn(self, who: int, outcome: Outcome) -> None:
        found = self._open_appeal() if who == 2 and outcome == Outcome.PASS else None
        if found is not None:
            appealing.withdraw(self.db, found, by=self.stage.learner.id, zone=handed.ZONE, at=self.later())

    def _open_appeal(self) -> appeals.AppealFound | None:
        one = self.db.scalar(select(Appeal.public_id).where(Appeal.closed_at.is_(None)).limit(1))
        return appeals.appeal_found(self.db, one) if one else None

    # What holds after every step

    @invariant()
    def each_try_is_kept_as_it_was_handed_in(self) -> None:
        tries = queries.tries_of(self.db, self.made.id)
        assert [each.number for each in tries] == list(range(1, self.made.tries + 1))
        assert len(tries) <= MOST_TRIES
        for each in tries:
            assert self.kept.setdefault(each.number, each.sha256) == each.sha256
            content = handing_in.work_json(self.vault, each)
            assert content is not None
            work = queries.work_of(self.vault, each)
            assert work is not None
            assert contents.digest(queries.as_json(work)) == each.sha256

    @invariant()
    def results_are_only_added_to_and_the_state_says_what_they_say(self) -> None:
        told = [
            each
            for tried in queries.tries_of(self.db, self.made.id)
            for each in handing_in.results_told(self.db, tried.id)
        ]
        now = sorted((each.result.id, each.result.outcome) for each in told)
        assert now[: len(self.results)] == self.results
        self.results = now
        passed = queries.passes_of(self.db, self.made.id)
        assert (self.made.state == SubmissionState.PASSED) == passed
        assert (self.made.ended_at is not None) == SubmissionState(self.made.state).ended
        released = [each.result for each in told if each.result.instead_of_id is None]
        assert len({each.try_id for each in released}) == len(released)

    @invariant()
    def one_person_at_most_is_asked_for_each_judgement(self) -> None:
        asked = queries.open_assignments(self.db, self.made.id)
        assert len({(each.try_id, each.kind) for each in asked}) == len(asked)
        first = [each for each in asked if each.kind == AssignmentKind.FIRST]
        assert not first or self.made.state == SubmissionState.HANDED_IN

    @invariant()
    def nobody_judges_a_try_twice(self) -> None:
        for tried in queries.tries_of(self.db, self.made.id):
            saved = self.db.query(Judgement).filter(Judgement.try_id == tried.id, Judgement.kind != "agreed").all()
            assert len({each.assessor_id for each in saved}) == len(saved)

    def teardown(self) -> None:
        self.db.rollback()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    """A database of its own: what is asked of rules and services here, both kinds answer alike."""
    ours = Database(f"sqlite:///{tmp_path}/states.db")
    Base.metadata.create_all(ours.engine)
    with ours.session() as session:
        yield session
    ours.engine.dispose()


def test_a_submission_keeps_its_promises_whatever_happens_in_whichever_order(empty: Session) -> None:
    db = empty
    learner, *others = (factories.person(db, name=f"Person {number}") for number in range(7))
    for each in others[:3]:
        works.assessor(db, each)
    for each in others[3:]:
        works.assessor(db, each, role=works.RoleName.MODERATOR)
    db.commit()
    stage = Stage(db, Vault((b"k" * 32,)), learner, others[:3], others[3:])
    few = settings(max_examples=9, stateful_step_count=60, suppress_health_check=list(HealthCheck), deadline=None)
    run_state_machine_as_test(lambda: Submissions(stage), settings=few)
    assert db.scalars(select(Submission)).all() == []
