"""Whether the agreement is asked for before a meeting is recorded, and where the two find it."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.mentoring.agreements import queries as agreements
from learnmentor.mentoring.meetings import queries, rules
from learnmentor.mentoring.views.seen import PairSeen


@dataclass(frozen=True)
class AgreementAsked:
    """`href` is where the agreement is signed."""

    asks: bool
    href: str


def agreement_asked(db: Session, seen: PairSeen) -> AgreementAsked:
    """Whether it is asked for (curriculum I19): while none is signed, before the first meeting is recorded as held."""
    agreed, held = agreements.in_force(db, seen.pair.id) is not None, len(queries.held_meetings(db, seen.pair.id))
    href = url_for("agreements.agreement", public_id=seen.pair.public_id)
    return AgreementAsked(rules.asks_for_agreement(agreed=agreed, held=held), href)
