"""Which lines count: the conditions that other reads of the ledger share."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, select

from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.rules import CpdYear, LineKind

_entry = CpdEntry.__table__.c  # statements of the table alone are quicker than those of the class


def standing() -> ColumnElement[bool]:
    """No later line of the same person takes this one's place."""
    later = CpdEntry.__table__.alias().c
    replaced = select(later.id).where(later.person_id == _entry.person_id, later.supersedes == _entry.sequence)
    return ~replaced.exists()


def in_force() -> ColumnElement[bool]:
    """As `rules.in_force`, in the database."""
    return and_(CpdEntry.kind != LineKind.WITHDRAWAL, standing())


def in_year(person_id: int, year: CpdYear) -> ColumnElement[bool]:
    """Lines of a person whose day lies in the year."""
    return and_(CpdEntry.person_id == person_id, CpdEntry.on.between(year.first, year.last))


# What is asked again and again is put together once, here and below: building a statement takes longer than its answer.

_PERSON = bindparam("person_id", type_=Integer)  # the table of people, which would tell the type, may come later
OF_YEAR = and_(_entry.person_id == _PERSON, _entry.on.between(bindparam("first"), bindparam("last")))


_later = CpdEntry.__table__.alias().c
COUNTS = and_(  # as `in_force`; quicker where many lines of one person are read, as what was replaced is looked up once
    _entry.kind != LineKind.WITHDRAWAL,
    _entry.sequence.not_in(
        select(_later.supersedes).where(_later.person_id == _PERSON, _later.supersedes.is_not(None))
    ),
)


def whose(person_id: int, year: CpdYear) -> dict[str, Any]:
    """What `OF_YEAR` asks for."""
    return {"person_id": person_id, "first": year.first, "last": year.last}
