"""Reads of what decides whose account a coordinator looks after."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Role
from learnmentor.organisations import rules
from learnmentor.organisations.models import Membership, Part


def account_standing(db: Session, person_id: int, *, on: date) -> rules.AccountStanding:
    """Where somebody belongs on a day or later, and where their roles reach that are not over."""
    held = select(Part.root_id).join(Membership, Membership.part_id == Part.id).where(Membership.person_id == person_id)
    going = held.where(or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
    roles = select(Part.path).select_from(Role).outerjoin(Part, Part.id == Role.part_id)
    paths = roles.where(Role.person_id == person_id, or_(Role.ends_on.is_(None), Role.ends_on >= on))
    return rules.AccountStanding(frozenset(db.scalars(going)), frozenset(db.scalars(paths)))
