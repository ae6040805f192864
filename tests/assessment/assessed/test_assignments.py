"""A try is given to one person who may judge it, and ends by itself once they may not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.assessment.assessed.assignments import queries, services
from learnmentor.assessment.assessed.assignments.rules import Refusal
from learnmentor.assessment.assessed.models import Assignment, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, SubmissionState
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def amina(db: Session) -> Person:
    """A learner."""
    return factories.person(db, name="Amina Yusuf")


@pytest.fixture
def carys(db: Session) -> Person:
    """An assessor of all units, at levels 4 and 5."""
    found = factories.person(db, name="Carys Pritchard")
    works.assessor(db, found, levels=(4, 5))
    return found


@pytest.fixture
def tried(db: Session, vault: Vault, amina: Person) -> SubmissionTry:
    """Amina's P1 at level 4, handed in."""
    return works.handed_in(db, vault, works.submission(db, amina))


def given(
    db: Session, tried: SubmissionTry, to: Person, *, kind: AssignmentKind = AssignmentKind.FIRST, on: date = TODAY
) -> Assignment:
    return services.assign(db, tried, to=to.id, kind=kind, by=None, on=on, at=NOW)


def role_of(db: Session, who: Person) -> Role:
    return db.query(Role).filter_by(person_id=who.id).one()


def in_a_part(db: Session, who: Person, learner: Person, *, same: bool) -> None:
    college = factories.organisation(db)
    arts, science = (factories.part(db, name, of=college) for name in ("Arts", "Science"))
    factories.member(db, learner, factories.part(db, "Dance", of=arts))
    role_of(db, who).part_id = (arts if same else science).id


Arranged = Callable[[Session, Person, Person], object]
OUT_OF_REACH: dict[str, Arranged] = {
    "the role ended yesterday": lambda db, who, _: setattr(role_of(db, who), "ends_on", TODAY - timedelta(days=1)),
    "the role begins tomorrow": lambda db, who, _: setattr(role_of(db, who), "starts_on", TODAY + timedelta(days=1)),
    "another level": lambda db, who, _: setattr(db.get(works.AssessorScope, role_of(db, who).id), "levels", [6]),
    "another unit": lambda db, who, _: setattr(db.get(works.AssessorScope, role_of(db, who).id), "units", ["P2"]),
    "no training recorded": lambda db, who, _: db.delete(db.get(works.AssessorScope, role_of(db, who).id)),
    "another part": lambda db, who, learner: in_a_part(db, who, learner, same=False),
    "suspended": lambda _, who, __: setattr(who, "suspended_at", NOW),
}


@pytest.mark.parametrize("case", OUT_OF_REACH)
def test_whoever_may_not_judge_is_asked_for_nothing_and_no_longer(
    db: Session, tried: SubmissionTry, amina: Person, carys: Person, case: str
) -> None:
    asked = given(db, tried, carys)
    wanted = {"unit_code": "P1", "level": 4, "role": RoleName.ASSESSOR, "on": TODAY}
    assert assessors.able(db, **wanted, learner_id=amina.id) == [carys]
    assert assessors.may_judge(db, carys.id, **wanted)
    OUT_OF_REACH[case](db, carys, amina)
    db.flush()
    assert assessors.able(db, **wanted, learner_id=amina.id) == []
    assert not assessors.may_judge(db, carys.id, **wanted, learner_id=amina.id)
    assert services.ended_by_itself(db, tried, asked, on=TODAY, at=NOW) == AssignmentEnd.ROLE_ENDED
    with pytest.raises(services.MayNotJudge) as refused:
        given(db, tried, carys)
    assert refused.value.refusal == Refusal.NO_ROLE


def test_a_role_in_a_part_reaches_who_belongs_below_it(
    db: Session, tried: SubmissionTry, amina: Person, carys: Person
) -> None:
    in_a_part(db, carys, amina, same=True)
    assert given(db, tried, carys) == queries.open_assignment(db, tried.id, carys.id)


def test_a_try_is_with_one_person_and_asking_twice_is_asking_once(
    db: Session, tried: SubmissionTry, carys: Person
) -> None:
    other = factories.person(db, name="Ida")
    works.assessor(db, other)
    asked = given(db, tried, carys)
    assert given(db, tried, carys) is asked
    with pytest.raises(services.AlreadyAssigned):
        given(db, tried, other)
    assert services.end(db, asked, as_=AssignmentEnd.HANDED_BACK, at=NOW)
    assert not services.end(db, asked, as_=AssignmentEnd.RECOGNISED, at=NOW)
    assert asked.ended_as == AssignmentEnd.HANDED_BACK
    assert given(db, tried, other).assessor_id == other.id


def test_whoever_recognised_it_never_gets_it_again_at_any_try(
    db: Session, vault: Vault, tried: SubmissionTry, carys: Person
) -> None:
    services.end(db, given(db, tried, carys), as_=AssignmentEnd.RECOGNISED, at=NOW)
    later = works.handed_in(db, vault, queries.submission_of(db, tried.id))
    for each in (tried, later):
        with pytest.raises((services.MayNotJudge, NotNow)):
            given(db, each, carys)
    assert queries.recognised(db, tried.submission_id, carys.id)


def test_a_mentor_of_the_learner_is_asked_for_nothing_and_one_who_becomes_it_no_longer(
    db: Session, tried: SubmissionTry, amina: Person, carys: Person
) -> None:
    other = factories.person(db, name="Ida")
    works.assessor(db, other)
    two(db, mentor=other, mentee=amina)
    with pytest.raises(services.ConflictOfInterest) as refused:
        given(db, tried, other)
    assert refused.value.conflict == Conflict.MENTOR
    asked = given(db, tried, carys)
    two(db, mentor=carys, mentee=amina, public_id="later")
    third = factories.person(db, name="Joan")
    works.assessor(db, third)
    assert given(db, tried, third).assessor_id == third.id, "it went back by itself"
    assert asked.ended_as == AssignmentEnd.CONFLICT
    wanted = {"unit_code": "P1", "level": 4, "role": RoleName.ASSESSOR, "on": TODAY}
    assert assessors.able(db, **wanted, learner_id=amina.id) == [third]


def test_a_second_judgement_is_asked_after_the_first_of_somebody_else(
    db: Session, vault: Vault, tried: SubmissionTry, carys: Person
) -> None:
    farid = factories.person(db, name="Farid")
    works.assessor(db, farid, role=RoleName.MODERATOR)
    for kind in (AssignmentKind.SECOND, AssignmentKind.APPEAL):
        with pytest.raises(NotNow):
            given(db, tried, farid, kind=kind)
    with pytest.raises(services.MayNotJudge):
        given(db, tried, farid)  # a moderator does not judge first
    works.judged(db, vault, tried, carys)
    assert queries.submission_of(db, tried.id).state == SubmissionState.JUDGED
    with pytest.raises(services.MayNotJudge) as refused:
        given(db, tried, carys, kind=AssignmentKind.SECOND)
    assert refused.value.refusal == Refusal.JUDGED_IT
    assert given(db, tried, farid, kind=AssignmentKind.SECOND)
    with pytest.raises(NotNow):
        given(db, tried, carys)


def test_nobody_judges_for_whoever_has_left(db: Session, tried: SubmissionTry, amina: Person, carys: Person) -> None:
    held = [each.scope for each in assessors.scopes_in_force(db, on=TODAY, person_id=carys.id)]
    wanted = {"never": {}, "on": TODAY, "most": 9, "after": 0}
    assert [each.learner for each in queries.queue(db, carys.id, held, **wanted)[0]] == ["Amina Yusuf"]
    asked = given(db, tried, carys)
    amina.closed_at = NOW
    db.flush()
    assert queries.asked_of(db, carys.id) == []
    assert queries.over_today(db, on=TODAY) == [asked.id]
    assert services.ended_by_itself(db, tried, asked, on=TODAY, at=NOW) == AssignmentEnd.GIVEN_UP
    assert queries.queue(db, carys.id, held, **wanted) == ([], 0)
