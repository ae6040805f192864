"""The pair of the demonstration: its trainer invited its learner to be a pair, and the learner said yes."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.ground.letters import Sender
from learnmentor.mentoring.invitations import queries, services
from learnmentor.mentoring.invitations.services import Proposed
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import pairs_of
from learnmentor.mentoring.rules import PairContext, PairKind, Side


def make(db: Session, *, mentor: Person, mentee: Person, sender: Sender, at: datetime) -> Pair | None:
    """Open the pair, unless the two are or were one: what people did with it stays."""
    if any(mentee.id in {known.mentor.id, known.mentee.id} for known in pairs_of(db, mentor.id)):
        return None
    by = Actor(mentor.id, mentor.public_id, mentor.name, mentor.printed_name, frozenset())
    services.invite(
        db, by=by, side=Side.MENTOR, email=mentee.email,
        proposed=Proposed(PairKind.MENTORING, PairContext.INDUCTION), sender=sender, at=at,
    )  # fmt: skip
    [waiting] = queries.waiting_for(db, email=mentee.email, at=at)
    return services.accept(db, waiting.invitee, person_id=mentee.id, sender=sender, on=at.date(), at=at)
