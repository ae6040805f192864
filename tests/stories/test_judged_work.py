"""After a judgement: drawn once, released once, whatever happens to the worker in between; reports of a period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.assignments.desk.turnaround import Took, turnaround
from learnmentor.assessment.assessed.models import (
    AssessorScope,
    Judgement,
    ModerationSample,
    Result,
    Submission,
    SubmissionTry,
)
from learnmentor.assessment.assessed.moderation import jobs, queries, rules, services
from learnmentor.assessment.assessed.moderation.report_figures import figures_from
from learnmentor.assessment.assessed.moderation.rules import Awaited, SampleReason, SampleRule
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome, SubmissionState
from learnmentor.assessment.assessed.services import JUDGED
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import Job
from learnmentor.jobs.worker import Handler
from learnmentor.stories import judged_work, released_result
from learnmentor.stories.judged_work import Releasing
from tests import factories
from tests.assessment.assessed import works
from tests.mentoring.conftest import two
from tests.racing import done, kinds, number_of
from tests.stories.two_accounts import merge

TOMORROW = works.NOW + timedelta(days=1)
NEVER, ALWAYS = "f" * 64, "0" * 64
PASS, REFER = Outcome.PASS, Outcome.REFER
RELEASING = Releasing(SampleRule(per_cent=20, least=0), "Europe/London", "Northfield College")


@dataclass(frozen=True)
class Panel:
    """Amina's work, judged by Carys, who is seasoned, and moderated by Farid."""

    db: Session
    base: Database
    vault: Vault
    amina: factories.Person
    carys: factories.Person
    farid: factories.Person

    def judged(self, outcome: Outcome = PASS, *, level: int = 4, close: bool = False, missed: int = 2) -> SubmissionTry:
        """A try that Carys judged; a refer misses so many criteria."""
        tried = works.handed_in(self.db, self.vault, works.submission(self.db, self.amina, level=level))
        first = works.judged(self.db, self.vault, tried, self.carys, outcome=outcome, close=close)
        first.not_met = missed if outcome == REFER else 0
        self.db.commit()
        return tried

    def second(self, tried: SubmissionTry, outcome: Outcome = PASS) -> None:
        works.judged(self.db, self.vault, tried, self.farid, outcome=outcome, kind=JudgementKind.SECOND)
        self.db.commit()

    def agree(self, tried: SubmissionTry, outcome: Outcome = REFER) -> Judgement:
        found = works.queries.try_by_id(self.db, tried.id)
        assert found
        made = services.agree(
            self.db, self.vault, found, by=self.farid.id, said=works.words(met=outcome == PASS), outcome=outcome,
            public_id=f"agreed{tried.id}", at=works.NOW,
        )  # fmt: skip
        self.db.commit()
        return made

    def follow(self, tried: SubmissionTry, *, seed: str = NEVER, rule: SampleRule = RELEASING.rule) -> Awaited:
        """What the worker does, and what the try waits for then."""
        releasing, try_id = Releasing(rule, RELEASING.zone, RELEASING.issuer), tried.id
        self.db.rollback()  # reads what is there afterwards
        with self.base.transaction() as db:
            return judged_work.after_judgement(db, try_id=try_id, releasing=releasing, seed=seed, at=works.NOW)

    def sample(self, tried: SubmissionTry) -> ModerationSample:
        self.db.expire_all()
        return self.db.get_one(ModerationSample, tried.id)


@pytest.fixture
def panel(db: Session, base: Database, settings: Settings, amina: factories.Person) -> Panel:
    carys, farid = (factories.person(db, name=name) for name in ("Carys Assessor", "Farid Moderator"))
    works.brief(db, {**works.P1, "versions": [{**works.P1["versions"][0], "level": level} for level in (4, 5, 6, 7)]})
    works.assessor(db, carys)
    db.commit()
    return Panel(db, base, Vault(settings.text_keys), amina, carys, farid)


@pytest.fixture
def seasoned(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> Panel:
    """As if Carys had judged long enough to be new no more."""
    monkeypatch.setattr(rules, "FIRST_JUDGEMENTS", 0)
    return panel


def test_what_is_not_sampled_is_released_at_once_and_the_draw_is_kept(seasoned: Panel) -> None:
    tried = seasoned.judged()
    handle = jobs.following(Releasing(SampleRule(0, 0), "Europe/London", "N"), now=lambda: works.NOW)
    job = {"try": tried.id, "judgement": 1}
    seasoned.db.rollback()
    for _ in range(2):
        handle(seasoned.base, job)
    sample = seasoned.sample(tried)
    assert (sample.sampled, sample.reasons, sample.seed, sample.settled_at) == (False, [], sample.seed, None)
    assert (len(sample.seed), rules.drawn_again(sample.basis, sample.seed)) == (64, ())
    assert (tried.outcome, seasoned.db.get_one(Submission, tried.submission_id).state) == (PASS, SubmissionState.PASSED)


def test_a_sampled_judgement_waits_and_two_who_agree_release_the_first(seasoned: Panel) -> None:
    tried = seasoned.judged(REFER)
    assert seasoned.follow(tried, seed=ALWAYS) == Awaited.SECOND
    assert tried.released_at is None
    seasoned.second(tried, REFER)
    assert seasoned.follow(tried, seed=NEVER) == Awaited.NOTHING, "the first draw stays"
    assert seasoned.sample(tried).reasons == [SampleReason.DRAWN]
    result = seasoned.db.scalars(select(Result)).one()
    saved = {each.kind for each in seasoned.db.scalars(select(Judgement)) if each.body}
    assert (result.outcome, seasoned.db.get_one(Judgement, result.judgement_id).kind) == (REFER, JudgementKind.FIRST)
    assert saved == {JudgementKind.FIRST, JudgementKind.SECOND}, "both are kept whole"


def test_two_who_differ_wait_for_an_agreed_outcome_which_is_recorded_once(seasoned: Panel) -> None:
    tried = seasoned.judged(close=True)
    seasoned.follow(tried)
    seasoned.second(tried, REFER)
    assert seasoned.follow(tried) == Awaited.AGREEMENT
    agreed = seasoned.agree(tried)
    assert seasoned.db.scalars(select(Job).where(Job.kind == JUDGED)).one().args["judgement"] == agreed.id
    with pytest.raises(services.AlreadyAgreed):
        seasoned.agree(tried)
    seasoned.db.rollback()
    assert seasoned.follow(tried) == Awaited.NOTHING
    assert (tried.outcome, seasoned.sample(tried).settled_at) == (REFER, works.NOW)
    assert seasoned.db.scalars(select(Result)).one().judgement_id == agreed.id


def test_two_moderators_at_once_record_one_agreed_outcome(seasoned: Panel) -> None:
    tried_id = seasoned.judged(close=True).id
    seasoned.second(seasoned.db.get_one(SubmissionTry, tried_id), REFER)

    def agree(public_id: str) -> Callable[[Session], int]:
        def tell(db: Session) -> int:
            found = works.queries.try_by_id(db, tried_id)
            assert found
            return services.agree(
                db, seasoned.vault, found, by=found.learner.id + 1, said=works.words(), outcome=PASS,
                public_id=public_id, at=works.NOW,
            ).id  # fmt: skip

        return tell

    assert kinds(done(seasoned.base, agree("one"), agree("other"))) == ["AlreadyAgreed", "done"]


def test_nothing_is_agreed_on_where_two_came_to_the_same(seasoned: Panel) -> None:
    tried = seasoned.judged(close=True)
    seasoned.second(tried, PASS)
    with pytest.raises(services.NotNow):
        seasoned.agree(tried)


def test_the_first_ten_since_the_scope_was_recorded_and_the_least_of_a_year_are_counted(panel: Panel) -> None:
    panel.db.scalars(select(AssessorScope)).one().recorded_at = works.NOW - timedelta(days=1)
    for number in range(rules.FIRST_JUDGEMENTS):
        tried = panel.judged(level=4 + number % 4)
        panel.follow(tried)
        assert panel.sample(tried).reasons == [SampleReason.NEW_ASSESSOR]
    eleventh, twelfth = panel.judged(), panel.judged()
    assert panel.follow(eleventh, rule=SampleRule(0, 11)) == Awaited.SECOND
    assert panel.sample(eleventh).basis["judged"] == {
        "outcome": "pass", "close": False, "not_met": 0, "tried": 1, "before": 10, "sampled_this_year": 10,
    }  # fmt: skip
    assert panel.follow(twelfth, rule=SampleRule(0, 11)) == Awaited.NOTHING


@pytest.mark.parametrize("dies_in", ["release", "draw"])
def test_a_worker_that_is_killed_in_between_loses_nothing_and_releases_once(
    seasoned: Panel, dies_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = seasoned.judged()
    module = released_result if dies_in == "release" else services
    original: Callable[..., object] = getattr(module, dies_in)

    def dies(*args: object, **kwargs: object) -> None:
        original(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            seasoned.follow(tried)
    assert number_of(seasoned.db, Result) == number_of(seasoned.db, ModerationSample) == 0
    for _ in range(2):
        seasoned.follow(tried)
    assert (number_of(seasoned.db, Result), number_of(seasoned.db, ModerationSample)) == (1, 1)


def test_two_workers_at_once_draw_and_release_once(seasoned: Panel) -> None:
    tried_id = seasoned.judged().id

    def told(seed: str) -> Callable[[Session], Awaited]:
        return lambda db: judged_work.after_judgement(db, try_id=tried_id, releasing=RELEASING, seed=seed, at=works.NOW)

    assert done(seasoned.base, told(NEVER), told(NEVER)) == [Awaited.NOTHING, Awaited.NOTHING]
    assert (number_of(seasoned.db, Result), number_of(seasoned.db, ModerationSample)) == (1, 1)


def test_whoever_becomes_the_mentor_once_their_judgement_is_saved_leaves_it_standing(seasoned: Panel) -> None:
    tried = seasoned.judged(close=True)
    assert seasoned.follow(tried) == Awaited.SECOND
    two(seasoned.db, mentor=seasoned.carys, mentee=seasoned.amina)
    seasoned.second(tried)
    assert seasoned.follow(tried) == Awaited.NOTHING
    released = seasoned.db.scalars(select(Result)).one()
    assert seasoned.db.get_one(Judgement, released.judgement_id).assessor_id == seasoned.carys.id


def test_two_accounts_that_become_one_while_a_try_is_released_have_its_result(seasoned: Panel) -> None:
    tried_id, goes = seasoned.judged().id, seasoned.amina.id
    stays = factories.person(seasoned.db, name="Amina Yusuf", email="amina@home.example.org").id
    seasoned.db.commit()

    def release(db: Session) -> Awaited:
        return judged_work.after_judgement(db, try_id=tried_id, releasing=RELEASING, seed=NEVER, at=works.NOW)

    def become_one(db: Session) -> None:
        merge(db, db.get_one(Person, stays), db.get_one(Person, goes), seasoned.vault)

    assert kinds(done(seasoned.base, release, become_one)) == ["done", "done"]
    seasoned.db.rollback()
    assert seasoned.db.scalars(select(Result.person_id)).all() == [stays]
    assert seasoned.db.scalars(select(Submission.person_id)).all() == [stays]
    assert seasoned.db.scalars(select(Certificate.person_id)).all() in ([], [stays])


def test_a_clock_that_was_put_back_holds_nothing_up(seasoned: Panel, signing_key: object) -> None:
    tried = works.handed_in(seasoned.db, seasoned.vault, works.submission(seasoned.db, seasoned.amina), at=TOMORROW)
    works.judged(seasoned.db, seasoned.vault, tried, seasoned.carys, at=TOMORROW)
    seasoned.db.commit()
    assert seasoned.follow(tried) == Awaited.NOTHING
    seasoned.db.expire_all()
    assert tried.released_at == works.NOW < tried.handed_in_at
    told = turnaround([Took(TOMORROW.date(), TOMORROW.date(), works.TODAY)] * 5)
    assert (told and told.median, told and told.late) == (0, 0)


def test_a_sweep_finds_what_was_judged_while_no_worker_ran_and_leaves_what_waits(seasoned: Panel) -> None:
    drawn, agreed, waits, differ = (seasoned.judged(close=close) for close in (False, True, True, True))
    for tried in (agreed, waits, differ):
        seasoned.follow(tried)
    seasoned.second(agreed)
    seasoned.second(differ, REFER)
    assert queries.left_lying(seasoned.db, most=9) == [drawn.id, agreed.id]
    _swept(seasoned)
    assert [each.released_at is not None for each in (drawn, agreed, waits, differ)] == [True, True, False, False]
    assert queries.left_lying(seasoned.db, most=9) == []


def _swept(panel: Panel) -> None:
    sweep: Handler = jobs.sweeping(Releasing(SampleRule(0, 0), "Europe/London", "N"), now=lambda: works.NOW)
    panel.db.rollback()
    sweep(panel.base, {})
    panel.db.expire_all()


def test_a_report_is_made_by_the_worker_and_kept_until_there_is_a_newer_one(seasoned: Panel) -> None:
    for outcome, second in ((PASS, PASS), (PASS, REFER), (REFER, REFER)):
        tried = seasoned.judged(outcome, close=True)
        seasoned.follow(tried)
        seasoned.second(tried, second)
    for who in (seasoned.carys, seasoned.farid):
        works.standardised(seasoned.db, seasoned.vault, who)
    first, last = rules.working_year(works.TODAY)
    report = services.ask_for_report(seasoned.db, starts_on=first, ends_on=last, at=works.NOW)
    services.ask_for_report(seasoned.db, starts_on=first, ends_on=last, at=works.NOW + timedelta(minutes=1))
    seasoned.db.commit()
    assert number_of(seasoned.db, Job, Job.kind == services.MAKE_REPORT) == 1, "asked twice, it is made once"
    jobs.reporting(seasoned.vault, zone="Europe/London", now=lambda: works.NOW)(seasoned.base, {"report": report.id})
    seasoned.db.rollback()
    found = figures_from(report.figures or {})
    assert (report.done, report.total, report.made_at) == (3, 3, works.NOW)
    assert (found.whole.judged, found.whole.passed, found.whole.sampled) == (3, 2, 3)
    assert (found.whole.agreement.pairs, found.whole.agreement.agreed, found.whole.agreement.kappa) == (3, 2, None)
    assert [(line.key, line.judged) for line in found.assessors] == [(seasoned.carys.public_id, 3)]
    assert [line.key for line in found.months] == ["2026-11"]
    assert (found.records.assessors, found.records.pairs, found.records.agreed) == (2, 6, 6)
    assert [(key, each.pairs, each.agreed) for key, each in found.by_criterion][-1] == ("P1.3-1", 3, 2)
