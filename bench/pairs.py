"""A pair of three years: how much CPU its pages take, and its papers.

`python -m bench.pairs [--meetings 120]` fills an SQLite database with two people, so many held meetings of ten lines,
half as many targets and a tenth as many observations, and prints a table.
"""

import argparse
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from bench import groups
from bench.groups import NOW, ReportMeasured
from bench.seed import environment
from learnmentor import migrations
from learnmentor.accounts.models import Person, SignIn
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingSaid
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import services as observations
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.mentoring.targets import services as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetStep, TargetWords
from learnmentor.web import logs

_FIELDS = ("wanted", "points", "learned", "last")
_WORDS = "We looked at how the ten minutes before the break go, and what the group does while one of them speaks. "
_CALENDAR = "benchcalendar"


def fill(vault: Vault, *, number: int) -> None:
    """The two, and what they wrote in three years."""
    begins = NOW - timedelta(days=3 * 365)
    with database().transaction() as db:
        two = [
            Person(public_id=f"person{n}", email=f"p{n}@example.org", name=f"Person {n}", printed_name=f"Person {n}",
                   password_hash="!", created_at=begins)
            for n in (1, 2)
        ]  # fmt: skip
        db.add_all(two)
        db.flush()
        token = hashlib.sha256(groups._TOKEN.encode()).hexdigest()  # noqa: SLF001 -- of the bench beside
        db.add(SignIn(public_id="bench", token_sha256=token, person_id=two[0].id, remembered=True, device="",
                      begun_at=NOW, used_at=NOW))  # fmt: skip
        pair = pairs.open_pair(
            db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=two[0].id, mentee_id=two[1].id,
            public_id="pair", on=begins.date(), at=begins,
        )  # fmt: skip
        for n in range(number):
            _meet(db, vault, pair, n, by=two[n % 2].id)
        for n in range(number // 10):
            observations.begin(
                db, pair, purpose=ObservationPurpose.FORMATIVE, direction=WatchDirection.MENTOR_WATCHES,
                observer_id=two[0].id, held_on=(begins + timedelta(days=90 * n)).date(), public_id=f"visit{n}", at=NOW,
            )  # fmt: skip
        calendar = hashlib.sha256(_CALENDAR.encode()).hexdigest()
        meetings.open_feed(db, person_id=two[0].id, token_sha256=calendar, at=NOW)


def _meet(db: Session, vault: Vault, pair: Pair, n: int, *, by: int) -> None:
    """A held meeting of ten lines, and every other time a target, most of them met."""
    at = NOW - timedelta(days=9 * n + 1)
    said = MeetingSaid(at, 45, MeetingMode.ROOM)
    meetings.record(db, vault, pair, None, said, zone="Europe/London", seen=0, by=by, public_id=f"meeting{n}", at=at)
    for line in range(10):
        lines.write(
            db, vault, pair, record=f"meeting{n}", field=_FIELDS[line % 4], writer_id=by, text=_WORDS * 2,
            own=line == 9, token=f"{n}x{line}", public_id=f"line{n}x{line}", at=at,
        )  # fmt: skip
    if n % 2 == 0:
        made = targets.set_target(
            db, vault, pair, words=TargetWords(_WORDS, "Both count."), due_on=at.date() + timedelta(days=14),
            source=TargetSource.MEETING, record=f"meeting{n}", by=by, public_id=f"target{n}", at=at,
        )  # fmt: skip
        if n > 10:
            targets.step(db, pair, made, TargetStep.MET, by=by, at=at + timedelta(days=9))


def measured(app: Flask) -> Iterator[ReportMeasured]:
    """The pages of the pair, and what leaves them."""
    client = groups._signed_in(app)  # noqa: SLF001 -- of the bench beside
    for what, address in (
        ("the mentoring page", "/mentoring"),
        ("the pair, and what waits", "/pairs/pair"),
        ("its meetings", "/pairs/pair/meetings"),
        ("a meeting with ten lines", "/pairs/pair/meetings/meeting0"),
        ("its targets as lines in time", "/pairs/pair/targets"),
        ("its observations", "/pairs/pair/observations"),
        ("the record of a meeting as PDF", "/pairs/pair/meetings/meeting0/record.pdf"),
        ("the calendar feed", f"/calendars/{_CALENDAR}.ics"),
        ("the whole pair as a download", "/pairs/pair/download"),
    ):
        yield groups._page(client, what, address)  # noqa: SLF001


def section(*, number: int) -> str:
    """The table."""
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name, Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        settings = Settings.from_environment(environment(Path(name)))
        migrations.upgrade(settings.database_url)
        clock.use(lambda: NOW)
        app = create_app(settings)
        with app.app_context():
            fill(app.config["VAULT"], number=number)
            found = list(measured(app))
    head = (
        f"## A pair with {number:,} meetings\n\nSQLite, milliseconds of CPU.\n\n"
        "| | first ms | later ms | kB |\n| --- | --: | --: | --: |\n"
    )
    return head + "\n".join(
        f"| {line.what} | {line.first_ms:.1f} | {line.later_ms or 0:.1f} | {line.kilobytes:.0f} |" for line in found
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the pages of a pair.")
    parser.add_argument("--meetings", type=int, default=120)
    print(section(number=parser.parse_args().meetings))


if __name__ == "__main__":
    main()
