"""The figures as Markdown tables."""

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.costs import Costs
from bench.downloads import Beside
from bench.evidence import Measured
from bench.load import Run, Target, ratio
from bench.weight import Weight

REACH = 0.6  # of the ceiling
FIGURES = ("rate", "cpu_ms", "p50", "p95", "p99", "bytes")


def heading(*, command: str, machine: str, load_before: float, seconds: float) -> str:
    """When, where and how, so that nobody quotes a figure without them."""
    return (
        f"# Figures of one run\n\n{datetime.now(UTC):%d %B %Y, %H:%M} UTC · {machine} · `{command}`, {seconds:.0f} "
        f"seconds · load of the machine before it began: {load_before:.2f}. "
        "How they are made and read: [README.md](README.md)."
    )


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; every column but the first is for figures."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def rates(runs: Sequence[Run], targets: Sequence[Target], connections: int) -> str:
    """Requests a second and CPU, and what matters: the ratio to the ceiling of the same round."""
    rows = []
    for target in targets:
        own = [run for run in runs if run.target == target.name]
        mid = {name: statistics.median(getattr(run, name) for run in own) for name in FIGURES}
        spread = (max(run.rate for run in own) - min(run.rate for run in own)) / mid["rate"]
        rows.append([
            target.name, f"{mid['rate']:.0f}",
            f"**{100 * ratio(runs, target, 'rate'):.0f} %**" if target.ceiling else "",
            f"{mid['cpu_ms']:.2f}",
            f"{100 / ratio(runs, target, 'cpu_ms'):.0f} %" if target.ceiling else "",
            *(f"{mid[name]:.1f}" for name in ("p50", "p95", "p99")),
            f"{mid['bytes'] / 1000:.1f}", sum(run.bad for run in own), f"{100 * spread:.0f} %",
        ])  # fmt: skip
    noise = statistics.median(run.other_cores for run in runs)
    return (
        f"## Pages and writes\n\nReach: {100 * REACH:.0f} % of the ceiling. {connections} connections, "
        f"{max(run.turn for run in runs) + 1} interleaved rounds, medians. Other work on the machine meanwhile: "
        f"{noise:.2f} cores.\n\n"
        + table(
            ["", "a second", "of the ceiling", "CPU ms", "by CPU", "p50 ms", "p95", "p99", "kB", "failed", "spread"],
            rows,
        )
    )


def weights(found: Sequence[Weight]) -> str:
    """What a browser fetched."""
    rows = []
    for one in found:
        sizes = [f"{size / 1000:.1f}" for size in (one.bytes, one.html, one.style, one.font, one.script)]
        rows.append([f"{one.page}, {one.visit}", one.requests, *sizes, one.background, len(one.other_sites)])
    return (
        "## Weight of pages\n\nReach: first visit ≤ 80 kB and ≤ 7 requests, ≤ 12 kB of it script; later pages 1 "
        "request and ≤ 10 kB; nothing from other sites. kB (1,000 bytes) on the wire with headers.\n\n"
        + table(["", "requests", "kB", "HTML", "styles", "font", "script", "sent by script", "other sites"], rows)
    )


def start(seconds: float, memory: Sequence[float]) -> str:
    """Start and memory."""
    _, *workers = memory
    rows = [
        ["start to first page (`learnmentor serve`, median)", f"{seconds:.2f} s", "1 s"],
        ["memory of each worker (PSS)", f"{max(workers):.0f} MB", "80 MB"],
        ["memory in all (PSS)", f"{sum(memory):.0f} MB", "200 MB"],
    ]
    return "## Start and memory\n\n" + table(["", "measured", "reach: at most"], rows)


def downloads(found: Beside) -> str:
    """The page beside slow downloads."""
    rows = [
        [name, f"{run.rate:.0f}", f"{run.p50:.1f}", f"{run.p95:.1f}", f"{run.p99:.1f}", run.bad]
        for name, run in (("alone", found.idle), ("beside eight downloads", found.busy))
    ]
    return (
        f"## Slow downloads beside page views\n\nEight packs at {found.sent:.1f} MB a second each, 4 connections of "
        f"pages. Reach: p95 at most twice that of the page alone; measured **{found.busy.p95 / found.idle.p95:.1f}** "
        "times.\n\n" + table(["segment page", "a second", "p50 ms", "p95", "p99", "failed"], rows)
    )


_EVIDENCE = {"pack": "pack of {:,} entries", "certificates": "{:,} certificates", "ledgers": "ledgers of {:,} lines"}


def evidence(found: Sequence[Measured]) -> str:
    """Packs, certificates and ledgers."""
    rows = [
        [
            _EVIDENCE[one.what].format(one.size), f"{one.megabytes:.0f}", f"{one.first * 1000:.0f}",
            f"{one.seconds:.2f}", f"{one.cpu:.2f}",
            f"{one.megabytes / one.seconds:.0f}" if one.what == "pack" else "",
            f"{one.size / one.cpu:,.0f}", f"{one.most - one.before:.0f}",
        ]
        for one in found
    ]  # fmt: skip
    return (
        "## Packs, certificates, ledgers\n\nEach in a process of its own. Reach: a pack of 1,000 entries and 100 MB "
        "with its first byte after 50 ms, 150 MB a second and 32 MB of growth, flat to 2 GB; 250 certificates a second "
        "of CPU with look-up and signing, memory flat. A certificate's first byte is that of the first one, which "
        "reads fonts and template.\n\n"
        + table(["", "MB", "first byte ms", "seconds", "CPU s", "MB a second", "a second of CPU", "growth MB"], rows)
    )


def costs(found: Sequence[Costs]) -> str:
    """Where the time of a page goes."""
    by_page = [dict(one.parts) for one in found]
    shown = [name for name in by_page[0] if any(parts[name] >= 0.002 for parts in by_page)]
    rows: list[list[object]] = [["**all of it**", *(f"**{one.cpu_ms:.3f}**" for one in found)]]
    rows += [[name, *(f"{parts[name]:.3f}" for parts in by_page)] for name in shown]
    rows.append(["statements", *(_statements(one) for one in found)])
    return (
        "## Where the time goes\n\nCPU milliseconds for each request inside one process, without a server. Parts "
        "overlap.\n\n" + table(["", *(one.what for one in found)], rows)
    )


def _statements(one: Costs) -> int:
    return sum(not statement.startswith("BEGIN") for statement in one.statements)
