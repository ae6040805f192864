"""Packs, certificates and ledgers: how fast, and how much memory, each in a process of its own.

`python -m bench.evidence WHAT SIZE [MEGABYTES]` measures one thing and prints JSON; the benchmark runs it as a child,
so that the memory it tells of is that thing's alone.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench import servers
from bench.seed import environment
from learnmentor import migrations
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.app import create_app
from learnmentor.certificates import queries as certificates
from learnmentor.certificates import snapshots
from learnmentor.certificates.awards.definition import award_from
from learnmentor.certificates.credentials.open_badge import Places, as_bytes, credential_of
from learnmentor.certificates.documents.recorder import AT_ONCE
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import AchievedSegment, UnitProgress, number_from
from learnmentor.certificates.views.certificates import press_for
from learnmentor.config import Settings
from learnmentor.cpd import chain, integrity
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdProse
from learnmentor.cpd.prose import Prose, seal
from learnmentor.cpd.rules import CpdYear, LedgerLine, LineKind
from learnmentor.cpd.sums import services as sums
from learnmentor.evidence.packs.views import maker_for
from learnmentor.ground.db import database
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.signing import services as signing
from learnmentor.signing.rules import CREDENTIAL
from learnmentor.signing.signer import Signer

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
FILE_MB = 10
OWNERS = 1_000  # of the ledgers that are checked
PACKS = ((100, 10), (1_000, 100), (10_000, 2_000))  # entries, megabytes of files
CERTIFICATES = 2_000
LINES = 100_000
SALT = b"s" * chain.SALT_BYTES
WORDS = Prose(reflection="Questions work where they are waited for. " * 6, impact="My groups answer more. " * 4)


@dataclass(frozen=True)
class Measured:
    """One thing measured: `first` and `seconds` of wall clock, `cpu` seconds, memory in megabytes."""

    what: str
    size: int
    first: float
    seconds: float
    cpu: float
    megabytes: float  # written
    before: float  # resident memory
    most: float


def all_of_it() -> Iterator[Measured]:
    """Every measurement, each in its own child."""
    for entries, megabytes in PACKS:
        yield _child("pack", entries, megabytes)
    yield _child("certificates", CERTIFICATES, 0)
    yield _child("one-by-one", CERTIFICATES, 0)
    yield _child("ledgers", LINES, 0)
    yield _child("written", LINES, 0)


def _child(what: str, size: int, megabytes: int) -> Measured:
    command = [sys.executable, "-m", "bench.evidence", what, str(size), str(megabytes)]
    done = subprocess.run(command, cwd=servers.ROOT, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def resident() -> float:
    """Memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def own_memory() -> float:
    """Memory of this process without the pages of files that it has mapped, which the kernel takes back as it likes."""
    resident_pages, file_pages = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    return (resident_pages - file_pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _lines(public_id: str, count: int, words: Prose) -> Iterator[tuple[LedgerLine, str, str]]:
    """A ledger of so many lines: each with the hash before it and its own."""
    previous, digest = chain.genesis(public_id), chain.prose_digest(SALT, words.parts())
    for n in range(1, count + 1):
        line = LedgerLine(
            sequence=n, public_id=f"{public_id}-{n}", kind=LineKind.OWN, source=f"form:{public_id}-{n}",
            on=date(2026, 9, 1) + timedelta(days=n % 80), type="reading", title=f"A paper about mentoring, number {n}",
            provider="LLUK", claimed_minutes=15, counted_minutes=15, basis="claimed",
            prose_digest=digest, created_at=NOW + timedelta(seconds=n),
        )  # fmt: skip
        own = chain.hash_of(line, previous=previous)
        yield line, previous, own
        previous = own


def write_ledger(db: Session, person: Person, count: int, *, words: Prose | None = None) -> None:
    """So many lines for somebody, as they are once words are erased; or each with these words, still to be sealed."""
    salt = SALT if words else b""
    rows = [
        {**asdict(line), "person_id": person.id, "previous_hash": before, "hash": own, "prose_salt": salt}
        for line, before, own in _lines(person.public_id, count, words or Prose())
    ]
    db.execute(insert(CpdEntry), rows)
    sums.rebuild(db, person_id=person.id, on=date(2026, 11, 21))


def _seal_words(db: Session, vault: Vault, words: Prose) -> None:
    lines = db.execute(select(CpdEntry.id, CpdEntry.person_id, CpdEntry.sequence)).all()
    sealed = [
        {"entry_id": line.id, "body": seal(vault, words, person_id=line.person_id, sequence=line.sequence)}
        for line in lines
    ]
    db.execute(insert(CpdProse), sealed)


def attach(db: Session, store: FileStore, *, megabytes: int) -> None:
    """So much evidence, one file of it for each of the first entries. The store keeps the bytes once."""
    kept = store.put(io.BytesIO(os.urandom(FILE_MB * 1_000_000)))
    rows = db.scalars(select(CpdEntry.id).order_by(CpdEntry.id).limit(megabytes // FILE_MB)).all()
    db.add_all(
        CpdFile(
            public_id=f"file{n}", entry_id=row, name=f"evidence-{n}.pdf", media_type="application/pdf",
            size=kept.size, sha256=kept.sha256, storage_key=kept.key,
        )
        for n, row in enumerate(rows)
    )  # fmt: skip


def actor_of(person: Person) -> Actor:
    """The person as services see them."""
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def _people(db: Session, count: int) -> list[Person]:
    people = [
        Person(
            public_id=f"bench{n:06}", email=f"e{n}@example.org", name=f"Learner {n}", printed_name=f"Learner {n}",
            password_hash="!", created_at=NOW - timedelta(days=400),
        )
        for n in range(count)
    ]  # fmt: skip
    db.add_all(people)
    db.flush()
    return people


def pack(app: Flask, settings: Settings, entries: int, megabytes: int) -> Measured:
    """A year's pack, from the press of the button to its last byte."""
    with database().transaction() as db:
        person = _people(db, 1)[0]
        write_ledger(db, person, entries)
        signing.ensure_key(db, app.config["VAULT"], at=NOW)
        attach(db, app.config["FILES"], megabytes=megabytes)
        learner = actor_of(person)
    before, most, sent, first = resident(), 0.0, 0, 0.0
    begun, cpu = time.perf_counter(), time.process_time()
    year = CpdYear.of(NOW.date())
    made = maker_for(settings).year(database(), learner=learner, year=year, reflections=False, at=NOW)
    for n, chunk in enumerate(made.chunks()):
        if chunk and not first:
            first = time.perf_counter() - begun
        sent += len(chunk)
        if n % 64 == 0:
            most = max(most, resident())
    seconds = time.perf_counter() - begun
    used = time.process_time() - cpu
    return Measured("pack", entries, first, seconds, used, sent / 1e6, before, max(most, resident()))


AWARD = {
    "id": "STARTER-5", "version": 1, "title": "LearnMentor Starter Certificate (5 hours)", "level": None,
    "totals": {"credits": 0, "hours": 5}, "components": [{"units": ["C1", "C2"], "hours": 5}],
    "wording": "It is a record of learning and not a qualification.",
}  # fmt: skip


def _unit(code: str) -> UnitProgress:
    done = tuple(
        AchievedSegment(f"{code}-S{n}", f"Segment {n}", 1, NOW.date(), planned=30, active=24) for n in range(1, 6)
    )
    return UnitProgress(code, f"Unit {code}", frozenset(segment.code for segment in done), done)


def many_certificates(app: Flask, settings: Settings, count: int, _megabytes: int) -> Measured:
    """Certificates looked up a hundred at a time, made into PDF/UA-1 one by one, and their credentials signed."""
    vault, making = app.config["VAULT"], press_for(settings)
    with database().transaction() as db:
        signing.ensure_key(db, vault, at=NOW)
        _issued(db, _people(db, count))
    before, most, size, first, after = resident(), 0.0, 0, 0.0, 0
    begun, cpu = time.perf_counter(), time.process_time()
    while True:
        with database().session(writes=False) as db:
            found = certificates.not_recorded(db, made_with=making.name, after=after, most=AT_ONCE)
            signer = signing.signer(db, vault, base_url=settings.base_url)
        for each in found:
            size += len(making.document(each)) + len(_credential(each, signer, settings))
            if not first:
                first, before = time.perf_counter() - begun, resident()  # fonts and template are read once
        most = max(most, resident())
        if len(found) < AT_ONCE:
            break
        after = found[-1].id
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    return Measured("certificates", count, first, seconds, used, size / 1e6, before, most)


def one_certificate_at_a_time(app: Flask, settings: Settings, count: int, _megabytes: int) -> Measured:
    """The same, each looked up by its number and each with the key looked up, as pages do it."""
    vault, making = app.config["VAULT"], press_for(settings)
    with database().transaction() as db:
        signing.ensure_key(db, vault, at=NOW)
        numbers = _issued(db, _people(db, count))
    before, most, size, first = resident(), 0.0, 0, 0.0
    begun, cpu = time.perf_counter(), time.process_time()
    for n, number in enumerate(numbers):
        with database().session(writes=False) as db:
            found = certificates.certificate(db, number)
            if found is None:
                raise LookupError(number)
            signer = signing.signer(db, vault, base_url=settings.base_url)
            size += len(making.document(found)) + len(_credential(found, signer, settings))
        if n == 0:
            first, before = time.perf_counter() - begun, resident()
        most = max(most, resident()) if n % 50 == 0 else most
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    return Measured("certificates, one by one", count, first, seconds, used, size / 1e6, before, max(most, resident()))


def _credential(found: Certificate, signer: Signer, settings: Settings) -> str:
    told = credential_of(
        found.snapshot, Places(settings.base_url), issued_at=found.issued_at, status_index=found.status_index,
        zone=settings.time_zone,
    )  # fmt: skip
    return signer.sign(as_bytes(told), content_type=CREDENTIAL)


def _issued(db: Session, people: list[Person]) -> list[str]:
    rule, units, numbers = award_from(AWARD), [_unit("C1"), _unit("C2")], []
    for n, person in enumerate(people):
        number = number_from(n * 7_919 + 1)
        snapshot = snapshots.frozen(
            rule, units, name=person.printed_name, salt=bytes(16), number=number, on=NOW.date(), issuer="Northfield",
        )  # fmt: skip
        db.add(
            Certificate(
                number=number, person_id=person.id, award_code=rule.code, award_version=1, status_index=n,
                printed_name=person.printed_name, snapshot=snapshot, snapshot_sha256=snapshots.digest(snapshot),
                issued_at=NOW,
            )
        )  # fmt: skip
        numbers.append(number)
    db.flush()
    return numbers


def ledgers(app: Flask, _settings: Settings, lines: int, _megabytes: int) -> Measured:
    """Every ledger of an installation held against its chain; its words were erased."""
    with database().transaction() as db:
        for person in _people(db, OWNERS):
            write_ledger(db, person, lines // OWNERS)
    return _checked(app, "ledgers", lines)


def written(app: Flask, _settings: Settings, lines: int, _megabytes: int) -> Measured:
    """The same where something was written about every line: that is opened and held against its digest too."""
    with database().transaction() as db:
        for person in _people(db, OWNERS):
            write_ledger(db, person, lines // OWNERS, words=WORDS)
        _seal_words(db, app.config["VAULT"], WORDS)
    return _checked(app, "written", lines)


def _checked(app: Flask, what: str, lines: int) -> Measured:
    before, begun, cpu = own_memory(), time.perf_counter(), time.process_time()
    result = integrity.check_all(lambda: database().session(writes=False), app.config["VAULT"])
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    if result.lines != lines or result.faults:
        raise ValueError(f"{result.lines} lines, {len(result.faults)} faults")
    return Measured(what, lines, 0.0, seconds, used, 0.0, before, own_memory())


MEASURES = {
    "pack": pack,
    "certificates": many_certificates,
    "one-by-one": one_certificate_at_a_time,
    "ledgers": ledgers,
    "written": written,
}


def main() -> None:
    """Measure one thing in a folder of its own."""
    what, size, megabytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name:
        settings = Settings.from_environment(environment(Path(name)))
        migrations.upgrade(settings.database_url)
        app = create_app(settings)
        with app.app_context():
            print(json.dumps(asdict(MEASURES[what](app, settings, size, megabytes))))


if __name__ == "__main__":
    main()
