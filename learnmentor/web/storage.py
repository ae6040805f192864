"""What a database says when it cannot keep anything: known again, and put into words that say what to do."""

from enum import Enum

from sqlalchemy.exc import DBAPIError

_READ_ONLY = ("readonly database", "read-only", "read only")
_FULL = ("database or disk is full", "disk i/o error", "no space left", "disk quota exceeded")
_BUSY = ("database is locked",)
_STATES = {"25006": "READ_ONLY", "53100": "FULL", "55P03": "BUSY"}  # PostgreSQL's own


class Refusal(Enum):
    """Why nothing can be kept just now; the value ends a sentence about the place where things are kept."""

    READ_ONLY = "can be read and not written to"
    FULL = "is full, or does not take what is written"
    BUSY = "is busy"


def refusal(error: BaseException | None) -> Refusal | None:
    """Why the database or the disk did not keep something; None for every other error."""
    if not isinstance(error, DBAPIError | OSError):
        return None
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state in _STATES:
        return Refusal[_STATES[state]]
    said = str(error).lower()
    kinds = {Refusal.READ_ONLY: _READ_ONLY, Refusal.FULL: _FULL, Refusal.BUSY: _BUSY}
    return next((kind for kind, words in kinds.items() if any(word in said for word in words)), None)
