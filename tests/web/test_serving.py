"""`learnmentor serve` for real: whoever is slow, idle, half there or gone holds up nobody else."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
    """A server in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str = "/health") -> int:
        """The status of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def post(self, path: str, body: str, headers: dict[str, str]) -> int:
        """The status that a form gets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def connect(self, begun: str = "") -> socket.socket:
        """A connection on which something was begun."""
        made = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        made.sendall(begun.encode())
        return made


@pytest.fixture
def serving(settings: Settings, tmp_path: Path) -> Iterator[Serving]:
    """The product on the database of this test, in one process with few threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "LEARNMENTOR_SECRET_KEY": settings.secret_key,
        "LEARNMENTOR_TEXT_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in settings.text_keys),
        "DATABASE_URL": settings.database_url,
        "LEARNMENTOR_DATA_DIR": str(tmp_path),
        "LEARNMENTOR_BASE_URL": "http://localhost",
        "LEARNMENTOR_BIND": f"127.0.0.1:{port}",
        "LEARNMENTOR_WORKERS": "1",
        "LEARNMENTOR_THREADS": str(THREADS),
    }
    log = (tmp_path / "serve.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "learnmentor", "serve"], env=environment, stderr=log, stdout=log)
    made = Serving(port, process)
    try:
        _wait_for(made, tmp_path / "serve.log")
        yield made
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def _wait_for(serving: Serving, log: Path) -> None:
    for _ in range(600):
        try:
            assert serving.get() == 200
        except OSError:
            assert serving.process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not answer: {log.read_text()}")


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
    slow = [
        serving.connect(HEAD.format(path="/segments/c1-s1/beats", length=500, more="") + "{")
        for _ in range(20 * THREADS)
    ]
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
