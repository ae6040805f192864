"""What the catalogue decides: how long a segment is, and what lies before and after it."""

from collections.abc import Sequence

SEGMENT_MINUTES = 30


def neighbours(codes: Sequence[str], code: str) -> tuple[str | None, str | None]:
    """The segments before and after one in its unit; a withdrawn one has none."""
    if code not in codes:
        return None, None
    at = codes.index(code)
    return (codes[at - 1] if at else None), (codes[at + 1] if at + 1 < len(codes) else None)
