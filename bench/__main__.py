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
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import beside, costs, evidence, load, often, record, report, servers, weight
from bench import seed as seeding
from bench.beside import Measured
from bench.processes import pss_mb
from learnmentor.config import Settings

HERE = Path(__file__).parent
PARTS = ("page", "writes", "learners", *beside.PARTS, "weight", "start", "costs", "often", "evidence")
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
    command = " ".join(["make bench", *([f'BENCH="{" ".join(sys.argv[1:])}"'] if sys.argv[1:] else [])])
    run = report.run(command=command, machine=_machine(), load_before=noise, seconds=time.monotonic() - begun)
    text = "\n\n".join(["# Figures of one run", run, *sections]) + "\n"
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.md").write_text(text)
    if arguments.record:
        kept = HERE / "RESULTS.md"
        kept.write_text(record.recorded(kept.read_text(), sections, run=run))
    print(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", type=_part, metavar="part", help=f"any of: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds of the load (%(default)s)")
    parser.add_argument("--seconds", type=float, default=4, help="length of each run of wrk (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="open at once (%(default)s)")
    parser.add_argument("--learners", type=int, default=500, help="how many click at their own pace (%(default)s)")
    parser.add_argument(
        "--record", action="store_true", help="put these sections into bench/RESULTS.md, and keep the others"
    )
    return parser.parse_args()


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no part {name}; there are {', '.join(PARTS)}")
    return name


def _sections(folder: Path, parts: Sequence[str], arguments: argparse.Namespace) -> Iterator[str]:
    ours = seeding.environment(folder)
    say("Seeding …")
    seeded = seeding.seed(folder, readers=arguments.learners if "learners" in parts else seeding.READERS)
    say(f"{seeded.people:,} learners, {seeded.responses:,} responses")
    owner = beside.owner(folder)
    if "costs" in parts:
        pages = [("/segments/c1-s1", ""), ("/segments/c1-s1", "gzip"), ("/", ""), ("/cpd", "")]
        cookie = seeded.pages.read_text().partition("\t")[0]
        yield report.costs(list(costs.of_pages(Settings.from_environment(ours), pages, cookie=cookie)))
    if "often" in parts:
        say("Pages that learners open often, beside the segment page …")
        settings = Settings.from_environment(ours)
        yield report.often(often.of_pages(settings, often.keepers(settings)))
    starts = list(_starts(folder, ours)) if "start" in parts else []
    with servers.learnmentor(folder, ours) as server:
        with _ceiling(folder) as ceiling:
            yield from _loads(parts, arguments, Measured(seeded, server, ceiling, folder / "ceiling.tsv", owner))
        memory = pss_mb(server.pid)  # without the ceiling, which shares libraries with it
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


@contextmanager
def _ceiling(folder: Path) -> Iterator[servers.Server]:
    variables = {"CEILING_DATABASE": f"sqlite:///{folder}/ceiling.db", "CEILING_COOKIES": str(folder / "ceiling.tsv")}
    seed = [sys.executable, "-m", "bench.ceiling"]
    subprocess.run(seed, env={**os.environ, **variables}, cwd=servers.ROOT, check=True)
    with servers.ceiling(folder, variables) as server:
        yield server


def _loads(parts: Sequence[str], arguments: argparse.Namespace, on: Measured) -> Iterator[str]:
    if targets := seeding.targets(on.seeded, on.server, on.ceiling, on.sessions, parts):
        yield report.rates(_runs(targets, arguments), targets, arguments.connections)
    if "learners" in parts:
        say(f"{arguments.learners:,} learners: some three minutes …")
        yield report.learners(beside.learners(arguments.learners, on))
    if set(beside.PARTS) & set(parts):
        say("Pages beside what is slow: up to five minutes …")
        yield report.pages_beside(beside.pages_beside(parts, on))


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
