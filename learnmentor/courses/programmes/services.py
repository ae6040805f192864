"""Verbs of picking programmes. What is counted per person goes one at a time: each holds the person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses.programmes import queries, rules
from learnmentor.courses.programmes.models import Enrolment, Programme, ProgrammeItem


class ProgrammeGone(Exception):
    """The programme was deleted a moment ago, in another window or with the course that offered it."""


class TooManyProgrammes(Exception):
    """One person keeps no more than a page of programmes."""


def pick(
    db: Session, *, owner: Actor, title: str, segment_codes: Sequence[str], at: datetime, public_id: str,
    as_listed: bool = False,
) -> Programme:  # fmt: skip
    """Make a programme of one's own and follow it, in the order of the catalogue or `as_listed`.

    Raises `TooManyProgrammes`.
    """
    hold_person(db, owner.id)
    if queries.own_programme_count(db, person_id=owner.id) >= rules.MAX_PROGRAMMES:
        raise TooManyProgrammes
    made = Programme(public_id=public_id, owner_id=owner.id, title=title, created_at=at, updated_at=at)
    db.add(made)
    db.flush()
    _fill(db, made, segment_codes, order=segment_codes if as_listed else ())
    follow(db, learner=owner, programme_id=made.id, at=at)
    return made


def repick(
    db: Session, *, owner: Actor, programme: Programme, title: str, segment_codes: Sequence[str], at: datetime
) -> None:
    """Change the title and the segments of a programme of one's own. Raises `ProgrammeGone`."""
    key, public_id = programme.id, programme.public_id
    hold_person(db, owner.id)
    if not queries.hold_programme(db, key):
        raise ProgrammeGone(public_id)
    programme.title = title
    programme.updated_at = at
    before = queries.order_picked(db, key)
    db.execute(delete(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id))
    _fill(db, programme, segment_codes, order=before)


def _fill(db: Session, programme: Programme, codes: Sequence[str], *, order: Sequence[str] = ()) -> None:
    keys = queries.catalogue_keys(db, [*codes, *order])
    ticked = [code for code in keys if code in codes]
    ids = [keys[code] for code in rules.kept_order(order, ticked, catalogue=list(keys))]
    lines = [{"programme_id": programme.id, "segment_id": key, "position": n} for n, key in enumerate(ids, 1)]
    if lines:
        db.execute(insert(ProgrammeItem), lines)
    db.flush()


def drop(db: Session, *, owner: Actor, programme: Programme) -> None:
    """Delete a programme of one's own; what was studied stays studied."""
    key = programme.id
    hold_person(db, owner.id)
    db.execute(delete(Enrolment).where(Enrolment.programme_id == key))
    db.execute(delete(ProgrammeItem).where(ProgrammeItem.programme_id == key))
    db.execute(delete(Programme).where(Programme.id == key))


def follow(db: Session, *, learner: Actor, programme_id: int, at: datetime) -> None:
    """Put a programme on the person's home page. Raises `ProgrammeGone`."""
    hold_person(db, learner.id)
    if not queries.hold_programme(db, programme_id):
        raise ProgrammeGone(str(programme_id))
    found = queries.enrolment(db, person_id=learner.id, programme_id=programme_id)
    if found is None:
        db.add(Enrolment(person_id=learner.id, programme_id=programme_id, followed_at=at, begun_at=at))
    else:
        found.followed_at = at
    db.flush()
