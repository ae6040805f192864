"""A discussion about what was handed in: times of one, picked by the other, and a record with one correction."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.discussions import queries, rules, services
from learnmentor.assessment.assessed.discussions.models import Discussion
from learnmentor.assessment.assessed.discussions.rules import (
    DiscussionFacts,
    DiscussionMode,
    DiscussionProposal,
    DiscussionSide,
    DiscussionState,
)
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.queries import TryFound, try_found
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from tests import factories, racing
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.works import NOW
from tests.page import Browser

LEARNER, ASSESSOR = DiscussionSide.LEARNER, DiscussionSide.ASSESSOR
TIMES = (NOW + timedelta(days=3), NOW + timedelta(days=4))
PROPOSED = DiscussionProposal(TIMES, DiscussionMode.TELEPHONE, "0300 123")
OWN = "/assessed-work/work/tries/1/discussion"


def test_each_side_picks_what_the_other_proposed_and_nothing_after_the_record() -> None:
    facts = DiscussionFacts(released=False, state=DiscussionState.PROPOSED, proposed_by=LEARNER)
    assert [side for side in DiscussionSide if rules.may_pick(side, facts)] == [ASSESSOR]
    assert rules.may_propose(replace(facts, state=DiscussionState.AGREED))
    recorded = replace(facts, state=DiscussionState.RECORDED)
    assert not rules.may_propose(recorded)
    assert [side for side in DiscussionSide if rules.may_correct(side, recorded)] == [LEARNER]
    assert not rules.may_correct(LEARNER, replace(recorded, corrected=True))
    assert rules.may_correct(LEARNER, replace(recorded, released=True))
    assert [side for side in DiscussionSide if rules.may_record(side, facts)] == [ASSESSOR]
    assert not rules.may_record(ASSESSOR, replace(facts, released=True))


def test_times_lie_ahead_and_are_one_to_three() -> None:
    assert rules.can_be_proposed(TIMES, at=NOW)
    for wrong in (
        (),
        (NOW,),
        TIMES * 2,
        tuple(NOW + timedelta(days=each) for each in range(1, 5)),
        (NOW.replace(year=2028),),
    ):
        assert not rules.can_be_proposed(wrong, at=NOW)


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def carys(db: Session) -> Person:
    """An assessor."""
    found = factories.person(db, name="Carys Pritchard")
    works.assessor(db, found)
    return found


@pytest.fixture
def tried(db: Session, vault: Vault, amina: Person, carys: Person) -> SubmissionTry:
    """Work with a discussion, which Carys judges."""
    works.brief(db, handed.P5)
    made = works.submission(db, amina, level=7, public_id="work")
    found = works.handed_in(db, vault, made, public_id="atry")
    works.assigned(db, found, carys)
    db.commit()
    return found


def found(db: Session) -> TryFound:
    there = try_found(db, "atry")
    assert there is not None
    return there


def propose(
    db: Session, vault: Vault, side: DiscussionSide, *, seen: int = 0, proposal: DiscussionProposal = PROPOSED
) -> Discussion:
    return services.propose(db, vault, found(db), proposal, side=side, seen=seen, public_id="talk", at=NOW)


def test_times_go_to_and_fro_until_one_is_picked(db: Session, vault: Vault, tried: SubmissionTry) -> None:
    assert propose(db, vault, LEARNER).changes == propose(db, vault, LEARNER).changes == 1
    with pytest.raises(NotNow):
        services.pick(db, vault, found(db), 0, side=LEARNER, seen=1)
    later = replace(PROPOSED, times=TIMES[1:])
    propose(db, vault, ASSESSOR, seen=1, proposal=later)
    with pytest.raises(services.ProposalChanged):
        services.pick(db, vault, found(db), 0, side=LEARNER, seen=1)
    services.pick(db, vault, found(db), 0, side=LEARNER, seen=2)
    agreed = services.pick(db, vault, found(db), 0, side=LEARNER, seen=2)
    assert (agreed.state, agreed.starts_at) == ("agreed", TIMES[1])
    propose(db, vault, LEARNER, seen=2)
    assert agreed.state == "proposed"
    tried.outcome, tried.released_at = Outcome.PASS, NOW
    db.flush()
    with pytest.raises(NotNow):
        services.pick(db, vault, found(db), 0, side=ASSESSOR, seen=3)


def test_both_who_propose_at_once_begin_one_discussion(
    base: Database, db: Session, vault: Vault, tried: SubmissionTry
) -> None:
    later = replace(PROPOSED, times=TIMES[1:])
    both = racing.done(
        base, lambda s: propose(s, vault, LEARNER).id, lambda s: propose(s, vault, ASSESSOR, proposal=later).id
    )
    assert racing.kinds(both) == ["ProposalChanged", "done"]
    assert racing.number_of(db, Discussion) == 1


def test_only_work_whose_brief_asks_for_it_is_discussed(db: Session, vault: Vault, amina: Person) -> None:
    works.handed_in(db, vault, works.submission(db, amina), public_id="atry")
    with pytest.raises(NotNow):
        propose(db, vault, LEARNER)


def test_a_discussion_is_arranged_held_and_corrected_by_pages(
    app: Flask, db: Session, tried: SubmissionTry, as_amina: Browser, carys: Person
) -> None:
    assessor = Browser(app).sign_in(carys)
    page = as_amina.get(OWN)
    wrong = page.submit("Propose", on_1="2026-11-01", clock_1="14:30", on_2="2026-12-02")
    assert wrong.status == 422
    assert any("Enter the time of this day too" in each for each in wrong.errors())
    assert wrong.one("#clock_1")["value"] == "14:30"
    proposed = wrong.submit("Propose", on_1="2026-12-01", clock_1="14:30", on_2=None, where="Room 4").follow()
    assert "You wait for an answer" in proposed.words

    at = "/assessing/atry/discussion"
    agreed = assessor.get(at).submit("Take this time", time="0").follow()
    assert "Tuesday 1 December 2026 at 14:30 (Europe/London), by video: Room 4" in agreed.words
    assert "Agreed" in as_amina.get(OWN).words
    record = {"on": "2026-11-20", "minutes": "40", "present": "Both of us", "said": "Why this method? It fits."}
    early = agreed.submit("Keep the record", **record)
    assert (early.status, early.one("#said").get_text().strip()) == (422, record["said"])
    kept = early.submit("Keep the record", **{**record, "on": "2026-11-21"}).follow()
    assert "Why this method? It fits." in kept.words
    assert "Keep the record" not in kept.words

    told = as_amina.get(OWN).submit("Add it", correction="I said: it suits them.").follow()
    assert "I said: it suits them." in told.words
    assert "Add it" not in told.words
    there = queries.discussion_of(db, tried.id)
    assert there is not None
    assert there.body is not None
    assert b"It fits" not in there.body
    words = queries.words_of(app.config["VAULT"], there)
    assert words.record is not None
    assert (words.record.on, words.record.minutes, words.correction) == (
        date(2026, 11, 21),
        40,
        "I said: it suits them.",
    )
    other = factories.person(db, name="Dov Katz")
    works.assessor(db, other)
    db.commit()
    assert Browser(app).sign_in(other).get(at).status == 404
    assert as_amina.get(at).status == 403
