"""From the server's event loop (ASGI) to the application (WSGI): a request gets a thread once all its body is here.

The loop holds the connections. A body that trickles, and a reader who is slow, wait there: neither keeps a thread, a
database session or a lock. What a client may do slowly or much has a bound, see `Bounds`.
"""

import asyncio
import contextvars
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import escape
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from wsgiref.util import FileWrapper

import structlog

from learnmentor.ground.memory import give_back_now_and_then

_log = structlog.get_logger("server")
_PIECE = 128 * 1024  # bytes that are gathered before they are sent: a ZIP is written in crumbs
_QUEUEING = 2  # threads for requests that queue: one hashes, while another asks the database
_WHOLE = 1024 * 1024  # an answer up to this size is made in one go and sent as one

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Scope = Mapping[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
TakesLarge = Callable[[str, str], bool]
Queues = Callable[[str, str], bool]
Step = Callable[[Callable[[], Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Bounds:
    """What a body may take. Sizes in bytes, times in seconds.

    After `patience`, a body has to have come at `slowest` bytes a second or more, and it must be here after `longest`;
    `silence` is the longest time in which nothing comes. Bodies above `large` lie on the disk, so only `large_at_once`
    of them are taken in by one process at a time; others wait for a place for as long as `patience`.
    """

    large: int = 1024 * 1024
    large_at_once: int = 6
    in_memory: int = 64 * 1024
    patience: float = 15.0
    silence: float = 20.0
    slowest: int = 2_000
    longest: float = 900.0
    unread: float = 60.0  # how long a reader may take over one piece of an answer


def seconds_left(bounds: Bounds, received: int, *, elapsed: float) -> float:
    """How long the next piece of a body may take, when so many bytes came in so many seconds; 0 or less is too late."""
    whole = min(bounds.patience + received / bounds.slowest, bounds.longest)
    return min(whole - elapsed, bounds.silence)


class Refused(Exception):
    """The body did not come as it has to; `status` and `sentence` are answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class ClientGone(Exception):
    """The connection ended before the body did: nobody is there to be answered."""


_TOO_SLOW = "What you sent came too slowly to be taken in. It is still on your device: go back, and send it once more."
_BUSY = "Many large files are being sent just now. Yours is still on your device: send it once more in a minute."
_NO_ROOM = "The server has no room for what you sent. It is still on your device: send it once more later."


@dataclass
class _Answer:
    """What the application says of its answer, before the first byte of it."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)

    def start(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
        """As WSGI calls it."""
        self.status, self.headers = int(status[:3]), headers

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """As ASGI sends them."""
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]

    def length(self) -> int | None:
        """The size that was announced, or None."""
        return next((int(value) for name, value in self.headers if name.lower() == "content-length"), None)


@dataclass
class Bridge:
    """An ASGI application that hands requests to a WSGI one, on so many threads.

    `takes_large` says of a request, by method and path, whether bodies above `bounds.large` are asked for there; where
    they are not, nothing of one is read, and the application refuses it by the length that was announced. `queues` says
    of a request with a body whether it belongs to those that are dealt with one after another, such as sign-ins, which
    hash: they have two threads of their own, and however many wait, none of them keeps one from a page.
    """

    application: Application
    threads: int
    takes_large: TakesLarge
    bounds: Bounds = Bounds()
    queues: Queues = lambda _method, _path: False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or go through the life of a worker."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        if scope["type"] != "http":
            return
        try:
            with SpooledTemporaryFile(max_size=self.bounds.in_memory) as body:
                await self._answer(scope, receive, send, body)
        except Refused as refused:
            _log.warning("body refused", status=refused.status, method=scope["method"])
            await _say(scope, send, refused)
        except ClientGone:
            _log.info("client gone", method=scope["method"])

    async def _live(self, receive: Receive, send: Send) -> None:
        """Be ready when the worker starts; when it stops, finish what was begun."""
        await receive()
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="request")
        self._queue = ThreadPoolExecutor(_QUEUEING, thread_name_prefix="queue")
        self._large = asyncio.Semaphore(self.bounds.large_at_once)
        stopping = threading.Event()
        give_back_now_and_then(stopping)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        stopping.set()
        self._pool.shutdown(wait=True)
        self._queue.shutdown(wait=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send, body: IO[bytes]) -> None:
        environ = environ_of(scope)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            await self._take_in(environ, receive, body)
        body.seek(0)
        environ["wsgi.input"] = body
        queues = "CONTENT_LENGTH" in environ and self.queues(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        answer, step = _Answer(), self._stepping(contextvars.Context(), self._queue if queues else self._pool)
        first, rest = await step(lambda: _begun(self.application, environ, answer))
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.raw_headers()})
        if rest is None:
            await send({"type": "http.response.body", "body": first})
        else:
            await self._send_on(send, first, rest, step)

    def _stepping(self, ours: contextvars.Context, pool: ThreadPoolExecutor) -> Step:
        """Run a step of the answer on some thread, all steps of one answer in one context.

        It begins empty: the process may have been started inside an application context, whose `g` all would share.
        """

        def step(work: Callable[[], Any]) -> Awaitable[Any]:
            return asyncio.get_running_loop().run_in_executor(pool, ours.run, work)

        return step

    async def _send_on(self, send: Send, piece: bytes, rest: "_Rest", step: Step) -> None:
        """Send what is made while it is sent. Between two pieces a slow reader keeps no thread."""
        try:
            while piece:
                async with asyncio.timeout(self.bounds.unread):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await step(lambda: _gathered(rest))
            await send({"type": "http.response.body", "body": b""})
        except (TimeoutError, OSError) as ended:
            _log.info("answer not read to its end", reason=type(ended).__name__)
        finally:
            await step(rest.close)

    async def _take_in(self, environ: dict[str, Any], receive: Receive, body: IO[bytes]) -> None:
        """Take in the whole body. Raises `Refused` and `ClientGone`."""
        announced = int(length) if (length := environ.get("CONTENT_LENGTH", "")).isdecimal() else None
        if announced == 0 or (announced and announced > self.bounds.large and not self._takes_large(environ)):
            return
        pieces = _Pieces(receive, body, self.bounds)
        came_whole = await pieces.up_to(self.bounds.large)
        if not came_whole and self._takes_large(environ):
            await self._large_place()
            try:
                await pieces.up_to(None)
            finally:
                self._large.release()
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(pieces.received)

    def _takes_large(self, environ: dict[str, Any]) -> bool:
        return self.takes_large(environ["REQUEST_METHOD"], environ["PATH_INFO"])

    async def _large_place(self) -> None:
        try:
            async with asyncio.timeout(self.bounds.patience):
                await self._large.acquire()
        except TimeoutError:
            raise Refused(503, _BUSY) from None


class _Pieces:
    """A body on its way in, and how much of it came."""

    def __init__(self, receive: Receive, body: IO[bytes], bounds: Bounds) -> None:
        self._receive = receive
        self._body = body
        self._bounds = bounds
        self._begun = time.monotonic()
        self.received = 0

    async def up_to(self, most: int | None) -> bool:
        """Read until the end, True, or until more than `most` bytes came, False. Raises `Refused` and `ClientGone`."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as limit:
                while most is None or self.received <= most:
                    elapsed = time.monotonic() - self._begun
                    limit.reschedule(loop.time() + seconds_left(self._bounds, self.received, elapsed=elapsed))
                    if not self._keep(await self._receive()):
                        return True
        except TimeoutError:
            raise Refused(408, _TOO_SLOW) from None
        return False

    def _keep(self, message: Message) -> bool:
        """Keep a piece; says whether more is to come."""
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece = message.get("body", b"")
        try:
            self._body.write(piece)
        except OSError:
            raise Refused(507, _NO_ROOM) from None
        self.received += len(piece)
        return bool(message.get("more_body", False))


def environ_of(scope: Scope) -> dict[str, Any]:
    """What WSGI calls the environment of a request, all but the body. Headers with "_" in their names are left out."""
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"], "SCRIPT_NAME": "", "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"), "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]), "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}", "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]), "wsgi.version": (1, 0), "wsgi.url_scheme": scope["scheme"],
        "wsgi.input_terminated": True, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        "wsgi.errors": _Nowhere(), "wsgi.file_wrapper": lambda file, _size=0: FileWrapper(file, _PIECE),
    }  # fmt: skip
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" not in name:
            key = name.upper().replace("-", "_")
            key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
            between = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    return environ


class _Nowhere:
    """Where an application may complain, as WSGI asks for. Ours writes log lines in place of that."""

    def write(self, _text: str) -> None:
        """Say nothing."""

    def writelines(self, _lines: Iterable[str]) -> None:
        """Say nothing."""

    def flush(self) -> None:
        """Do nothing."""


def _begun(application: Application, environ: dict[str, Any], answer: _Answer) -> "tuple[bytes, _Rest | None]":
    """The whole answer and None; or, where it is large or its size is not known, the first piece and the rest."""
    made = application(environ, answer.start)
    pieces = iter(made)
    if _comes_whole(environ, answer):
        try:
            return b"".join(pieces), None
        finally:
            getattr(made, "close", lambda: None)()
    return _gathered(pieces, least=1), _Rest(made, pieces)


def _comes_whole(environ: dict[str, Any], answer: _Answer) -> bool:
    length = answer.length()
    return (
        environ["REQUEST_METHOD"] == "HEAD" or answer.status in {204, 304} or (length is not None and length <= _WHOLE)
    )


@dataclass
class _Rest:
    """The pieces of an answer that are still to be made, and its end."""

    made: Any
    pieces: Iterator[bytes]

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self.pieces)

    def close(self) -> None:
        """Let the application clear up."""
        getattr(self.made, "close", lambda: None)()


def _gathered(pieces: Iterator[bytes], *, least: int = _PIECE) -> bytes:
    """The next pieces as one, `least` bytes or more; nothing at the end. The first one leaves as it comes."""
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= least:
            break
    return b"".join(found)


async def _say(scope: Scope, send: Send, refused: Refused) -> None:
    asked = {name: value for name, value in scope["headers"] if name in {b"accept", b"content-type"}}
    json_sent, accepted = b"json" in asked.get(b"content-type", b""), asked.get(b"accept", b"")
    if json_sent or (b"json" in accepted and b"html" not in accepted):
        kind, text = b"application/json", json.dumps({"error": "Not taken in", "message": refused.sentence})
    else:
        kind, text = b"text/html; charset=utf-8", _PAGE.format(sentence=escape(refused.sentence))
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Not taken in</title><h1>Not taken in</h1><p>{sentence}</p></html>"
)
