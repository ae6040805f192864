"""Matching among many people: how much CPU the list of mentors and a coordinator's pages take, and the day's numbers.

`python -m bench.matching [--people 100000] [--mentors 2000]` fills an SQLite database with so many people, so many of
them in the list of mentors, a tenth of them mentored and two hundred who look for a mentor, and prints a table.
"""

import argparse
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

from flask import Flask

from bench import groups
from bench.groups import NOW, ReportMeasured
from bench.seed import environment
from learnmentor import migrations
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.groups.pair_counts import services as pair_counts
from learnmentor.mentoring.directory.models import MentorListing, listing_place
from learnmentor.mentoring.directory.rules import ListingWords
from learnmentor.mentoring.matching.models import MentorSearch, search_place
from learnmentor.mentoring.matching.rules import SearchWords
from learnmentor.web import logs

_SUBJECTS = ("upholstery", "maths", "care", "plumbing", "English", "bakery")
_LOOKING = 200


def fill(path: Path, *, people: int) -> None:
    """Everybody of `bench.groups`, and a tenth of them in a pair, with mentors of whom each has five."""
    groups.fill(path, people=people, rows=0)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            f"insert into pair (public_id, kind, context, mentor_id, mentee_id, opened_at, ended_at) select 'pair' ||"
            f" id, 'mentoring', 'cpd', {people} - id / 50, id, '2026-10-01 10:00:00.000000', iif(id % 30, null,"
            f" '2026-11-01 10:00:00.000000') from person where id % 10 = 0 and id < {people} / 2"
        )
        db.commit()
        db.execute("analyze")


def list_them(vault: Vault, *, mentors: int) -> None:
    """So many people in the list, and some who look."""
    with database().transaction() as db:
        for number in range(1, mentors + 1):
            words = ListingWords(_SUBJECTS[number % 6], f"Site {number % 40}", "Lecturer", "Mondays", "Gladly. " * 20)
            public_id = f"listing{number}"
            db.add(
                MentorListing(
                    public_id=public_id, person_id=number + 100, kind="mentor", modes="face video", hours=number % 40,
                    most_mentees=3, listed_to="members", named=True, not_team=False, not_managed=True,
                    body=vault.seal(asdict(words), place=listing_place(public_id)), listed_at=NOW,
                    until_on=date(2027, 7, 31),
                )
            )  # fmt: skip
        for number in range(1, _LOOKING + 1):
            public_id = f"search{number}"
            body = vault.seal(asdict(SearchWords("upholstery", "Tutor")), place=search_place(public_id))
            db.add(
                MentorSearch(
                    public_id=public_id, mentee_id=number + 5_000, part_id=1, state="open", context="cpd",
                    looks_for="subject", modes="face", not_manager=True, not_team=False, needs_seen_by="arranger",
                    body=body, since=NOW,
                )
            )  # fmt: skip


def measured(app: Flask) -> Iterator[ReportMeasured]:
    """The day's numbers, then the pages."""
    yield groups._work("the worker prints the numbers of pairs", _publish)  # noqa: SLF001 -- of the bench beside
    client, root = groups._signed_in(app), groups._root()  # noqa: SLF001
    for what, address in (
        ("pairs in numbers", f"/organisation/parts/{root}/pairs"),
        ("who looks for a mentor", "/mentoring/people"),
        ("who would fit", "/mentoring/people/search1"),
        ("the list of mentors", "/mentors"),
        ("the list, searched", "/mentors?words=upholst&mode=face&hours=10"),
    ):
        yield groups._page(client, what, address)  # noqa: SLF001


def _publish() -> None:
    pair_counts.publish_pairs(database(), on=NOW.date(), at=NOW)


def section(*, people: int, mentors: int) -> str:
    """The table."""
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name, Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        settings = Settings.from_environment(environment(Path(name)))
        migrations.upgrade(settings.database_url)
        fill(Path(name) / "learnmentor.db", people=people)
        clock.use(lambda: NOW)
        app = create_app(settings)
        with app.app_context():
            list_them(app.config["VAULT"], mentors=mentors)
            lines = list(measured(app))
    head = (
        f"## Matching among {people:,} people, {mentors:,} in the list\n\nSQLite, milliseconds of CPU.\n\n"
        "| | first ms | later ms | kB |\n| --- | --: | --: | --: |\n"
    )
    return head + "\n".join(
        f"| {line.what} | {line.first_ms:.1f} | {line.later_ms or 0:.1f} | {line.kilobytes:.0f} |" for line in lines
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure matching among many people.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--mentors", type=int, default=2_000)
    arguments = parser.parse_args()
    print(section(people=arguments.people, mentors=arguments.mentors))


if __name__ == "__main__":
    main()
