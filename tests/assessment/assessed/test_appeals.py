"""An appeal: in time, once, to a moderator and an assessor who judged nothing of it; its outcome stands beside."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.appeals import queries, services
from learnmentor.assessment.assessed.appeals.rules import AppealOutcome
from learnmentor.assessment.assessed.assignments.services import AlreadyAssigned
from learnmentor.assessment.assessed.models import Appeal, AssessorScope, Result
from learnmentor.assessment.assessed.rules import AssignmentEnd, JudgementKind, Outcome, SubmissionState
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.stories import settled_appeal
from tests import factories, racing
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.handed import ZONE, Referred
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two
from tests.page import Browser
from tests.statements import statements

LATER = NOW + timedelta(days=3)
REASONS = "It is all on page 3."


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def about(db: Session, vault: Vault) -> Referred:
    """A result that can be appealed."""
    found = handed.referred(db, vault)
    db.commit()
    return found


def make(db: Session, vault: Vault, about: Referred, *, by: Person | None = None, at: datetime = NOW) -> Appeal:
    return services.make(
        db, vault, about.done.submission, about.done.result, by=(by or about.learner).id, reasons=REASONS, days=28,
        zone=ZONE, public_id="appeal", at=at,
    )  # fmt: skip


def found(db: Session, public_id: str = "appeal") -> queries.AppealFound:
    there = queries.appeal_found(db, public_id)
    assert there is not None
    return there


def taken(db: Session, vault: Vault, about: Referred) -> queries.AppealFound:
    make(db, vault, about)
    services.take(db, found(db), by=about.moderator.id, on=TODAY)
    return found(db)


def settle(db: Session, vault: Vault, about: Referred, outcome: AppealOutcome, *, by: Person | None = None) -> bool:
    return settled_appeal.settle(
        db, vault, found(db), by=(by or about.moderator).id, outcome=outcome, answer="We looked at page 3.", at=LATER,
        zone=ZONE, issuer="Northfield College",
    )  # fmt: skip


def judged_anew(db: Session, vault: Vault, about: Referred, outcome: Outcome) -> None:
    services.name_assessor(db, found(db), to=about.other.id, by=about.moderator.id, on=TODAY, at=NOW)
    works.judged(db, vault, about.done.tried, about.other, outcome=outcome, kind=JudgementKind.APPEAL, at=LATER)


def test_an_appeal_is_made_in_time_and_once(db: Session, vault: Vault, about: Referred) -> None:
    with pytest.raises(services.AppealTooLate):
        make(db, vault, about, at=datetime(2026, 12, 20, 0, 0, tzinfo=UTC))
    with pytest.raises(services.AppealTooLate):
        make(db, vault, about, by=about.other)
    made = make(db, vault, about, at=datetime(2026, 12, 19, 23, 59, 59, tzinfo=UTC))
    assert make(db, vault, about) is made
    assert assessed.appeal_words(vault, made) == {"reasons": REASONS, "answer": ""}
    services.withdraw(db, found(db), by=about.learner.id, zone=ZONE, at=NOW)
    with pytest.raises(services.NothingToAppeal):
        make(db, vault, about)


def test_a_result_that_changes_leaves_the_first_one_and_passes_the_work(
    db: Session, vault: Vault, about: Referred, signing_key: object
) -> None:
    taken(db, vault, about)
    with pytest.raises(services.NotJudgedAnew):
        settle(db, vault, about, AppealOutcome.STANDS)
    judged_anew(db, vault, about, Outcome.PASS)
    assert settle(db, vault, about, AppealOutcome.CHANGED)
    assert not settle(db, vault, about, AppealOutcome.CHANGED)
    first, then = db.scalars(select(Result).order_by(Result.id))
    assert [(each.outcome, each.ground) for each in (first, then)] == [("refer", "released"), ("pass", "appeal")]
    assert (then.instead_of_id, about.done.tried.outcome) == (first.id, "refer")
    assert about.done.submission.state == SubmissionState.PASSED
    with pytest.raises(services.AppealClosed):
        settle(db, vault, about, AppealOutcome.STANDS)


def test_a_result_that_stands_is_answered_and_nothing_else_happens(db: Session, vault: Vault, about: Referred) -> None:
    taken(db, vault, about)
    judged_anew(db, vault, about, Outcome.REFER)
    with pytest.raises(services.NotJudgedAnew):
        settle(db, vault, about, AppealOutcome.CHANGED)
    with pytest.raises(services.JudgedAnew):
        services.name_assessor(db, found(db), to=about.other.id, by=about.moderator.id, on=TODAY, at=LATER)
    assert settle(db, vault, about, AppealOutcome.STANDS)
    assert len(db.scalars(select(Result)).all()) == 1
    words = assessed.appeal_words(vault, found(db).appeal)
    assert words == {"reasons": REASONS, "answer": "We looked at page 3."}


def mentored(db: Session, about: Referred, who: Person) -> None:
    two(db, mentor=who, mentee=about.learner, public_id="close")


def scope_of(db: Session, who: Person) -> AssessorScope:
    return db.scalars(select(AssessorScope).join(Role).where(Role.person_id == who.id)).one()


NOT_HIM: dict[str, tuple[Callable[[Session, Vault, Referred], object], type[Exception]]] = {
    "judged it": (
        lambda db, vault, a: works.judged(db, vault, a.done.tried, a.moderator, kind=JudgementKind.SECOND),
        services.MayNotModerate,
    ),
    "mentors the learner": (lambda db, _, a: mentored(db, a, a.moderator), services.MayNotModerate),
    "another took it": (
        lambda db, _, a: services.take(db, found(db), by=a.deputy.id, on=TODAY), services.AnothersAppeal,
    ),
    "moderates other levels": (
        lambda db, _, a: setattr(scope_of(db, a.moderator), "levels", [5]), services.MayNotModerate,
    ),
    "it was withdrawn": (
        lambda db, _, a: services.withdraw(db, found(db), by=a.learner.id, zone=ZONE, at=NOW), services.AppealClosed,
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", NOT_HIM)
def test_a_moderator_who_should_not_takes_no_appeal(db: Session, vault: Vault, about: Referred, why: str) -> None:
    make(db, vault, about)
    arrange, refused = NOT_HIM[why]
    arrange(db, vault, about)
    with pytest.raises(refused):
        services.take(db, found(db), by=about.moderator.id, on=TODAY)


def test_nobody_who_judged_any_of_the_work_judges_it_anew(db: Session, vault: Vault, about: Referred) -> None:
    taken(db, vault, about)
    named = {"by": about.moderator.id, "on": TODAY, "at": NOW}
    for who in (about.first, about.moderator, about.learner):
        with pytest.raises(services.NotAnother):
            services.name_assessor(db, found(db), to=who.id, **named)
    asked = services.name_assessor(db, found(db), to=about.other.id, **named)
    more = factories.person(db, name="Elin Roberts")
    works.assessor(db, more)
    with pytest.raises(AlreadyAssigned):
        services.name_assessor(db, found(db), to=more.id, **named)
    services.withdraw(db, found(db), by=about.learner.id, zone=ZONE, at=NOW)
    assert asked.ended_as == AssignmentEnd.GIVEN_UP


def test_an_appeal_whose_moderator_has_left_can_be_taken(db: Session, vault: Vault, about: Referred) -> None:
    taken(db, vault, about)
    db.get_one(Role, scope_of(db, about.moderator).role_id).ends_on = TODAY
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(services.AnothersAppeal):
        services.take(db, found(db), by=about.deputy.id, on=TODAY)
    services.take(db, found(db), by=about.deputy.id, on=tomorrow)
    assert found(db).appeal.moderator_id == about.deputy.id
    with pytest.raises(services.MayNotModerate):
        services.take(db, found(db), by=about.moderator.id, on=tomorrow)


def test_two_moderators_who_take_it_at_once_do_not_both_have_it(
    base: Database, db: Session, vault: Vault, about: Referred
) -> None:
    make(db, vault, about)
    two_of_them = (about.moderator.id, about.deputy.id)
    db.commit()
    both = [lambda s, who=who: services.take(s, found(s), by=who, on=TODAY) for who in two_of_them]
    assert racing.kinds(racing.done(base, *both)) == ["AnothersAppeal", "done"]


def test_an_appeal_is_settled_or_withdrawn_and_a_result_changes_once(
    base: Database, db: Session, vault: Vault, about: Referred, signing_key: object
) -> None:
    taken(db, vault, about)
    judged_anew(db, vault, about, Outcome.PASS)
    learner, moderator = about.learner.id, about.moderator
    db.commit()
    db.expunge_all()
    changed = [lambda s: settle(s, vault, about, AppealOutcome.CHANGED, by=moderator)] * 2
    assert sorted(map(str, racing.done(base, *changed))) == ["False", "True"]
    assert racing.number_of(db, Result) == 2
    late = racing.done(base, lambda s: services.withdraw(s, found(s), by=learner, zone=ZONE, at=LATER))
    assert racing.kinds(late) == ["AppealClosed"]


# By pages


@pytest.mark.usefixtures("time")
def test_an_appeal_goes_from_its_reasons_to_its_answer_by_pages(
    app: Flask, db: Session, vault: Vault, about: Referred, signing_key: object
) -> None:
    amina, farid = Browser(app).sign_in(about.learner), Browser(app).sign_in(about.moderator)
    at = f"/assessed-work/{about.done.submission.public_id}/tries/1"
    page = amina.get(at)
    assert "Cite two sources." in page.words
    assert "up to and including 19 December 2026" in page.words
    form = page.click("appeal, with your reasons")
    assert form.submit("Make the appeal").status == 422
    assert "Your appeal is made" in form.submit("Make the appeal", reasons=REASONS).follow().words
    assert amina.get(f"{at}/appeal").follow().h1 == page.h1

    opened = farid.get("/moderating/appeals").click("P1, level 4, try 1")
    assert REASONS not in opened.words
    mine = opened.submit("Take this appeal").follow()
    assert REASONS in mine.words
    assert [each.get_text(strip=True) for each in mine.one("form:has([name=assessor])").select("label")] == ["Dov Katz"]
    asked = mine.submit("Ask them", assessor=about.other.public_id).follow()
    assert "Dov Katz is asked to judge the work" in asked.words
    # by a clock that was put back
    works.judged(db, vault, about.done.tried, about.other, kind=JudgementKind.APPEAL, at=NOW - timedelta(hours=1))
    db.commit()
    settling = farid.get(farid.address)
    assert settling.submit("Settle the appeal", outcome="changed").status == 422
    done = settling.submit("Settle the appeal", outcome="changed", answer="Page 3 shows it.").follow()
    assert "The result was changed" in done.words

    told = amina.get(at).words
    assert "After your appeal" in told
    assert "Page 3 shows it." in told
    assert "mapped to level 4, 1 credit" in told
    assert "Cite two sources." in told  # the first one stands beside it


def test_a_moderator_too_close_or_too_late_finds_no_appeal(
    app: Flask, db: Session, vault: Vault, about: Referred
) -> None:
    make(db, vault, about)
    grace = about.deputy
    mentored(db, about, grace)
    db.commit()
    close = Browser(app).sign_in(grace)
    assert "No appeal waits" in close.get("/moderating/appeals").words
    assert close.get("/moderating/appeals/appeal").status == 404
    assert Browser(app).sign_in(about.first).get("/moderating/appeals").status == 403


def test_the_list_takes_as_many_statements_of_many_appeals(
    app: Flask, db: Session, vault: Vault, about: Referred
) -> None:
    make(db, vault, about)
    for level in (5, 6, 7) * 4:
        more = works.passed(db, vault, about.learner, about.first, level=level, outcome=Outcome.REFER)
        db.add(Appeal(public_id=f"more{more.result.id}", result_id=more.result.id, body=b"", made_at=NOW))
    db.commit()
    farid = Browser(app).sign_in(about.moderator)
    with statements(app) as sent:
        assert len(farid.get("/moderating/appeals").soup.select("tbody tr")) == 13
    assert len(sent) <= 8
