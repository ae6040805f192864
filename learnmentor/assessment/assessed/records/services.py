"""What is done with released records: asked for, taken out, copied anew; consented to, refused, taken back.

Each locks the submission first, as handing in does: a copy is handed in, or its consent was taken back before.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import ReleasedRecord, Submission, released_place
from learnmentor.assessment.assessed.queries import released_records
from learnmentor.assessment.assessed.records import queries, rules
from learnmentor.assessment.assessed.records.copies import RecordCopy
from learnmentor.assessment.assessed.records.queries import AskedRecord
from learnmentor.assessment.assessed.records.rules import RecordStanding
from learnmentor.assessment.assessed.rules import ConsentState
from learnmentor.assessment.assessed.services import hold, hold_prepared
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.paper.sheet import sheet_to_json


class TooManyRecords(Exception):
    """No more is released to this part, or for this submission."""


class NotToBeUsed(Exception):
    """The other one of this record said no, for this submission: it is not asked for again."""


class CannotBeAsked(Exception):
    """The other one's account is closed, or the pair has ended."""


class NotAskedNow(Exception):
    """There is nothing to answer: it was answered, taken out or given up a moment ago."""


def release(
    db: Session, vault: Vault, submission: Submission, copy: RecordCopy, *, part: str, by: int, public_id: str,
    at: datetime,
) -> ReleasedRecord:  # fmt: skip
    """Release a copy to a part; one that is of two people waits for the other one. Twice is harmless.

    Raises `NotNow`, `TooManyRecords`, `NotToBeUsed`, `CannotBeAsked`.
    """
    held = hold_prepared(db, submission, by=by)
    before = queries.copies_of(db, held.id, copy.source)
    if any(rules.standing(each.state) == RecordStanding.NOT_USED for each in before):
        raise NotToBeUsed(copy.source.record)
    if there := next((each for each in before if each.part == part and each.removed_at is None), None):
        return there
    _ask_for_room(db, held, part)
    if copy.other_id is not None and not queries.may_still_be_asked(db, copy.pair_id, copy.other_id):
        raise CannotBeAsked(copy.source.record)
    number = max((_number(each) for each in before if each.part == part), default=0) + 1
    made = ReleasedRecord(
        public_id=public_id, submission_id=held.id, part=part, kind=copy.source.kind,
        source=str(rules.RecordSource(copy.source.kind, copy.source.key, number)), pair_id=copy.pair_id,
        other_id=copy.other_id, state=ConsentState.OWN if copy.other_id is None else ConsentState.ASKED,
        body=vault.seal(sheet_to_json(copy.sheet), place=released_place(public_id)), sha256=copy.sha256, asked_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _ask_for_room(db: Session, held: Submission, part: str) -> None:
    if len(queries.of_part(db, held.id, part)) >= rules.MOST_RECORDS:
        raise TooManyRecords(part)
    if len(released_records(db, held.id)) >= rules.MOST_COPIES:
        raise TooManyRecords(held.public_id)


def _number(row: ReleasedRecord) -> int:
    source = rules.RecordSource.from_text(row.source)
    return source.copy if source else 1


def take_out(
    db: Session, vault: Vault, submission: Submission, public_id: str, *, by: int, at: datetime
) -> bool:  # fmt: skip
    """Take a copy out of what is prepared; whether it was there. Raises `NotNow`.

    One that was handed in stays in its try, and a no stays known, so that it is not asked for again.
    """
    held = hold_prepared(db, submission, by=by)
    row = queries.record(db, public_id, submission_id=held.id)
    if row is None or row.removed_at is not None:
        return False
    if rules.standing(row.state) == RecordStanding.NOT_USED or queries.in_a_try(db, vault, row):
        row.removed_at = at
    else:
        db.delete(row)
    db.flush()
    return True


def replace(
    db: Session, vault: Vault, submission: Submission, row: ReleasedRecord, copy: RecordCopy, *, by: int,
    public_id: str, at: datetime,
) -> ReleasedRecord:  # fmt: skip
    """Put a newer copy in the place of one, which asks anew; raises as `release`, and changes nothing then."""
    part, before = row.part, row.public_id
    hold_prepared(db, submission, by=by)
    now = queries.record(db, before, submission_id=submission.id)
    if now is not None and not rules.may_replace(_facts(now, submission)):
        raise NotToBeUsed(copy.source.record)
    if copy.other_id is not None and not queries.may_still_be_asked(db, copy.pair_id, copy.other_id):
        raise CannotBeAsked(copy.source.record)
    take_out(db, vault, submission, before, by=by, at=at)
    return release(db, vault, submission, copy, part=part, by=by, public_id=public_id, at=at)


def _facts(row: ReleasedRecord, submission: Submission) -> rules.ReleaseFacts:
    return rules.ReleaseFacts(row.other_id, ConsentState(row.state), row.removed_at is not None, submission.state)


# The other one


def answer(db: Session, asked: AskedRecord, *, by: int, yes: bool, at: datetime) -> None:
    """Say yes or no to a copy. A no takes the copy away; nobody is asked why. Raises `NotAskedNow`."""
    now = _held(db, asked)
    if not rules.may_answer(by, now.facts):
        raise NotAskedNow(now.record.public_id)
    now.record.state, now.record.answered_at = (ConsentState.GIVEN if yes else ConsentState.REFUSED), at
    if not yes:
        now.record.body = None
    db.flush()


def take_back(db: Session, asked: AskedRecord, *, by: int, at: datetime) -> None:
    """Take a yes back: nobody reads the copy any more, its hash stays, and a result stands. Raises `NotAskedNow`."""
    now = _held(db, asked)
    if not rules.may_take_back(by, now.facts):
        raise NotAskedNow(now.record.public_id)
    now.record.state, now.record.answered_at, now.record.body = ConsentState.WITHDRAWN, at, None
    db.flush()


def _held(db: Session, asked: AskedRecord) -> AskedRecord:
    """The record as it is now, with its submission held; it may have been taken out a moment ago."""
    public_id = asked.record.public_id
    hold(db, asked.submission)
    now = queries.asked(db, public_id)
    if now is None:
        raise NotAskedNow(public_id)
    return now
