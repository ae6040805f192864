"""How much one person may pick, and in which order it stays."""

from collections.abc import Sequence

MAX_PROGRAMME_SEGMENTS = 200


MAX_PROGRAMMES = 50  # that one person keeps


def kept_order(before: Sequence[str], ticked: Sequence[str], *, catalogue: Sequence[str]) -> list[str]:
    """The segments of a programme that was changed by ticking: `ticked` in the order of the catalogue.

    A list in an order of its own, such as a copy, keeps it, and what is new comes after; any other follows the
    catalogue. `catalogue` orders `before`.
    """
    staying = [code for code in before if code in ticked]
    if staying == [code for code in catalogue if code in staying]:
        return list(ticked)
    return [*staying, *(code for code in ticked if code not in before)]
