"""Reads of merged accounts: which of them went on in which, and the requests that wait."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import clean_address

_merged = MergedAccount.__table__.c


def earlier_ids(person_id: ColumnElement[int] | int) -> Select[int]:
    """The keys of the accounts that were merged into one, for statements about what hangs on them."""
    return select(_merged.goes_id).where(_merged.stays_id == person_id)


def of_either(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | ColumnElement[int],
    person_id: ColumnElement[int] | int,
) -> ColumnElement[bool]:
    """What is of an account, or of one that was merged into it.

    As one list of keys, each looked up in an index: with an `or`, PostgreSQL would read the whole table.
    """
    itself = select(cast(person_id, Integer))
    return column.in_(itself.union_all(earlier_ids(person_id)))


def earlier_accounts(db: Session, person_id: int) -> Sequence[Person]:
    """The accounts that were merged into one, the first that was merged first."""
    merged = select(Person).join(MergedAccount, MergedAccount.goes_id == Person.id)
    of_one = merged.where(MergedAccount.stays_id == person_id)
    return db.scalars(of_one.order_by(MergedAccount.at, MergedAccount.goes_id)).all()


def earlier_account(db: Session, public_id: str, *, of_id: int) -> tuple[Person, datetime] | None:
    """One of them by its public id, and when it was merged."""
    merged = select(Person, MergedAccount.at).join(MergedAccount, MergedAccount.goes_id == Person.id)
    row = db.execute(merged.where(MergedAccount.stays_id == of_id, Person.public_id == public_id)).one_or_none()
    return None if row is None else (row[0], row[1])


def earlier_by_id(db: Session, person_id: int, *, of_id: int) -> Person | None:
    """One of them by its key."""
    return next((each for each in earlier_accounts(db, of_id) if each.id == person_id), None)


def is_theirs(db: Session, owner_id: int | None, *, actor_id: int | None) -> bool:
    """Whether what an account has is of the person who acts, who may have had it when it was another account."""
    if owner_id is None or actor_id is None or owner_id == actor_id:
        return owner_id is not None and owner_id == actor_id
    return db.scalar(earlier_ids(actor_id).where(_merged.goes_id == owner_id)) is not None


def account_today(db: Session, person_id: int) -> Person | None:
    """The account in which a merged one goes on; None for one that was not merged."""
    return db.scalar(
        select(Person)
        .join(MergedAccount, MergedAccount.stays_id == Person.id)
        .where(MergedAccount.goes_id == person_id)
    )


def merged_by_email(db: Session, email: str) -> Person | None:
    """The merged account that had an address."""
    merged = select(Person).join(MergedAccount, MergedAccount.goes_id == Person.id)
    return db.scalar(merged.where(Person.email == clean_address(email)))


def open_or_merged(db: Session, email: str) -> Person | None:
    """The account of an address that is open, or that was merged: one statement, whatever the address is."""
    known = or_(Person.closed_at.is_(None), Person.id.in_(select(_merged.goes_id)))
    return db.scalar(select(Person).where(Person.email == clean_address(email), known))


def open_request(db: Session, token_sha256: str, *, at: datetime) -> MergeRequest | None:
    """The request behind a link, while it can be answered."""
    link = or_(MergeRequest.goes_sha256 == token_sha256, MergeRequest.stays_sha256 == token_sha256)
    return db.scalar(select(MergeRequest).where(link, MergeRequest.expires_at > at))
