"""The worker: take a job, hand it to the handler of its kind, write down how it went; again until told to stop."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from learnmentor.jobs import queries, rules, services
from learnmentor.jobs.batches import place_of
from learnmentor.jobs.mail_server import MailServer
from learnmentor.jobs.rules import Fate
from learnmentor.jobs.services import TakenJob

_log = structlog.get_logger("worker")


class WorkerDatabase(Protocol):
    """What the worker and its handlers need of the database."""

    def transaction(self) -> AbstractContextManager[Session]:
        """A session that is committed at the end, or rolled back on an error."""

    def session(self, *, writes: bool = True) -> Session:
        """A session of its own."""

    def beside_a_page(self) -> AbstractContextManager[Session]:
        """The same as `transaction`, for a row about what is handed out."""


Handler = Callable[[WorkerDatabase, Mapping[str, Any]], None]
"""Does one kind of work: opens transactions itself, so that none is held while it talks to other machines."""


class UnknownKind(Exception):
    """A job of a kind that no handler is registered for, perhaps since a newer version put it there."""


@dataclass(frozen=True)
class Repeated:
    """Work that comes back by itself."""

    kind: str
    every: timedelta


@dataclass
class Worker:
    """Works through the table of jobs. Several may run at once, in one process or on many machines."""

    database: WorkerDatabase
    handlers: Mapping[str, Handler]
    now: Callable[[], datetime]
    repeated: tuple[Repeated, ...] = ()
    stopping: threading.Event = field(default_factory=threading.Event)
    beat_every: float = 60.0  # seconds; far below `rules.LOCK`
    _unplanned: set[str] = field(init=False)  # kinds of repeated work that may have no job waiting

    def __post_init__(self) -> None:
        self._unplanned = {work.kind for work in self.repeated}

    def run(self) -> None:
        """Work until `stop` is called; a job begun is finished first."""
        idle = 0
        while not self.stopping.is_set():
            try:
                idle = 0 if self._round() else idle + 1
            except SQLAlchemyError as error:
                _log.error("the database did not answer", error=type(error).__name__)
                idle += 4  # wait longer than when there is merely nothing to do
            self.stopping.wait(rules.pause(idle) if idle else 0)

    def run_once(self) -> int:
        """Work until nothing is due; returns how many jobs were done or tried."""
        taken = 0
        while not self.stopping.is_set() and self._round():
            taken += 1
        return taken

    def stop(self) -> None:
        """Finish what was begun and return from `run`."""
        self.stopping.set()

    def _plan(self) -> None:
        """Have repeated work wait again. What the database does not take now is tried at the next round."""
        for work in self.repeated:
            if work.kind in self._unplanned:
                with self.database.transaction() as db:
                    services.plan(db, kind=work.kind, every=work.every, at=self.now())
                self._unplanned.discard(work.kind)

    def _round(self) -> bool:
        """Do one job; False when none was due."""
        self._plan()
        with self.database.session(writes=False) as reading:
            if not queries.anything_due(reading, at=self.now()):
                return False
        with self.database.transaction() as db:
            lost = services.reclaim(db, at=self.now())
            work = services.claim(db, at=self.now())
        if lost:
            _log.warning("work of a lost worker given back", jobs=lost)
            self._unplanned.update(repeated.kind for repeated in self.repeated)  # some of it may have been given up
        if work is not None:
            self._do(work)
        self._plan()
        return work is not None

    def _do(self, work: TakenJob) -> None:
        _log.info("job", id=work.id, kind=work.kind, tries=work.tries)
        try:
            with self._held(work):
                self._handler(work.kind)(self.database, work.args)
        except Exception as error:  # noqa: BLE001 -- whatever one job does, the next one gets its turn
            self._write_down(work, fault=place_of(error))
            return
        with self.database.transaction() as db:
            services.finish(db, work, at=self.now())
        self._unplanned.add(work.kind)

    @contextmanager
    def _held(self, work: TakenJob) -> Iterator[None]:
        """Have it known, every now and then, that this worker lives: a large pack may take longer than a lock."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(self.beat_every):
                with suppress(SQLAlchemyError), self.database.transaction() as db:
                    services.hold(db, work, at=self.now())

        beating = threading.Thread(target=beat, daemon=True)
        beating.start()
        try:
            yield
        finally:
            done.set()
            beating.join()

    def _handler(self, kind: str) -> Handler:
        if kind not in self.handlers:
            raise UnknownKind(kind)
        return self.handlers[kind]

    def _write_down(self, work: TakenJob, *, fault: str) -> None:
        with self.database.transaction() as db:
            again = services.fail(db, work, fault=fault, at=self.now())
        if again is None:
            _log.error("job given up", id=work.id, kind=work.kind, fault=fault)
            self._unplanned.add(work.kind)
        else:
            _log.warning("job failed, to be tried again", id=work.id, kind=work.kind, fault=fault)


def sending(server: MailServer | None, *, now: Callable[[], datetime]) -> Handler:
    """The handler of letters. Without a server they are kept; sent twice at worst, when a worker dies in between."""

    def send(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        with database.session(writes=False) as reading:
            letter = queries.letter(reading, args["mail"])
        if server is None or letter is None or letter.fate in {Fate.SENT, Fate.GIVEN_UP}:
            return
        if not rules.worth_sending(letter.created_at, letter.worth_until, at=now()):
            with database.transaction() as db:
                services.give_up_letters(db, [letter.id], at=now())
            return
        try:
            server.deliver(to=letter.to_address, subject=letter.subject, body=letter.body, at=letter.created_at)
        except Exception:
            with database.transaction() as db:
                if (same := queries.letter(db, letter.id)) is not None:
                    services.not_taken(db, same, at=now())
            raise
        with database.transaction() as db:
            if (same := queries.letter(db, letter.id)) is not None:
                services.sent(db, same, at=now())

    return send


class Verb(Protocol):
    """A service that needs a session and the time."""

    def __call__(self, db: Session, *, at: datetime) -> None:
        """Do it."""


def in_one_transaction(verb: Verb, *, now: Callable[[], datetime]) -> Handler:
    """The handler of work that is done by one service in one transaction."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            verb(db, at=now())

    return handle
