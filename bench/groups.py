"""Reports over many people: how much CPU a page takes, how much memory a table, and how long the worker counts.

`python -m bench.groups [--people 100000] [--rows 100]` fills an SQLite database with so many people, so many study rows
each, forty parts and groups of 50, 200 and 500, and prints a table. The rows are written by SQL, once.
"""

import argparse
import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from bench import costs
from bench.evidence import own_memory
from bench.seed import environment
from learnmentor import migrations
from learnmentor.app import create_app
from learnmentor.assessment.statistics import services as statistics
from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.groups.reports import services as reports
from learnmentor.web import logs

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SEGMENTS, PARTS = 100, 40
GROUPS = {1: 50, 2: 200, 3: 500}  # people in each
TIMES = 20
_TOKEN = "benchtoken"
_NUMBERS = "with recursive n(n) as (select 1 union all select n + 1 from n where n < {count}) "

# Half of the people did everything long ago, the others are under way; a tenth is touched in these days.
_SEED = (
    _NUMBERS + """insert into person (id, public_id, email, name, printed_name, password_hash, password_changes,
        created_at, search_text)
        select n, 'person' || n, 'p' || n || '@example.org', 'Person ' || n, 'Person ' || n, '!', 0, '{long_ago}', ''
        from n""",
    """insert into revision
        (id, kind, code, number, path, source, sha256, html, data, note, change, published_at, local)
        values (1, 'segment', 'C1-S1', 1, 'a.md', '#', '0', '<p>', '{data}', '', 'minor', '{long_ago}', 0)""",
    """insert into unit (id, code, title, summary, family, position, revision_id, outline, group_title)
        values (1, 'C1', 'Unit', '', 'core', 1, 1, '[]', '')""",
    _NUMBERS.replace("{count}", str(SEGMENTS)) + """insert into segment (id, code, unit_id, title, summary, position,
        minutes, revision_id) select n, 'C1-S' || n, 1, 'Segment ' || n, '', n, 30, 1 from n""",
    """insert into study (person_id, segment_id, revision_id, started_at, touched_at, active_seconds, completed_at)
        select person.id, segment.id, 1, '{begun}', iif(person.id % 10 = 0, '{lately}', '{begun}'), 1200,
        iif(person.id % 2 or segment.id % 3, '{begun}', null)
        from person cross join segment where segment.id <= {rows} order by person.id, segment.id""",
    """insert into cpd_year_sum (person_id, begins, entries, counted, planned, active, claimed, attended, segments,
        sessions, last_on, by_month)
        select id, '2026-09-01', 20, id % 40 * 60, 600, 400, 60, 90, 20, 1, '2026-11-01', '[]' from person""",
    _NUMBERS.replace("{count}", str(PARTS)) + """insert into part (id, public_id, parent_id, root_id, path, kind, name)
        select n + 1, 'part' || n, 1, 1, '1/' || (n + 1) || '/', 'department', 'Department ' || n from n""",
    """insert into membership (person_id, part_id, starts_on)
        select id, 2 + id % {parts}, '2026-09-01' from person""",
)  # fmt: skip
_GROUP = (
    """insert into people_group (id, public_id, part_id, kind, title, about, starts_on, stalled_days, made_at)
        values ({group}, 'group{group}', 1, 'cohort', 'Group of {size}', '', '2026-09-01', 14, '{long_ago}')""",
    """insert into group_assignment (public_id, group_id, segment_id, by, given_at)
        select 'given{group}x' || id, {group}, id, '2027-07-01', '{long_ago}' from segment where id <= 60""",
    """insert into group_member (public_id, group_id, person_id, state, came_by, seen_as, terms_version, asked_at,
        accepted_at, joined_at)
        select 'member{group}x' || id, {group}, id, 'accepted', 'list', iif(id % 10, 'name', 'count'), 1, '{long_ago}',
        '{long_ago}', '{long_ago}' from person where id > {first} and id <= {first} + {size}""",
)
_READER = (
    "insert into role (person_id, name, starts_on, part_id) values (1, 'coordinator', '2026-01-01', 1)",
    """insert into sign_in (public_id, token_sha256, person_id, remembered, device, begun_at, used_at)
        values ('bench', '{token}', 1, 1, 'Firefox on Linux', '{now}', '{now}')""",
)
_DATA = '{"title": "Segment", "minutes": {"reading": 20, "activity": 10}, "activities": []}'


def fill(path: Path, *, people: int, rows: int) -> int:
    """Write everybody and everything; returns how many study rows there are."""
    moments = {name: f"{NOW - timedelta(days=days):%Y-%m-%d %H:%M:%S.000000}" for name, days in
               {"now": 0, "lately": 2, "begun": 40, "long_ago": 80}.items()}  # fmt: skip
    said = {"count": people, "rows": rows, "parts": PARTS, "data": _DATA, **moments,
            "token": hashlib.sha256(_TOKEN.encode()).hexdigest()}  # fmt: skip
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma synchronous = off")
        db.execute("begin")
        for statement in (*_SEED, *_READER):
            db.execute(_said(statement, said))
        for group, size in GROUPS.items():
            for statement in _GROUP:
                db.execute(_said(statement, {**said, "group": group, "size": size, "first": 1000 * group}))
        db.execute("commit")
        db.execute("analyze")
        return int(db.execute("select count(*) from study").fetchone()[0])


def _said(statement: str, values: dict[str, object]) -> str:
    """With its values put in: all of them are ours."""
    for name, value in values.items():
        statement = statement.replace(f"{{{name}}}", str(value))
    return statement


@dataclass(frozen=True)
class ReportMeasured:
    """One line: CPU for a request the first time and later, or for all of the work, and what memory grew by."""

    what: str
    first_ms: float
    later_ms: float | None
    grew_mb: float
    kilobytes: float


def measured(app: Flask) -> Iterator[ReportMeasured]:
    """The worker's counting first, then the pages that read what it made."""
    yield _work("the worker prints the counts of the day", lambda: _publish(app))
    yield _work("the worker counts the studies of every segment", lambda: statistics.count_studies(database(), at=NOW))
    client = _signed_in(app)
    for what, address in (
        ("report of the organisation, 41 parts", "/organisation/parts/{root}/report"),
        ("the same as CSV", "/organisation/parts/{root}/report.csv"),
        ("group of 50", "/groups/group1/progress"),
        ("group of 200, a page of 50", "/groups/group2/progress"),
        ("group of 200, all on one page", "/groups/group2/progress?page=all"),
        ("group of 500 as CSV", "/groups/group3/progress.csv"),
        ("statistics of a segment", "/segments/c1-s1/statistics"),
    ):
        yield _page(client, what, address.format(root=_root()))


def _publish(app: Flask) -> None:
    reports.publish(database(), app.config["VAULT"], on=NOW.date(), at=NOW)


def _root() -> str:
    with database().engine.connect() as connection:
        return str(connection.exec_driver_sql("select public_id from part where id = 1").scalar_one())


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"], session["until"] = _TOKEN, True, 1e12
    return client


def _work(what: str, do: object) -> ReportMeasured:
    before, begun = own_memory(), time.process_time()
    do()  # type: ignore[operator]
    return ReportMeasured(what, 1000 * (time.process_time() - begun), None, own_memory() - before, 0)


def _page(client: FlaskClient, what: str, address: str) -> ReportMeasured:
    before, begun = own_memory(), time.process_time()
    answer = client.get(address)
    size, first = len(answer.data), time.process_time() - begun
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    best = min(_many(client, address) for _ in range(3))
    return ReportMeasured(what, 1000 * first, 1000 * best, own_memory() - before, size / 1024)


def _many(client: FlaskClient, address: str) -> float:
    """Seconds of CPU of one request, asked for as a server does: the test client alone takes half a millisecond."""
    path, _, query = address.partition("?")
    name = client.application.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name)
    headers = {"Cookie": f"{name}={kept.value if kept else ''}"}
    base = {"REMOTE_ADDR": "127.0.0.1"}
    asked = EnvironBuilder(path=path, query_string=query, headers=headers, environ_base=base).get_environ()
    return costs.cpu(client.application, asked, TIMES)


def section(*, people: int, rows: int) -> str:
    """The table, as bench/RESULTS.md has it."""
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name, Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        settings = Settings.from_environment(environment(Path(name)))
        migrations.upgrade(settings.database_url)
        begun = time.monotonic()
        studies = fill(Path(name) / "learnmentor.db", people=people, rows=rows)
        print(f"{studies:,} study rows in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        clock.use(lambda: NOW)
        app = create_app(settings)
        with app.app_context():
            lines = list(measured(app))
    head = (
        f"## Reports over {people:,} people\n\n{studies:,} study rows, {PARTS} parts, SQLite. Milliseconds of CPU; the "
        "first look writes to the access log. Reach: overview ≤ 30, a page of 50 ≤ 5, a group of 200 ≤ 10, CSV ≤ 1,000 "
        "and ≤ 32 MB.\n\n| | first ms | later ms | grew MB | kB |\n| --- | --: | --: | --: | --: |\n"
    )
    return head + "\n".join(
        f"| {line.what} | {line.first_ms:.1f} | {'' if line.later_ms is None else f'{line.later_ms:.1f}'} | "
        f"{line.grew_mb:.1f} | {line.kilobytes:.0f} |"
        for line in lines
    )


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.groups", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=SEGMENTS, help="study rows of each, at most %(default)s")
    arguments = parser.parse_args()
    print(section(people=max(arguments.people, 3_500), rows=min(arguments.rows, SEGMENTS)))


if __name__ == "__main__":
    main()
