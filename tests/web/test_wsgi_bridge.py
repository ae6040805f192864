"""Bodies are taken in whole, within bounds, before a thread is given to a request; answers go out as they are made."""

import asyncio
import contextvars
import inspect
import json
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.wsgi_bridge import Bounds, Bridge, environ_of, seconds_left
from learnmentor.web.limits import hashes_at, takes_files_at
from tests.page import Browser

QUICK = Bounds(
    large=1000, large_at_once=1, in_memory=100, patience=0.2, silence=0.1, slowest=1000, longest=1, unread=0.1
)


def scope(method: str = "POST", path: str = "/", headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A request as the server describes it."""
    sent = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    return {
        "type": "http", "method": method, "path": path, "query_string": b"a=%41", "http_version": "1.1",
        "scheme": "http", "server": ("127.0.0.1", 8000), "client": ("192.0.2.7", 5000), "headers": sent,
    }  # fmt: skip


class Wire:
    """The other side of the bridge: sends pieces of a body, then says nothing more; keeps what is answered."""

    def __init__(self, pieces: list[bytes], *, whole: bool = True, gone: bool = False, reads: bool = True) -> None:
        self.pieces = list(pieces)
        self.whole, self.gone, self.reads = whole, gone, reads
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            piece = self.pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self.pieces) or not self.whole}
        if self.gone:
            return {"type": "http.disconnect"}
        return await asyncio.get_running_loop().create_future()

    async def send(self, message: dict[str, Any]) -> None:
        if not self.reads and message.get("more_body"):
            await asyncio.get_running_loop().create_future()
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def answer(bridge: Bridge, *requests: tuple[dict[str, Any], Wire]) -> None:
    """Let a worker live, answer all the requests side by side, and stop."""

    async def life() -> None:
        messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        told: list[dict[str, Any]] = []

        async def tell(message: dict[str, Any]) -> None:
            told.append(message)

        living = asyncio.create_task(bridge({"type": "lifespan"}, messages.get, tell))
        messages.put_nowait({"type": "lifespan.startup"})
        while not told:
            await asyncio.sleep(0)
        await asyncio.gather(*(bridge(request, wire.receive, wire.send) for request, wire in requests))
        messages.put_nowait({"type": "lifespan.shutdown"})
        await living

    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left a loop running in this thread
        apart.submit(asyncio.run, life()).result()


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    """Answers the length that was announced and the body."""
    body = environ["wsgi.input"].read()
    said = f"{environ.get('CONTENT_LENGTH')}:".encode() + body
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]


def bridge_to(application: Any, *, large: bool = False, bounds: Bounds = QUICK, threads: int = 1) -> Bridge:
    return Bridge(application, threads, lambda _method, _path: large, bounds)


def test_a_body_that_comes_in_pieces_is_handed_over_whole() -> None:
    wire = Wire([b"one ", b"two ", b"three"])
    answer(bridge_to(echo), (scope(headers={"Content-Length": "13"}), wire))
    assert (wire.status, wire.body) == (200, b"13:one two three")


def test_a_body_whose_length_nobody_announced_has_one_when_it_is_handed_over() -> None:
    wire = Wire([b"one ", b"two"])
    answer(bridge_to(echo), (scope(headers={"Transfer-Encoding": "chunked"}), wire))
    assert wire.body == b"7:one two"


def test_a_request_without_a_body_waits_for_none() -> None:
    wire = Wire([])
    answer(bridge_to(echo), (scope("GET"), wire))
    assert wire.body == b"None:"


@pytest.mark.parametrize(
    ("headers", "reads_as"),
    [
        ({"Content-Type": "application/json"}, "json"),
        ({"Accept": "application/json"}, "json"),
        ({"Accept": "text/html,application/json"}, "html"),
        ({}, "html"),
    ],
)
def test_a_body_that_stops_coming_is_answered_with_a_sentence(headers: dict[str, str], reads_as: str) -> None:
    wire = Wire([b"{"], whole=False)
    answer(bridge_to(echo), (scope(headers={"Content-Length": "50", **headers}), wire))
    assert wire.status == 408
    assert reads_as in dict(wire.sent[0]["headers"])[b"content-type"].decode()
    said = json.loads(wire.body)["message"] if reads_as == "json" else wire.body.decode()
    assert "came too slowly" in said
    assert "still on your device" in said


def test_bodies_that_do_not_come_keep_no_thread() -> None:
    slow = [(scope(headers={"Content-Length": "50"}), Wire([b"{"], whole=False)) for _ in range(30)]
    quick = Wire([b"now"])
    answer(bridge_to(echo, threads=1), *slow, (scope(headers={"Content-Length": "3"}), quick))
    assert quick.body == b"3:now"
    assert {wire.status for _, wire in slow} == {408}


def test_requests_that_queue_keep_no_thread_from_the_others() -> None:
    go_on, at_once, guard = threading.Event(), [0, 0], threading.Lock()

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/page":
            go_on.set()  # while all of the others still wait
            return echo(environ, start)
        with guard:
            at_once[0] += 1
            at_once[1] = max(at_once)
        assert go_on.wait(10)
        with guard:
            at_once[0] -= 1
        return echo(environ, start)

    bridge = Bridge(
        application, 1, lambda *_: False, QUICK, queues=lambda method, path: (method, path) == ("POST", "/in")
    )
    sent = {"Content-Length": "3"}
    coming = [(scope(path="/in", headers=sent), Wire([b"now"])) for _ in range(30)]
    page = Wire([])
    answer(bridge, *coming, (scope("GET", "/page"), page))
    assert page.status == 200
    assert {wire.body for _, wire in coming} == {b"3:now"}
    assert at_once[1] <= 2


def test_somebody_who_leaves_in_the_middle_is_not_answered() -> None:
    asked: list[str] = []
    wire = Wire([b"{"], whole=False, gone=True)
    answer(bridge_to(lambda *_: asked.append("asked") or []), (scope(headers={"Content-Length": "50"}), wire))
    assert not asked
    assert not wire.sent


def test_of_a_body_that_is_larger_than_is_asked_for_nothing_is_read() -> None:
    wire = Wire([b"x" * 1001])
    answer(bridge_to(echo), (scope(headers={"Content-Length": "1001"}), wire))
    assert wire.body == b"1001:"  # the application refuses it by its length
    assert wire.pieces


def test_a_large_body_of_no_announced_length_is_read_no_further_than_is_asked_for() -> None:
    wire = Wire([b"x" * 800] * 5)
    answer(bridge_to(echo), (scope(headers={"Transfer-Encoding": "chunked"}), wire))
    assert wire.body.startswith(b"1600:")
    assert len(wire.pieces) == 3


def test_a_large_body_is_taken_in_where_it_is_asked_for() -> None:
    wire = Wire([b"x" * 800] * 3)
    answer(bridge_to(echo, large=True), (scope(headers={"Content-Length": "2400"}), wire))
    assert wire.body == b"2400:" + b"x" * 2400


def test_large_bodies_wait_for_a_place_and_are_told_when_there_is_none() -> None:
    patient = Bounds(large=1000, large_at_once=1, patience=0.3, silence=30, slowest=1)
    holder, waiting = Wire([b"x" * 800] * 2), Wire([b"y" * 800] * 2, whole=False)

    async def let_go() -> dict[str, Any]:
        if holder.pieces:
            return {"type": "http.request", "body": holder.pieces.pop(0), "more_body": True}
        while not waiting.sent:
            await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"z", "more_body": False}

    holder.receive = let_go  # type: ignore[method-assign]
    sent = {"Content-Length": "1600", "Accept": "application/json"}
    answer(bridge_to(echo, large=True, bounds=patient), (scope(headers=sent), holder), (scope(headers=sent), waiting))
    assert (waiting.status, "Many large files" in json.loads(waiting.body)["message"]) == (503, True)
    assert holder.status == 200


def test_a_disk_that_is_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, **_: Any) -> None:
            """Like the real one."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to clear up."""

        def write(self, _piece: bytes) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("learnmentor.ground.wsgi_bridge.SpooledTemporaryFile", Full)
    wire = Wire([b"x"])
    answer(bridge_to(echo), (scope(headers={"Content-Length": "1"}), wire))
    assert wire.status == 507
    assert b"no room" in wire.body


def endless(started: threading.Event, ended: threading.Event) -> Any:
    """An application that answers for ever."""

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            return self

        def __next__(self) -> bytes:
            started.set()
            return b"z" * 1000

        def close(self) -> None:
            ended.set()

    def application(_environ: dict[str, Any], start: Any) -> Pieces:
        start("200 OK", [])
        return Pieces()

    return application


def test_a_reader_who_stops_reading_is_left_and_the_application_clears_up() -> None:
    started, ended = threading.Event(), threading.Event()
    wire = Wire([], reads=False)
    answer(bridge_to(endless(started, ended)), (scope("GET"), wire))
    assert started.is_set()
    assert ended.is_set()


def test_slow_readers_keep_no_thread() -> None:
    started, ended = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start: Any) -> Any:
        return endless(started, ended)(environ, start) if environ["PATH_INFO"] == "/pack" else echo(environ, start)

    slow = [(scope("GET", "/pack"), Wire([], reads=False)) for _ in range(10)]
    quick = Wire([])
    answer(bridge_to(application, threads=1), *slow, (scope("GET"), quick))
    assert quick.body == b"None:"


def test_an_answer_without_a_length_is_sent_in_pieces_and_closed_once() -> None:
    closed: list[str] = []

    def application(_environ: dict[str, Any], start: Any) -> Any:
        def pieces() -> Iterator[bytes]:
            try:
                yield from (b"a" * 100_000, b"b" * 100_000, b"c")
            finally:
                closed.append("closed")

        start("200 OK", [("Content-Type", "application/zip")])
        return pieces()

    wire = Wire([])
    answer(bridge_to(application), (scope("GET"), wire))
    assert wire.body == b"a" * 100_000 + b"b" * 100_000 + b"c"
    assert [len(message.get("body", b"")) for message in wire.sent] == [0, 100_000, 100_001, 0], "head, pieces, end"
    assert closed == ["closed"]


def test_the_first_piece_of_an_answer_leaves_before_the_second_is_made() -> None:
    wire, sent_by_then = Wire([]), []

    def application(_environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "application/zip")])
        yield b""
        yield b"first"
        sent_by_then.append(wire.body)
        yield from (b"second", b"third")

    answer(bridge_to(application), (scope("GET"), wire))
    assert sent_by_then == [b"first"]
    assert [message.get("body") for message in wire.sent] == [None, b"first", b"secondthird", b""], "crumbs as one"


def test_what_is_begun_when_the_worker_stops_is_finished() -> None:
    wire = Wire([])
    done = threading.Event()

    def application(environ: dict[str, Any], start: Any) -> Any:
        threading.Event().wait(0.1)
        done.set()
        return echo(environ, start)

    answer(bridge_to(application), (scope("GET"), wire))
    assert done.is_set()
    assert wire.status == 200


def test_each_answer_is_made_in_a_context_of_its_own() -> None:
    seen: list[tuple[str, str]] = []
    of_the_process.set("whoever started the server")

    def application(environ: dict[str, Any], start: Any) -> Any:
        def pieces() -> Iterator[bytes]:
            for _ in range(3):
                seen.append((environ["PATH_INFO"], of_the_process.get("nobody")))
                yield b"x" * 200_000

        seen.append((environ["PATH_INFO"], of_the_process.get("nobody")))
        of_the_process.set(environ["PATH_INFO"])
        start("200 OK", [])
        return pieces()

    answer(bridge_to(application, threads=3), *((scope("GET", f"/{n}"), Wire([])) for n in range(8)))
    assert sorted(seen) == sorted(each for n in range(8) for each in [(f"/{n}", "nobody"), *[(f"/{n}", f"/{n}")] * 3])


of_the_process: contextvars.ContextVar[str] = contextvars.ContextVar("of_the_process")


def test_the_environment_is_as_wsgi_has_it() -> None:
    asked = scope("GET", "/é/ü", headers={"X-Real": "1", "Content-Type": "text/plain", "Host": "mentors.example"})
    asked["headers"] += [
        (b"x_real", b"2"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"accept", b"x"),
        (b"accept", b"y"),
    ]
    environ = environ_of(asked)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é/ü"
    assert environ["QUERY_STRING"] == "a=%41"
    assert (environ["HTTP_X_REAL"], environ["CONTENT_TYPE"], environ["HTTP_HOST"]) == (
        "1",
        "text/plain",
        "mentors.example",
    )
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == (
        "192.0.2.7",
        "127.0.0.1",
        "8000",
    )


@given(received=st.integers(0, 10**9), elapsed=st.floats(0, 10_000), more=st.integers(0, 10**9))
def test_who_sends_more_never_gets_less_time_and_nobody_gets_more_than_there_is(
    received: int, elapsed: float, more: int
) -> None:
    bounds = Bounds()
    left = seconds_left(bounds, received, elapsed=elapsed)
    assert left <= seconds_left(bounds, received + more, elapsed=elapsed)
    assert left <= bounds.silence
    assert elapsed + left <= bounds.longest
    if received == 0:
        assert elapsed + left <= bounds.patience


def test_files_are_asked_for_at_the_forms_that_have_a_field_for_them(as_amina: Browser) -> None:
    app = as_amina.client.application
    assert takes_files_at(app, "POST", "/cpd/entries/new")
    assert takes_files_at(app, "POST", "/check/file")
    for method, path in (
        ("POST", "/segments/c1-s1/beats"),
        ("GET", "/cpd/entries/new"),
        ("POST", "/é"),
        ("POST", "//"),
    ):
        assert not takes_files_at(app, method, path)


def test_what_hashes_a_password_queues_and_nothing_else(as_amina: Browser) -> None:
    app = as_amina.client.application
    for path in (
        "/sign-in", "/sign-up", "/invitations/a-token", "/password-reset/a-token", "/profile/password",
        "/profile/close/confirm",
    ):  # fmt: skip
        assert hashes_at(app, "POST", path)
        assert not hashes_at(app, "GET", path)
    marked = {view.__module__ for view in app.view_functions.values() if hasattr(view, "hashes")}
    hashing = re.compile(r"\bpasswords\.(hashed|matches)\(")
    assert marked == {
        module.__name__
        for module in {sys.modules[view.__module__] for view in app.view_functions.values()}
        if hashing.search(inspect.getsource(module))
    }
