"""What happens when a leader says who was at a session: attendance, then a line in the CPD record of each.

One story in one transaction. The group's row is held, then everybody's in the order of their keys, so that two leaders
who confirm at once credit each person once, and never wait for each other in a circle.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import services as cpd
from learnmentor.ground.zones import day_of
from learnmentor.groups.models import Group
from learnmentor.groups.sessions import services as sessions
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import source_of


@dataclass(frozen=True)
class Confirmed:
    """How many lines were written and taken back, and for how many a day was full or an account gone."""

    credited: int
    taken_back: int
    without_line: int


def confirm(
    db: Session,
    group: Group,
    session: GroupSession,
    *,
    there: Collection[str],
    counted: bool,
    by: Actor,
    provider: str,
    on: date,
    at: datetime,
) -> Confirmed:
    """Confirm who was there; those who are new get their line, those who are not any more have it withdrawn."""
    change = sessions.confirm(db, group, session, there=there, counted=counted, by=by, on=on, at=at)
    lines = [_credit(db, group, session, person, by=by, provider=provider, at=at) for person in change.added]
    back = [_take_back(db, session, person, by=by, at=at) for person in change.taken_back]
    return Confirmed(lines.count(True), back.count(True), lines.count(None))


def _credit(
    db: Session, group: Group, session: GroupSession, person_id: int, *, by: Actor, provider: str, at: datetime
) -> bool | None:
    """Whether a line came of it; None where there is no room for it, or nobody any more."""
    try:
        return cpd.credit_session(
            db,
            learner_id=person_id,
            source=source_of(session.public_id),
            on=day_of(session.starts_at, session.zone),
            title=f"{session.title} ({group.title})",
            provider=provider,
            leader=by.name,
            minutes=session.minutes,
            at=at,
        )
    except (AccountClosed, cpd.DayFull):
        return None


def _take_back(db: Session, session: GroupSession, person_id: int, *, by: Actor, at: datetime) -> bool | None:
    try:
        return cpd.withdraw_session(
            db, learner_id=person_id, source=source_of(session.public_id), leader=by.name, at=at
        )
    except AccountClosed:
        return None
