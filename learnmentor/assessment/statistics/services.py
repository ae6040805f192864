"""Verbs of counting without names: note a first try, say whether a segment was useful, fold answers, count studies."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Executable, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities.models import response_place
from learnmentor.assessment.activities.rules import Activity, ActivityVerdict, Fields, State
from learnmentor.assessment.statistics import queries, rules, spread
from learnmentor.assessment.statistics.models import AnonymousAnswer, AskedUseful, JudgementSpread, SegmentTally
from learnmentor.assessment.statistics.queries import CountedActivity
from learnmentor.assessment.statistics.rules import Question, Tally, Usefulness
from learnmentor.assessment.statistics.spread import PrintedSpread
from learnmentor.courses.study.queries import Standing
from learnmentor.ground import randomness
from learnmentor.ground.db import write
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase

COUNT = "segment-statistics"
_KEY_BITS = 63  # all that a signed key of eight bytes has
_FOLDED_AT_ONCE = 5000
_ROWS_AT_ONCE = 500
_ANSWER = insert(AnonymousAnswer.__table__)  # type: ignore[arg-type]  # a table, by its model
_FROM_STUDIES = (Question.STARTED, Question.FINISHED, Question.MINUTES)


class NotAskedNow(Exception):
    """The person did not finish the segment, or not at a time at which it is asked."""


def note_first_try(
    db: Session, *, segment_id: int, activity: Activity, was: State | None, answer: Fields, verdict: ActivityVerdict,
    at: datetime,
) -> None:  # fmt: skip
    """Keep the first answer to a quiz as nobody's: one insert. `was`: the state of the activity before this try."""
    tried = rules.first_try(activity, was, answer, verdict)
    if tried is not None:
        _keep(db, segment_id, tried.question, tried.answer, at)


def _keep(db: Session, segment_id: int, question: str, answer: str, at: datetime) -> None:
    row = {"id": randomness.bits(_KEY_BITS), "month": rules.month_of(at), "segment_id": segment_id}
    write(db, _ANSWER, {**row, "question": question, "answer": answer})


def say_useful(
    db: Session, *, learner: Actor, segment_id: int, study: Standing | None, said: Usefulness | None, at: datetime
) -> bool:
    """Count what somebody pressed, once; None is that they would rather not say. False where they said it before.

    Raises `NotAskedNow`.
    """
    hold_person(db, learner.id)
    if study is None or not rules.is_asked(study.completed_at, at=at):
        raise NotAskedNow
    if queries.was_asked(db, person_id=learner.id, segment_id=segment_id):
        return False
    db.add(AskedUseful(person_id=learner.id, segment_id=segment_id))
    db.flush()
    if said is not None:
        _keep(db, segment_id, Question.USEFUL, said.value, at)
    return True


# The worker


@cache
def _add(dialect: str) -> Executable:
    insert_: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert_(SegmentTally.__table__)
    key = ["segment_id", "month", "question", "answer"]
    added: Executable = row.on_conflict_do_update(
        index_elements=key, set_={"count": SegmentTally.__table__.c.count + row.excluded.count}
    )
    return added


def fold(db: Session) -> int:
    """Take some of the answers that wait into the tallies, and forget them one by one; returns how many there were."""
    waiting = queries.oldest_answers(_FOLDED_AT_ONCE).scalar_subquery()
    gone = delete(AnonymousAnswer).where(AnonymousAnswer.id.in_(waiting))
    taken = gone.returning(
        AnonymousAnswer.segment_id, AnonymousAnswer.month, AnonymousAnswer.question, AnonymousAnswer.answer
    )
    counts = Counter(tuple(row) for row in db.execute(taken, execution_options={"synchronize_session": False}))
    _insert(db, _add(db.get_bind().dialect.name), ((*key, count) for key, count in sorted(counts.items())))
    return counts.total()


def _insert(db: Session, statement: Executable, rows: Iterable[tuple[Any, ...]]) -> None:
    names, left = ("segment_id", "month", "question", "answer", "count"), iter(rows)
    while some := [dict(zip(names, row, strict=True)) for row in islice(left, _ROWS_AT_ONCE)]:
        db.connection().execute(statement, some)


def count_studies(database: WorkerDatabase, *, at: datetime) -> None:
    """Count again, segment by segment, what study rows say of the months that pages show. Nobody waits for it long."""
    since = rules.months_before(rules.month_of(at), rules.MONTHS_SHOWN - 1)
    moments = {"since": datetime.combine(since, time(), UTC), "quiet_since": at - rules.STOPPED_AFTER}
    with database.session(writes=False) as reading:
        ids = queries.segment_ids(reading)

    def count(segment_id: int) -> None:
        with database.session(writes=False) as reading:
            counted = list(queries.study_counts(reading, segment_id=segment_id, **moments))
        with database.transaction() as db:
            _put(db, segment_id, counted, since=since)

    for_each(ids, count, work=COUNT, named=int)


def _put(db: Session, segment_id: int, counted: Iterable[Tally], *, since: date) -> None:
    mine = delete(SegmentTally).where(SegmentTally.segment_id == segment_id)
    quiet = {"synchronize_session": False}
    db.execute(
        mine.where(SegmentTally.question.in_(_FROM_STUDIES), SegmentTally.month >= since), execution_options=quiet
    )
    db.execute(mine.where(SegmentTally.question == Question.STOPPED), execution_options=quiet)
    rows = ((segment_id, each.month, each.question, each.answer, each.count) for each in counted)
    _insert(db, insert(SegmentTally.__table__), rows)  # type: ignore[arg-type]


def count_judgements(database: WorkerDatabase, vault: Vault, *, at: datetime) -> None:
    """Draw the spreads anew, each from the work of those who let themselves be counted; it is opened for that alone."""
    with database.session(writes=False) as reading:
        found = queries.activities_to_count(reading)

    def count(each: CountedActivity) -> None:
        with database.session(writes=False) as reading:
            printed = _spread(reading, vault, each)
        with database.transaction() as db:
            _put_spread(db, each, printed, at=at)

    for_each(found, count, work=COUNT, named=lambda each: each.segment_id)


def _spread(db: Session, vault: Vault, each: CountedActivity) -> PrintedSpread | None:
    """What is printed of an activity; None where it is gone, or too few are counted."""
    if each.content is None:
        return None
    work = queries.counted_work(db, each.segment_id, each.activity_id, wording=spread.wording_judged(each.content))
    said = []
    for person_id, sealed in work:
        with suppress(UnreadableText):  # sealed with a key that is gone: nobody can say what it was
            body = vault.open(sealed, place=response_place(person_id, each.segment_id, each.activity_id))
            said.append(spread.answers_of(each.content, body))
    return spread.spread_from(spread.counted_lines(each.content), said)


def _put_spread(db: Session, each: CountedActivity, printed: PrintedSpread | None, *, at: datetime) -> None:
    kept = db.get(JudgementSpread, (each.segment_id, each.activity_id), with_for_update=True)
    if kept is not None:
        db.delete(kept)
        db.flush()
    if printed is not None and each.content is not None:
        wording = spread.wording_judged(each.content)
        db.add(
            JudgementSpread(
                segment_id=each.segment_id, activity=each.activity_id, wording=wording, printed=printed, counted_at=at
            )
        )
    db.flush()


def counting(*, now: Callable[[], datetime], vault: Vault) -> Handler:
    """The worker's handler, once a day: fold all answers, then count. Done twice it comes to the same."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        folded = 1
        while folded:
            with database.transaction() as db:
                folded = fold(db)
        count_studies(database, at=now())
        count_judgements(database, vault, at=now())

    return handle
