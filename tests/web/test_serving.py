"""`learnmentor serve` for real: whoever is slow, idle, half there or gone holds up nobody else."""

import base64
import http.client
import json
import os
import re
import select as waiting
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Attempt
from learnmentor.config import Settings
from learnmentor.cpd.models import CpdEntry
from tests import factories
from tests.page import Browser

THREADS = 3
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\n{more}\r\n"
)


@dataclass
class Serving:
    """A server in a process of its own, at a port or at a socket in a folder."""

    place: int | Path
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str = "/health") -> int:
        """The status of a page."""
        return self.ask("GET", path).status

    def post(self, path: str, body: str, headers: dict[str, str]) -> int:
        """The status that a form gets."""
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers}).status

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> "Answer":
        """The answer on a connection of its own."""
        connection = http.client.HTTPConnection("localhost", timeout=30)
        connection.sock = self.connect()
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        read = Answer(answer.status, answer.headers, answer.read().decode())
        connection.close()
        return read

    def connect(self, begun: str = "") -> socket.socket:
        """A connection on which something was begun."""
        in_a_folder = isinstance(self.place, Path)
        made = socket.socket(socket.AF_UNIX if in_a_folder else socket.AF_INET)
        made.settimeout(30)
        try:
            made.connect(str(self.place) if in_a_folder else ("127.0.0.1", self.place))
            made.sendall(begun.encode())
        except OSError:
            made.close()
            raise
        return made

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    text: str


@pytest.fixture
def serving(settings: Settings, tmp_path: Path) -> Iterator[Serving]:
    """The product on the database of this test, in one process with few threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with served(settings, tmp_path, port) as made:
        yield made


@contextmanager
def served(
    settings: Settings, folder: Path, place: int | Path, *, base_url: str = "http://localhost"
) -> Iterator[Serving]:
    """The same at any place."""
    environment = {
        **os.environ,
        "LEARNMENTOR_SECRET_KEY": settings.secret_key,
        "LEARNMENTOR_TEXT_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in settings.text_keys),
        "DATABASE_URL": settings.database_url,
        "LEARNMENTOR_DATA_DIR": str(folder),
        "LEARNMENTOR_BASE_URL": base_url,
        "LEARNMENTOR_BIND": f"unix:{place}" if isinstance(place, Path) else f"127.0.0.1:{place}",
        "LEARNMENTOR_WORKERS": "1",
        "LEARNMENTOR_THREADS": str(THREADS),
    }
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "learnmentor", "serve"], env=environment, stderr=log, stdout=log)
    made = Serving(place, process, folder / "serve.log")
    try:
        _wait_for(made)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def _wait_for(serving: Serving) -> None:
    for _ in range(600):
        try:
            assert serving.get() == 200
        except OSError:
            assert serving.process.poll() is None, serving.log.read_text()
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not answer: {serving.log.read_text()}")


@pytest.fixture
def signed_in(as_amina: Browser) -> dict[str, str]:
    """The headers that a browser sends in which the learner is signed in, with a good token for a script."""
    token = as_amina.token()
    cookie = as_amina.client.get_cookie("learnmentor")
    assert cookie is not None
    return {"Cookie": f"learnmentor={cookie.value}", "X-CSRFToken": token, "Sec-Fetch-Site": "same-origin"}


def entry(number: int) -> str:
    return (
        f"on=2026-11-20&hours=0.25&type=workshop&title=Part+{number}&provider=&reflection=&impact=&links="
        f"&token=sixteen-letters{number:02}"
    )


def test_twenty_writers_do_not_wait_for_a_body_of_one_byte_a_second(
    serving: Serving, signed_in: dict[str, str], amina: factories.Person, db: Session
) -> None:
    more = "".join(f"{name}: {value}\r\n" for name, value in signed_in.items())
    slow = serving.connect(HEAD.format(path="/segments/c1-s1/beats", length=600, more=more))
    enough = threading.Event()

    def trickle() -> int:
        sent = 0
        while not enough.wait(1):
            slow.sendall(b" ")
            sent += 1
        return sent

    with ThreadPoolExecutor(21) as pool:
        trickling = pool.submit(trickle)
        slow.sendall(b"{")
        asked = [pool.submit(serving.post, "/cpd/entries/new", entry(number), signed_in) for number in range(20)]
        statuses = [each.result() for each in asked]
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):  # not answered: it was still on its way while all the others wrote
            slow.recv(1)
        slow.setblocking(True)
        enough.set()
        trickling.result()
    slow.close()
    assert statuses == [303] * 20
    assert db.scalar(select(func.count()).select_from(CpdEntry).where(CpdEntry.person_id == amina.id)) == 20


def test_many_bodies_that_trickle_leave_every_thread_free(serving: Serving, signed_in: dict[str, str]) -> None:
    slow = [serving.connect(HEAD.format(path="/segments/c1-s1/beats", length=500, more="") + "{") for _ in range(300)]
    assert [serving.get("/sign-in") for _ in range(5)] == [200] * 5
    assert serving.post("/cpd/entries/new", entry(1), signed_in) == 303
    for each in slow:
        each.close()


def test_connections_that_are_idle_or_half_there_or_gone_hold_up_nobody(serving: Serving) -> None:
    begun = ["", "GET /sign-in HTTP/1.1\r\nHost: localhost\r\n"]
    waiting = [serving.connect(begun[number % 2]) for number in range(400)]
    for _ in range(50):
        serving.connect(HEAD.format(path="/segments/c1-s1/beats", length=500, more="") + "{").close()
    assert [serving.get("/sign-in") for _ in range(5)] == [200] * 5
    for each in waiting:
        each.close()


def test_a_body_that_is_far_too_large_is_refused_before_it_is_sent(serving: Serving) -> None:
    sent = serving.connect(HEAD.format(path="/segments/c1-s1/beats", length=900_000_000, more="") + "{")
    head, _, body = sent.recv(8000).partition(b"\r\n\r\n")
    sent.close()
    assert head.startswith(b"HTTP/1.1 413"), head
    assert json.loads(body)["message"]


def test_a_server_that_is_told_to_stop_answers_what_it_has_begun(serving: Serving, signed_in: dict[str, str]) -> None:
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(serving.post, "/cpd/entries/new", entry(number), signed_in) for number in range(6)]
        while not any(each.done() for each in asked):
            time.sleep(0.001)
        serving.process.send_signal(signal.SIGTERM)
        answered = []
        for each in asked:
            try:
                answered.append(each.result())
            except (OSError, http.client.HTTPException):  # had not been taken yet
                continue
    assert answered
    assert set(answered) == {303}
    assert serving.process.wait(timeout=60) == 0


def test_a_server_stops_at_once_though_browsers_keep_connections_open(serving: Serving) -> None:
    kept = [
        serving.connect("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" if number % 2 else "") for number in range(20)
    ]
    for each in kept[1::2]:
        assert each.recv(8000).startswith(b"HTTP/1.1 200")
    begun = time.monotonic()
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(timeout=60) == 0
    assert time.monotonic() - begun < 10, "it waited until the connections timed out"
    for each in kept:
        each.close()


def test_a_process_that_is_renewed_breaks_no_answer(serving: Serving) -> None:
    before, enough = serving.workers(), threading.Event()

    def click() -> int:
        """Go on asking on one connection, and open another where the server has ended it, as browsers do."""
        connection, answers = serving.connect(), 0
        while not enough.wait(0.02):
            if waiting.select([connection], [], [], 0)[0]:
                connection.close()
                connection = serving.connect()
            connection.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(100_000).startswith(b"HTTP/1.1 200")
            answers += 1
        connection.close()
        return answers

    with ThreadPoolExecutor(4) as pool:
        clicking = [pool.submit(click) for _ in range(4)]
        serving.process.send_signal(signal.SIGHUP)  # what the end of its twelve hours does, at a moment of our choice
        deadline = time.monotonic() + 60
        while set(before) & set(serving.workers()) and time.monotonic() < deadline:
            time.sleep(0.05)
        enough.set()
        assert all(each.result() for each in clicking)
    assert len(serving.workers()) == len(before)
    assert not set(before) & set(serving.workers())


def test_a_process_that_dies_is_replaced_and_the_log_stays_lines_of_json(serving: Serving) -> None:
    time.sleep(0.1)
    os.kill(serving.workers()[0], signal.SIGKILL)
    for _ in range(200):
        with suppress(OSError, http.client.HTTPException):
            if serving.get("/sign-in") == 200:
                break
        time.sleep(0.05)
    with serving.connect("\0 nonsense\r\n\r\n") as nonsense:
        assert nonsense.recv(100).startswith(b"HTTP/1.1 400")
    assert serving.get("/%ff%fe") == 404
    serving.process.terminate()
    assert serving.process.wait(timeout=60) == 0
    said, *lines = serving.log.read_text().splitlines()
    assert said.startswith("LearnMentor answers on http://localhost")
    told = [json.loads(line) for line in lines]
    assert {"Unexpected exit from worker-1", "request"} <= {line["event"] for line in told}
    assert all({"event", "level", "timestamp"} <= set(line) for line in told)
    assert "127.0.0.1" not in "".join(lines), "an address of somebody"


@pytest.mark.parametrize("proxied", [True, False], ids=["behind a proxy", "without"])
def test_who_asks_is_known_behind_a_proxy_and_not_believed_without(
    settings: Settings, tmp_path: Path, db: Session, *, proxied: bool
) -> None:
    place = tmp_path / "s" if proxied else 0
    base_url = "https://localhost" if proxied else "http://localhost"
    if not proxied:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            place = int(probe.getsockname()[1])
    with served(settings, tmp_path, place, base_url=base_url) as server:
        for network in ("203.0.113.7", "203.0.113.8"):
            from_there = {
                "X-Forwarded-For": network,
                "X-Forwarded-Proto": "https",
                "Referer": "https://localhost/sign-in",
            }
            shown = server.ask("GET", "/sign-in", headers=from_there)
            cookie = shown.headers["Set-Cookie"]
            assert ("Secure" in cookie) is proxied
            token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', shown.text)
            assert token
            form = f"csrf_token={token[1]}&email={network}%40example.org&password=not+the+right+one"
            assert server.post("/sign-in", form, {"Cookie": cookie.partition(";")[0], **from_there}) == 422
    tries = db.scalars(select(func.count()).select_from(Attempt).group_by(Attempt.subject)).all()
    assert sorted(tries) == ([1, 1, 1, 1] if proxied else [1, 1, 2]), "two networks, or the one that really asked"
