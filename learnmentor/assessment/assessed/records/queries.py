"""Reads about released records: those of a part, those that somebody is asked for, and what goes in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Select, SQLColumnExpression, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.models import ReleasedRecord, Submission, SubmissionTry
from learnmentor.assessment.assessed.records.rules import MOST_COPIES, MOST_OFFERED, RecordSource, ReleaseFacts
from learnmentor.assessment.assessed.rules import ConsentState, HandedInRecord, SubmissionState
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.mentoring.agreements.models import AgreementVersion
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingState
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose
from learnmentor.mentoring.paper.sheet import PaperSheet, sheet_from_json
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.role_declarations.models import RoleDeclaration
from learnmentor.mentoring.schedule.models import PairSchedule

MOST_ASKED = 100  # on the page of whoever is asked
_OVER = [state for state in SubmissionState if state.ended]


def sheet(vault: Vault, record: ReleasedRecord) -> PaperSheet | None:
    """The copy; None where it is sealed or gone, so that nobody reads it any more."""
    kept = submissions.released_sheet(vault, record)
    return sheet_from_json(kept) if kept is not None else None


def title(vault: Vault, record: ReleasedRecord) -> str:
    """What the copy is called; "" where nobody reads it any more."""
    found = sheet(vault, record)
    return found.title if found else ""


_OF_PART = (
    select(ReleasedRecord)
    .where(ReleasedRecord.submission_id == bindparam("submission_id"), ReleasedRecord.part == bindparam("part"))
    .where(ReleasedRecord.removed_at.is_(None))
    .order_by(ReleasedRecord.id)
    .limit(MOST_COPIES)
)


def of_part(db: Session, submission_id: int, part: str) -> Sequence[ReleasedRecord]:
    """What was released to a part and not taken out, refused ones too."""
    return db.scalars(_OF_PART, {"submission_id": submission_id, "part": part}).all()


@dataclass(frozen=True)
class ReleasedTo:
    """A released record with the name of whoever is asked; "" where nobody is."""

    record: ReleasedRecord
    other: str


_WITH_NAMES = (
    select(ReleasedRecord, Person.name)
    .outerjoin(Person, Person.id == ReleasedRecord.other_id)
    .where(ReleasedRecord.submission_id == bindparam("submission_id"), ReleasedRecord.removed_at.is_(None))
    .order_by(ReleasedRecord.id)
    .limit(MOST_COPIES)
)


def listed(db: Session, submission_id: int, part: str) -> list[ReleasedTo]:
    """The same as `of_part`, each with the name of whoever is asked: for its learner."""
    rows = db.execute(_WITH_NAMES.where(ReleasedRecord.part == part), {"submission_id": submission_id})
    return [ReleasedTo(row, name or "") for row, name in rows]


def name_asked(db: Session, released: ReleasedRecord) -> str:
    """The name of whoever is asked for a record; "" where nobody is."""
    other = db.get(Person, released.other_id) if released.other_id else None
    return other.name if other else ""


def record(db: Session, public_id: str, *, submission_id: int) -> ReleasedRecord | None:
    """One released record of a submission, as it is now."""
    asked = select(ReleasedRecord).where(ReleasedRecord.public_id == public_id)
    mine = asked.where(ReleasedRecord.submission_id == submission_id)
    return db.scalar(mine.execution_options(populate_existing=True))


def copies_of(db: Session, submission_id: int, source: RecordSource) -> list[ReleasedRecord]:
    """Every copy of one record in a submission, whichever part it is for."""
    rows = submissions.released_records(db, submission_id)
    return [row for row in rows if (each := RecordSource.from_text(row.source)) and each.record == source.record]


def in_a_try(db: Session, vault: Vault, released: ReleasedRecord) -> bool:
    """Whether it was handed in once; also where a try cannot be opened, which may hold it."""
    return any(_holds(vault, tried, released.public_id) for tried in submissions.tries_of(db, released.submission_id))


def _holds(vault: Vault, tried: SubmissionTry, public_id: str) -> bool:
    try:
        work = submissions.work_of(vault, tried)
    except UnreadableText:
        return True
    return work is not None and any(each.public_id == public_id for part in work.parts for each in part.records)


_PREPARED = (
    select(ReleasedRecord)
    .where(ReleasedRecord.submission_id == bindparam("submission_id"), ReleasedRecord.removed_at.is_(None))
    .order_by(ReleasedRecord.part, ReleasedRecord.id)
)


def prepared(db: Session, submission_id: int) -> Sequence[ReleasedRecord]:
    """What was released to a submission and not taken out, refused ones too, as it is now."""
    return db.scalars(_PREPARED, {"submission_id": submission_id}, execution_options={"populate_existing": True}).all()


def to_hand_in(db: Session, vault: Vault, submission_id: int) -> dict[str, tuple[HandedInRecord, ...]]:
    """What goes in of what was released, by part, as it is now: whoever hands in holds the submission's row."""
    return going_in(vault, prepared(db, submission_id))


def going_in(vault: Vault, rows: Iterable[ReleasedRecord]) -> dict[str, tuple[HandedInRecord, ...]]:
    """What goes in of these rows, which are in the order of their parts."""
    agreed = (each for each in rows if ConsentState(each.state).goes_in)
    by_part = groupby(agreed, lambda one: one.part)
    return {part: tuple(_handed_in(vault, each) for each in some) for part, some in by_part}


def _handed_in(vault: Vault, row: ReleasedRecord) -> HandedInRecord:
    return HandedInRecord(row.public_id, row.kind, title(vault, row), row.sha256)


# What somebody is asked for


@dataclass(frozen=True)
class AskedRecord:
    """A record that somebody is asked for, for which work, and of whom."""

    record: ReleasedRecord
    submission: Submission
    learner: Person

    @property
    def facts(self) -> ReleaseFacts:
        """What rules ask of it."""
        removed = self.record.removed_at is not None
        return ReleaseFacts(self.record.other_id, ConsentState(self.record.state), removed, self.submission.state)


_ASKED = (
    select(ReleasedRecord, Submission, Person)
    .join(Submission, Submission.id == ReleasedRecord.submission_id)
    .join(Person, Person.id == Submission.person_id)
)
_WAITS = and_(
    ReleasedRecord.state == ConsentState.ASKED, ReleasedRecord.removed_at.is_(None), Submission.state.not_in(_OVER)
)
_ANSWERED = ReleasedRecord.state.in_([ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.REFUSED])
_OF_OTHER = _ASKED.where(ReleasedRecord.other_id == bindparam("person_id"))
_WAITING = _OF_OTHER.where(_WAITS).order_by(ReleasedRecord.id).limit(MOST_ASKED)
_SETTLED = _OF_OTHER.where(_ANSWERED).order_by(ReleasedRecord.answered_at.desc(), ReleasedRecord.id.desc())


def waiting_for(db: Session, person_id: int) -> list[AskedRecord]:
    """What waits for somebody's yes or no, the oldest first."""
    return [AskedRecord(*row) for row in db.execute(_WAITING, {"person_id": person_id})]


def answered_by(db: Session, person_id: int) -> list[AskedRecord]:
    """What somebody answered, the newest first."""
    return [AskedRecord(*row) for row in db.execute(_SETTLED.limit(MOST_ASKED), {"person_id": person_id})]


def asked(db: Session, public_id: str) -> AskedRecord | None:
    """One record with the work that it was asked for, as it is now."""
    found = _ASKED.where(ReleasedRecord.public_id == public_id).execution_options(populate_existing=True)
    row = db.execute(found).one_or_none()
    return AskedRecord(*row) if row else None


_IN_PAIR = _ASKED.where(ReleasedRecord.pair_id == bindparam("pair_id"), _WAITS).order_by(ReleasedRecord.id)


def waiting_in_pair(db: Session, pair_id: int) -> list[AskedRecord]:
    """The records of a pair that wait for an answer of either of the two."""
    return [AskedRecord(*row) for row in db.execute(_IN_PAIR.limit(MOST_ASKED), {"pair_id": pair_id})]


def may_still_be_asked(db: Session, pair_id: int | None, other_id: int) -> bool:
    """Whether somebody can answer in a pair: it goes on, and their account is open."""
    other, pair = db.get(Person, other_id), db.get(Pair, pair_id)
    return other is not None and other.closed_at is None and pair is not None and pair.ended_at is None


# What a learner has that can be released, the newest first


Row = TypeVar("Row")


def _newest(db: Session, asked: Select[Row], when: SQLColumnExpression[Any], before: date | None) -> Sequence[Row]:
    """Rows by a moment, from a day back; one more than is shown says that there are older ones."""
    if before is not None:
        asked = asked.where(when <= datetime.combine(before, time.max, tzinfo=UTC))
    return db.scalars(asked.order_by(when.desc()).limit(MOST_OFFERED + 1)).all()


def meetings(db: Session, pair_ids: Sequence[int], *, before: date | None) -> Sequence[PairMeeting]:
    """Meetings that were held."""
    held = select(PairMeeting).where(PairMeeting.pair_id.in_(pair_ids), PairMeeting.state == MeetingState.HELD)
    return _newest(db, held, func.coalesce(PairMeeting.held_at, PairMeeting.starts_at), before)


def observations(db: Session, pair_ids: Sequence[int], person_id: int, *, before: date | None) -> Sequence[Observation]:
    """Visits that both wrote about and read, and practice runs of one's own; none that is assessed."""
    of_both = or_(Observation.observed_id == person_id, Observation.observer_id == person_id)
    open_ones = select(Observation).where(Observation.opened_at.is_not(None), of_both)
    learned = open_ones.where(Observation.purpose != ObservationPurpose.ASSESSED)
    return _newest(db, learned.where(Observation.pair_id.in_(pair_ids)), Observation.opened_at, before)


def reviews(db: Session, pair_ids: Sequence[int], *, before: date | None) -> Sequence[PairReview]:
    """Reviews that were begun."""
    return _newest(db, select(PairReview).where(PairReview.pair_id.in_(pair_ids)), PairReview.opened_at, before)


def schedules(db: Session, pair_ids: Sequence[int], *, before: date | None) -> Sequence[PairSchedule]:
    """Schedules of a year."""
    return _newest(db, select(PairSchedule).where(PairSchedule.pair_id.in_(pair_ids)), PairSchedule.made_at, before)


def declarations(db: Session, person_id: int, *, before: date | None) -> Sequence[RoleDeclaration]:
    """What somebody declared of their own roles, as it stands."""
    mine = select(RoleDeclaration).where(RoleDeclaration.declarer_id == person_id)
    return _newest(db, mine.where(RoleDeclaration.replaced_at.is_(None)), RoleDeclaration.made_at, before)


def agreed_on(db: Session, pair_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When the agreement in force was signed, by pair; pairs without one are left out."""
    signed = select(AgreementVersion.pair_id, func.max(AgreementVersion.made_at))
    rows = db.execute(signed.where(AgreementVersion.pair_id.in_(pair_ids)).group_by(AgreementVersion.pair_id))
    return {row[0]: row[1] for row in rows}


def meetings_held(db: Session, pair_ids: Sequence[int]) -> Mapping[int, tuple[int, datetime]]:
    """How often a pair met, and when last, by pair."""
    held = select(PairMeeting.pair_id, func.count(PairMeeting.id), func.max(PairMeeting.held_at))
    of_these = held.where(PairMeeting.pair_id.in_(pair_ids), PairMeeting.state == MeetingState.HELD)
    rows = db.execute(of_these.group_by(PairMeeting.pair_id))
    return {pair_id: (count, last) for pair_id, count, last in rows if last}


_RECORD_OF_PAIR: Mapping[str, Any] = {  # the table of each kind that is named by an id of its own
    "meeting": PairMeeting,
    "observation": Observation,
    "review": PairReview,
    "schedule": PairSchedule,
    "role-declaration": RoleDeclaration,
}


def pair_of(db: Session, source: RecordSource) -> int | None:
    """The pair in which a record lies; an agreement and a contact log are named by their pair."""
    table = _RECORD_OF_PAIR.get(source.kind)
    if table is None:
        return db.scalar(select(Pair.id).where(Pair.public_id == source.key))
    found: int | None = db.scalar(select(table.pair_id).where(table.public_id == source.key))
    return found
