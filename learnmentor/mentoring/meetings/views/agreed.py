"""Whether the agreement is asked for before a meeting is recorded, and where the two find it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnmentor.mentoring.meetings import queries, rules
from learnmentor.mentoring.views.seen import PairSeen


@dataclass(frozen=True)
class AgreementAsked:
    """`href` is where the agreement is signed; None where there is no such page."""

    asks: bool
    href: str | None


def agreement_asked(db: Session, seen: PairSeen) -> AgreementAsked:
    """Whether it is asked for (curriculum I19): while none is signed, before the first meeting is recorded as held."""
    held = len(queries.held_meetings(db, seen.pair.id))
    return AgreementAsked(rules.asks_for_agreement(agreed=False, held=held), None)
