"""Reads about who may judge what, and whose work never."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts.merging.models import MergedAccount
from learnmentor.accounts.merging.queries import earlier_ids, of_either
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleHeld, RoleName
from learnmentor.assessment.assessed.assessors import rules
from learnmentor.assessment.assessed.assessors.rules import CONFLICTING, Conflict, JudgingScope
from learnmentor.assessment.assessed.models import AssessorScope
from learnmentor.courses.catalogue.models import Page, Segment, Unit
from learnmentor.courses.study.models import Study
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.queries import mentoring_since
from learnmentor.mentoring.role_declarations.models import RoleDeclaration
from learnmentor.mentoring.role_declarations.queries import declared_since
from learnmentor.organisations.models import Management, Membership, Part
from learnmentor.organisations.queries import managing_since, on_day

# Whose work never


def conflicts(db: Session, assessor_id: int, *, on: date) -> dict[int, Conflict]:
    """The people whose work somebody does not judge on a day, each with a reason; by key, earlier accounts too."""
    since = rules.conflicts_since(on)
    tied = union_all(*_ties(assessor_id, since=since, on=on)).subquery()
    asked = select(tied.c.conflict, tied.c.other_id, MergedAccount.stays_id)
    found = {assessor_id: Conflict.SELF}
    for conflict, other, today in db.execute(asked.outerjoin(MergedAccount, MergedAccount.goes_id == tied.c.other_id)):
        for each in {other, today} - {None}:
            found.setdefault(each, Conflict(conflict))
    return found


def _ties(person_id: int, *, since: date, on: date) -> list[Select[str, int]]:
    """One statement a sort of tie: what the person is to whom."""

    def theirs(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        return of_either(column, person_id)

    pairs, managed = mentoring_since(since), managing_since(since=since, on=on)
    declared = declared_since(CONFLICTING, since=since, on=on)
    mentor, mentee = PairRoles.mentor_id, PairRoles.mentee_id
    manager, person = Management.manager_id, Management.person_id
    declarer, towards = RoleDeclaration.declarer_id, declared.selected_columns.other_id
    return [
        _tie(Conflict.SELF, earlier_ids(person_id)),
        _tie(Conflict.SELF, select(MergedAccount.stays_id).where(MergedAccount.goes_id == person_id)),
        _tie(Conflict.MENTOR, pairs.with_only_columns(mentee).where(theirs(mentor))),
        _tie(Conflict.MENTEE, pairs.with_only_columns(mentor).where(theirs(mentee))),
        _tie(Conflict.MANAGER, managed.with_only_columns(person).where(theirs(manager))),
        _tie(Conflict.MANAGED, managed.with_only_columns(manager).where(theirs(person))),
        _tie(Conflict.DECLARED, declared.with_only_columns(towards).where(theirs(declarer))),
        _tie(
            Conflict.DECLARED,
            declared.with_only_columns(declarer).where(or_(theirs(Pair.mentor_id), theirs(Pair.mentee_id))),
        ),
    ]


def _tie(conflict: Conflict, others: Select[int]) -> Select[str, int]:
    (other,) = others.selected_columns
    return others.with_only_columns(literal(conflict.value).label("conflict"), other.label("other_id"))


def conflict(db: Session, *, assessor_id: int, learner_id: int, on: date) -> Conflict | None:
    """What keeps somebody from judging a learner's work on a day, present or within the year before; None: nothing."""
    return conflicts(db, assessor_id, on=on).get(learner_id)


def kept_from(db: Session, learner_id: int, *, on: date) -> dict[int, Conflict]:
    """Who does not judge the work of a learner on a day, each with what they are to the learner."""
    found = conflicts(db, learner_id, on=on)
    return {each: rules.from_the_other_side(conflict) for each, conflict in found.items()}


# Who may judge


@dataclass(frozen=True)
class JudgingPerson:
    """Somebody who judges or moderates, and one of the scopes that they have."""

    person: Person
    scope: JudgingScope


_SCOPES = (
    select(Role, AssessorScope, Part.path, Person)
    .join(AssessorScope, AssessorScope.role_id == Role.id)
    .join(Person, Person.id == Role.person_id)
    .outerjoin(Part, Part.id == Role.part_id)
    .where(Person.closed_at.is_(None), Person.suspended_at.is_(None))
    .order_by(Person.name, Person.id, Role.id)
)


def scopes_in_force(db: Session, *, on: date, person_id: int | None = None) -> list[JudgingPerson]:
    """The scopes of roles that are in force on a day, of everybody or of one person, by name."""
    asked = _SCOPES.where(Role.name.in_(rules.JUDGING_ROLES), on_day(Role.starts_on, Role.ends_on, on))
    if person_id is not None:
        asked = asked.where(Role.person_id == person_id)
    return [JudgingPerson(person, _scope(role, scope, path)) for role, scope, path, person in db.execute(asked)]


def _scope(role: Role, scope: AssessorScope, path: str | None) -> JudgingScope:
    return JudgingScope(
        role.person_id, RoleName(role.name), frozenset(map(int, scope.levels)), frozenset(scope.units), path
    )


def paths_of(db: Session, person_id: int, *, on: date) -> Sequence[str]:
    """The paths of the parts to which somebody belongs on a day."""
    belongs = select(Part.path).join(Membership, Membership.part_id == Part.id)
    here = belongs.where(Membership.person_id == person_id, on_day(Membership.starts_on, Membership.ends_on, on))
    return db.scalars(here).all()


def may_judge(
    db: Session, person_id: int, *, unit_code: str, level: int, role: RoleName, on: date,
    learner_id: int | None = None,
) -> bool:  # fmt: skip
    """Whether somebody holds a role on a day, recorded as trained, for a unit at a level.

    With `learner_id`, whether it also reaches that learner, where it is held in a part.
    """
    scopes = [each.scope for each in scopes_in_force(db, on=on, person_id=person_id)]
    paths = None if learner_id is None else paths_of(db, learner_id, on=on)
    return rules.judges(scopes, roles=(role,), unit_code=unit_code, level=level, paths=paths)


def able(
    db: Session, *, unit_code: str, level: int, role: RoleName, on: date, learner_id: int | None = None
) -> list[Person]:
    """Who may judge a unit at a level on a day, by name; with `learner_id`, that learner's work."""
    paths = None if learner_id is None else paths_of(db, learner_id, on=on)
    never = {} if learner_id is None else kept_from(db, learner_id, on=on)
    wanted = [
        each.person
        for each in scopes_in_force(db, on=on)
        if each.person.id not in never
        and rules.judges([each.scope], roles=(role,), unit_code=unit_code, level=level, paths=paths)
    ]
    return list({person.id: person for person in wanted}.values())


# Those who judge, as a list


@dataclass(frozen=True)
class JudgingRole:
    """A role of an assessor or moderator, whose it is, in which part, and what is recorded of it."""

    role: Role
    person: Person
    part: Part | None
    scope: AssessorScope | None

    @property
    def held(self) -> RoleHeld:
        """The role as rules see it."""
        return RoleHeld(RoleName(self.role.name), self.role.starts_on, self.role.ends_on, self.role.part_id)


_ROLES = (
    select(Role, Person, Part, AssessorScope)
    .join(Person, Person.id == Role.person_id)
    .outerjoin(Part, Part.id == Role.part_id)
    .outerjoin(AssessorScope, AssessorScope.role_id == Role.id)
    .where(Role.name.in_(rules.JUDGING_ROLES), Person.closed_at.is_(None))
)


def judging_roles(
    db: Session, *, paths: Collection[str] | None, on: date, most: int, after: int
) -> tuple[list[JudgingRole], int]:
    """Who judges or moderates, those who do no longer last, and how many in all.

    `paths`: only what reaches people of these parts, from within or from above; None: all of it.
    """
    going = or_(Role.ends_on.is_(None), Role.ends_on >= on - rules.SHOWN_AFTER)
    asked = _ROLES.where(going, *([] if paths is None else [_touches(paths)]))
    total = db.scalar(select(func.count()).select_from(asked.with_only_columns(Role.id).subquery())) or 0
    ended = case((Role.ends_on < on, 1), else_=0)
    ordered = asked.order_by(ended, Person.name, Person.id, Role.name, Role.starts_on, Role.id)
    return [JudgingRole(*row) for row in db.execute(ordered.limit(most).offset(after))], total


def _touches(paths: Collection[str]) -> ColumnElement[bool]:
    within = [Part.path.startswith(path, autoescape=True) for path in paths]
    above = [literal(path).startswith(Part.path) for path in paths]
    return or_(Role.part_id.is_(None), *within, *above)


def judging_role(db: Session, public_id: str, role_id: int) -> JudgingRole | None:
    """One of them, by the public id of its holder."""
    row = db.execute(_ROLES.where(Person.public_id == public_id, Role.id == role_id)).one_or_none()
    return JudgingRole(*row) if row else None


def assessed_units(db: Session) -> list[tuple[str, str]]:
    """The units that have an assessed version: code and title, in order."""
    titles = select(Unit.code, Unit.title).join(Page, Page.code == Unit.code).where(Page.kind == "brief")
    return [(code, title) for code, title in db.execute(titles.order_by(Unit.position, Unit.id))]


def finished_unit(db: Session, person_id: int, code: str) -> bool:
    """Whether somebody finished every segment of a unit that is in the course today."""
    done = select(Study.id).where(
        Study.segment_id == Segment.id, Study.person_id == person_id, Study.completed_at.is_not(None)
    )
    segments = select(done.exists()).select_from(Segment).join(Unit, Unit.id == Segment.unit_id)
    finished = db.scalars(segments.where(Unit.code == code, Segment.withdrawn_at.is_(None))).all()
    return bool(finished) and all(finished)
