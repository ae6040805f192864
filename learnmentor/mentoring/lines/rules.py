"""Who reads and changes a line, and what becomes of two texts of one line."""

from dataclasses import dataclass

LONGEST_LINE = 4_000  # characters
MOST_LINES = 200  # of one record


@dataclass(frozen=True)
class LineFacts:
    """A line as rules see it; `own`: held back as its writer's own note."""

    writer_id: int
    own: bool


def may_read_line(person_id: int, line: LineFacts) -> bool:
    """One of the two reads what is not held back; the writer reads it all."""
    return not line.own or line.writer_id == person_id


def may_change_line(person_id: int, line: LineFacts) -> bool:
    """Its writer, and nobody else."""
    return line.writer_id == person_id


def merged(kept: str, typed: str) -> str:
    """One text of two, in which nothing that was typed is lost: `kept`, and each line of `typed` that it lacks."""
    if typed in kept:
        return kept
    if kept in typed:
        return typed
    there = set(kept.splitlines())
    more = [line for line in typed.splitlines() if line not in there]
    return "\n".join([kept, *more])
