"""Which records are of two people, what their other one may answer when, and what a learner is told of that."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from learnmentor.assessment.assessed.rules import ConsentState, SubmissionState
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind

MOST_RECORDS = 12  # on one part, those that were taken out not counted
MOST_COPIES = 40  # of one submission, refused and taken out ones too
MOST_OFFERED = 30  # of one kind at once
LONGEST_EXTRACT = 12_000

OF_ONE = frozenset({ReleasableKind.CPD_ENTRY, ReleasableKind.ROLE_DECLARATION, ReleasableKind.IMPACT})
"""What a learner says of themselves. All else is of two people, and the other one is asked."""


class RecordStanding(StrEnum):
    """How a released record stands, as its learner is told it."""

    OWN = "own"
    ASKED = "asked"
    MAY_BE_USED = "may-be-used"
    NOT_USED = "not-used"


_STANDINGS = {
    ConsentState.OWN: RecordStanding.OWN,
    ConsentState.ASKED: RecordStanding.ASKED,
    ConsentState.GIVEN: RecordStanding.MAY_BE_USED,
    ConsentState.REFUSED: RecordStanding.NOT_USED,
    ConsentState.WITHDRAWN: RecordStanding.NOT_USED,
}


def standing(state: ConsentState) -> RecordStanding:
    """What the learner is told: refused and taken back are the same to them."""
    return _STANDINGS[ConsentState(state)]


def asks_other(kind: ReleasableKind) -> bool:
    """Whether somebody else is asked before it is used."""
    return kind not in OF_ONE


@dataclass(frozen=True)
class RecordSource:
    """What a copy is a copy of: a record by its kind and key, and which copy of it."""

    kind: ReleasableKind
    key: str
    copy: int = 1

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The source that a row or an address names; None when it names none."""
        kind, _, rest = text.partition(":")
        key, _, number = rest.partition(":")
        if kind not in set(ReleasableKind) or not key or len(key) > _LONGEST_KEY or not (number or "1").isdecimal():
            return None
        return cls(ReleasableKind(kind), key, int(number or "1"))

    @property
    def record(self) -> str:
        """The record, whichever copy: "meeting:3kf8"."""
        return f"{self.kind}:{self.key}"

    def __str__(self) -> str:
        return self.record if self.copy == 1 else f"{self.record}:{self.copy}"


_LONGEST_KEY = 24


@dataclass(frozen=True)
class ReleaseFacts:
    """A released record as rules see it. `work`: the state of the submission that it was asked for."""

    other_id: int | None
    state: ConsentState
    removed: bool
    work: SubmissionState


def may_read_as_other(actor_id: int, facts: ReleaseFacts) -> bool:
    """Whether somebody finds it among what was asked of them: also after they answered."""
    return facts.other_id is not None and actor_id == facts.other_id


def may_answer(actor_id: int, facts: ReleaseFacts) -> bool:
    """Whether somebody says yes or no: once, while the work can still be handed in."""
    waits = facts.state == ConsentState.ASKED and not facts.removed and not SubmissionState(facts.work).ended
    return may_read_as_other(actor_id, facts) and waits


def may_take_back(actor_id: int, facts: ReleaseFacts) -> bool:
    """Whether somebody takes a yes back: at any time, also after the work was handed in or judged."""
    return may_read_as_other(actor_id, facts) and facts.state == ConsentState.GIVEN


def may_replace(facts: ReleaseFacts) -> bool:
    """Whether a newer copy may take the place of this one: a no is the end of the matter."""
    return not facts.removed and standing(facts.state) != RecordStanding.NOT_USED
