"""No path of assignments ends in a judgement by somebody's mentor or manager (promise 15), over the services."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors.rules import JUDGING_ROLES
from learnmentor.assessment.assessed.assignments import queries, services
from learnmentor.assessment.assessed.assignments.rules import ROLES_FOR
from learnmentor.assessment.assessed.models import Assignment, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.role_declarations.models import DeclaredRole, RoleDeclaration
from learnmentor.mentoring.role_declarations.rules import SecondRole
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.organisations.models import Management
from learnmentor.organisations.rules import HowKnown
from tests import factories
from tests.assessment.assessed import works

FIRST_DAY = date(2025, 1, 6)
WALKS = 12
YEAR = timedelta(days=365)  # of the days that are drawn, none is a leap day's


@dataclass
class Told:
    """What happened, kept apart from the database: who was what to whom on which days, and who holds a role when."""

    bonds: list[tuple[int, int, date, date | None]] = field(default_factory=list)
    roles: dict[tuple[int, RoleName], tuple[date, date | None]] = field(default_factory=dict)

    def tied(self, one: int, other: int, on: date) -> bool:
        """Whether the two were anything to each other on a day or within the year before it, by a plain look."""
        return any(
            {one, other} == {a, b} and since <= on and (until is None or until >= on - YEAR)
            for a, b, since, until in self.bonds
        )

    def holds(self, who: int, roles: tuple[RoleName, ...], on: date) -> bool:
        """Whether one of these roles is in force."""
        spans = [self.roles[who, role] for role in roles if (who, role) in self.roles]
        return any(first <= on and (last is None or last >= on) for first, last in spans)


@dataclass
class College:
    """Five people who may be learner, mentor, manager or assessor of each other, in any order."""

    db: Session
    vault: Vault
    people: list[Person]
    told: Told = field(default_factory=Told)
    judged: list[tuple[bool, bool]] = field(default_factory=list)  # anything to each other; a role in force
    today: date = FIRST_DAY
    made: int = 0

    @property
    def at(self) -> datetime:
        """Noon of today."""
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def number(self) -> int:
        """The next one of anything."""
        self.made += 1
        return self.made

    def become_pair(self, one: Person, other: Person) -> None:
        pair = pairs.open_pair(
            self.db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=one.id, mentee_id=other.id,
            public_id=f"pair{self.number()}", on=self.today, at=self.at,
        )  # fmt: skip
        self.told.bonds.append((one.id, other.id, self.today, None))
        assert pair.id

    def end_pairs(self, one: Person, other: Person) -> None:
        for pair in self.db.query(Pair).filter_by(ended_at=None):
            if {pair.mentor_id, pair.mentee_id} == {one.id, other.id}:
                pairs.end(self.db, pair, at=self.at)
                self.end_bond(one.id, other.id)

    def end_bond(self, one: int, other: int) -> None:
        index = next(i for i, (a, b, _, until) in enumerate(self.told.bonds) if {a, b} == {one, other} and not until)
        self.told.bonds[index] = (*self.told.bonds[index][:3], self.today)

    def manage(self, one: Person, other: Person, days: int) -> None:
        root, last = factories.organisation(self.db), self.today + timedelta(days=days)
        self.db.add(
            Management(public_id=f"m{self.number()}", manager_id=one.id, person_id=other.id, root_id=root.id,
                       starts_on=self.today + timedelta(days=self.made), ends_on=last + timedelta(days=self.made),
                       how=HowKnown.CSV)
        )  # fmt: skip
        shift = timedelta(days=self.made)
        self.told.bonds.append((one.id, other.id, self.today + shift, last + shift))

    def declare(self, one: Person, other: Person, days: int) -> None:
        """That somebody is tutor, in a pair of the two if they have one."""
        for pair in self.db.query(Pair):
            if {pair.mentor_id, pair.mentee_id} == {one.id, other.id}:
                made = RoleDeclaration(public_id=f"d{self.number()}", pair_id=pair.id, declarer_id=one.id, body=b"x",
                                       review_on=self.today, made_at=self.at)  # fmt: skip
                self.db.add(made)
                self.db.flush()
                last = self.today + timedelta(days=days)
                self.db.add(
                    DeclaredRole(declaration_id=made.id, role=SecondRole.TUTOR, since_on=self.today, until_on=last)
                )
                self.told.bonds.append((one.id, other.id, self.today, last))
                return

    def give_role(self, who: Person, role: RoleName, days: int) -> None:
        if (who.id, role) not in self.told.roles:
            works.assessor(self.db, who, role=role, starts_on=self.today)
            last = self.today + timedelta(days=days)
            self.db.query(Role).filter_by(person_id=who.id, name=role).one().ends_on = last
            self.told.roles[who.id, role] = (self.today, last)

    def hand_in(self, who: Person) -> None:
        works.handed_in(self.db, self.vault, works.submission(self.db, who), at=self.at)

    def take(self, who: Person, kind: AssignmentKind) -> None:
        """Whatever one is given, of all that was ever handed in."""
        for tried in self.db.query(SubmissionTry):
            with suppress(services.ConflictOfInterest, services.MayNotJudge, services.AlreadyAssigned, NotNow):
                services.assign(self.db, tried, to=who.id, kind=kind, by=None, on=self.today, at=self.at)

    def judge(self) -> None:
        """Everybody saves whatever is with them and still stands: as the page of judging does."""
        asked_of = [(each, tried) for tried in self.db.query(SubmissionTry).all() for each in self.people]
        for who, tried in asked_of:
            asked = queries.open_assignment(self.db, tried.id, who.id)
            if asked and services.ended_by_itself(self.db, tried, asked, on=self.today, at=self.at) is None:
                learner, kind = self.db.get_one(Submission, tried.submission_id).person_id, AssignmentKind(asked.kind)
                works.judged(self.db, self.vault, tried, who, kind=works.JudgementKind(kind), at=self.at)
                tied = who.id == learner or self.told.tied(who.id, learner, self.today)
                self.judged.append((tied, self.told.holds(who.id, ROLES_FOR[kind], self.today)))

    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)


SHARES: dict[Callable[..., None], int] = {  # what happens how often, of a hundred
    College.become_pair: 10,
    College.end_pairs: 8,
    College.manage: 10,
    College.declare: 5,
    College.hand_in: 7,
    College.give_role: 10,
    College.take: 25,
    College.judge: 15,
    College.wait: 10,
}
DAYS = (0, 5, 40, 200)


def steps(chance: random.Random, college: College) -> Iterator[Callable[[], None]]:
    """What happens one after the other, to whom, and how."""
    for verb in chance.choices(list(SHARES), list(SHARES.values()), k=chance.randint(15, 40)):
        one, other = chance.sample(college.people, 2)
        more: dict[Callable[..., None], tuple[Any, ...]] = {
            College.become_pair: (one, other),
            College.end_pairs: (one, other),
            College.manage: (one, other, chance.choice(DAYS)),
            College.declare: (one, other, chance.choice(DAYS)),
            College.hand_in: (one,),
            College.give_role: (one, chance.choice(JUDGING_ROLES), chance.choice(DAYS)),
            College.take: (one, chance.choice([AssignmentKind.FIRST, AssignmentKind.FIRST, AssignmentKind.SECOND])),
            College.judge: (),
            College.wait: (chance.choice([1, 30, 180, 365]),),
        }
        yield partial(verb, college, *more[verb])


def walk(college: College, chance: random.Random) -> None:
    """Somebody has work to judge; then whatever happens."""
    for each in college.people:
        college.hand_in(each)
    for each in college.people[:3]:
        college.give_role(each, RoleName.ASSESSOR, 300)
    college.take(college.people[0], AssignmentKind.FIRST)
    for step in steps(chance, college):
        step()
        college.db.flush()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # both databases: test_conflicts.py
def test_no_path_of_assignments_ends_in_a_judgement_by_mentor_or_manager(app: Flask, db: Session) -> None:
    judged, ended = 0, Counter[str | None]()
    for seed in range(WALKS):
        factories.count_from_one()
        people = [factories.person(db, name=f"Person {each}") for each in range(5)]
        college = College(db, app.config["VAULT"], people)
        walk(college, random.Random(seed))
        assert not any(tied for tied, _ in college.judged), seed
        assert all(held for _, held in college.judged), seed
        judged += len(college.judged)
        ended.update(each.ended_as for each in db.query(Assignment))
        db.rollback()
    assert judged >= WALKS, "too few walks end in a judgement to say anything"
    assert ended[AssignmentEnd.CONFLICT] >= WALKS / 2, "too few become mentor or manager half-way"
    assert ended[AssignmentEnd.ROLE_ENDED]
