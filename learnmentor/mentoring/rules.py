"""Who the two of a pair are, what kind of relationship it is, and who may read and write in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_PAIRS = 100  # of one person, that a page lists


class PairKind(StrEnum):
    """What the two are to each other [CUREE framework]."""

    MENTORING = "mentoring"
    SPECIALIST_COACHING = "specialist-coaching"
    CO_COACHING = "co-coaching"
    E_MENTORING = "e-mentoring"


class PairContext(StrEnum):
    """What for: form F1's tag, which changes the wording of undertakings (curriculum I14)."""

    INITIAL_TRAINING = "initial-training"
    CPD = "cpd"
    INDUCTION = "induction"
    PERFORMANCE_SUPPORT = "performance-support"
    MANAGEMENT = "management"
    CAREER = "career"


class Side(StrEnum):
    """Which of the two somebody is. In co-coaching the words are a form's only: both coach."""

    MENTOR = "mentor"
    MENTEE = "mentee"

    @property
    def other(self) -> "Side":
        """The other one of the two."""
        return Side.MENTEE if self is Side.MENTOR else Side.MENTOR


@dataclass(frozen=True)
class Pairing:
    """A pair as rules see it: who is who today, and whether it has ended."""

    mentor_id: int
    mentee_id: int
    ended_at: datetime | None = None

    def side(self, person_id: int) -> Side | None:
        """Which of the two somebody is; None for everybody else."""
        return {self.mentor_id: Side.MENTOR, self.mentee_id: Side.MENTEE}.get(person_id)

    def person_id(self, side: Side) -> int:
        """Who stands on a side."""
        return self.mentor_id if side is Side.MENTOR else self.mentee_id


def may_see_pair(person_id: int, pair: Pairing) -> bool:
    """The two see what is in their pair, also after its end; nobody else does, whatever their role."""
    return pair.side(person_id) is not None


def may_write_in_pair(person_id: int, pair: Pairing) -> bool:
    """The two write while it goes on."""
    return may_see_pair(person_id, pair) and pair.ended_at is None


def may_swap(kind: PairKind) -> bool:
    """Where both coach, there is nothing to swap."""
    return kind != PairKind.CO_COACHING
