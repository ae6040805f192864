"""What is done with the twelve questions: answered, answered again, made a programme of. The person orders it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.programmes.services import pick
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.needs import queries
from learnmentor.mentoring.needs.models import NeedsTaken, needs_place
from learnmentor.mentoring.needs.rules import dropped
from learnmentor.mentoring.paper.definition import Values


class NothingToStudy(Exception):
    """The answers ask for no segment that is not finished."""


def answer(db: Session, vault: Vault, *, person_id: int, values: Values, public_id: str, at: datetime) -> NeedsTaken:
    """Keep the answers of one time beside the earlier ones; the same once more on one day is the same time."""
    hold_person(db, person_id)
    before = queries.rows_of(db, person_id)
    if before and before[-1].taken_at.date() == at.date() and queries.opened(vault, before[-1]) == values:
        return before[-1]
    for row in dropped(before):
        db.delete(row)
    made = NeedsTaken(
        public_id=public_id, person_id=person_id, taken_at=at,
        body=vault.seal(dict(values), place=needs_place(public_id)),
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def make_programme(
    db: Session, *, learner: Actor, codes: Sequence[str], title: str, public_id: str, at: datetime
) -> str:
    """A programme of the segments in their order, once for the newest answers; its public id.

    Raises `NothingToStudy`, and `TooManyProgrammes` of programmes.
    """
    hold_person(db, learner.id)
    newest = next(iter(reversed(queries.rows_of(db, learner.id))), None)
    if newest is None or not codes:
        raise NothingToStudy
    if newest.programme and programmes.own_programme(db, newest.programme, person_id=learner.id):
        return newest.programme
    made = pick(db, owner=learner, title=title, segment_codes=codes, at=at, public_id=public_id, as_listed=True)
    newest.programme = made.public_id
    db.flush()
    return made.public_id
