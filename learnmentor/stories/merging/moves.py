"""How a row that knows somebody goes on when their account is merged into another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class AccountPair:
    """The account that goes on, and the one that is closed."""

    stays: int
    goes: int


@dataclass(frozen=True)
class Moved:
    """Rows that move, but where the account that goes on has one that is equal in `once`."""

    owner: Column
    once: tuple[Column, ...] = ()


@dataclass(frozen=True)
class JoinedDays:
    """Rows with a first and a last day that move; days on which both held the same (`of`) become one span.

    `beside`: what hangs on such a row, one of it at most; it goes to the row that stays, where that has none.
    """

    owner: Column
    of: tuple[Column, ...]
    beside: Column | None = None


@dataclass(frozen=True)
class Furthest:
    """Rows of which there is one for each thing (`once`): the one that is further in the order of `steps` counts."""

    owner: Column
    once: Column
    state: Column
    steps: Sequence[str]
