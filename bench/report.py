"""The figures as Markdown tables."""

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.beside import CEILING, QUIET, Seen
from bench.costs import Costs
from bench.evidence import Measured
from bench.load import Run, Target, ratio
from bench.often import EARLIER, ENTRIES, MOST, ROUNDS, Often
from bench.weight import Weight

REACH = 0.6  # of the ceiling
FIGURES = ("rate", "cpu_ms", "p50", "p95", "p99", "bytes")


def run(*, command: str, machine: str, load_before: float, seconds: float) -> str:
    """When, where and how, so that nobody quotes a figure without them."""
    return (
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC · {machine} · `{command}`, {seconds:.0f} "
        f"seconds · load of the machine before it began: {load_before:.2f}."
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


BOTTLENECK = (5.0, 0.6)  # milliseconds by which the crowd was late, cores that it used: above, it is what was measured


_BESIDE = (
    "100 people who click every 1 to 3 seconds: segments, home and CPD year, with gzip. Reach: p95 at most twice that "
    "of the quiet server in the same run; beside sign-ins at most 50 ms."
)
_LEARNERS = (
    "A click every 5 to 15 seconds: of ten, seven segments, home, CPD year and one write (autosave or beat), with "
    "gzip, on kept connections. Meanwhile a pack of 100 MB again and again (12.5 MB/s asked for), and the table of its "
    "1,000 entries every second. The ceiling's learners are beside our pack and our table. Reach for 500: p95 ≤ 25 ms, "
    "p99 ≤ 60 ms; for 5,000: p95 ≤ 50 ms."
)


def pages_beside(found: Sequence[Seen]) -> str:
    """Pages beside downloads, idle and half-there connections, and sign-ins."""
    quiet = next(seen for seen in found if seen.name == QUIET)
    rows = [
        [
            seen.name, len(seen.tallies["pages"].pages), *(f"{seen.p(share):.1f}" for share in (0.5, 0.95, 0.99)),
            "" if seen is quiet else f"**{seen.p(0.95) / quiet.p(0.95):.1f} ×**", seen.sum("broken"),
            seen.sum("refused"), *_cores(seen),
        ]
        for seen in found
    ]  # fmt: skip
    said = [_BESIDE]
    said += [f"Each pack came at {_rate(seen, 'packs') / 8:.2f} MB/s." for seen in found if "packs" in seen.megabytes]
    said += [
        "A sign-in took p50 {:.0f} and p95 {:.0f} ms.".format(*(seen.p(p, "writes", "sign-ins") for p in (0.5, 0.95)))
        for seen in found
        if "sign-ins" in seen.tallies
    ]
    head = ["", "pages", "p50 ms", "p95", "p99", "of quiet", "broken", "refused", *_CORES]
    return _crowds("Pages beside what is slow", said, found, table(head, rows))


def learners(found: Sequence[Seen]) -> str:
    """Learners at their own pace."""
    rows = [
        [
            seen.name, f"{seen.sum('asked') / seen.seconds:.0f}",
            *(f"{seen.p(share, kind):.1f}" for kind in ("pages", "writes") for share in (0.5, 0.95, 0.99)),
            seen.sum("broken"), seen.sum("refused"), seen.sum("reopened"), *_cores(seen),
        ]
        for seen in found
    ]  # fmt: skip
    busy = next(seen for seen in found if "packs" in seen.megabytes and seen.name != CEILING)
    said = [_LEARNERS, f"The pack came at {_rate(busy, 'packs'):.1f} MB/s."]
    head = [
        "",
        "clicks a second",
        "page p50 ms",
        "p95",
        "p99",
        "write p50",
        "p95",
        "p99",
        "broken",
        "refused",
        "reopened",
    ]
    return _crowds("Learners at their own pace", said, found, table([*head, *_CORES], rows))


_CORES = ("cores: servers", "crowd", "others", "crowd late ms")


def _cores(seen: Seen) -> list[str]:
    return [f"{used / seen.seconds:.2f}" for used in (seen.server, seen.client, seen.other)] + [f"{seen.late:.1f}"]


def _rate(seen: Seen, what: str) -> float:
    return seen.megabytes[what] / seen.seconds


def _crowds(title: str, said: list[str], found: Sequence[Seen], shown: str) -> str:
    late, cores = BOTTLENECK
    said += [
        f"{seen.name}: the crowd itself was late, so these figures are upper bounds."
        for seen in found
        if seen.late > late or seen.client / seen.seconds > cores
    ]
    faults = sorted({fault for seen in found for fault in seen.faults})[:5]
    said += [f"Among what was broken or refused: {'; '.join(faults)}."] if faults else []
    return f"## {title}\n\n{' '.join(said)}\n\n{shown}"


_EVIDENCE = {
    "pack": "pack of {:,} entries",
    "certificates": "{:,} certificates",
    "certificates, one by one": "{:,} certificates, each looked up",
    "ledgers": "ledgers of {:,} lines",
    "written": "ledgers of {:,} lines with words",
}


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
        "reads fonts and template. Ledgers: 20,000 lines a second of CPU; their growth leaves out the pages of the "
        "database that are mapped into memory.\n\n"
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


def often(found: Sequence[Often]) -> str:
    """Pages beside the segment page."""
    rows = [
        [
            one.what, f"{one.cpu_ms:.2f}", f"**{one.of_segment:.2f}**",
            f"{MOST[one.what]:.0f}" if one.what in MOST else "", one.statements,
        ]
        for one in found
    ]  # fmt: skip
    return (
        f"## Pages that learners open often\n\nCPU inside one process, without a server, of a learner with {ENTRIES:,} "
        f"entries in the year and {EARLIER} in each of the two before. {ROUNDS} interleaved rounds; times the segment "
        "page: the median of the ratios within a round.\n\n"
        + table(["", "CPU ms", "times the segment page", "reach: at most", "statements"], rows)
    )


def _statements(one: Costs) -> int:
    return sum(not statement.startswith("BEGIN") for statement in one.statements)
