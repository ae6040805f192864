"""Slow downloads beside page views: what eight packs at two megabytes a second do to the page of a segment."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from bench import evidence
from bench.load import Load, Run, Target
from bench.seed import Seeded, environment, ticket
from bench.servers import Server
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.db import database

DOWNLOADS, BYTES_A_SECOND, MEGABYTES, SECONDS = 8, 2_000_000, 40, 8
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Beside:
    """The page alone, and while packs are on their way; `sent` is megabytes a second of each."""

    idle: Run
    busy: Run
    sent: float


def beside_pages(folder: Path, seeded: Seeded, server: Server) -> Beside:
    """Measure both, with the same wrk."""
    target = Target("segment page", server.address, server.pid, seeded.pages, expect_bytes=10_000)
    wrk = Load(connections=4, seconds=SECONDS, warm=1)  # few enough that pages wait for nothing but downloads
    cookie, token = _owner(folder)
    idle = next(iter(wrk.rounds([target], count=1)))
    with _downloading(server, cookie, token) as received:
        busy = next(iter(wrk.rounds([target], count=1)))
        amounts = [total / (time.monotonic() - begun) / 1e6 for begun, total in received()]
    return Beside(idle, busy, sum(amounts) / len(amounts))


def _owner(folder: Path) -> tuple[str, str]:
    """A learner with large files in this year's record: their session and the token of its forms."""
    settings = Settings.from_environment(environment(folder))
    app = create_app(settings)
    with app.app_context():
        with database().transaction() as db:
            person = db.scalars(select(Person).order_by(Person.id).limit(1)).one()
            evidence.write_ledger(db, person, 20)
            evidence.attach(db, app.config["FILES"], megabytes=MEGABYTES)
            actor = evidence.actor_of(person)
        held = ticket(app, actor)
    return held.cookie, held.token


@contextmanager
def _downloading(server: Server, cookie: str, token: str) -> Iterator[Callable[[], list[tuple[float, float]]]]:
    """So many slow readers at once, until the block ends."""
    stop = threading.Event()
    received: list[list[float]] = [[0.0, 0.0] for _ in range(DOWNLOADS)]
    readers = [
        threading.Thread(target=_read_slowly, args=(server, cookie, token, counts, stop), daemon=True)
        for counts in received
    ]
    for reader in readers:
        reader.start()
    deadline = time.monotonic() + 20
    while not all(counts[1] for counts in received) and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        yield lambda: [(begun, total) for begun, total in received]
    finally:
        stop.set()
        for reader in readers:
            reader.join(5)


def _read_slowly(server: Server, cookie: str, token: str, counts: list[float], stop: threading.Event) -> None:
    year = CpdYear.of(datetime.now(UTC).date()).label
    counts[0] = time.monotonic()
    while not stop.is_set():
        connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
        form = urlencode({"csrf_token": token, "years": year})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/cpd/{year}/evidence-pack", form, headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"the pack answered {answer.status}: {answer.read()[:300]!r}")
        while not stop.is_set() and (chunk := answer.read(_CHUNK)):
            counts[1] += len(chunk)
            ahead = counts[1] / BYTES_A_SECOND - (time.monotonic() - counts[0])
            if ahead > 0:
                time.sleep(ahead)
        connection.close()
