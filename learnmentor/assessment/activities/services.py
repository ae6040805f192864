"""Saving work on an activity: sealed, one row for each person and activity, never lost to a second tab or a retry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Executable, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities import exercises, queries, quizzes, retakes, rules
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.queries import ActivityState
from learnmentor.assessment.activities.rules import ActivityVerdict, Body, Fields, Problem, State
from learnmentor.assessment.statistics.services import note_first_try
from learnmentor.assessment.statistics.spread import wording_judged
from learnmentor.courses.study.queries import Standing
from learnmentor.courses.study.services import touch
from learnmentor.ground.db import write
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import enqueue

REMINDER = "practice-reminder"


@dataclass(frozen=True)
class Saved:
    """What one save came to. With problems nothing was finished; what was typed is in `body` all the same."""

    state: State
    body: Body
    problems: tuple[Problem, ...]
    verdict: ActivityVerdict | None  # of a quiz that was checked
    answer: Fields  # and the answer that was checked: shown once more, kept in no table
    study: Standing  # this and what follows: as they stand now, and until the transaction ends
    kept: Mapping[str, ActivityState]  # the person's work on every activity of the segment
    seen: str = ""  # what the form has now seen of the stored work, see `rules.seen_mark`


def opened(vault: Vault, sealed: bytes | None, *, place: str) -> dict[str, Any]:
    """A body as its owner wrote it; empty where none is kept."""
    if sealed is None:
        return {}
    body: dict[str, Any] = vault.open(sealed, place=place)
    return body


class AtSegment(Protocol):
    """The segment that is worked on: its row, or a page's view of it."""

    @property
    def id(self) -> int: ...
    @property
    def revision_id(self) -> int: ...


class Content(Protocol):
    """The revision that is worked on: its row, or a page's view of it."""

    @property
    def data(self) -> Mapping[str, Any]: ...


def save(
    db: Session, vault: Vault, *, learner: Actor, segment: AtSegment, revision: Content, activity_id: str,
    answers: Fields, seen: str, at: datetime, finish: bool,
) -> Saved:  # fmt: skip
    """Keep what was done with one activity. `finish` when its button was pressed. Raises `UnknownActivity`.

    `seen` is what the form knew of the stored work. Other work is not overwritten by it: raises `ChangedElsewhere`.
    """
    activity = rules.find(revision.data["activities"], activity_id)
    hold_person(db, learner.id)
    kept = queries.states(db, person_id=learner.id, segment_id=segment.id)
    before = kept.get(activity_id)
    bound = response_place(learner.id, segment.id, activity_id)
    body = opened(vault, before.body, place=bound) if before else {}
    was = State(before.state) if before else None
    step = exercises.take(activity, was, body, answers, finish=finish)
    checked = activity["kind"] in rules.CHECKED_KINDS
    if before and checked and rules.overwrites(body, step.body or {}, seen=seen):
        raise rules.ChangedElsewhere(state=State(before.state), stored=body, typed=step.body or {})
    if before and activity["kind"] == "audit":
        whole = finish and not step.problems
        step = retakes.with_earlier(step, stored=body, was=was, stored_at=before.updated_at, at=at, whole=whole)
    study = touch(db, learner=learner, segment_id=segment.id, revision_id=segment.revision_id, at=at)
    if step.keep:
        sealed = None if step.body is None else vault.seal(step.body, place=bound)
        spread = before.spread if before else None
        now = ActivityState(step.state.value, at, sealed, _counted(activity, answers), spread)
        _write(db, learner=learner, segment=segment, activity=activity, kept=now)
        kept[activity_id] = now
    if step.state == State.NOT_YET != was:
        _remind(db, learner=learner, segment=segment, activity_id=activity_id, at=at)
    if activity["kind"] != "quiz" or not finish or step.problems:
        now_seen = rules.seen_mark((step.body if step.keep else body) or {}) if checked else ""
        return Saved(step.state, step.body or {}, step.problems, None, {}, study, kept, now_seen)
    answer = {**quizzes.given(activity, answers), "do": [rules.verb(answers)]}
    verdict = quizzes.check(activity, answer)
    note_first_try(
        db, segment_id=segment.id, activity=activity, was=was, answer=answer, verdict=verdict, at=at
    )  # of nobody that is named
    return Saved(step.state, {}, (), verdict, answer, study, kept)


@cache
def _upsert(dialect: str) -> Executable:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(Response.__table__)
    kept = {name: row.excluded[name] for name in ("state", "body", "updated_at", "counted")}
    first_done = func.coalesce(Response.__table__.c.done_at, row.excluded.done_at)
    changed: Executable = row.on_conflict_do_update(
        index_elements=["person_id", "segment_id", "activity"], set_={**kept, "done_at": first_done}
    )
    return changed


def _counted(activity: rules.Activity, answers: Fields) -> str | None:
    """Of which wording the work may be counted; None where its writer did not tick that it may, or no longer."""
    ticked = activity["kind"] == "standardise" and rules.one(answers, "counted") == "yes"
    return wording_judged(activity) if ticked else None


def _write(db: Session, *, learner: Actor, segment: AtSegment, activity: rules.Activity, kept: ActivityState) -> None:
    row = {
        "person_id": learner.id,
        "segment_id": segment.id,
        "activity": activity["id"],
        "kind": activity["kind"],
        "state": kept.state,
        "body": kept.body,
        "updated_at": kept.updated_at,
        "done_at": kept.updated_at if kept.state == State.DONE else None,
        "counted": kept.counted,
    }
    write(db, _upsert(db.get_bind().dialect.name), row)


def _remind(db: Session, *, learner: Actor, segment: AtSegment, activity_id: str, at: datetime) -> None:
    args = {"person_id": learner.id, "segment_id": segment.id, "activity": activity_id}
    enqueue(db, kind=REMINDER, args=args, run_at=at + timedelta(days=rules.REMINDER_DAYS))
