"""Requests to merge two accounts: made, and answered by a letter to each address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.merging import letters, queries
from learnmentor.accounts.merging.models import MergeRequest
from learnmentor.accounts.models import Person
from learnmentor.accounts.services import LinkOver
from learnmentor.ground import locks
from learnmentor.ground.letters import Letter, Sender
from learnmentor.jobs import services as jobs

ANSWERED_WITHIN = timedelta(days=2)


@dataclass(frozen=True)
class MergeLinks:
    """What is kept of the link to each address, and the links; none to the account whose owner is signed in."""

    goes_sha256: str
    goes: str
    stays_sha256: str | None = None
    stays: str = ""


def ask_by_letter(db: Session, *, stays_id: int, email: str, links: MergeLinks, sender: Sender, at: datetime) -> None:
    """Have the owner of the account that stays prove the other one by a letter. The same work whatever the address."""
    stays, goes = accounts.locked_person(db, stays_id), accounts.person_by_email(db, email)
    if goes is None or goes.id == stays.id:
        _post(db, email, letters.merge_unknown(sender), at=at)
        return
    _ask(db, stays, goes, asked_by=stays_id, links=links, at=at)
    _post(db, goes.email, letters.confirm_merge(sender, stays=stays.email, link=links.goes), at=at)


def ask_for_others(
    db: Session, stays: Person, goes: Person, *, by_id: int, links: MergeLinks, sender: Sender, at: datetime
) -> None:
    """Have both addresses confirm what an administrator asks for."""
    _ask(db, stays, goes, asked_by=by_id, links=links, at=at)
    _post(db, goes.email, letters.confirm_closing(sender, stays=stays.email, link=links.goes), at=at)
    _post(db, stays.email, letters.confirm_staying(sender, goes=goes.email, link=links.stays), at=at)


def _ask(db: Session, stays: Person, goes: Person, *, asked_by: int, links: MergeLinks, at: datetime) -> None:
    before = delete(MergeRequest).where(MergeRequest.stays_id == stays.id, MergeRequest.goes_id == goes.id)
    db.execute(before, execution_options={"synchronize_session": False})
    db.add(
        MergeRequest(
            stays_id=stays.id, goes_id=goes.id, asked_by_id=asked_by, goes_sha256=links.goes_sha256,
            stays_sha256=links.stays_sha256, created_at=at, expires_at=at + ANSWERED_WITHIN,
        )
    )  # fmt: skip
    db.flush()


def _post(db: Session, to: str, letter: Letter, *, at: datetime) -> None:
    jobs.send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=at + ANSWERED_WITHIN)


def prove(db: Session, token_sha256: str, *, at: datetime) -> MergeRequest:
    """Note that whoever reads the mail of one of the addresses agrees; raises `LinkOver`.

    The installation is held first, as in a merge: two who agree at once come here one after the other.
    """
    locks.hold_installation(db)
    request = queries.open_request(db, token_sha256, at=at)
    if request is None:
        raise LinkOver(token_sha256)
    if token_sha256 == request.goes_sha256:
        request.goes_proved_at = request.goes_proved_at or at
    else:
        request.stays_proved_at = request.stays_proved_at or at
    db.flush()
    return request


def decline(db: Session, token_sha256: str, *, at: datetime) -> None:
    """Let a request come to nothing; raises `LinkOver`."""
    locks.hold_installation(db)
    request = queries.open_request(db, token_sha256, at=at)
    if request is None:
        raise LinkOver(token_sha256)
    db.delete(request)
    db.flush()


def tidy(db: Session, *, at: datetime) -> None:
    """Forget requests that nobody answered in time."""
    db.execute(delete(MergeRequest).where(MergeRequest.expires_at <= at))
