"""Verbs of the numbers of pairs: print those of a day."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets.queries import default_profile
from learnmentor.ground.zones import day_of
from learnmentor.groups.pair_counts import queries
from learnmentor.groups.pair_counts.models import PublishedPairCounts
from learnmentor.groups.pair_counts.queries import YearSpan
from learnmentor.groups.pair_counts.rules import MenteeYear, mentees_counted, printed_pairs
from learnmentor.groups.reports import queries as reports
from learnmentor.groups.reports.services import counted_places, first_moment
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase

PUBLISH_PAIRS = "publish-pair-counts"


def publish_pairs(database: WorkerDatabase, *, on: date, at: datetime) -> None:
    """Print the numbers of every organisation for this CPD year and the one before."""
    with database.session(writes=False) as db:
        roots = reports.roots(db)

    def print_both(root_id: int) -> None:
        with database.session(writes=False) as db:
            year = default_profile(db, root_id=root_id).year_of(on)
        for each in (year, CpdYear(year.begins - 1, year.starts)):
            publish_pair_year(database, root_id, each, on=on, at=at)

    for_each(roots, print_both, work=PUBLISH_PAIRS, named=int)


def publish_pair_year(database: WorkerDatabase, root_id: int, year: CpdYear, *, on: date, at: datetime) -> None:
    """Print one organisation's year: counted while others write, kept in one short transaction."""
    end = min(at, first_moment(year.last + timedelta(days=1)))
    span = YearSpan(first_moment(year.first), end, min(on, year.last))
    with database.session(writes=False) as db:
        parts = reports.parts_of(db, root_id)
        people: dict[int, list[MenteeYear]] = defaultdict(list)
        for each in queries.mentee_years(db, root_id, span):
            people[each.part_id].append(each)
        kept = queries.pairs_printed_before(db, root_id=root_id, year=year.label)
    direct = {part_id: mentees_counted(some) for part_id, some in people.items()}
    hidden = {place: row.printed.hidden for place, row in kept.items()}
    tables = printed_pairs(counted_places(parts, direct), hidden)
    with database.transaction() as db:
        for place, table in tables.items():
            db.merge(
                PublishedPairCounts(
                    place=place, year=year.label, part_id=int(place.partition(":")[2]), as_of=on,
                    counts=dict(table.counts), amounts=dict(table.hours),
                )
            )  # fmt: skip
        db.flush()


def publishing_pairs(*, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler, once a day. Done twice on a day it comes to the same."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        publish_pairs(database, on=day_of(now(), zone), at=now())

    return handle
