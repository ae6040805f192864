"""Verbs of studying and of picking programmes. What is counted per person goes one at a time: each holds the person."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses import queries, rules
from learnmentor.courses.catalogue import programmes
from learnmentor.courses.models import Enrolment, Programme, ProgrammeItem, Segment, Study, StudyClock, claim_place
from learnmentor.courses.queries import Standing
from learnmentor.ground.db import write
from learnmentor.ground.vault import Vault


class UnknownSegment(Exception):
    """There is no segment of that code, or none that can still be begun."""


class ProgrammeGone(Exception):
    """The programme was deleted a moment ago, in another window or with the course that offered it."""


class TooManyProgrammes(Exception):
    """One person keeps no more than a page of programmes."""


def begin(db: Session, *, learner: Actor, segment: Segment, at: datetime) -> Study:
    """The person's study of a segment, begun now if it was not: from then on the revision of the sitting is theirs."""
    hold_person(db, learner.id)
    found = queries.study(db, person_id=learner.id, segment_id=segment.id)
    if found is None:
        found = Study(
            person_id=learner.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=at, touched_at=at,
            active_seconds=0,
        )  # fmt: skip
        db.add(found)
    found.touched_at = max(at, found.touched_at)
    db.flush()
    return found


def beat(db: Session, *, learner: Actor, segment_code: str, tab: str, starting: bool, at: datetime) -> int:
    """Count a sign of life from a page; returns the seconds credited. Raises `UnknownSegment`.

    A glance begins nothing: the study begins with the first seconds that count. A finished segment is credited nothing
    more, so that the record of it stays what it was.
    """
    hold_person(db, learner.id)
    found = queries.ticking(db, segment_code, person_id=learner.id)
    if found is None:
        raise UnknownSegment(segment_code)
    if found.completed:
        return 0
    clock, seconds = rules.credited(found.clock, tab=tab, segment_id=found.segment_id, starting=starting, at=at)
    if found.clock is None:
        write(db, _NEW_CLOCK, _columns(learner, clock))
    elif clock != found.clock:
        write(db, _MOVE_CLOCK, _columns(learner, clock))
    if seconds:
        touch(db, learner=learner, segment_id=found.segment_id, revision_id=found.revision_id, at=at, seconds=seconds)
    return seconds


_clock, _study = cast(Table, StudyClock.__table__), cast(Table, Study.__table__)
_NEW_CLOCK = insert(_clock).values(
    {name: bindparam(f"new_{name}") for name in ("person_id", "tab", "segment_id", "last_at")}
)
_MOVE_CLOCK = (
    update(_clock)
    .where(_clock.c.person_id == bindparam("new_person_id"))
    .values({name: bindparam(f"new_{name}") for name in ("tab", "segment_id", "last_at")})
)
_TOUCH = (
    update(_study)
    .where(_study.c.person_id == bindparam("of_person"), _study.c.segment_id == bindparam("at_segment"))
    .values(active_seconds=_study.c.active_seconds + bindparam("seconds"), touched_at=bindparam("at"))
    .returning(*queries.STANDING)
)
_BEGIN = insert(_study).returning(*queries.STANDING)
_COMPLETE = (
    update(_study)
    .where(_study.c.id == bindparam("study_id"), _study.c.completed_at.is_(None))
    .values(completed_at=bindparam("at"), touched_at=bindparam("at"))
)


def _columns(learner: Actor, clock: rules.Clock) -> dict[str, object]:
    return {
        "new_person_id": learner.id,
        "new_tab": clock.tab,
        "new_segment_id": clock.segment_id,
        "new_last_at": clock.last_at,
    }


def touch(
    db: Session, *, learner: Actor, segment_id: int, revision_id: int, at: datetime, seconds: int = 0
) -> Standing:
    """Begin or go on with a study whose person is held already, and add active seconds to it; returns how it stands."""
    mine = {"of_person": learner.id, "at_segment": segment_id, "seconds": seconds, "at": at}
    if (row := write(db, _TOUCH, mine).one_or_none()) is None:
        new = {"person_id": learner.id, "segment_id": segment_id, "revision_id": revision_id, "started_at": at}
        row = write(db, _BEGIN, {**new, "touched_at": at, "active_seconds": seconds}).one()
    return Standing(*row)


def claim(
    db: Session, vault: Vault, *, learner: Actor, segment: Segment, minutes: int, sentence: str, at: datetime
) -> Study:
    """Declare time away from the screen, with a sentence only its writer reads. A finished segment keeps its claim."""
    study = begin(db, learner=learner, segment=segment, at=at)
    if study.completed_at is None:
        study.claimed_minutes = minutes
        study.claim_sentence = vault.seal(sentence, place=claim_place(learner.id, segment.id))
        db.flush()
    return study


def complete(db: Session, *, study: Standing, at: datetime) -> bool:
    """Mark a study as completed with the revision of its sitting; True the first time only."""
    return write(db, _COMPLETE, {"study_id": study.id, "at": at}).rowcount == 1


def take_newest_revision(db: Session, *, learner: Actor, segment: Segment, at: datetime) -> Study:
    """Change a study under way to the revision in force; answers stay. A finished one names what was studied."""
    study = begin(db, learner=learner, segment=segment, at=at)
    if study.completed_at is None:
        study.revision_id = segment.revision_id
        db.flush()
    return study


# Programmes


def pick(
    db: Session, *, owner: Actor, title: str, segment_codes: Sequence[str], at: datetime, public_id: str
) -> Programme:
    """Make a programme of one's own and follow it. Raises `TooManyProgrammes`."""
    hold_person(db, owner.id)
    if programmes.own_programme_count(db, person_id=owner.id) >= rules.MAX_PROGRAMMES:
        raise TooManyProgrammes
    made = Programme(public_id=public_id, owner_id=owner.id, title=title, created_at=at, updated_at=at)
    db.add(made)
    db.flush()
    _fill(db, made, segment_codes)
    follow(db, learner=owner, programme_id=made.id, at=at)
    return made


def repick(
    db: Session, *, owner: Actor, programme: Programme, title: str, segment_codes: Sequence[str], at: datetime
) -> None:
    """Change the title and the segments of a programme of one's own. Raises `ProgrammeGone`."""
    key, public_id = programme.id, programme.public_id
    hold_person(db, owner.id)
    if not programmes.hold_programme(db, key):
        raise ProgrammeGone(public_id)
    programme.title = title
    programme.updated_at = at
    db.execute(delete(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id))
    _fill(db, programme, segment_codes)


def _fill(db: Session, programme: Programme, codes: Sequence[str]) -> None:
    ids = programmes.segment_ids(db, codes)
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
    if not programmes.hold_programme(db, programme_id):
        raise ProgrammeGone(str(programme_id))
    found = programmes.enrolment(db, person_id=learner.id, programme_id=programme_id)
    if found is None:
        db.add(Enrolment(person_id=learner.id, programme_id=programme_id, followed_at=at))
    else:
        found.followed_at = at
    db.flush()
