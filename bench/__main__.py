"""`python -m bench [part …]`: measure, and write a table to standard output and to bench/results/."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import costs, downloads, evidence, load, report, servers, weight
from bench import seed as seeding
from bench.processes import pss_mb
from learnmentor.config import Settings

HERE = Path(__file__).parent
PARTS = ("page", "writes", "weight", "start", "costs", "downloads", "evidence")
STARTS = 5


def main() -> None:
    """Run the parts asked for, all by default."""
    arguments = _arguments()
    parts = arguments.parts or list(PARTS)
    if {"page", "writes"} & set(parts) and not shutil.which("wrk"):
        sys.exit("Load comes from wrk, and there is none here: apt-get install wrk")
    begun, noise = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="learnmentor-bench-") as name:
        sections = list(_sections(Path(name), parts, arguments))
    command = " ".join(["python -m bench", *arguments.parts]) if arguments.parts else "make bench"
    heading = report.heading(command=command, machine=_machine(), load_before=noise, seconds=time.monotonic() - begun)
    text = "\n\n".join([heading, *sections]) + "\n"
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.md").write_text(text)
    if arguments.record:
        (HERE / "RESULTS.md").write_text(text)
    print(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", type=_part, metavar="part", help=f"any of: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds of the load (%(default)s)")
    parser.add_argument("--seconds", type=float, default=4, help="length of each run of wrk (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="open at once (%(default)s)")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md too")
    return parser.parse_args()


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no part {name}; there are {', '.join(PARTS)}")
    return name


def _sections(folder: Path, parts: Sequence[str], arguments: argparse.Namespace) -> Iterator[str]:
    ours = seeding.environment(folder)
    theirs = {"CEILING_DATABASE": f"sqlite:///{folder}/ceiling.db", "CEILING_COOKIES": str(folder / "ceiling.tsv")}
    say(f"Seeding {seeding.PEOPLE} learners …")
    seeded = seeding.seed(folder)
    say(f"{seeded.responses:,} responses")
    if "costs" in parts:
        pages = [("/segments/c1-s1", ""), ("/segments/c1-s1", "gzip"), ("/", ""), ("/cpd", "")]
        cookie = seeded.pages.read_text().partition("\t")[0]
        yield report.costs(list(costs.of_pages(Settings.from_environment(ours), pages, cookie=cookie)))
    starts = list(_starts(folder, ours)) if "start" in parts else []
    with ExitStack() as stack:
        server = stack.enter_context(servers.learnmentor(folder, ours))
        if {"page", "writes"} & set(parts):
            seed_ceiling = [sys.executable, "-m", "bench.ceiling"]
            subprocess.run(seed_ceiling, env={**os.environ, **theirs}, cwd=servers.ROOT, check=True)
            ceiling = stack.enter_context(servers.ceiling(folder, theirs))
            targets = seeding.targets(seeded, server, ceiling, folder / "ceiling.tsv", parts)
            yield report.rates(_runs(targets, arguments), targets, arguments.connections)
        if "downloads" in parts:
            yield report.downloads(downloads.beside_pages(folder, seeded, server))
        memory = pss_mb(server.pid)
        if "weight" in parts:
            try:
                yield report.weights(_weights(server.address))
            except weight.NoBrowser as reason:
                say(str(reason))
    if "evidence" in parts:
        say("Packs, certificates and ledgers: some two minutes …")
        yield report.evidence(list(evidence.all_of_it()))
    if starts:
        yield report.start(statistics.median(starts), memory)


def _runs(targets: Sequence[load.Target], arguments: argparse.Namespace) -> list[load.Run]:
    for target in targets:
        load.check(target)
    runs, wrk = [], load.Load(connections=arguments.connections, seconds=arguments.seconds, warm=1)
    for run in wrk.rounds(targets, count=arguments.rounds):
        figures = f"{run.rate:7.0f}/s {run.cpu_ms:6.2f} ms CPU, others {run.other_cores:.2f}, failed {run.bad}"
        say(f"{run.turn + 1}: {run.target:<24} {figures}")
        runs.append(run)
    for target in targets:
        if wrk.used_up(target):
            say(f"{target.name}: more was sent than the seed had ready, so its figure is too good")
    return runs


def _starts(folder: Path, environment: dict[str, str]) -> Iterator[float]:
    for _ in range(STARTS):
        with servers.learnmentor(folder, environment, first="/sign-in") as server:
            yield server.started_in


def _weights(address: str) -> list[weight.Weight]:
    found = []
    for one in weight.weigh(address, seeding.PAGES, email=seeding.VISITOR, password=seeding.VISITOR_PASSWORD):
        say(json.dumps(asdict(one)))
        found.append(one)
    return found


def _machine() -> str:
    return f"{len(os.sched_getaffinity(0))} cores, {platform.system()}, Python {platform.python_version()}"


def say(text: str) -> None:
    """Tell how it goes, beside the table."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
