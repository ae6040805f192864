"""Work is done once, again after a failure, and never forgotten; letters leave, or are kept."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.ground.db import Database, database
from learnmentor.jobs import queries, rules, services
from learnmentor.jobs.batches import place_of
from learnmentor.jobs.mail_server import MailServer, UnsafeServer
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.jobs.services import UnusableLetter
from learnmentor.jobs.worker import Handler, Repeated, Worker, sending
from tests.conftest import HeldClock

TEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAILY = (Repeated("count", timedelta(days=1)),)


def job(db: Session, *, kind: str = "count", at: datetime = TEN, **args: Any) -> Job:
    made = services.enqueue(db, kind=kind, args=args, run_at=at)
    db.commit()
    return made


def again(db: Session, made: Job) -> Job:
    db.expire_all()
    return db.get_one(Job, made.id)


@pytest.fixture
def store(app: Flask) -> Database:
    with app.app_context():
        return database()


def worker(store: Database, time: HeldClock, **handlers: Handler) -> Worker:
    return Worker(store, handlers, time)


def nothing(_database: object, _args: Mapping[str, Any]) -> None:
    return


def failing(_database: object, args: Mapping[str, Any]) -> None:
    raise RuntimeError(f"secret text {args}")


# When


def test_work_is_tried_three_times_with_longer_and_longer_pauses() -> None:
    assert rules.next_run(1, at=TEN) == TEN + timedelta(minutes=1)
    assert rules.next_run(2, at=TEN) == TEN + timedelta(minutes=15)
    assert rules.next_run(3, at=TEN) is None


def test_an_idle_worker_asks_less_and_less_often_up_to_five_seconds() -> None:
    pauses = [rules.pause(rounds) for rounds in range(1, 100)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 1.0
    assert pauses[-1] == 5.0


# The table of jobs


def test_work_that_was_not_committed_does_not_exist(db: Session) -> None:
    services.enqueue(db, kind="count", args={}, run_at=TEN)
    db.rollback()
    assert services.claim(db, at=TEN) is None


def test_work_is_taken_in_order_when_it_is_due_and_once(db: Session) -> None:
    later, first, tomorrow = job(db, at=TEN), job(db, at=TEN - timedelta(hours=1)), job(db, at=TEN + timedelta(days=1))
    taken = [services.claim(db, at=TEN) for _ in range(3)]
    assert [work.id if work else None for work in taken] == [first.id, later.id, None]
    assert again(db, tomorrow).state == "ready"


def test_several_workers_do_each_job_exactly_once(db: Session, store: Database, time: HeldClock) -> None:
    numbers = range(60)
    for number in numbers:
        services.enqueue(db, kind="count", args={"number": number}, run_at=TEN)
    db.commit()
    done: Counter[int] = Counter()
    together = threading.Barrier(4)

    def count(_database: object, args: Mapping[str, Any]) -> None:
        done[args["number"]] += 1

    def work() -> None:
        together.wait()
        worker(store, time, count=count).run_once()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert done == dict.fromkeys(numbers, 1)
    assert set(db.scalars(select(Job.state))) == {"done"}


def test_work_that_fails_is_tried_again_later_and_given_up_after_three_times(
    db: Session, store: Database, time: HeldClock
) -> None:
    made = job(db)
    broken = worker(store, time, count=failing)
    assert broken.run_once() == 1
    assert (again(db, made).state, again(db, made).run_at) == ("ready", TEN + timedelta(minutes=1))
    db.rollback()
    assert broken.run_once() == 0, "its time has not come"
    time.tick(minutes=1)
    broken.run_once()
    time.tick(minutes=15)
    broken.run_once()
    assert (again(db, made).state, again(db, made).tries) == ("failed", 3)
    db.rollback()
    time.tick(days=1)
    assert broken.run_once() == 0


def test_a_job_that_fails_leaves_the_others_their_turn(db: Session, store: Database, time: HeldClock) -> None:
    job(db, kind="broken")
    good = job(db)
    worker(store, time, broken=failing, count=nothing).run_once()
    assert again(db, good).state == "done"


def test_work_of_a_worker_that_died_is_given_to_another(db: Session, store: Database, time: HeldClock) -> None:
    made = job(db)
    lost = services.claim(db, at=TEN)
    db.commit()
    alive = worker(store, time, count=nothing)
    time.tick(minutes=9)
    assert alive.run_once() == 0
    time.tick(minutes=1)
    assert alive.run_once() == 1
    assert again(db, made).state == "done"
    assert lost is not None
    services.fail(db, lost, fault="late", at=time())
    assert again(db, made).state == "done", "a worker that was taken for dead cannot undo it"


def test_work_that_kills_every_worker_is_given_up(db: Session, store: Database, time: HeldClock) -> None:
    made = job(db)
    for _ in range(3):
        assert services.claim(db, at=time()) is not None
        db.commit()
        time.tick(minutes=10)
        services.reclaim(db, at=time())
        db.commit()
    assert again(db, made).state == "failed"


def test_a_worker_that_lives_keeps_its_work_however_long_it_takes(
    db: Session, store: Database, time: HeldClock
) -> None:
    made = job(db)
    go_on = threading.Event()

    def slow(_database: object, _args: Mapping[str, Any]) -> None:
        assert go_on.wait(10)

    busy = Worker(store, {"count": slow}, time, beat_every=0.01)
    thread = threading.Thread(target=busy.run_once)
    thread.start()
    while again(db, made).state != "running":
        db.rollback()
    time.tick(minutes=30)
    while again(db, made).locked_at != time():
        db.rollback()
    db.rollback()
    assert worker(store, time, count=nothing).run_once() == 0
    go_on.set()
    thread.join(timeout=10)
    assert (again(db, made).state, again(db, made).tries) == ("done", 1)


def test_a_kind_that_nobody_handles_is_written_down(db: Session, store: Database, time: HeldClock) -> None:
    made = job(db, kind="from-a-newer-version")
    worker(store, time).run_once()
    assert (again(db, made).fault or "").startswith("UnknownKind")


def test_an_idle_worker_takes_no_lock(db: Session, store: Database, time: HeldClock) -> None:
    db.add(OutgoingMail(to_address="a@example.org", subject="s", body="b", created_at=TEN))
    db.flush()  # on SQLite the only writer is now this session
    assert worker(store, time, count=nothing).run_once() == 0


def test_repeated_work_waits_once_and_comes_back(db: Session, store: Database, time: HeldClock) -> None:
    for _ in range(3):
        Worker(store, {"count": nothing}, time, DAILY).run_once()
    assert list(db.scalars(select(Job.state).order_by(Job.id))) == ["done", "ready"]
    assert db.scalar(select(Job.run_at).where(Job.state == "ready")) == TEN + timedelta(days=1)


def test_two_workers_that_plan_at_once_plan_one_job(db: Session, store: Database) -> None:
    def plan() -> None:
        with store.transaction() as other:
            services.plan(other, kind="count", every=timedelta(days=1), at=TEN)

    services.plan(db, kind="count", every=timedelta(days=1), at=TEN)
    second = threading.Thread(target=plan)
    second.start()
    second.join(timeout=0.3)  # it waits for the first, or is done with a job of its own
    db.commit()
    second.join(timeout=10)
    assert db.scalar(select(func.count()).select_from(Job)) == 1


def test_repeated_work_that_killed_its_workers_comes_back_without_a_restart(
    db: Session, store: Database, time: HeldClock
) -> None:
    alive = Worker(store, {"count": nothing}, time, DAILY)
    alive.run_once()
    time.tick(days=1)
    for _ in range(rules.MOST_TRIES):
        services.reclaim(db, at=time())
        assert services.claim(db, at=time()) is not None
        db.commit()
        time.tick(minutes=10)
    assert alive.run_once() == 0
    assert list(db.scalars(select(Job.state).order_by(Job.id))) == ["done", "failed", "ready"]


def test_a_worker_survives_a_database_that_does_not_answer_when_it_starts(
    db: Session, store: Database, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()
    plan, running = services.plan, Worker(store, {"count": nothing}, time, DAILY)

    def silent_once(*given: Any, **more: Any) -> None:
        if not asked.is_set():
            asked.set()
            raise OperationalError("select", {}, Exception("no answer"))
        plan(*given, **more)
        running.stop()

    monkeypatch.setattr(services, "plan", silent_once)
    monkeypatch.setattr(rules, "pause", lambda _rounds: 0.01)
    running.run()
    assert "count" in db.scalars(select(Job.kind)).all()


def test_a_worker_finishes_what_it_began_and_stops(db: Session, store: Database, time: HeldClock) -> None:
    first, second = job(db), job(db)
    begun, go_on = threading.Event(), threading.Event()

    def slow(_database: object, _args: Mapping[str, Any]) -> None:
        begun.set()
        assert go_on.wait(10)

    running = worker(store, time, count=slow)
    thread = threading.Thread(target=running.run)
    thread.start()
    assert begun.wait(10)
    running.stop()
    go_on.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert (again(db, first).state, again(db, second).state) == ("done", "ready")


def test_an_error_is_written_down_by_kind_and_place_and_never_by_its_text(
    db: Session, store: Database, time: HeldClock, capsys: pytest.CaptureFixture[str]
) -> None:
    made = job(db, kind="count", person=7)
    with structlog.testing.capture_logs() as lines:
        worker(store, time, count=failing).run_once()
    told = f"{lines} {again(db, made).fault} {capsys.readouterr()}"
    assert "RuntimeError at worker.py" in told
    assert "at test_jobs.py" in told
    assert "secret text" not in told
    assert place_of(ValueError("x")) == "ValueError"


# Letters


class Inbox(Message):
    """A mail server on this machine that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Any] = []
        self.address = ""

    def handle_message(self, message: Any) -> None:
        """One letter came."""
        self.letters.append(message)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    inbox.address = f"smtp://127.0.0.1:{port}"
    yield inbox
    controller.stop()


def letter(db: Session, **more: Any) -> OutgoingMail:
    text = "Grüße\n\nhttps://x.example/abc\n"
    given = {"to": "amina@example.org", "subject": "Mentoring – wie geht’s?", "body": text, "at": TEN}
    made = services.send_mail(db, **{**given, **more})
    db.commit()
    return made


def post(store: Database, time: HeldClock, address: str | None) -> int:
    server = MailServer(address, "LearnMentor <learn@example.org>") if address else None
    return worker(store, time, **{services.SEND: sending(server, now=time)}).run_once()


def test_a_letter_leaves_with_its_text_whole_and_its_text_is_forgotten(
    db: Session, store: Database, time: HeldClock, inbox: Inbox
) -> None:
    made = letter(db)
    assert post(store, time, inbox.address) == 1
    came = message_from_bytes(inbox.letters[0].as_bytes(), policy=policy.default)
    assert came["To"] == "amina@example.org"
    assert came["Subject"] == "Mentoring – wie geht’s?"
    assert came["From"] == "LearnMentor <learn@example.org>"
    assert came["Auto-Submitted"] == "auto-generated"
    assert came["Date"].datetime == TEN
    assert came.get_content().replace("\r\n", "\n") == "Grüße\n\nhttps://x.example/abc\n"
    db.refresh(made)
    assert (made.body, made.sent_at) == ("", TEN)


def test_a_letter_is_sent_once_though_its_job_comes_twice(
    db: Session, store: Database, time: HeldClock, inbox: Inbox
) -> None:
    made = letter(db)
    job(db, kind=services.SEND, mail=made.id)
    assert post(store, time, inbox.address) == 2
    assert len(inbox.letters) == 1


def test_without_a_mail_server_letters_are_kept(db: Session, store: Database, time: HeldClock) -> None:
    made = letter(db)
    letter(db, subject="Another")
    assert post(store, time, None) == 2
    db.refresh(made)
    assert (made.sent_at, made.body[:5]) == (None, "Grüße")
    assert [kept.subject for kept in queries.kept_letters(db, most=9)] == ["Another", made.subject]


def test_a_server_that_does_not_answer_is_tried_again(
    db: Session, store: Database, time: HeldClock, inbox: Inbox
) -> None:
    letter(db)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        assert post(store, time, f"smtp://127.0.0.1:{taken.getsockname()[1]}") == 1
    time.tick(minutes=1)
    post(store, time, inbox.address)
    assert len(inbox.letters) == 1


def test_a_letter_that_waited_for_days_is_not_sent_any_more(
    db: Session, store: Database, time: HeldClock, inbox: Inbox
) -> None:
    letter(db)
    time.tick(days=4)
    assert post(store, time, inbox.address) == 1
    assert inbox.letters == []


@pytest.mark.parametrize(
    "more", [{"to": "a@example.org\nBcc: b@example.org"}, {"subject": "Hello\r\nBcc: b@example.org"}, {"to": ""}]
)
def test_nobody_adds_headers_of_their_own(db: Session, more: dict[str, str]) -> None:
    with pytest.raises(UnusableLetter):
        letter(db, **more)


def test_a_password_is_not_sent_where_everybody_could_read_it(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnmentor.jobs.mail_server._LOCAL", set())
    server = MailServer(inbox.address.replace("//", "//user:secret@"), "learn@example.org")
    with pytest.raises(UnsafeServer):
        server.deliver(to="a@example.org", subject="s", body="b", at=TEN)
    assert inbox.letters == []


def test_old_work_and_old_letters_are_forgotten(db: Session, store: Database, time: HeldClock) -> None:
    letter(db)
    post(store, time, None)
    waiting = job(db, at=TEN + timedelta(days=60))
    services.tidy(db, at=TEN + timedelta(days=29))
    assert db.scalar(select(func.count(Job.id))) == 2
    services.tidy(db, at=TEN + timedelta(days=30))
    assert db.scalars(select(Job.id)).all() == [waiting.id]
    assert db.scalars(select(OutgoingMail)).all() == []
