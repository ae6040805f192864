"""Verbs of studying: begin, count active time, claim, complete."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study import queries, rules
from learnmentor.courses.study.models import Study, StudyClock, claim_place
from learnmentor.courses.study.queries import Standing
from learnmentor.ground.db import write
from learnmentor.ground.vault import Vault


class UnknownSegment(Exception):
    """There is no segment of that code, or none that can still be begun."""


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
