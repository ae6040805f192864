"""The bench's own parts that are easily wrong unseen: the client that waits, and what a record keeps."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import __main__ as bench
from bench.crowd import Clicks, Client, Crowd, percentile
from bench.record import recorded


def test_a_record_of_one_part_leaves_the_others_and_what_was_written_by_hand() -> None:
    whole = recorded("# Figures\n", ["## Pages\n\nold pages", "## Weight\n\nold weight"], run="monday")
    by_hand = whole + "\n## What was tried\n\nMuch.\n"
    again = recorded(by_hand, ["## Pages\n\nnew pages"], run="tuesday")
    assert "old pages" not in again
    assert "## Pages\n\ntuesday\n\nnew pages" in again
    assert "## Weight\n\nmonday\n\nold weight" in again
    assert "## What was tried\n\nMuch." in again
    assert again.index("## Pages") < again.index("## Weight") < again.index("## What was tried")
    assert recorded(again, [], run="wednesday") == again


def test_the_crowd_tells_answers_from_refusals_and_from_connections_that_broke(tmp_path: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while path := (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]:
                if path == b"/breaks":
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                    break
                status = b"200 OK" if path == b"/" else b"404 Not Found"
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 5\r\n\r\nwhole")
        except (EOFError, OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def go() -> dict[str, tuple[int, int, int]]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        clicks = []
        for name in ("", "missing", "breaks"):
            people = tmp_path / f"people-{name}"
            people.write_text(json.dumps({"pages": [f"a=1\t/{name}"], "writes": []}))
            clicks.append(Clicks(name, address, str(people), count=2, pause=(0.01, 0.02)))
        came = await Client(Crowd(clicks=tuple(clicks), seconds=0.5, warm=0)).go()
        server.close()
        return {name: (len(one.pages), one.refused, one.broken) for name, one in came.tallies.items()}

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same worker leaves a running loop in this thread
        found = apart.submit(asyncio.run, go()).result()
    assert {name: tuple(map(bool, counts)) for name, counts in found.items()} == {
        "": (True, False, False), "missing": (False, True, False), "breaks": (False, False, True),
    }  # fmt: skip


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert [percentile([3, 1, 2, 4], share) for share in (0.5, 0.95, 1)] == [2, 4, 4]
    assert percentile([], 0.95) == 0


def test_every_part_can_be_asked_for() -> None:
    assert {bench._part(name) for name in bench.PARTS} == set(bench.PARTS)
