"""Verbs of reports: read how the members of a group stand, and publish the counts of a day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets.queries import TermsOfMany, terms_of_many
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.groups.models import Group
from learnmentor.groups.reports import queries
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.queries import GroupPerson, Whose
from learnmentor.groups.reports.rules import (
    CountedPlace,
    Headcount,
    MemberStanding,
    PersonCounted,
    PrintedCounts,
    printed,
)
from learnmentor.groups.reports.standings import (
    GroupFiguresRead,
    counted_of,
    counted_of_organisation,
    member_standing,
)
from learnmentor.groups.rules import STALLED_AFTER
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase
from learnmentor.organisations.models import Part

PUBLISH = "publish-counts"

# A group


@dataclass(frozen=True)
class GroupStandings:
    """How the members of a group stand: those who accepted to be seen by name, and the others for sums alone."""

    named: tuple[MemberStanding, ...]
    counted: tuple[MemberStanding, ...]
    keys: Mapping[str, int]  # of the people, by the public id of the membership: for the access log
    year: CpdYear  # the one of everybody in the organisation who chose none, in which the day lies


def group_standings(
    db: Session, vault: Vault, group: Group, *, root_id: int, on: date, at: datetime, only: int | None = None
) -> GroupStandings:
    """How everybody in a group stands, or `only` one, in a number of statements that does not grow with them.

    `root_id` is the organisation of the group.
    """
    whose = Whose(group.id, only)
    people = queries.group_people(db, whose, on=on)
    terms = terms_of_many(db, vault, whose.keys, on=on)
    given = queries.given_to_group(db, group.id)
    read = GroupFiguresRead(
        given=given.parts,
        done=queries.given_done(db, whose, given),
        certificates=queries.certificate_titles(db, whose),
        held=queries.sessions_held(db, group.id),
        came=queries.sessions_came(db, whose),
        targets=_targets(people, terms, on),
        stalled_days=group.stalled_days,
    )
    lines = [(person.by_name, member_standing(person, read, at=at)) for person in people]
    return GroupStandings(
        tuple(line for named, line in lines if named),
        tuple(line for named, line in lines if not named),
        {person.public_id: person.person_id for person in people},
        terms.year_in(root_id, on),
    )


def _targets(people: Iterable[GroupPerson], terms: TermsOfMany, on: date) -> dict[int, int | None]:
    default = terms.default.target(terms.default.profile.year_of(on)).minutes
    return {
        person.person_id: own.target(own.profile.year_of(on)).minutes
        if (own := terms.own.get(person.person_id))
        else default
        for person in people
    }


# Counts of a day


def publish(database: WorkerDatabase, vault: Vault, *, on: date, at: datetime) -> None:
    """Print the counts of every organisation for this CPD year and the one before; older ones stand as they are."""
    with database.session(writes=False) as db:
        roots, terms = queries.roots(db), terms_of_many(db, vault, on=on)

    def print_all(root_id: int) -> None:
        year = terms.year_in(root_id, on)
        for each in (year, CpdYear(year.begins - 1, year.starts)):
            publish_organisation(database, root_id, each, terms, on=on, at=at)
        publish_groups(database, vault, root_id, year, on=on, at=at)

    for_each(roots, print_all, work=PUBLISH, named=int)


def publish_organisation(
    database: WorkerDatabase, root_id: int, year: CpdYear, terms: TermsOfMany, *, on: date, at: datetime
) -> None:
    """Print one organisation's year: counted while others write, kept in one short transaction."""
    with database.session(writes=False) as db:
        parts = queries.parts_of(db, root_id)
        counts, named = _count(db, root_id, year, terms, on=on, at=at)
        kept = queries.printed_before(db, root_id=root_id, year=year.label)
    tables = printed(counted_places(parts, counts), {place: row.printed.hidden for place, row in kept.items()})
    beside = printed(counted_places(parts, named), {place: row.printed_named.hidden for place, row in kept.items()})
    with database.transaction() as db:
        for place, table in tables.items():
            also = {"counts": dict(beside[place].counts), "hours": dict(beside[place].hours)}
            _keep(db, place, table, year=year, part_id=int(place.partition(":")[2]), named=also, on=on)


def _count(
    db: Session, root_id: int, year: CpdYear, terms: TermsOfMany, *, on: date, at: datetime
) -> tuple[dict[int, Headcount], dict[int, Headcount]]:
    """By part, those who are counted and those who are shown by name."""
    day, over = min(on, year.last), on > year.last
    span = (first_moment(year.first), first_moment(year.last + timedelta(days=1)))
    default = terms.default.target(year).minutes
    people: tuple[dict[int, list[PersonCounted]], ...] = (defaultdict(list), defaultdict(list))
    for person in queries.organisation_people(db, root_id, year, on=day, span=span):
        own = terms.own.get(person.person_id)
        target = own.target(own.profile.year_of(day)).minutes if own else default
        counted = counted_of_organisation(
            person, target=target, since=span[0], at=min(at, span[1]), stalled_days=None if over else STALLED_AFTER
        )
        people[person.by_name][person.part_id].append(counted)
    counts, named = ({part: Headcount.of(some) for part, some in each.items()} for each in people)
    return counts, named


def first_moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def counted_places(parts: Iterable[Part], direct: Mapping[int, Headcount]) -> list[CountedPlace]:
    """Each part as a whole and those directly in it; parts come with parents first."""
    whole: dict[int, Headcount] = {}
    inside: dict[int, list[str]] = defaultdict(list)
    found = []
    for part in reversed(list(parts)):
        here = direct.get(part.id, Headcount())
        whole[part.id] = whole.get(part.id, Headcount()).plus(here)
        found.append(CountedPlace(f"directly:{part.id}", here))
        found.append(CountedPlace(f"part:{part.id}", whole[part.id], (f"directly:{part.id}", *inside[part.id])))
        if part.parent_id is not None:
            whole[part.parent_id] = whole.get(part.parent_id, Headcount()).plus(whole[part.id])
            inside[part.parent_id].append(f"part:{part.id}")
    return found


def _keep(
    db: Session, place: str, table: PrintedCounts, *, year: CpdYear, part_id: int, named: dict[str, Any], on: date
) -> None:
    db.merge(
        PublishedCounts(
            place=place, year=year.label, part_id=part_id, as_of=on, counts=dict(table.counts),
            hours=dict(table.hours), named=named,
        )
    )  # fmt: skip
    db.flush()


def publish_groups(
    database: WorkerDatabase, vault: Vault, root_id: int, year: CpdYear, *, on: date, at: datetime
) -> None:
    """Print what those of each group come to who are only counted."""
    with database.session(writes=False) as db:
        groups = queries.groups_to_count(db, root_id, on=on)

    def print_one(group: Group) -> None:
        place = f"group:{group.id}"
        with database.session(writes=False) as db:
            members = group_standings(db, vault, group, root_id=root_id, on=on, at=at).counted
            kept = queries.group_counts(db, group.id, year=year.label)
        heads = Headcount.of(counted_of(each, since=year.first) for each in members)
        table = printed([CountedPlace(place, heads)], {place: kept.printed.hidden} if kept else {})[place]
        with database.transaction() as db:
            _keep(db, place, table, year=year, part_id=group.part_id, named={}, on=on)

    for_each(groups, print_one, work=PUBLISH, named=lambda group: group.id)


def publishing(vault: Vault, *, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler, once a day. Done twice on a day it comes to the same."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        publish(database, vault, on=day_of(now(), zone), at=now())

    return handle
