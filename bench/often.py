"""The pages that a learner opens often, as multiples of the segment page: server CPU, inside one process, in rounds."""

import os
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from bench import costs, seed
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.cpd import chain
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.rules import LOGGABLE, SEGMENT_MINUTES, Basis, CpdYear, EntryType, LedgerLine, LineKind
from learnmentor.cpd.sums import services as sums
from learnmentor.cpd.targets import queries as targets
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.web import logs

SEGMENT = "/segments/c1-s1"
ENTRIES, EARLIER = 1_000, 100  # in the year that runs, and in each of the two before
MOST = {"/": 2.0, "/cpd": 3.0, "/cpd, declared": 3.0}  # times the segment page
PAGES = ("/", "/cpd", "/units", "/units/c1", "/programmes", "/programmes/starter", "/certificates")
ROUNDS, TIMES = 9, 30


@dataclass(frozen=True)
class Often:
    """One page beside the segment page: medians over the rounds, a ratio taken within each."""

    what: str
    cpu_ms: float
    of_segment: float
    statements: int


def of_pages(settings: Settings, keepers: tuple[str, str]) -> list[Often]:
    """Each page asked for by a learner with a long record; the year also by one who declared it."""
    cookie, declared = keepers
    with Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        app = create_app(settings)
        asked = {page: _environ(page, cookie) for page in (SEGMENT, *PAGES)}
        asked["/cpd, declared"] = _environ("/cpd", declared)
        statements = {what: len(costs.statements_of(app, environ)) for what, environ in asked.items()}
        rounds = [{what: costs.cpu(app, environ, TIMES) for what, environ in asked.items()} for _ in range(ROUNDS + 1)]
    return [_often(what, rounds[1:], statements[what]) for what in asked]  # the first round only warms


def _often(what: str, rounds: list[dict[str, float]], statements: int) -> Often:
    cpu = statistics.median(each[what] for each in rounds)
    return Often(what, 1000 * cpu, statistics.median(each[what] / each[SEGMENT] for each in rounds), statements)


def _environ(path: str, cookie: str) -> dict[str, object]:
    headers = {"Cookie": cookie}
    return EnvironBuilder(path=path, headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}).get_environ()


# The record


def keepers(settings: Settings) -> tuple[str, str]:
    """The cookies of two of the seed's learners, who get long records; the second one declares the year."""
    app = create_app(settings)
    with app.app_context():
        with database().transaction() as db:
            people = db.scalars(select(Person).order_by(Person.id).limit(2)).all()
            for person in people:
                write_years(db, person, on=clock.today(settings.time_zone))
            _declare(db, app, people[1], settings)
            actors = [Actor(one.id, one.public_id, one.name, one.name, frozenset()) for one in people]
        first, second = (seed.ticket(app, actor).cookie for actor in actors)
        return first, second


def write_years(db: Session, person: Person, *, on: date) -> None:
    """Two earlier years with some entries and the present one with many."""
    year, previous, rows = CpdYear.of(on), chain.genesis(person.public_id), []
    days = [d for back in (2, 1) for d in _spread(replace(year, begins=year.begins - back), EARLIER, upto=on)]
    for line in _lines(person, [*days, *_spread(year, ENTRIES, upto=on)]):
        own = chain.hash_of(line, previous=previous)
        rows.append({**asdict(line), "person_id": person.id, "previous_hash": previous, "hash": own, "prose_salt": b""})
        previous = own
    db.execute(insert(CpdEntry), rows)
    sums.rebuild(db, person_id=person.id, on=clock.now().date())


def _spread(year: CpdYear, count: int, *, upto: date) -> Iterator[date]:
    """So many days of a year, as far as it has come."""
    span = (year.last_day_to_log(upto) - year.first).days + 1
    yield from (year.first + timedelta(days=number % span) for number in range(count))


def _lines(person: Person, days: list[date]) -> Iterator[LedgerLine]:
    """A third segments, the rest of every kind that can be logged; one in twenty-five corrects what came before it."""
    kinds, at = cycle(LOGGABLE), datetime(2026, 9, 1, 8, tzinfo=UTC)
    for number, on in enumerate(days, 1):
        basis, minutes = Basis.CLAIMED, {"claimed_minutes": 15, "counted_minutes": 15}
        kind, entry_type = LineKind.OWN, next(kinds)
        if number % 3 == 0:
            basis, kind, entry_type = Basis.PLANNED, LineKind.SEGMENT, EntryType.SEGMENT
            minutes = {"planned_minutes": SEGMENT_MINUTES, "active_minutes": 24, "counted_minutes": SEGMENT_MINUTES}
        elif number % 25 == 0:
            kind = LineKind.CORRECTION
        yield LedgerLine(
            sequence=number, public_id=f"{person.id}-{number:06}", kind=kind, source=f"form:{number}",
            supersedes=number - 1 if kind is LineKind.CORRECTION else None, on=on, type=entry_type,
            title=f"A paper about mentoring, number {number}", provider="LLUK", basis=basis, **minutes,
            prose_digest=chain.prose_digest(b"s" * chain.SALT_BYTES, {}), created_at=at + timedelta(seconds=number),
        )  # fmt: skip


def _declare(db: Session, app: Flask, person: Person, settings: Settings) -> None:
    actor = Actor(person.id, person.public_id, person.name, person.name, frozenset())
    today = clock.today(settings.time_zone)
    terms = targets.terms_of(db, app.config["VAULT"], person_id=person.id, on=today)
    year = CpdYear.of(today)
    target = terms.target(year)
    seen = declarations.standing(db, person_id=person.id, year=year, target=target).seen
    declarations.declare(
        db, app.config["VAULT"], learner=actor, year=year, target=target, seen=seen, at=clock.now(),
        zone=settings.time_zone,
    )  # fmt: skip
