"""Parts with many people: how much CPU the pages of coordinators take, and the table of everybody.

`python -m bench.parts [--people 100000]` fills an SQLite database with so many people, all of them in the organisation,
and a fortieth of them in each of forty parts, and prints a table.
"""

import argparse
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from flask import Flask

from bench import groups
from bench.groups import NOW, PARTS, ReportMeasured
from bench.seed import environment
from learnmentor import migrations
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.web import logs


def fill(path: Path, *, people: int) -> None:
    """The people of `bench.groups`, with names in no order, in the organisation too, and a part with five of them."""
    groups.fill(path, people=people, rows=0)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update person set name = substr(hex(id * 7919 % 999983), 1, 6) || ' Ash ' || id")
        db.execute("update person set search_text = lower(name) || ' ' || email")
        db.execute("insert into membership (person_id, part_id, starts_on) select id, 1, '2026-09-02' from person")
        db.execute(
            f"insert into part (id, public_id, parent_id, root_id, path, kind, name) values"
            f" ({PARTS + 2}, 'small', 1, 1, '1/{PARTS + 2}/', 'site', 'Small')"
        )
        small = f"select id, {PARTS + 2}, '2026-09-03' from person where id % 20011 = 7"
        db.execute(f"insert into membership (person_id, part_id, starts_on) {small}")
        db.commit()
        db.execute("analyze")


def measured(app: Flask) -> Iterator[ReportMeasured]:
    """The overview, pages of parts first, in the middle and searched, and everybody as CSV."""
    client, root = groups._signed_in(app), groups._root()  # noqa: SLF001 -- of the bench beside
    address = f"/organisation/parts/{root}"
    yield groups._page(client, "overview", "/organisation")  # noqa: SLF001
    for what, at in (
        ("page of 50, everybody", address), ("page of 50, everybody, page 40", f"{address}?page=40"),
        ("page of 50, everybody, searched", f"{address}?words=ash+9999"),
        ("page of 50, everybody, nobody found", f"{address}?words=quenby"),
        ("page of 50, a fortieth", "/organisation/parts/part6"),
        ("page of 50, a fortieth, searched", "/organisation/parts/part6?words=ash+99"),
        ("page of five people", "/organisation/parts/small"), ("everybody as CSV", f"{address}/people.csv"),
    ):  # fmt: skip
        yield groups._page(client, what, at)  # noqa: SLF001


def section(*, people: int) -> str:
    """The table, as bench/RESULTS.md has it."""
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name, Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        settings = Settings.from_environment(environment(Path(name)))
        migrations.upgrade(settings.database_url)
        fill(Path(name) / "learnmentor.db", people=people)
        clock.use(lambda: NOW)
        app = create_app(settings)
        with app.app_context():
            lines = list(measured(app))
    head = (
        f"## Parts with {people:,} people\n\nSQLite, milliseconds of CPU. Reach: overview ≤ 20, a page of 50 ≤ 5, "
        "searched ≤ 10, CSV ≤ 1,000.\n\n| | first ms | later ms | kB |\n| --- | --: | --: | --: |\n"
    )
    return head + "\n".join(
        f"| {line.what} | {line.first_ms:.1f} | {line.later_ms or 0:.1f} | {line.kilobytes:.0f} |" for line in lines
    )


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.parts", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    print(section(people=max(parser.parse_args().people, 3_500)))


if __name__ == "__main__":
    main()
