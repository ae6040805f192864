"""What a third party is shown, and nothing else: the parties, the days, the hours, and the undertakings N1 to N3."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Undertaking:
    """One thing that the organisation undertakes (form F1, part 6). `agreed`: None where no agreement is signed yet."""

    code: str
    words: str
    agreed: bool | None = None


USUAL = (
    Undertaking("N1", "Pay for at least 20 hours a year for this mentee, or give the money for them."),
    Undertaking("N2", "Support the mentor’s training."),
    Undertaking("N3", "Let the course leader have the mentor’s CV at the start."),
)


@dataclass(frozen=True)
class ShownToThird:
    """All that is shown."""

    parties: tuple[tuple[str, str], ...]  # what somebody is, and their name
    kind: str
    since: datetime
    until: datetime | None
    minutes: int
    undertakings: tuple[Undertaking, ...]
