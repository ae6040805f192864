"""A line of the tables in ways.py and ways_of_pairs.py, and the groups of personas who get in together."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Way:
    """The things named by an address, what is sent, and who gets in (None: whoever the view's mark lets in)."""

    values: dict[str, str]
    only: frozenset[str] | None
    json: Any
    data: Any


def way(*, only: set[str] | None = None, json: Any = None, data: Any = None, **values: str) -> Way:
    """A line of the table."""
    return Way(values, None if only is None else frozenset(only), json, data)


AMINA = {"amina"}
HANA = {"hana"}
PAIR = {"amina", "hana"}  # the two of a pair, and nobody else: not another pair, a coordinator, an assessor
BEN = {"ben"}
COLLEAGUES = {"amina", "nadia", "ben", "hana"}  # who belongs where Hana is in the list
MEMBERS = COLLEAGUES  # who belongs anywhere
ARRANGE_PAIRS = {"dev", "nadia"}
OF_ALL = {"grace"}  # who looks after the whole organisation
READ_POLICIES = {"amina", "ben", "hana", "nadia", "grace"}  # who belongs to it, and who looks after it
OF_THE_PART = {"dev", "nadia", "grace"}  # Ewa coordinates elsewhere
RUN_THE_GROUP = {"ben", *OF_THE_PART}  # who leads it, coordinates its part, or administers everything
IN_THE_GROUP = {"amina", *RUN_THE_GROUP}
MAKE_GROUPS = {"ewa", "hana", *RUN_THE_GROUP}
GIVE_AWAY = {"ben", "hana", "dev", "nadia", "ewa"}  # trainers, and coordinators wherever they are
SEE_STATISTICS = {"ben", "hana", "dev", "nadia", "ewa", "grace"}
