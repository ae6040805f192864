"""Saying who judges or moderates: the role given with its scope, the scope changed, the role ended."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts import services as roles
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.assessors import queries, rules
from learnmentor.assessment.assessed.assessors.rules import ScopeFacts, Training
from learnmentor.assessment.assessed.models import AssessorScope
from learnmentor.ground import locks
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import Span


class NotYours(Exception):
    """Whoever records it says no longer who judges there."""


class UnitNotFinished(Exception):
    """The unit that counts as training is not finished by the person."""


class PartIsClosed(Exception):
    """The part was closed, perhaps a moment ago."""


def give(
    db: Session, person: Person, *, role: RoleName, part: Part | None, span: Span, scope: ScopeFacts, by: Actor,
    on: date, at: datetime,
) -> Role:  # fmt: skip
    """Let somebody judge or moderate, in a part and all below it or everywhere, for what `scope` says.

    Raises `NotYours`, `PartIsClosed`, `UnitNotFinished` or `accounts.services.RoleClash`.
    """
    locks.hold_installation(db)  # who decides what is decided one at a time
    _ask_again(db, by, part, person_id=person.id, on=on)
    if part is not None and organisations.open_part_now(db, part.id) is None:
        raise PartIsClosed(part.public_id)
    _ask_for_training(db, person.id, scope)
    made = roles.give_role(
        db, person, name=role, starts_on=span.starts_on, ends_on=span.ends_on, part_id=part.id if part else None
    )
    _record(db, made, scope, by=by, at=at)
    return made


def record(
    db: Session, role: Role, *, part: Part | None, scope: ScopeFacts, by: Actor, on: date, at: datetime
) -> AssessorScope:
    """Say for which levels and units a role is, and how its holder was trained, in place of what was said before.

    Raises `NotYours`, `UnitNotFinished` or `accounts.services.RoleGone`.
    """
    _hold_role(db, role, part, by=by, on=on)
    _ask_for_training(db, role.person_id, scope)
    return _record(db, role, scope, by=by, at=at)


def end(db: Session, role: Role, *, part: Part | None, last_day: date, by: Actor, on: date) -> None:
    """Let somebody judge or moderate through a day; raises `NotYours` or `accounts.services.RoleGone`."""
    _hold_role(db, role, part, by=by, on=on)
    roles.end_role(db, role, last_day=last_day)


def _hold_role(db: Session, role: Role, part: Part | None, *, by: Actor, on: date) -> None:
    locks.hold_installation(db)
    _ask_again(db, by, part, person_id=role.person_id, on=on)
    if accounts.role_now(db, role) is None:
        raise roles.RoleGone(role.id)


def _ask_again(db: Session, by: Actor, part: Part | None, *, person_id: int, on: date) -> None:
    if not rules.may_record(organisations.actor_now(db, by, on=on), part, person_id=person_id):
        raise NotYours(by.public_id)


def _ask_for_training(db: Session, person_id: int, scope: ScopeFacts) -> None:
    if scope.training == Training.UNIT_O3 and not queries.finished_unit(db, person_id, rules.TRAINING_UNIT):
        raise UnitNotFinished(person_id)


def _record(db: Session, role: Role, scope: ScopeFacts, *, by: Actor, at: datetime) -> AssessorScope:
    found = db.get(AssessorScope, role.id) or AssessorScope(role_id=role.id)
    found.levels, found.units = sorted(scope.levels), sorted(scope.units)
    found.training, found.evidence = scope.training, scope.evidence
    found.recorded_by_id, found.recorded_at = by.id, at
    db.add(found)
    db.flush()
    return found
