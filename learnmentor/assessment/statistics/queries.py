"""Reads for statistics of segments: tallies as they are kept, and counts of study rows as the worker takes them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, cast, extract, func, select
from sqlalchemy.orm import Session

from learnmentor.assessment.activities.models import Response
from learnmentor.assessment.activities.rules import Activity
from learnmentor.assessment.statistics.models import AnonymousAnswer, AskedUseful, JudgementSpread, SegmentTally
from learnmentor.assessment.statistics.rules import NOTHING_DONE, Question, Tally
from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import read

_study, _tally, _response = Study.__table__.c, SegmentTally.__table__.c, Response.__table__.c
_asked, _segment = AskedUseful.__table__.c, Segment.__table__.c
_SEGMENT: BindParameter[int] = bindparam("segment_id")


# Pages


_TALLIES = (
    select(_tally.month, _tally.question, _tally.answer, _tally.count)
    .where(_tally.segment_id == _SEGMENT, _tally.month >= bindparam("since"))
    .order_by(_tally.month, _tally.question, _tally.answer)
)


def tallies(db: Session, *, segment_id: int, since: date) -> list[Tally]:
    """Everything that was counted of a segment from a month on: a bounded number of rows, whoever studied it."""
    return [Tally(*row) for row in read(db, _TALLIES, {"segment_id": segment_id, "since": since})]


@dataclass(frozen=True)
class SegmentAskedAbout:
    """A finished segment whose learner may be asked what it was good for."""

    code: str
    title: str


_UNASKED = (
    select(_segment.code, _segment.title)
    .where(
        _segment.code.in_(bindparam("codes", expanding=True)),
        ~select(_asked.person_id)
        .where(_asked.person_id == bindparam("person_id"), _asked.segment_id == _segment.id)
        .exists(),
    )
    .order_by(_segment.code)
    .limit(1)
)


def not_asked_yet(db: Session, *, person_id: int, codes: Collection[str]) -> SegmentAskedAbout | None:
    """One of the segments of these codes about which somebody was not asked yet; no statement where there is none."""
    if not codes:
        return None
    row = read(db, _UNASKED, {"codes": list(codes), "person_id": person_id}).one_or_none()
    return SegmentAskedAbout(*row) if row else None


def was_asked(db: Session, *, person_id: int, segment_id: int) -> bool:
    """Whether somebody has pressed something about a segment before."""
    return db.get(AskedUseful, (person_id, segment_id)) is not None


# The worker


def segment_ids(db: Session) -> list[int]:
    """Every segment, withdrawn ones too."""
    return list(db.scalars(select(Segment.id).order_by(Segment.id)))


@dataclass(frozen=True)
class CountedActivity:
    """An activity that standardises and may have a spread: its segment, and its content now; None where it is gone."""

    segment_id: int
    activity_id: str
    content: Activity | None


def activities_to_count(db: Session) -> list[CountedActivity]:
    """The activities in which somebody lets themselves be counted, and those of which a spread is kept."""
    counted = select(Response.segment_id, Response.activity).where(Response.counted.is_not(None))
    kept = select(JudgementSpread.segment_id, JudgementSpread.activity)
    keys = sorted((row[0], row[1]) for row in db.execute(counted.union(kept)))
    there = {segment_id for segment_id, _ in keys}
    asked = select(Segment.id, Revision.data).join(Revision, Revision.id == Segment.revision_id)
    content = {id_: data["activities"] for id_, data in db.execute(asked.where(Segment.id.in_(there)))}
    return [CountedActivity(id_, name, _activity(content.get(id_, ()), name)) for id_, name in keys]


def _activity(activities: Sequence[Activity], name: str) -> Activity | None:
    return next((each for each in activities if each["id"] == name and each["kind"] == "standardise"), None)


def counted_work(db: Session, segment_id: int, activity_id: str, *, wording: str) -> list[tuple[int, bytes]]:
    """Whose work on this wording of an activity is done and may be counted, and the work, sealed."""
    asked = select(Response.person_id, Response.body).where(
        Response.segment_id == segment_id, Response.activity == activity_id, Response.counted == wording,
        Response.state == "done", Response.body.is_not(None),
    )  # fmt: skip
    return [(person_id, body) for person_id, body in db.execute(asked.order_by(Response.id)) if body is not None]


def oldest_answers(count: int) -> Select[int]:
    """The keys of so many answers that wait to be folded into tallies, as a part of a statement."""
    return select(AnonymousAnswer.id).order_by(AnonymousAnswer.id).limit(count)


def _by_month(at: ColumnElement[datetime], *more: ColumnElement[Any]) -> Select[Any]:
    parts = (cast(extract("year", at), Integer), cast(extract("month", at), Integer), *more)
    counted = select(*parts, func.count()).where(_study.segment_id == _SEGMENT, at >= bindparam("since"))
    return counted.group_by(*parts)


_STARTED = _by_month(_study.started_at)
_MINUTES = _by_month(_study.completed_at, cast((_study.active_seconds - _study.active_seconds % 60) / 60, Integer))
_last = Response.__table__.alias()
_STOPPED = (
    select(func.coalesce(_response.activity, NOTHING_DONE), func.count())
    .select_from(Study.__table__)
    .outerjoin(
        Response.__table__,
        (_response.person_id == _study.person_id)
        & (_response.segment_id == _study.segment_id)
        & (
            _response.id
            == select(_last.c.id)
            .where(
                _last.c.person_id == _study.person_id, _last.c.segment_id == _study.segment_id, _last.c.state == "done"
            )
            .order_by(_last.c.done_at.desc(), _last.c.id.desc())
            .limit(1)
            .correlate(Study.__table__)
            .scalar_subquery()
        ),
    )
    .where(
        _study.segment_id == _SEGMENT, _study.completed_at.is_(None), _study.started_at >= bindparam("since"),
        _study.touched_at < bindparam("quiet_since"),
    )
    .group_by(_response.activity)
)  # fmt: skip


def study_counts(db: Session, *, segment_id: int, since: datetime, quiet_since: datetime) -> Iterator[Tally]:
    """How many began and finished in each month since then, in how many minutes, and where others stopped."""
    span = {"segment_id": segment_id, "since": since}
    for year, month, count in read(db, _STARTED, span):
        yield Tally(date(year, month, 1), Question.STARTED, "", count)
    finished: Counter[date] = Counter()
    for year, month, minutes, count in read(db, _MINUTES, span):
        finished[date(year, month, 1)] += count
        yield Tally(date(year, month, 1), Question.MINUTES, str(minutes), count)
    yield from (Tally(month, Question.FINISHED, "", count) for month, count in finished.items())
    for activity, count in read(db, _STOPPED, {**span, "quiet_since": quiet_since}):
        yield Tally(quiet_since.date().replace(day=1), Question.STOPPED, activity, count)
