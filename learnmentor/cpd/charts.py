"""The year as pictures: what the ring and the bars are made of. The page shows the same figures as words and tables."""

from dataclasses import dataclass

from learnmentor.cpd.rules import EntryType, Totals


@dataclass(frozen=True)
class RingPart:
    """One share of a picture; its tone is a colour of the style sheet."""

    label: str
    minutes: int
    tone: str


@dataclass(frozen=True)
class Bar:
    """One kind of activity."""

    label: str
    parts: list[RingPart]
    total: int


def ring(totals: Totals) -> list[RingPart]:
    """The whole year: studied here, and logged by the person."""
    return ring_of(totals.segments.counted, totals.logged)


def ring_of(studied: int, logged: int) -> list[RingPart]:
    """The same from minutes."""
    return [_studied(studied), _logged(logged)]


def bars(totals: Totals) -> list[Bar]:
    """The year by kind of activity, in the ring's colours."""
    return [
        Bar(each.label, [(_studied if each.type == EntryType.SEGMENT else _logged)(each.counted)], each.counted)
        for each in totals.by_type
    ]


def _studied(minutes: int) -> RingPart:
    return RingPart("Segments", minutes, "teal")


def _logged(minutes: int) -> RingPart:
    return RingPart("Logged by you", minutes, "sun")
