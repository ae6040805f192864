"""Reads of agreements, and of what is open to somebody by where they belong."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from learnmentor.ground.db import read
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind

_own, _outer, _giver = (aliased(Part, name=name) for name in ("own", "outer_part", "giver"))
_MINE = and_(
    Membership.person_id == bindparam("person_id"),
    Membership.starts_on <= bindparam("on"),
    or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("on")),
)


def _going(on: ColumnElement[date] | date) -> ColumnElement[bool]:
    return and_(
        SharingAgreement.ended_at.is_(None), or_(SharingAgreement.last_day.is_(None), SharingAgreement.last_day >= on)
    )


_PARTS = (  # those that somebody belongs to, and all that these are in
    select(_outer.public_id)
    .join(_own, and_(_own.root_id == _outer.root_id, _own.path.like(_outer.path + "%")))
    .join(Membership, Membership.part_id == _own.id)
    .where(_MINE)
)
_SHARED = (  # programmes of others that are shared with these
    select(SharingAgreement.subject)
    .join(_own, _own.root_id == SharingAgreement.to_root_id)
    .join(Membership, Membership.part_id == _own.id)
    .join(_giver, _giver.id == SharingAgreement.from_root_id)
    .where(_MINE, SharingAgreement.kind == ShareKind.PROGRAMME, SharingAgreement.accepted_at.is_not(None))
    .where(_going(bindparam("on")), _giver.closed_on.is_(None))
)
_OPEN_TO = select(union_all(_PARTS, _SHARED).subquery().c[0])


def open_to(db: Session, *, person_id: int, on: date) -> frozenset[str]:
    """The public ids of the parts that somebody belongs to on a day and of all above, and programmes shared there."""
    return frozenset(read(db, _OPEN_TO, {"person_id": person_id, "on": on}).scalars())


def root_by_code(db: Session, code: str) -> Part | None:
    """The open organisation of a share code."""
    return db.scalar(select(Part).where(Part.share_code == code, Part.closed_on.is_(None))) if code else None


def agreements(db: Session, root_id: int, *, most: int) -> Sequence[SharingAgreement]:
    """The agreements of an organisation, either way, the newest first."""
    theirs = or_(SharingAgreement.from_root_id == root_id, SharingAgreement.to_root_id == root_id)
    return db.scalars(select(SharingAgreement).where(theirs).order_by(SharingAgreement.id.desc()).limit(most)).all()


def number_going(db: Session, root_id: int, *, on: date) -> int:
    """How many agreements an organisation proposed that wait or are in force."""
    theirs = select(func.count(SharingAgreement.id)).where(SharingAgreement.from_root_id == root_id, _going(on))
    return db.scalar(theirs) or 0


def same_going(
    db: Session, *, kind: ShareKind, from_root_id: int, to_root_id: int, subject: str | None, person_id: int | None,
    on: date,
) -> SharingAgreement | None:  # fmt: skip
    """An agreement about the same thing that waits or is in force."""
    same = (
        SharingAgreement.kind == kind, SharingAgreement.from_root_id == from_root_id,
        SharingAgreement.to_root_id == to_root_id,
        SharingAgreement.subject == subject if subject else SharingAgreement.subject.is_(None),
        SharingAgreement.person_id == person_id if person_id else SharingAgreement.person_id.is_(None),
    )  # fmt: skip
    return db.scalars(select(SharingAgreement).where(*same, _going(on)).limit(1)).first()


def agreement_now(db: Session, public_id: str) -> SharingAgreement | None:
    """An agreement as it is now, held until the transaction ends."""
    wanted = select(SharingAgreement).where(SharingAgreement.public_id == public_id)
    return db.scalar(wanted.with_for_update().execution_options(populate_existing=True))
