"""How an agreement of two organisations stands, and who may do what with it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

CODE_LENGTH = 16  # some 69 bits
CODE_SIGNS = "bcdfghjkmnpqrstvwxyz"  # no vowels, so that no words come of it, and nothing that looks like a digit
MOST_AGREEMENTS = 200  # of one organisation, over those that are over
LONGEST_TOLD = 160


class ShareKind(StrEnum):
    """What is shared."""

    PROGRAMME = "programme"
    MENTOR = "mentor"
    MODERATION = "moderation"


class AgreementStanding(StrEnum):
    """How an agreement stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in force"
    OVER = "over"


@dataclass(frozen=True)
class AgreementFacts:
    """What decides how an agreement stands: who proposed it to whom, and when."""

    from_root_id: int
    to_root_id: int
    accepted_at: datetime | None
    ended_at: datetime | None
    last_day: date | None


def agreement_standing(facts: AgreementFacts, *, on: date) -> AgreementStanding:
    """How an agreement stands on a day; its last day is still one of it."""
    if facts.ended_at is not None or (facts.last_day is not None and facts.last_day < on):
        return AgreementStanding.OVER
    return AgreementStanding.IN_FORCE if facts.accepted_at is not None else AgreementStanding.PROPOSED


def is_party(facts: AgreementFacts, root_id: int) -> bool:
    """Whether an organisation is one of the two."""
    return root_id in {facts.from_root_id, facts.to_root_id}


def may_accept(facts: AgreementFacts, root_id: int, *, on: date) -> bool:
    """Only whoever it was proposed to accepts it, while it waits."""
    return facts.to_root_id == root_id and agreement_standing(facts, on=on) == AgreementStanding.PROPOSED


def may_end(facts: AgreementFacts, root_id: int, *, on: date) -> bool:
    """Either of the two ends it, declines it or takes it back, until it is over."""
    return is_party(facts, root_id) and agreement_standing(facts, on=on) != AgreementStanding.OVER


def code_typed(text: str) -> str:
    """A code without the spaces and dashes that people put into it."""
    return "".join(sign for sign in text.lower() if sign in CODE_SIGNS)


def shared_as(programme: str, *, given_to: str) -> str:
    """What stands for a programme as it is given to a part: given to somebody else, it is shared no more."""
    return f"{programme}@{given_to}"
