"""Reads for the numbers of pairs: what there was in a year, without a name, and what was printed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.groups.pair_counts.models import PublishedPairCounts
from learnmentor.groups.pair_counts.rules import MenteeYear, PairAmount
from learnmentor.mentoring.agreements.models import AgreementVersion
from learnmentor.mentoring.matching.models import PairChange
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingState
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations.models import Observation
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day, subtree

_SOME = 1_000  # rows that are in memory at once


@dataclass(frozen=True)
class YearSpan:
    """The moments between which a year lies, and the day on which belonging is asked."""

    first: datetime
    end: datetime
    on: date


def mentee_years(db: Session, root_id: int, span: YearSpan) -> Iterator[MenteeYear]:
    """What there was of the pairs of an organisation's mentees, each once, in the part that they joined last.

    As many statements as there are kinds of records, however many people there are.
    """
    of_pair = _records(db, span)
    rows = db.execute(
        select(Pair.mentee_id, Membership.id, Membership.part_id, Pair.id, Pair.opened_at, Pair.ended_at)
        .join(Membership, Membership.person_id == Pair.mentee_id)
        .join(Part, Part.id == Membership.part_id)
        .where(Part.root_id == root_id, on_day(Membership.starts_on, Membership.ends_on, span.on))
        .where(Pair.opened_at < span.end, or_(Pair.ended_at.is_(None), Pair.ended_at >= span.first))
        .order_by(Pair.mentee_id, Membership.starts_on.desc(), Membership.id.desc(), Pair.id)
        .execution_options(yield_per=_SOME)
    )
    mentee, membership, part, amounts = 0, 0, 0, Counter[PairAmount]()
    for mentee_id, membership_id, part_id, pair_id, opened_at, ended_at in rows:
        if mentee_id != mentee:
            if mentee:
                yield MenteeYear(part, amounts)
            mentee, membership, part, amounts = mentee_id, membership_id, part_id, Counter[PairAmount]()
        if membership_id == membership:
            amounts.update(_of_pair(span, opened_at, ended_at))
            amounts.update(of_pair.get(pair_id, {}))
    if mentee:
        yield MenteeYear(part, amounts)


def _of_pair(span: YearSpan, opened_at: datetime, ended_at: datetime | None) -> dict[PairAmount, int]:
    within = {
        PairAmount.PAIRS_OPEN: ended_at is None or ended_at >= span.end,
        PairAmount.PAIRS_BEGUN: opened_at >= span.first,
        PairAmount.PAIRS_ENDED: ended_at is not None and ended_at < span.end,
    }
    return {what: 1 for what, holds in within.items() if holds}


def _changes(span: YearSpan) -> Select[int, int]:
    return (
        select(PairChange.pair_id, func.count())
        .where(PairChange.at >= span.first, PairChange.at < span.end)
        .group_by(PairChange.pair_id)
    )


def _held(span: YearSpan) -> tuple[ColumnElement[bool], ...]:
    return (PairMeeting.state == MeetingState.HELD, PairMeeting.held_at >= span.first, PairMeeting.held_at < span.end)


def _meetings(span: YearSpan) -> Select[int, int]:
    return select(PairMeeting.pair_id, func.count()).where(*_held(span)).group_by(PairMeeting.pair_id)


def _minutes(span: YearSpan) -> Select[int, int]:
    minutes = func.sum(func.coalesce(PairMeeting.held_minutes, 0))
    return select(PairMeeting.pair_id, minutes).where(*_held(span)).group_by(PairMeeting.pair_id)


def _observations(span: YearSpan) -> Select[int, int]:
    """Visits that were held and written up; practice runs on a fictional lesson are none."""
    held = (Observation.record_code.is_(None), Observation.called_off_at.is_(None), Observation.ready_at.is_not(None))
    within = Observation.held_on.between(span.first.date(), span.end.date())
    return select(Observation.pair_id, func.count()).where(*held, within).group_by(Observation.pair_id)


def _agreements(span: YearSpan) -> Select[int, int]:
    within = (AgreementVersion.made_at >= span.first, AgreementVersion.made_at < span.end)
    return select(AgreementVersion.pair_id, func.count()).where(*within).group_by(AgreementVersion.pair_id)


# What is counted of the records of pairs: by pair, how many or how much there was in a year. One statement each.
RECORDS: Mapping[PairAmount, Callable[[YearSpan], Select[int, int]]] = {
    PairAmount.CHANGES: _changes, PairAmount.MEETINGS: _meetings, PairAmount.MINUTES: _minutes,
    PairAmount.OBSERVATIONS: _observations, PairAmount.AGREEMENTS: _agreements,
}  # fmt: skip
COUNTED = frozenset({PairAmount.PAIRS_OPEN, PairAmount.PAIRS_BEGUN, PairAmount.PAIRS_ENDED, *RECORDS})


def _records(db: Session, span: YearSpan) -> dict[int, Counter[PairAmount]]:
    """What there was of each kind of record in a year, by pair."""
    found: dict[int, Counter[PairAmount]] = defaultdict(Counter)
    for what, statement in RECORDS.items():
        for pair_id, amount in db.execute(statement(span)):
            found[pair_id][what] += amount
    return found


# What was printed


def pairs_printed_before(db: Session, *, root_id: int, year: str) -> dict[str, PublishedPairCounts]:
    """What was printed of an organisation's year, by place."""
    here = select(PublishedPairCounts).join(Part, Part.id == PublishedPairCounts.part_id)
    rows = db.scalars(here.where(Part.root_id == root_id, PublishedPairCounts.year == year))
    return {row.place: row for row in rows}


@dataclass(frozen=True)
class PrintedPairs:
    """The printed numbers of a part with all below it."""

    part: Part
    row: PublishedPairCounts


def printed_pairs_of(db: Session, part: Part, *, year: str) -> Sequence[PrintedPairs]:
    """What was printed of a part and those right inside it, the part itself first."""
    rows = db.execute(
        select(Part, PublishedPairCounts)
        .join(PublishedPairCounts, PublishedPairCounts.part_id == Part.id)
        .where(subtree(part), or_(Part.id == part.id, Part.parent_id == part.id))
        .where(PublishedPairCounts.year == year, PublishedPairCounts.place.startswith("part:"))
        .order_by(func.length(Part.path), Part.name, Part.id)
    )
    found = [PrintedPairs(of, row) for of, row in rows]
    return sorted(found, key=lambda each: each.part.id != part.id)


def pair_years_of(db: Session, part: Part) -> Sequence[PublishedPairCounts]:
    """What was printed of a part in each year, the newest first."""
    here = select(PublishedPairCounts).where(PublishedPairCounts.place == f"part:{part.id}")
    here = here.where(PublishedPairCounts.part_id == part.id)
    return db.scalars(here.order_by(PublishedPairCounts.year.desc()).limit(20)).all()
