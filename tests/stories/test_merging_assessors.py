"""Two accounts of somebody who judges become one: scopes follow their roles; nobody judged their own work."""

from datetime import date

import pytest
from sqlalchemy import select

from learnmentor.accounts.merging.rules import Obstacle
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.models import AssessorScope
from learnmentor.assessment.assessed.rules import JudgementKind
from learnmentor.stories.merging.accounts import CannotMerge
from tests import factories
from tests.assessment.assessed import works
from tests.cpd.ledger import VAULT
from tests.stories.two_accounts import TODAY, Two, merge


def given(two: Two, who: Person, starts_on: date, *, levels: tuple[int, ...] = ()) -> None:
    role = Role(person_id=who.id, name=RoleName.ASSESSOR, starts_on=starts_on)
    two.db.add(role)
    two.db.flush()
    if levels:
        two.db.add(
            AssessorScope(role_id=role.id, levels=list(levels), units=[], training="evidence", evidence="Award",
                          recorded_by_id=who.id, recorded_at=works.NOW)
        )  # fmt: skip
        two.db.flush()


@pytest.mark.parametrize(
    ("kept", "closed", "after"),
    [((4,), (5,), {4}), ((), (5,), {5}), ((4,), (), {4}), ((), (), set())],
    ids=["both recorded", "only there", "only here", "neither"],
)
def test_a_scope_follows_its_role_when_roles_are_joined(
    two: Two, kept: tuple[int, ...], closed: tuple[int, ...], after: set[int]
) -> None:
    given(two, two.stays, date(2026, 1, 1), levels=kept)
    given(two, two.goes, date(2026, 3, 1), levels=closed)
    merge(two.db, two.stays, two.goes)
    assert len(two.db.scalars(select(Role)).all()) == 1
    held = assessors.scopes_in_force(two.db, on=TODAY, person_id=two.stays.id)
    assert {level for each in held for level in each.scope.levels} == after


@pytest.mark.parametrize("assessor_stays", [True, False])
def test_two_of_whom_one_judged_the_other_are_two_people(two: Two, *, assessor_stays: bool) -> None:
    assessor, learner = (two.stays, two.goes) if assessor_stays else (two.goes, two.stays)
    works.judged(two.db, VAULT, works.handed_in(two.db, VAULT, works.submission(two.db, learner)), assessor)
    with pytest.raises(CannotMerge) as refused:
        merge(two.db, two.stays, two.goes)
    assert refused.value.obstacles == {Obstacle.JUDGED}


def test_two_who_judged_the_same_work_are_two_people(two: Two) -> None:
    tried = works.handed_in(two.db, VAULT, works.submission(two.db, factories.person(two.db)))
    works.judged(two.db, VAULT, tried, two.stays)
    works.judged(two.db, VAULT, tried, two.goes, kind=JudgementKind.SECOND)
    with pytest.raises(CannotMerge) as refused:
        merge(two.db, two.stays, two.goes)
    assert refused.value.obstacles == {Obstacle.JUDGED_TWICE}
