"""What is done with agreements: proposed by a code, accepted, ended. Proposals go in the order of the installation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.recording import note_change
from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.rules import Actor
from learnmentor.ground import locks, randomness
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.organisations import services
from learnmentor.organisations.models import Part
from learnmentor.organisations.sharing import queries, rules
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind

Verb = Callable[..., SharingAgreement]  # `accept` or `end`


class NoSuchCode(Exception):
    """No organisation has this code, or it was renewed."""


class OwnCode(Exception):
    """The code is one's own."""


class SharedAlready(Exception):
    """The same is proposed or agreed already."""


class TooManyAgreements(Exception):
    """The organisation has as many agreements as may be."""


class AgreementGone(Exception):
    """The agreement was accepted or ended a moment ago, or is not theirs to accept or to end."""


@dataclass(frozen=True)
class Shared:
    """What is to be shared: `told` is its title or name, as the other will read it."""

    kind: ShareKind
    told: str = ""
    subject: str | None = None
    person_id: int | None = None


def renew_code(db: Session, root: Part) -> str:
    """Give an organisation a new code; the one before leads nowhere from now on, agreements stand."""
    locks.hold_installation(db)
    root.share_code = randomness.letters(rules.CODE_LENGTH, of=rules.CODE_SIGNS)
    db.flush()
    return root.share_code


def propose(
    db: Session, root: Part, shared: Shared, *, code: str, last_day: date | None, by: Actor, today: date, at: datetime
) -> SharingAgreement:
    """Propose to share something with the organisation of a code.

    Raises `NoLonger`, `PartClosed`, `NoSuchCode`, `OwnCode`, `SharedAlready` or `TooManyAgreements`.
    """
    locks.hold_installation(db)
    services.ask_again(db, by, root, on=today)
    other = _other(db, root, code)
    same = queries.same_going(
        db, kind=shared.kind, subject=shared.subject, person_id=shared.person_id, from_root_id=root.id,
        to_root_id=other.id, on=today,
    )  # fmt: skip
    if same is not None:
        raise SharedAlready(root.public_id)
    if queries.number_going(db, root.id, on=today) >= rules.MOST_AGREEMENTS:
        raise TooManyAgreements(root.public_id)
    made = SharingAgreement(
        public_id=randomness.public_id(), kind=shared.kind, subject=shared.subject, person_id=shared.person_id,
        from_root_id=root.id, to_root_id=other.id, from_name=root.name,
        told=shared.told[: rules.LONGEST_TOLD], proposed_at=at, last_day=last_day,
    )  # fmt: skip
    db.add(made)
    db.flush()
    if shared.person_id is not None:
        note_change(db, Look(shared.person_id, by.id, AccessTo.OFFERED_AS_MENTOR), at=at)
    return made


def _other(db: Session, root: Part, code: str) -> Part:
    db.refresh(root)
    if root.closed_on is not None:
        raise services.PartClosed(root.public_id)
    other = queries.root_by_code(db, rules.code_typed(code))
    if other is None:
        raise NoSuchCode(root.public_id)
    if other.id == root.id:
        raise OwnCode(root.public_id)
    return other


def accept(db: Session, root: Part, public_id: str, *, by: Actor, today: date, at: datetime) -> SharingAgreement:
    """Let an agreement come into force; from now on the other is told this organisation's name.

    Raises `NoLonger` or `AgreementGone`.
    """
    services.ask_again(db, by, root, on=today)
    found = queries.agreement_now(db, public_id)
    if found is None or not rules.may_accept(found.facts, root.id, on=today):
        raise AgreementGone(public_id)
    found.to_name, found.accepted_at = root.name, at
    db.flush()
    return found


def end(db: Session, root: Part, public_id: str, *, by: Actor, today: date, at: datetime) -> SharingAgreement:
    """End an agreement at once, decline it, or take it back. Raises `NoLonger` or `AgreementGone`."""
    services.ask_again(db, by, root, on=today)
    found = queries.agreement_now(db, public_id)
    if found is None or not rules.may_end(found.facts, root.id, on=today):
        raise AgreementGone(public_id)
    found.ended_at = at
    db.flush()
    return found


def forget(db: Session, person_id: int) -> LeftBehind:
    """Take out agreements about a mentor whose account is closed: their name stands in them."""
    about = delete(SharingAgreement).where(SharingAgreement.person_id == person_id)
    db.execute(about, execution_options={"synchronize_session": False})
    return LeftBehind()
