"""What Linux knows of a process and its children: CPU time, memory, and how busy the machine is beside them."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _stats() -> dict[int, tuple[int, int]]:
    """Every process as {pid: (its parent, ticks of CPU used by it and its dead children)}."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return found


def tree(root: int, stats: dict[int, tuple[int, int]] | None = None) -> list[int]:
    """A process and all that it started."""
    stats = _stats() if stats is None else stats
    left, found = [root], []
    while left:
        pid = left.pop()
        if pid in stats:
            found.append(pid)
            left += [child for child, (parent, _) in stats.items() if parent == pid]
    return found


def cpu_seconds(root: int) -> float:
    """CPU time of a process tree, dead children included."""
    stats = _stats()
    return sum(stats[pid][1] for pid in tree(root, stats)) / _TICKS


def pss_mb(root: int) -> list[float]:
    """Proportional memory of each process of a tree in MB, the root first."""
    return [_pss(pid) for pid in tree(root)]


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def busy_seconds() -> float:
    """CPU time that the whole machine has used, stolen time included."""
    with Path("/proc/stat").open() as source:
        fields = list(map(int, source.readline().split()[1:9]))
    return (sum(fields) - fields[3] - fields[4]) / _TICKS
