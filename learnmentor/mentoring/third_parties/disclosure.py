"""What a third party is shown, and nothing else: the parties, the days, the hours, and the undertakings N1 to N3."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


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


class HeldMinutes(Protocol):
    """What gives the sum of minutes of a pair's held meetings."""

    def __call__(self, db: Session, *, pair_id: int) -> int: ...


class AgreedUndertakings(Protocol):
    """What gives N1 to N3 as a pair's signed agreement has them; nothing where none is signed."""

    def __call__(self, db: Session, *, pair_id: int) -> Sequence[Undertaking]: ...


@dataclass(frozen=True)
class ShownToThird:
    """All that is shown. `minutes`: None where meetings are not recorded here."""

    parties: tuple[tuple[str, str], ...]  # what somebody is, and their name
    kind: str
    since: datetime
    until: datetime | None
    minutes: int | None
    undertakings: tuple[Undertaking, ...]
