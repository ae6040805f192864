"""People at their browsers, as one light asyncio client in a process of its own.

`python -m bench.crowd` reads a `Crowd` as JSON from standard input and prints what came of it. Readers click at their
own pace whatever the server does, on connections that are kept open, so what is measured is how long a person waits
and not how much a server can take. Others hold connections and send next to nothing on them, or fetch something large.
"""

import asyncio
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import servers

TIMEOUT = 30.0  # seconds after which a person has given up
_HIGHEST = 512 * 1024  # bytes of an answer that are held at once


@dataclass(frozen=True)
class Clicks:
    """People who click and read. `people` is a file, one person a line: {"pages": […], "writes": […]}.

    Pauses between an answer and the next click are in seconds, and `writes` is the share of clicks that save something.
    Where `once`, each sends their first write at some moment of the time there is, and nothing else.
    """

    name: str
    address: str
    people: str
    count: int
    pause: tuple[float, float] = (5.0, 15.0)
    writes: float = 0.1
    once: bool = False


@dataclass(frozen=True)
class Held:
    """Connections that are held open, and opened anew when the server ends them. `begun` is what was sent on each.

    Where `trickles`, a byte follows every second.
    """

    address: str
    count: int
    begun: str
    trickles: bool = False


@dataclass(frozen=True)
class Fetched:
    """Something that is fetched again and again at so many bytes a second (0: as fast as it comes)."""

    name: str
    address: str
    line: str
    bytes_a_second: int
    pause: float
    count: int = 1


@dataclass(frozen=True)
class Crowd:
    """Everybody. The first `warm` seconds are not counted."""

    clicks: tuple[Clicks, ...]
    held: tuple[Held, ...] = ()
    fetched: tuple[Fetched, ...] = ()
    seconds: float = 10.0
    warm: float = 3.0
    seed: int = 1


@dataclass
class Tally:
    """What one group met with. Milliseconds of each answer, of those that were asked for after the warming up.

    `broken` counts requests without a whole answer, `refused` those answered with 400 or more, `reopened` the
    connections that were found closed before anything was sent on them: a browser opens another and nobody notices.
    """

    pages: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    broken: int = 0
    refused: int = 0
    reopened: int = 0
    asked: int = 0  # warming up included


@dataclass
class Came:
    """What came of a crowd. `cpu` and `seconds` are the client's; `late` says by how many milliseconds it clicked
    later than it should have, the 95th percentile: where that or the CPU is high, the client is what was measured."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)  # of what was fetched, in all
    faults: list[str] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0
    late: float = 0.0


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share stays at or below; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def run(crowd: Crowd) -> Came:
    """Let a crowd loose in a process of its own, and wait until it has gone."""
    command = [sys.executable, "-m", "bench.crowd"]
    sent = json.dumps(asdict(crowd))
    done = subprocess.run(command, input=sent, cwd=servers.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(done.stdout)
    said["tallies"] = {name: Tally(**one) for name, one in said["tallies"].items()}
    return Came(**said)


def request(line: str, host: str, *, close: bool = False) -> bytes:
    """The bytes of a request that is written as wrk.lua reads it: Cookie, path, body, headers, with TABs between."""
    cookie, path, body, *headers = [*line.rstrip("\n").split("\t"), "", ""]
    head = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}"]
    if body:
        kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
        head += [f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}"]
    if close:
        head.append("Connection: close")
    return "\r\n".join([*head, *filter(None, headers), "", body]).encode()


class Browser:
    """The connections of one person: one in use, and one more that was opened beside it, as browsers do."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._place = (parts.hostname or "", parts.port or 80)
        self._open: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.reopened = -1  # the first opening is none

    async def ask(self, sent: bytes) -> int:
        """Send a request and read the answer; its status. Raises OSError and EOFError when there is no whole answer."""
        reader, writer = await self._connection()
        try:
            async with asyncio.timeout(TIMEOUT):
                writer.write(sent)
                return await _answer(reader)
        except (OSError, EOFError, TimeoutError):
            self._open.remove((reader, writer))
            writer.close()
            raise

    def close(self) -> None:
        """Leave."""
        for _, writer in self._open:
            writer.close()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for ended in [each for each in self._open if each[0].at_eof()]:
            self._open.remove(ended)
            ended[1].close()
        if not self._open:
            self.reopened += 1
            self._open = [await asyncio.open_connection(*self._place, limit=_HIGHEST) for _ in range(2)]
        return self._open[0]


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:-2])
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
    elif fields.get(b"transfer-encoding") == b"chunked":
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    return int(head[9:12])


class Client:
    """A crowd on its way."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._came = Came()
        self._late: list[float] = []

    async def go(self) -> Came:
        """All of it, until the time is over."""
        cpu, begun = time.process_time(), time.monotonic()
        self._begins, self._ends = begun + self._crowd.warm, begun + self._crowd.warm + self._crowd.seconds
        going = [*self._clicking(), *self._holding(), *self._fetching()]
        with suppress(TimeoutError):
            async with asyncio.timeout(self._crowd.warm + self._crowd.seconds):
                await asyncio.gather(*going)
        await asyncio.sleep(0)  # connections end
        self._came.cpu, self._came.seconds = time.process_time() - cpu, time.monotonic() - begun
        self._came.late = percentile(self._late, 0.95)
        return self._came

    def _clicking(self) -> list[Awaitable[None]]:
        found = []
        for clicks in self._crowd.clicks:
            tally = self._came.tallies.setdefault(clicks.name, Tally())
            people = Path(clicks.people).read_text().splitlines()
            for number in range(clicks.count):
                person = json.loads(people[number % len(people)])
                chance = random.Random(f"{self._crowd.seed}-{clicks.name}-{number}")
                walk = self._once if clicks.once else self._walk
                found.append(walk(clicks, person, chance, tally))
        return found

    async def _walk(self, clicks: Clicks, person: dict[str, list[str]], chance: random.Random, tally: Tally) -> None:
        """Click, read, click. The first pause is what is left of one: people did not all come at the same moment."""
        host, (low, high) = urlsplit(clicks.address).netloc, clicks.pause
        pause = chance.random() * math.sqrt(chance.uniform(low**2, high**2))  # longer pauses are met more often
        with closing(Browser(clicks.address)) as browser:
            while True:
                await self._wait(pause)
                saves = bool(person["writes"]) and chance.random() < clicks.writes
                line = chance.choice(person["writes"] if saves else person["pages"])
                await self._ask(browser, request(line, host), tally, saves=saves)
                pause = chance.uniform(low, high)

    async def _once(self, clicks: Clicks, person: dict[str, list[str]], chance: random.Random, tally: Tally) -> None:
        await self._wait(self._crowd.warm + chance.random() * (self._crowd.seconds - 1))
        sent = request(person["writes"][0], urlsplit(clicks.address).netloc)
        with closing(Browser(clicks.address)) as browser:
            await self._ask(browser, sent, tally, saves=True)

    async def _wait(self, pause: float) -> None:
        due = time.monotonic() + pause
        await asyncio.sleep(pause)
        self._late.append(1000 * (time.monotonic() - due))

    async def _ask(self, browser: Browser, sent: bytes, tally: Tally, *, saves: bool) -> None:
        begun, before = time.monotonic(), browser.reopened
        tally.asked += 1
        try:
            status = await browser.ask(sent)
        except (OSError, EOFError, TimeoutError, ValueError) as fault:
            tally.broken += 1
            self._fault(f"{sent[:40]!r}: {type(fault).__name__} {fault}")
            return
        tally.reopened += max(0, browser.reopened - max(0, before))
        if status >= 400:
            tally.refused += 1
            self._fault(f"{sent[:40]!r}: {status}")
        elif begun >= self._begins:
            (tally.writes if saves else tally.pages).append(1000 * (time.monotonic() - begun))

    def _fault(self, what: str) -> None:
        if len(self._came.faults) < 10:
            self._came.faults.append(what)

    def _holding(self) -> list[Awaitable[None]]:
        return [self._forever(self._hold, held) for held in self._crowd.held for _ in range(held.count)]

    async def _hold(self, held: Held) -> None:
        parts = urlsplit(held.address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        with closing(writer):
            writer.write(held.begun.replace("\n", "\r\n").encode())
            while not reader.at_eof():
                with suppress(TimeoutError):
                    async with asyncio.timeout(1 if held.trickles else None):
                        await reader.read()
                if held.trickles:
                    writer.write(b" ")

    def _fetching(self) -> list[Awaitable[None]]:
        return [self._forever(self._fetch, fetched) for fetched in self._crowd.fetched for _ in range(fetched.count)]

    async def _fetch(self, fetched: Fetched) -> None:
        parts, begun, received = urlsplit(fetched.address), time.monotonic(), 0
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=64 * 1024)
        with closing(writer):
            writer.write(request(fetched.line, parts.netloc, close=True))
            head = await reader.readuntil(b"\r\n\r\n")
            if head[9:12] != b"200":
                self._fault(f"{fetched.name}: {head[:12]!r}")
            while piece := await reader.read(64 * 1024):
                received += len(piece)
                self._came.megabytes[fetched.name] = self._came.megabytes.get(fetched.name, 0.0) + len(piece) / 1e6
                if fetched.bytes_a_second:
                    await asyncio.sleep(received / fetched.bytes_a_second - (time.monotonic() - begun))
        await asyncio.sleep(fetched.pause)

    async def _forever(self, what: Callable[[Any], Awaitable[None]], of: Held | Fetched) -> None:
        while True:
            try:
                await what(of)
            except (OSError, EOFError) as fault:
                if isinstance(of, Fetched):
                    self._fault(f"{of.name}: {type(fault).__name__}")
                await asyncio.sleep(0.1)


def _from_json(said: dict[str, Any]) -> Crowd:
    kinds = {"clicks": Clicks, "held": Held, "fetched": Fetched}
    return Crowd(**{
        name: tuple(kinds[name](**one) for one in value) if name in kinds else value for name, value in said.items()
    })  # fmt: skip


def main() -> None:
    """Be the crowd that standard input describes."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    came = asyncio.run(Client(_from_json(json.load(sys.stdin))).go())
    print(json.dumps(asdict(came)))


if __name__ == "__main__":
    main()
