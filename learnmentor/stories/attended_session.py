"""What happens when a leader says who was at a session: attendance, then a line in the CPD record of each.

One story in one transaction. The group's row is held, then everybody's in the order of their keys, so that two leaders
who confirm at once credit each person once, and never wait for each other in a circle.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed, hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses.given import queries as given_queries
from learnmentor.courses.given import services as given
from learnmentor.courses.given.services import NotFollowed
from learnmentor.cpd import services as cpd
from learnmentor.ground.zones import day_of
from learnmentor.groups.models import Group
from learnmentor.groups.sessions import services as sessions
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import source_of
from learnmentor.stories import completion


@dataclass(frozen=True)
class Confirmed:
    """What came of it: lines written and taken back, and people whose day was full or whose account was gone."""

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
    issuer: str,
    on: date,
    at: datetime,
) -> Confirmed:
    """Confirm who was there; those who are new get their line, those who are not any more have it withdrawn."""
    change = sessions.confirm(db, group, session, there=there, counted=counted, by=by, on=on, at=at)
    lines = [_credit(db, group, session, person, by=by, provider=provider, at=at) for person in change.added]
    for person in change.added:
        _fill(db, session, person, issuer=issuer, at=at)
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


def _fill(db: Session, session: GroupSession, person_id: int, *, issuer: str, at: datetime) -> None:
    """Have the session count in the programme whose place it fills; who was given it there follows it from now on."""
    if session.programme_id is None or session.item is None:
        return
    programme = given_queries.hold_given(db, session.programme_id)
    if programme is None or programme.newest_id is None:
        return
    with suppress(AccountClosed, NotFollowed):
        hold_person(db, person_id)
        given.enrol(db, programme, person_id=person_id, at=at)
        completion.programme_item_filled(
            db, person_id, session.item, programme_id=session.programme_id, minutes=session.minutes,
            on=day_of(session.starts_at, session.zone), at=at, zone=session.zone, issuer=issuer,
        )  # fmt: skip


def _take_back(db: Session, session: GroupSession, person_id: int, *, by: Actor, at: datetime) -> bool | None:
    try:
        if session.programme_id is not None and session.item is not None:
            given.forget_attendance(db, session.item, person_id=person_id, programme_id=session.programme_id)
        return cpd.withdraw_session(
            db, learner_id=person_id, source=source_of(session.public_id), leader=by.name, at=at
        )
    except AccountClosed:
        return None
