"""Nobody judges the work of somebody to whom they are mentor, mentee, manager or managed; now, or within a year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.models import MergedAccount
from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.assessors import queries, rules
from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.role_declarations.models import DeclaredRole, RoleDeclaration, declaration_place
from learnmentor.mentoring.role_declarations.rules import SecondRole
from learnmentor.organisations.models import Management
from learnmentor.organisations.rules import HowKnown
from tests import factories
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two

LONG_AGO = NOW - timedelta(days=700)
LAST_DAY = date(2025, 11, 21)  # the first day of the year before 21 November 2026


@pytest.fixture
def assessor(db: Session) -> Person:
    """Somebody who would judge."""
    return factories.person(db, name="Carys Pritchard")


@pytest.fixture
def learner(db: Session) -> Person:
    """Somebody whose work it is."""
    return factories.person(db, name="Amina Yusuf")


def pair_of(db: Session, mentor: Person, mentee: Person, *, ended: date | None = None) -> None:
    there = two(db, mentor=mentor, mentee=mentee, public_id=f"{mentor.id}and{mentee.id}", at=LONG_AGO)
    if ended:
        there.pair.ended_at = datetime.combine(ended, datetime.min.time(), UTC) + timedelta(hours=12)


def manages(db: Session, manager: Person, person: Person, *, starts_on: date, ends_on: date | None = None) -> None:
    root = factories.organisation(db)
    db.add(
        Management(public_id="manages", manager_id=manager.id, person_id=person.id, root_id=root.id,
                   starts_on=starts_on, ends_on=ends_on, how=HowKnown.CSV)
    )  # fmt: skip


def declares(
    db: Session, vault: Vault, one: Person, other: Person, role: SecondRole, *, until: date | None = None,
    replaced: date | None = None,
) -> None:  # fmt: skip
    """On form F13, in a pair that ended long ago."""
    pair_of(db, one, other, ended=LONG_AGO.date() + timedelta(days=5))
    pair = pairs.queries.pairs_of(db, one.id)[0].pair
    made = RoleDeclaration(
        public_id="declared", pair_id=pair.id, declarer_id=one.id, made_at=LONG_AGO, review_on=TODAY,
        body=vault.seal({}, place=declaration_place("declared")),
        replaced_at=datetime.combine(replaced, datetime.min.time(), UTC) + timedelta(hours=12) if replaced else None,
    )  # fmt: skip
    db.add(made)
    db.flush()
    db.add(DeclaredRole(declaration_id=made.id, role=role, since_on=LONG_AGO.date(), until_on=until))


BEFORE = LAST_DAY - timedelta(days=1)
Arranged = Callable[[Session, Vault, Person, Person], object]
FOUND: dict[str, tuple[Arranged, Conflict | None]] = {
    "nothing": (lambda *_: None, None),
    "their mentor": (lambda db, _, one, other: pair_of(db, one, other), Conflict.MENTOR),
    "their mentee": (lambda db, _, one, other: pair_of(db, other, one), Conflict.MENTEE),
    "a year ago": (lambda db, _, one, other: pair_of(db, one, other, ended=LAST_DAY), Conflict.MENTOR),
    "longer ago": (lambda db, _, one, other: pair_of(db, one, other, ended=BEFORE), None),
    "their manager": (lambda db, _, one, other: manages(db, one, other, starts_on=TODAY), Conflict.MANAGER),
    "managed": (lambda db, _, one, other: manages(db, other, one, starts_on=TODAY), Conflict.MANAGED),
    "was manager": (
        lambda db, _, one, other: manages(db, one, other, starts_on=LONG_AGO.date(), ends_on=LAST_DAY),
        Conflict.MANAGER,
    ),
    "was manager long ago": (
        lambda db, _, one, other: manages(db, one, other, starts_on=LONG_AGO.date(), ends_on=BEFORE), None
    ),
    "will be manager": (
        lambda db, _, one, other: manages(db, one, other, starts_on=TODAY + timedelta(days=1)), None
    ),
    "declared": (
        lambda db, vault, one, other: declares(db, vault, one, other, SecondRole.APPRAISER), Conflict.DECLARED
    ),
    "declared by the learner": (
        lambda db, vault, one, other: declares(db, vault, other, one, SecondRole.FRIEND), Conflict.DECLARED
    ),
    "declared as assessor alone": (
        lambda db, vault, one, other: declares(db, vault, one, other, SecondRole.ASSESSOR), None
    ),
    "declared until long ago": (
        lambda db, vault, one, other: declares(db, vault, one, other, SecondRole.TUTOR, until=BEFORE), None
    ),
    "replaced this year": (
        lambda db, vault, one, other: declares(db, vault, one, other, SecondRole.TUTOR, replaced=LAST_DAY),
        Conflict.DECLARED,
    ),
    "replaced long ago": (
        lambda db, vault, one, other: declares(db, vault, one, other, SecondRole.TUTOR, replaced=BEFORE), None
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_nobody_judges_whose_mentor_or_manager_they_are(
    app: Flask, db: Session, assessor: Person, learner: Person, case: str
) -> None:
    arrange, expected = FOUND[case]
    arrange(db, app.config["VAULT"], assessor, learner)
    db.flush()
    assert queries.conflict(db, assessor_id=assessor.id, learner_id=learner.id, on=TODAY) == expected
    seen_from_there = queries.kept_from(db, learner.id, on=TODAY)
    assert seen_from_there.get(assessor.id) == expected
    assert factories.person(db, name="Nobody").id not in queries.conflicts(db, assessor.id, on=TODAY)


def test_two_who_coach_each_other_judge_neither_whoever_was_mentor_when(
    db: Session, assessor: Person, learner: Person
) -> None:
    pair_of(db, assessor, learner)
    pair = pairs.queries.pairs_of(db, assessor.id)[0].pair
    db.add(
        pairs.PairRoles(pair_id=pair.id, from_on=TODAY - timedelta(days=1), mentor_id=learner.id, mentee_id=assessor.id)
    )
    db.flush()
    for one, other in ((assessor, learner), (learner, assessor)):
        assert queries.conflict(db, assessor_id=one.id, learner_id=other.id, on=TODAY) is not None


def test_an_earlier_account_is_the_same_person(db: Session, assessor: Person, learner: Person) -> None:
    earlier = factories.person(db, name="Carys as she was")
    db.add(MergedAccount(goes_id=earlier.id, stays_id=assessor.id, at=NOW))
    pair_of(db, earlier, learner)  # as if it had not moved
    assert queries.conflict(db, assessor_id=assessor.id, learner_id=learner.id, on=TODAY) == Conflict.MENTOR
    assert queries.conflict(db, assessor_id=learner.id, learner_id=assessor.id, on=TODAY) == Conflict.MENTEE
    for one, other in ((assessor, assessor), (assessor, earlier), (earlier, assessor)):
        assert queries.conflict(db, assessor_id=one.id, learner_id=other.id, on=TODAY) == Conflict.SELF


def test_the_year_before_a_leap_day_begins_on_the_day_that_there_was() -> None:
    assert rules.conflicts_since(date(2028, 2, 29)) == date(2027, 2, 28)
    assert rules.conflicts_since(TODAY) == LAST_DAY
