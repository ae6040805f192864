"""Reads of the people of a part, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import Select

from learnmentor.accounts.models import Person
from learnmentor.ground.typed.names import folded
from learnmentor.organisations.models import Membership, Part

MOST_COUNTED = 20_000  # members of a part, on its page


@dataclass(frozen=True)
class MemberRow:
    """Somebody's membership of the part that is looked at."""

    public_id: str
    name: str
    email: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class MembersFound:
    """Some of the members found, and how many there are in all; `MOST_COUNTED` where there are `more` than that."""

    members: Sequence[MemberRow]
    total: int
    more: bool = False


def members(db: Session, part: Part, *, words: str, on: date, most: int, after: int) -> MembersFound:
    """Those who belong to a part today or will, by name; whose names or address hold all of `words`.

    Only so many are counted and leafed through: whoever looks for one of a hundred thousand types a name.
    """
    here = (Membership.part_id == part.id, or_(Membership.ends_on.is_(None), Membership.ends_on >= on))
    counted = _counted(db, select(Membership.id).where(*here))
    columns = (Person.public_id, Person.name, Person.email, Membership.starts_on, Membership.ends_on)
    asked = (
        select(*columns).join(Membership, Membership.person_id == Person.id).where(*here, Person.closed_at.is_(None))
    )
    if words:
        asked = asked.where(_found_by(words, by_people=counted > MOST_COUNTED))
    by_name = asked.order_by(Person.name, Person.id, Membership.starts_on)
    if counted > MOST_COUNTED and not words:  # from name to name, keeping who is here: faster than to sort so many
        by_name = by_name.where(Person.id.in_(_page_of_names(here, most=most, after=after)))
    else:
        by_name = by_name.limit(most).offset(after)
    found = [MemberRow(*row) for row in db.execute(by_name)]
    if words and len(found) < most and (found or not after):  # the last page says how many there are
        return MembersFound(found, after + len(found))
    counted = _counted(db, asked.with_only_columns(Membership.id)) if words else counted
    return MembersFound(found, min(counted, MOST_COUNTED), counted > MOST_COUNTED)


def _counted(db: Session, some: Select[int]) -> int:
    """How many there are, `MOST_COUNTED` and one at most."""
    return db.scalar(select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())) or 0


def _page_of_names(here: Sequence[ColumnElement[bool]], *, most: int, after: int) -> Select[int]:
    one = aliased(Person)
    belongs = select(Membership.id).where(Membership.person_id == one.id, *here).correlate(one).exists()
    in_order = select(one.id).where(one.closed_at.is_(None), belongs).order_by(one.name, one.id)
    return in_order.limit(most).offset(after)


def _found_by(words: str, *, by_people: bool) -> ColumnElement[bool]:
    """Whether somebody's names or address hold all of the words; `by_people`: all people are looked through first."""
    one = aliased(Person) if by_people else Person
    held = and_(*(one.search_text.contains(word, autoescape=True) for word in folded(words).split()))
    return Membership.person_id.in_(select(one.id).where(one.closed_at.is_(None), held)) if by_people else held
