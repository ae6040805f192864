"""Reads of reviews: those of a pair, what each said in one, what they agreed to let others read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import queries as lines
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.reviews.models import (
    PairReview,
    ReviewRelease,
    ReviewSummary,
    release_place,
    summary_place,
)
from learnmentor.mentoring.reviews.rules import APART, MOST_AIMS, MOST_REVIEWS, ReviewPoint, SummaryFacts, SummaryReader
from learnmentor.mentoring.targets.queries import OpenedTarget
from learnmentor.mentoring.targets.rules import TargetState

_REVIEWS = (
    select(PairReview)
    .where(PairReview.pair_id == bindparam("pair_id"))
    .order_by(PairReview.on.desc(), PairReview.id.desc())
    .limit(MOST_REVIEWS)
)


def reviews(db: Session, pair_id: int) -> Sequence[PairReview]:
    """The reviews of a pair, the newest first."""
    return db.scalars(_REVIEWS, {"pair_id": pair_id}).all()


def how_many(db: Session, pair_id: int) -> int:
    """How many reviews a pair has."""
    return db.scalar(select(func.count(PairReview.id)).where(PairReview.pair_id == pair_id)) or 0


def review(db: Session, public_id: str, *, pair_id: int) -> PairReview | None:
    """One review of a pair."""
    return db.scalar(select(PairReview).where(PairReview.public_id == public_id, PairReview.pair_id == pair_id))


def same_review(db: Session, *, pair_id: int, point: ReviewPoint, on: date) -> PairReview | None:
    """The review of a point and day, where the other one opened it already."""
    return db.scalar(
        select(PairReview).where(PairReview.pair_id == pair_id, PairReview.point == point, PairReview.on == on)
    )


def day_before(db: Session, found: PairReview) -> date | None:
    """The day of the review before this one."""
    earlier = select(func.max(PairReview.on)).where(PairReview.pair_id == found.pair_id, PairReview.on < found.on)
    return db.scalar(earlier)


# What each said

Sheets = Mapping[int, Mapping[str, OpenedLine]]  # by writer and field


def sheets(db: Session, vault: Vault, found: PairReview, *, reader_id: int) -> Sheets:
    """What each of the two said in a review, field by field."""
    said: dict[int, dict[str, OpenedLine]] = defaultdict(dict)
    for line in lines.lines(db, vault, pair_id=found.pair_id, record=found.public_id, reader_id=reader_id):
        said[line.writer_id][line.field] = line
    return said


def apart(db: Session, found: PairReview) -> Sequence[PairLine]:
    """What both answered apart, held back or not: for nobody to read here."""
    said = select(PairLine).where(PairLine.pair_id == found.pair_id, PairLine.record == found.public_id)
    return db.scalars(said.where(PairLine.field.in_(APART)), execution_options={"populate_existing": True}).all()


def spoken(db: Session, found: PairReview, *, writer_id: int) -> bool:
    """Whether one of the two has said anything in a review."""
    said = select(PairLine.id).where(PairLine.pair_id == found.pair_id, PairLine.record == found.public_id)
    return db.scalar(said.where(PairLine.writer_id == writer_id).limit(1)) is not None


def aims(targets: Sequence[OpenedTarget], said: Sheets, *, since: date | None) -> list[OpenedTarget]:
    """What a review looks at: open targets, those closed since the last review, and those of which somebody spoke."""
    spoken = {field.partition(":")[2] for sheet in said.values() for field in sheet}
    found = [
        each
        for each in targets
        if each.state == TargetState.OPEN or each.public_id in spoken or since is None or each.state_at.date() >= since
    ]
    return found[:MOST_AIMS]


# What may leave


@dataclass(frozen=True)
class OpenedSummary:
    """The words that may leave, as they stand."""

    public_id: str
    writer_id: int
    text: str
    written_at: datetime
    agreed_at: datetime | None


@dataclass(frozen=True)
class OpenedRelease:
    """To whom a summary was let go, by whose hand."""

    reader: SummaryReader
    person_id: int
    signed_as: str
    at: datetime


def summary_row(db: Session, review_id: int) -> ReviewSummary | None:
    """The row of a review's summary, as it is now."""
    found = select(ReviewSummary).where(ReviewSummary.review_id == review_id)
    return db.scalar(found.execution_options(populate_existing=True))


def summary(db: Session, vault: Vault, review_id: int) -> OpenedSummary | None:
    """The summary of a review with its words."""
    if (row := summary_row(db, review_id)) is None:
        return None
    text = str(vault.open(row.body, place=summary_place(row.public_id)))
    return OpenedSummary(row.public_id, row.writer_id, text, row.written_at, row.agreed_at)


def releases(db: Session, vault: Vault, review_id: int) -> list[OpenedRelease]:
    """To whom a summary was let go."""
    rows = db.scalars(select(ReviewRelease).where(ReviewRelease.review_id == review_id).order_by(ReviewRelease.id))
    return [_released(vault, row) for row in rows]


def _released(vault: Vault, row: ReviewRelease) -> OpenedRelease:
    name = str(vault.open(row.body, place=release_place(row.public_id)))
    return OpenedRelease(SummaryReader(row.reader), row.person_id, name, row.at)


def facts(found: OpenedSummary, released: Sequence[OpenedRelease]) -> SummaryFacts:
    """A summary as rules see it."""
    return SummaryFacts(found.writer_id, found.agreed_at, bool(released))


def waiting_summary(db: Session, pair_id: int, *, reader_id: int) -> str | None:
    """The public id of a review whose summary waits for somebody to agree."""
    waits = (
        select(PairReview.public_id)
        .join(ReviewSummary, ReviewSummary.review_id == PairReview.id)
        .where(PairReview.pair_id == pair_id, ReviewSummary.agreed_at.is_(None), ReviewSummary.writer_id != reader_id)
        .order_by(PairReview.id.desc())
    )
    return db.scalar(waits.limit(1))


def unagreed_of(db: Session, person_id: int) -> Sequence[ReviewSummary]:
    """Summaries that somebody wrote and nobody has agreed to: theirs alone."""
    return db.scalars(
        select(ReviewSummary).where(ReviewSummary.writer_id == person_id, ReviewSummary.agreed_at.is_(None))
    ).all()
