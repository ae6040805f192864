"""The year as pictures: what the ring and the bars are made of. The page shows the same figures as words and tables."""

from dataclasses import dataclass

from learnmentor.cpd.rules import Sum, Totals


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
    """The whole year: studied here, attended, and logged by the person."""
    return parts_of(totals.segments.counted, totals.attended, totals.logged)


def parts_of(studied: int, attended: int, logged: int) -> list[RingPart]:
    """The same from minutes; sessions stand there for those who were at some."""
    sessions = [RingPart("Sessions you attended", attended, "sage")] if attended else []
    return [RingPart("Segments", studied, "teal"), *sessions, RingPart("Logged by you", logged, "sun")]


def bars(totals: Totals) -> list[Bar]:
    """The year by kind of activity, in the ring's colours."""
    return [
        Bar(each.label, [part for part in _parts_of(each) if part.minutes], each.counted) for each in totals.by_type
    ]


def _parts_of(of: Sum) -> list[RingPart]:
    return parts_of(of.studied, of.attended, of.logged)
