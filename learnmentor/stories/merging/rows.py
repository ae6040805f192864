"""What becomes of each row that knows people when two accounts are merged: it moves to the account that goes on, unless
that one has a row for the same thing. Then the one that came further counts, and the other stays with the closed
account, where its owner still takes it out.

Each column that refers to a person stands in one of the lists below; a test holds them to the tables.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, inspect, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.merging.rules import SegmentAttempt, attempt_kept, spans_together
from learnmentor.accounts.models import Invitation, PasswordReset, Role, SignIn
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.assessed.models import AssessorScope
from learnmentor.assessment.statistics.models import AskedUseful
from learnmentor.authoring.models import Draft
from learnmentor.certificates.models import AwardValidation, Certificate, CertificateEvent, HandedOut, HoursCounted
from learnmentor.courses.catalogue.models import Revision
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion, SessionAttended
from learnmentor.courses.programmes.models import Enrolment, Programme
from learnmentor.courses.study.models import Study, StudyClock, claim_place
from learnmentor.cpd.models import (
    CpdCircumstances,
    CpdClosedLedger,
    CpdDeclaration,
    CpdEntry,
    CpdPack,
    CpdProfile,
    CpdPromptsStopped,
    CpdYearSum,
)
from learnmentor.ground.db import Base
from learnmentor.ground.vault import Vault
from learnmentor.groups.assignments.models import GroupNudge
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Stands
from learnmentor.groups.models import GroupLeader
from learnmentor.groups.sessions.models import SessionAttendance
from learnmentor.groups.sessions.rules import Was
from learnmentor.mentoring.invitations.models import PairInvitee
from learnmentor.organisations.models import Management, Membership, MembershipOffer, PeopleImport
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.stories.merging.assessed_work import MOVED_WITH_ASSESSED_WORK
from learnmentor.stories.merging.moves import AccountPair, Column, Furthest, JoinedDays, Moved
from learnmentor.stories.merging.pairs import MOVED_WITH_PAIRS

_QUIET = {"synchronize_session": False}


MOVED = (
    Moved(AccessRecord.person_id),
    Moved(Invitation.invited_by_id),
    Moved(Certificate.person_id, (Certificate.award_code, Certificate.period)),
    Moved(CertificateEvent.by_id),
    Moved(AwardValidation.recorded_by_id),
    Moved(HoursCounted.person_id, (HoursCounted.what,)),
    *MOVED_WITH_ASSESSED_WORK,
    Moved(AskedUseful.person_id, (AskedUseful.segment_id,)),
    Moved(HandedOut.person_id, (HandedOut.sha256,)),
    Moved(CpdPack.person_id),
    Moved(CpdPromptsStopped.person_id, (CpdPromptsStopped.person_id,)),
    Moved(Draft.author_id, (Draft.path,)),
    Moved(Revision.author_id),
    Moved(GivenProgramme.giver_id),
    Moved(ProgrammeVersion.by_id),
    Moved(SessionAttended.person_id, (SessionAttended.programme_id, SessionAttended.item)),
    Moved(Programme.owner_id),
    Moved(Enrolment.person_id, (Enrolment.programme_id,)),
    Moved(MembershipOffer.invited_by_id),
    Moved(MembershipOffer.person_id),
    Moved(PeopleImport.by_id),
    Moved(SharingAgreement.person_id),
    Moved(GroupNudge.person_id),
    *MOVED_WITH_PAIRS,
)
JOINED = (
    JoinedDays(Role.person_id, (Role.name, Role.part_id), beside=AssessorScope.role_id),
    JoinedDays(Membership.person_id, (Membership.part_id,)),
    JoinedDays(Management.person_id, (Management.manager_id, Management.root_id)),
    JoinedDays(Management.manager_id, (Management.person_id, Management.root_id)),
    JoinedDays(GroupLeader.person_id, (GroupLeader.group_id,)),
)
FURTHEST = (
    Furthest(GroupMember.person_id, GroupMember.group_id, GroupMember.state,
             (Stands.INVITED, Stands.WAITING, Stands.ACCEPTED)),
    Furthest(SessionAttendance.person_id, SessionAttendance.session_id, SessionAttendance.state,
             (Was.NOT_THERE, Was.WAITING, Was.THERE)),
)  # fmt: skip
BY_SEGMENT = (Study.person_id, Response.person_id)  # what was studied goes together, segment by segment
FORGOTTEN = (SignIn.person_id, PasswordReset.person_id, AddressChange.person_id, StudyClock.person_id)
LEFT: Mapping[Column, str] = {
    CpdEntry.person_id: "a ledger is never rewritten: it is closed with its head, and shown beside",
    CpdClosedLedger.person_id: "where that ledger ends",
    CpdDeclaration.person_id: "what was declared of that ledger",
    CpdYearSum.person_id: "goes when the ledger is closed; the account that goes on has the sums of both",
    CpdProfile.person_id: "the years ask for what the account that goes on says",
    CpdCircumstances.person_id: "the same",
    AccessRecord.viewer_id: "who looked is told by the account with which they looked",
    AddressChange.asked_by_id: "forgotten within days",
    MergedAccount.goes_id: "written by the story itself",
    MergedAccount.stays_id: "the same",
    MergeRequest.goes_id: "the same",
    MergeRequest.stays_id: "the same",
    MergeRequest.asked_by_id: "forgotten within days",
}


def move(db: Session, vault: Vault, pair: AccountPair, *, at: datetime) -> None:
    """Give the account that goes on what the other had. Both are held by the caller."""
    for column in FORGOTTEN:
        db.execute(delete(column.class_).where(column == pair.goes), execution_options=_QUIET)
    _apart_from_each_other(db, pair)
    for each in MOVED:
        _move(db, each, pair)
    for spans in JOINED:
        _join(db, spans, pair)
    for states in FURTHEST:
        _keep_furthest(db, states, pair, at=at)
    _move_studies(db, vault, pair)
    db.flush()
    db.expire_all()


def _move(db: Session, each: Moved, pair: AccountPair) -> None:
    theirs = aliased(each.owner.class_)
    same = [getattr(theirs, column.key) == column for column in each.once if column is not each.owner]
    has_one = select(1).where(getattr(theirs, each.owner.key) == pair.stays, *same).exists()
    moved = update(each.owner.class_).where(each.owner == pair.goes, *([~has_one] if each.once else []))
    db.execute(moved.values({each.owner: pair.stays}), execution_options=_QUIET)


def readdress_offers(db: Session, *, old: str, new: str) -> None:
    """Let invitations that wait at the old address, to parts or pairs, be answered from the one that goes on."""
    theirs = aliased(MembershipOffer)
    invited = select(1).where(theirs.email == new, theirs.part_id == MembershipOffer.part_id).exists()
    waits = (MembershipOffer.email == old, MembershipOffer.accepted_at.is_(None), ~invited)
    db.execute(update(MembershipOffer).where(*waits).values(email=new), execution_options=_QUIET)
    pairs = update(PairInvitee).where(PairInvitee.email == old, PairInvitee.accepted_at.is_(None))
    db.execute(pairs.values(email=new), execution_options=_QUIET)
    db.expire_all()


def _apart_from_each_other(db: Session, pair: AccountPair) -> None:
    """Nobody manages themselves: what one account said of the other goes."""
    both = (pair.stays, pair.goes)
    between = and_(Management.manager_id.in_(both), Management.person_id.in_(both))
    db.execute(delete(Management).where(between), execution_options=_QUIET)


def _join(db: Session, each: JoinedDays, pair: AccountPair) -> None:
    rows = _rows(db, each.owner, pair)
    by_thing: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        by_thing[tuple(getattr(row, column.key) for column in each.of)].append(row)
    for same in by_thing.values():
        if any(getattr(row, each.owner.key) == pair.goes for row in same):
            _join_days(db, each, same, pair)


def _join_days(db: Session, each: JoinedDays, rows: list[Any], pair: AccountPair) -> None:
    """Of each span the row that begins it is kept, the account's own first; the others are in it."""
    spans = dict(spans_together((row.starts_on, row.ends_on) for row in rows))
    begins: dict[Any, Any] = {}
    for row in sorted(rows, key=lambda each_row: getattr(each_row, each.owner.key) != pair.stays):
        if row.starts_on in spans and row.starts_on not in begins:
            begins[row.starts_on] = row
    for row in rows:
        stays = begins[max(first for first in spans if first <= row.starts_on)]
        if row is not stays:
            _keep_beside(db, each, row.id, stays.id)
            db.delete(row)
    db.flush()
    for starts_on, row in begins.items():
        row.ends_on = spans[starts_on]
        setattr(row, each.owner.key, pair.stays)
    db.flush()


def _keep_beside(db: Session, each: JoinedDays, goes: int, stays: int) -> None:
    """What hangs on a row that goes moves to the one that stays, unless that has its own."""
    if each.beside is None:
        return
    there = select(1).where(each.beside == stays).exists()
    moved = update(each.beside.class_).where(each.beside == goes, ~there).values({each.beside.key: stays})
    db.execute(moved, execution_options=_QUIET)


def _rows(db: Session, owner: Column, pair: AccountPair, *where: Any) -> Sequence[Any]:
    asked = select(owner.class_).where(owner.in_((pair.stays, pair.goes)), *where).order_by(owner.class_.id)
    return db.scalars(asked.execution_options(populate_existing=True)).all()


def _keep_furthest(db: Session, each: Furthest, pair: AccountPair, *, at: datetime) -> None:
    """Where both stand somewhere, the account that goes on stands where the one that came further did."""
    rows = _rows(db, each.owner, pair, each.state.in_(each.steps))
    mine = {getattr(row, each.once.key): row for row in rows if getattr(row, each.owner.key) == pair.stays}
    for row in rows:
        if getattr(row, each.owner.key) == pair.goes and (own := mine.get(getattr(row, each.once.key))):
            _swap_if_further(each, own, row)
            if isinstance(row, GroupMember):  # nobody is in a group, or counted in it, a second time
                row.state, row.left_at = Stands.LEFT, at
            db.flush()
    left = not_(each.state.in_(each.steps))
    taken = {getattr(row, each.once.key) for row in mine.values()}
    free = or_(left, each.once.not_in(taken))
    moved = update(each.owner.class_).where(each.owner == pair.goes, free).values({each.owner: pair.stays})
    db.execute(moved, execution_options=_QUIET)


def _swap_if_further(each: Furthest, own: Any, other: Any) -> None:
    steps = list(each.steps)
    if steps.index(getattr(other, each.state.key)) <= steps.index(getattr(own, each.state.key)):
        return
    told = {name: getattr(other, name) for name in _told_of(own, each)}
    before = {name: getattr(own, name) for name in told}
    for name, value in told.items():
        setattr(own, name, value)
        setattr(other, name, before[name])


def _told_of(row: Any, each: Furthest) -> list[str]:
    """Its columns but for its keys, whose it is and what it is of."""
    return _names_of(row, without={"id", "public_id", each.owner.key, each.once.key})


# What was studied


@dataclass
class _AtSegment:
    """What one account has of one segment."""

    study: Study | None
    responses: list[Response]

    @property
    def rows(self) -> list[Study | Response]:
        """All of it."""
        return [*([self.study] if self.study else []), *self.responses]

    def attempt(self, person_id: int) -> SegmentAttempt:
        """How far it came."""
        if self.study is None:
            return SegmentAttempt(person_id, None, 0, max(each.updated_at for each in self.responses))
        study = self.study
        return SegmentAttempt(person_id, study.completed_at, study.active_seconds, study.touched_at)


def sealed_words(db: Session, person_id: int) -> Iterator[tuple[bytes, str]]:
    """What would be sealed anew, and the place that it is sealed for."""
    for study in db.scalars(select(Study).where(Study.person_id == person_id, Study.claim_sentence.is_not(None))):
        yield study.claim_sentence or b"", claim_place(person_id, study.segment_id)
    for response in db.scalars(select(Response).where(Response.person_id == person_id, Response.body.is_not(None))):
        yield response.body or b"", response_place(person_id, response.segment_id, response.activity)


def _move_studies(db: Session, vault: Vault, pair: AccountPair) -> None:
    mine, other = _by_segment(db, pair.stays), _by_segment(db, pair.goes)
    for segment_id, theirs in other.items():
        own = mine.get(segment_id)
        if own is None:
            _give(vault, theirs.rows, pair.stays)
        elif attempt_kept([own.attempt(pair.stays), theirs.attempt(pair.goes)]).person_id == pair.goes:
            before = [_copy(vault, row, pair.goes) for row in own.rows]
            _delete(db, own.rows)
            _give(vault, theirs.rows, pair.stays)
            db.flush()
            db.add_all(before)
        db.flush()


def _by_segment(db: Session, person_id: int) -> dict[int, _AtSegment]:
    found: dict[int, _AtSegment] = defaultdict(lambda: _AtSegment(None, []))
    fresh = {"populate_existing": True}
    for study in db.scalars(select(Study).where(Study.person_id == person_id).execution_options(**fresh)):
        found[study.segment_id].study = study
    for each in db.scalars(select(Response).where(Response.person_id == person_id).execution_options(**fresh)):
        found[each.segment_id].responses.append(each)
    return found


def _delete(db: Session, rows: Iterable[Base]) -> None:
    for row in rows:
        db.delete(row)
    db.flush()


def _give(vault: Vault, rows: Iterable[Study | Response], person_id: int) -> None:
    for row in rows:
        _seal_anew(vault, row, row, person_id)
        row.person_id = person_id


def _copy(vault: Vault, row: Study | Response, person_id: int) -> Study | Response:
    names = _names_of(row, without={"id", "person_id"})
    made = type(row)(**{name: getattr(row, name) for name in names}, person_id=person_id)
    _seal_anew(vault, row, made, person_id)
    return made


def _names_of(row: Base, *, without: Collection[str]) -> list[str]:
    return [column.key for column in inspect(type(row)).column_attrs if column.key not in without]


def _seal_anew(vault: Vault, row: Study | Response, into: Study | Response, person_id: int) -> None:
    """Words are sealed for the place where they lie: those of another person's open nowhere else."""
    if isinstance(row, Study) and isinstance(into, Study):
        if row.claim_sentence is not None:
            words = vault.open(row.claim_sentence, place=claim_place(row.person_id, row.segment_id))
            into.claim_sentence = vault.seal(words, place=claim_place(person_id, row.segment_id))
    elif isinstance(row, Response) and isinstance(into, Response) and row.body is not None:
        words = vault.open(row.body, place=response_place(row.person_id, row.segment_id, row.activity))
        into.body = vault.seal(words, place=response_place(person_id, row.segment_id, row.activity))
