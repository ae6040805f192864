"""Reads about pairs: one of them, those of a person, who mentored whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.rules import MOST_PAIRS, Side

_Mentor, _Mentee = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class PartyName:
    """One of the two, by name; `closed`: the account is gone, and so is the name."""

    id: int
    public_id: str
    name: str
    closed: bool


@dataclass(frozen=True)
class KnownPair:
    """A pair and the names of its two people."""

    pair: Pair
    mentor: PartyName
    mentee: PartyName

    def party(self, side: Side) -> PartyName:
        """Who stands on a side."""
        return self.mentor if side is Side.MENTOR else self.mentee


_KNOWN = (
    select(Pair, _Mentor, _Mentee)
    .join(_Mentor, _Mentor.id == Pair.mentor_id)
    .join(_Mentee, _Mentee.id == Pair.mentee_id)
)
_BY_PUBLIC_ID = _KNOWN.where(Pair.public_id == bindparam("public_id"))
_OF_PERSON = (
    _KNOWN.where(or_(Pair.mentor_id == bindparam("person_id"), Pair.mentee_id == bindparam("person_id")))
    .order_by(Pair.ended_at.is_not(None), Pair.id.desc())
    .limit(MOST_PAIRS)
)


PAIRED = (  # whether a person who is in the statement is in an open pair: it rides along
    select(Pair.id)
    .where(or_(Pair.mentor_id == Person.__table__.c.id, Pair.mentee_id == Person.__table__.c.id))
    .where(Pair.ended_at.is_(None))
    .correlate(Person.__table__)
    .exists()
)


def _named(person: Person) -> PartyName:
    return PartyName(person.id, person.public_id, person.name, person.closed_at is not None)


def pair_by_public_id(db: Session, public_id: str) -> KnownPair | None:
    """The pair of a public id, ended ones too."""
    row = db.execute(_BY_PUBLIC_ID, {"public_id": public_id}).one_or_none()
    return KnownPair(row[0], _named(row[1]), _named(row[2])) if row else None


def known_pair(db: Session, pair_id: int) -> KnownPair | None:
    """The pair of a key, with the names of its two."""
    row = db.execute(_KNOWN.where(Pair.id == pair_id)).one_or_none()
    return KnownPair(row[0], _named(row[1]), _named(row[2])) if row else None


def pairs_of(db: Session, person_id: int) -> list[KnownPair]:
    """The pairs that somebody is in; those that go on first, then the newest."""
    rows = db.execute(_OF_PERSON, {"person_id": person_id})
    return [KnownPair(pair, _named(mentor), _named(mentee)) for pair, mentor, mentee in rows]


def locked_pair(db: Session, pair_id: int) -> Pair:
    """The pair's row, held until the transaction ends: what is decided in it goes one at a time."""
    held = select(Pair).where(Pair.id == pair_id).with_for_update().execution_options(populate_existing=True)
    return db.scalars(held).one()


def mentoring_since(since: date) -> Select[int, int]:
    """Mentor and mentee of each pair in whichever roles they had on `since` or a day after it, for a statement."""
    began, later = PairRoles, aliased(PairRoles)
    until = select(later.id).where(
        later.pair_id == began.pair_id, later.from_on > began.from_on, later.from_on <= since
    )
    return (
        select(began.mentor_id, began.mentee_id)
        .join(Pair, Pair.id == began.pair_id)
        .where(~until.exists())
        .where(or_(Pair.ended_at.is_(None), Pair.ended_at >= datetime.combine(since, datetime.min.time()).astimezone()))
    )


def mentored(db: Session, *, mentor_id: int, mentee_id: int, since: date) -> bool:
    """Whether the one was mentor of the other on `since` or a day after it."""
    both = (PairRoles.mentor_id == mentor_id, PairRoles.mentee_id == mentee_id)
    return db.execute(mentoring_since(since).where(*both).limit(1)).first() is not None


def open_between(db: Session, one_id: int, other_id: int) -> Pair | None:
    """The open pair of two people, whoever is the mentor, held: one that ended a moment ago is none."""
    either = or_(
        and_(Pair.mentor_id == one_id, Pair.mentee_id == other_id),
        and_(Pair.mentor_id == other_id, Pair.mentee_id == one_id),
    )
    found = select(Pair).where(either, Pair.ended_at.is_(None)).order_by(Pair.id).limit(1).with_for_update()
    return db.scalar(found.execution_options(populate_existing=True))


def swap_asked(db: Session, pair_id: int) -> PairSwap | None:
    """The proposal to swap roles that waits in a pair."""
    return db.scalar(select(PairSwap).where(PairSwap.pair_id == pair_id))


def roles_from(db: Session, pair_id: int, on: date) -> PairRoles | None:
    """Who was who from exactly this day on."""
    return db.scalar(select(PairRoles).where(PairRoles.pair_id == pair_id, PairRoles.from_on == on))


def roles_of(db: Session, pair_id: int) -> Sequence[PairRoles]:
    """Who was who, from the first day on."""
    return db.scalars(select(PairRoles).where(PairRoles.pair_id == pair_id).order_by(PairRoles.from_on)).all()


def open_pairs_of(db: Session, person_id: int) -> list[KnownPair]:
    """The pairs of somebody that have not ended."""
    rows = db.execute(
        _KNOWN.where(or_(Pair.mentor_id == person_id, Pair.mentee_id == person_id), Pair.ended_at.is_(None)).order_by(
            Pair.id
        )
    )
    return [KnownPair(pair, _named(mentor), _named(mentee)) for pair, mentor, mentee in rows]


def partners_of(db: Session, person_id: int) -> frozenset[int]:
    """Everybody with whom somebody is or was in a pair."""
    rows = db.execute(
        select(Pair.mentor_id, Pair.mentee_id).where(or_(Pair.mentor_id == person_id, Pair.mentee_id == person_id))
    )
    return frozenset(each for row in rows for each in row) - {person_id}
