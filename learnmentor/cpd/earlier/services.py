"""What is done to a ledger whose account is merged: it is followed to its end, and closed there."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd import chain
from learnmentor.cpd.models import CpdClosedLedger
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.sums import services as sums


def holds(db: Session, owner: Person) -> bool:
    """Whether a ledger agrees with its own chain, from its first line to its last."""
    links = (kept.link for kept in ledger.kept_lines(db, person_id=owner.id))
    return chain.verify_chain(links, start=chain.genesis(owner.public_id)) is None


def close_ledger(db: Session, owner: Person, *, at: datetime) -> CpdClosedLedger:
    """Write down where a ledger ends. The caller holds its owner, and closes the account: no line can follow.

    Its sums go: they are kept with the account that goes on (`sums.rebuild` for that one comes next).
    """
    lines, head = ledger.head(db, owner)
    closed = CpdClosedLedger(person_id=owner.id, lines=lines, head=head, closed_at=at)
    db.add(closed)
    db.flush()
    sums.rebuild(db, person_id=owner.id, on=at.date())
    return closed
