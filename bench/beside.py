"""What a person waits for while something else goes on: downloads, idle connections, sign-ins; and 500 learners.

Scenes take turns in rounds, a quiet server or the ceiling among them. The answers of all rounds are counted together.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from bench import ceiling as ceilings
from bench import evidence
from bench.crowd import Clicks, Crowd, Fetched, Held, Tally, percentile, run
from bench.processes import busy_seconds, cpu_seconds
from bench.seed import Seeded, Ticket, environment, ticket
from bench.servers import Server
from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.db import database

ROUNDS = 2
ENTRIES, MEGABYTES = 1_000, 100  # of the record that packs and reports are made of
QUIET, CEILING = "quiet server", "ceiling, beside the same"
WAITING = 300  # connections that send nothing, or half of something
PARTS = ("downloads", "slow", "sign-ins")
_PAGES, _SIGN_INS = "pages", "sign-ins"
_HALF = "GET /segments/c1-s1 HTTP/1.1\nHost: localhost\nAccept: text/html\n"
_BODY = "POST /segments/c1-s1/beats HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 500\n\n{"


@dataclass(frozen=True)
class Owner:
    """Somebody with a year's record: the requests for its pack and for its table."""

    pack: str
    report: str


@dataclass(frozen=True)
class Measured:
    """What is measured: a seeded server, the ceiling and the file of its cookies, and whose packs are fetched."""

    seeded: Seeded
    server: Server
    ceiling: Server
    sessions: Path
    owner: Owner


@dataclass(frozen=True)
class Scene:
    """A crowd under a name."""

    name: str
    crowd: Crowd
    once: bool = False  # in the first round only


@dataclass
class Seen:
    """What came of one scene in all rounds; `server`, `client` and `other` are seconds of CPU."""

    name: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    server: float = 0.0
    client: float = 0.0
    other: float = 0.0
    late: float = 0.0

    def p(self, share: float, kind: str = "pages", group: str = _PAGES) -> float:
        """A percentile of what people waited for, in milliseconds."""
        return percentile(getattr(self.tallies[group], kind), share) if group in self.tallies else 0.0

    def sum(self, name: str) -> int:
        """A count over all groups."""
        return sum(getattr(tally, name) for tally in self.tallies.values())


def owner(folder: Path) -> Owner:
    """Give a new learner a year's record. To be called before anybody else has an entry: files go to the first."""
    app = create_app(Settings.from_environment(environment(folder)))
    with app.app_context():
        with database().transaction() as db:
            person = Person(
                public_id="owner", email="owner@example.org", name="Owner", printed_name="Owner", password_hash="!",
                created_at=datetime(2026, 9, 1, 8, tzinfo=UTC),
            )  # fmt: skip
            db.add(person)
            db.flush()
            evidence.write_ledger(db, person, ENTRIES)
            evidence.attach(db, app.config["FILES"], megabytes=MEGABYTES)
            actor = evidence.actor_of(person)
        return _requests(ticket(app, actor))


def _requests(held: Ticket) -> Owner:
    year = CpdYear.of(datetime.now(UTC).date()).label
    form = urlencode({"csrf_token": held.token, "years": year})
    return Owner(f"{held.cookie}\t/cpd/{year}/evidence-pack\t{form}", f"{held.cookie}\t/cpd/{year}/entries.csv")


def pages_beside(parts: Sequence[str], on: Measured) -> list[Seen]:
    """Pages on a quiet server, and beside what the parts name."""
    return watch(list(_scenes(parts, on)), [on.server], rounds=ROUNDS)


def _scenes(parts: Sequence[str], on: Measured) -> Iterator[Scene]:
    address = on.server.address
    people = Clicks(_PAGES, address, str(on.seeded.learners), count=100, pause=(1, 3), writes=0)
    quiet = Crowd(clicks=(people,), seconds=10, warm=2)
    yield Scene(QUIET, quiet)
    if "downloads" in parts:
        packs = Fetched("packs", address, on.owner.pack, 2_000_000, pause=0, count=8)
        yield Scene("eight packs at 2 MB/s", replace(quiet, fetched=(packs,), warm=10))  # all are under way by then
    if "slow" in parts:
        for name, held in (
            ("idle connections", Held(address, WAITING, "")),
            ("half-sent heads", Held(address, WAITING, _HALF)),
            ("trickling bodies", Held(address, WAITING, _BODY, trickles=True)),
        ):
            yield Scene(f"{WAITING} {name}", replace(quiet, held=(held,)))
    if "sign-ins" in parts:
        coming = Clicks(_SIGN_INS, address, str(on.seeded.sign_ins), count=500, once=True)
        yield Scene("500 sign-ins in a minute", replace(quiet, clicks=(people, coming), seconds=60), once=True)


def learners(count: int, on: Measured) -> list[Seen]:
    """So many learners alone, beside a pack and a report, and on the ceiling while ours makes pack and report."""
    address = on.server.address
    ours = Clicks(_PAGES, address, str(on.seeded.learners), count)
    fetched = (
        Fetched("packs", address, on.owner.pack, 12_500_000, pause=0),  # a line of 100 Mbit a second
        Fetched("reports", address, on.owner.report, 0, pause=1),
    )
    alone = Crowd(clicks=(ours,), seconds=20, warm=5)
    busy = replace(alone, fetched=fetched)
    theirs = replace(busy, clicks=(replace(ours, address=on.ceiling.address, people=_ceilings_people(on.sessions)),))
    scenes = [
        Scene(CEILING, theirs),
        Scene(f"{count:,} learners alone", alone),
        Scene(f"{count:,} learners, a pack and a report", busy),
    ]
    return watch(scenes, [on.server, on.ceiling], rounds=ROUNDS)


def _ceilings_people(sessions: Path) -> str:
    people = sessions.with_suffix(".people")
    units = range(ceilings.UNITS)
    people.write_text("".join(
        json.dumps({
            "pages": [f"{cookie}\t/unit/{n}" for n in units],
            "writes": [f"{cookie}\t/complete/{n}\tdone=1" for n in units],
        }) + "\n"
        for cookie in sessions.read_text().splitlines()
    ))  # fmt: skip
    return str(people)


def watch(scenes: Sequence[Scene], running: Sequence[Server], *, rounds: int) -> list[Seen]:
    """Every scene in every round, in an order that rotates."""
    seen = {scene.name: Seen(scene.name) for scene in scenes}
    for turn in range(rounds):
        first = turn % len(scenes)
        for scene in [*scenes[first:], *scenes[:first]]:
            if not (scene.once and turn):
                _look(replace(scene.crowd, seed=turn + 1), seen[scene.name], running)
    return list(seen.values())


def _look(crowd: Crowd, seen: Seen, running: Sequence[Server]) -> None:
    used, busy = sum(cpu_seconds(server.pid) for server in running), busy_seconds()
    came = run(crowd)
    used, busy = sum(cpu_seconds(server.pid) for server in running) - used, busy_seconds() - busy
    for name, tally in came.tallies.items():
        so_far = seen.tallies.setdefault(name, Tally())
        for kind, value in vars(tally).items():
            setattr(so_far, kind, getattr(so_far, kind) + value)
    for name, megabytes in came.megabytes.items():
        seen.megabytes[name] = seen.megabytes.get(name, 0.0) + megabytes
    seen.faults += came.faults
    seen.seconds += came.seconds
    seen.server += used
    seen.client += came.cpu
    seen.other += max(0.0, busy - used - came.cpu)
    seen.late = max(seen.late, came.late)
