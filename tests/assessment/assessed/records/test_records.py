"""What goes in of what was released, and that a consent taken back at the same moment goes first or second."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed import services as submission_services
from learnmentor.assessment.assessed.models import ReleasedRecord, Submission
from learnmentor.assessment.assessed.records import queries, rules, services
from learnmentor.assessment.assessed.records.copies import RecordCopy
from learnmentor.assessment.assessed.records.rules import RecordSource
from learnmentor.assessment.assessed.rules import ConsentState, HandedInPart
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.ground.db import Database
from learnmentor.mentoring.paper.sheet import PaperSheet
from tests.assessment.assessed import works
from tests.mentoring.agreeing import VAULT
from tests.mentoring.conftest import NOW, Two
from tests.racing import done, kinds

SHEET = PaperSheet("A meeting", "F11", "", (("When", "May"),), ())


def copy(pair: Two, key: str = "m1", sheet: PaperSheet = SHEET) -> RecordCopy:
    return RecordCopy(RecordSource(ReleasableKind.MEETING, key), sheet, pair.pair.id, pair.mentee.id)


def released(db: Session, made: Submission, what: RecordCopy, public_id: str) -> ReleasedRecord:
    return services.release(db, VAULT, made, what, part="meetings", by=made.person_id, public_id=public_id, at=NOW)


def answered(db: Session, row: ReleasedRecord, *, yes: bool = True) -> None:
    asked = queries.asked(db, row.public_id)
    assert asked is not None
    services.answer(db, asked, by=row.other_id or 0, yes=yes, at=NOW)


def handed(db: Session, made: Submission) -> None:
    """Hand in what may go in, as handing in does: with the submission held."""
    held = submission_services.hold(db, made)
    records = queries.to_hand_in(db, VAULT, held.id)
    parts = [HandedInPart(part, part, records=found) for part, found in records.items()] or [HandedInPart("a", "A")]
    works.handed_in(db, VAULT, held, handed=works.work(parts=parts))


def test_what_is_own_or_agreed_to_and_not_taken_out_goes_in(db: Session, pair: Two) -> None:
    made = works.submission(db, pair.mentor)
    for number, state in enumerate(ConsentState):
        other = None if state == ConsentState.OWN else pair.mentee
        works.released(db, VAULT, made, other=other, text=state, state=state, public_id=f"r{number}")
    out = works.released(db, VAULT, made, other=None, text="out", state=ConsentState.OWN, part="listening")
    out.removed_at = NOW
    db.flush()
    found = queries.to_hand_in(db, VAULT, made.id)
    assert {part: [each.public_id for each in records] for part, records in found.items()} == {"meetings": ["r0", "r2"]}


def test_a_copy_that_was_handed_in_stays_in_its_try_whatever_takes_its_place(db: Session, pair: Two) -> None:
    made = works.submission(db, pair.mentor)
    answered(db, first := released(db, made, copy(pair), "first"))
    handed(db, made)
    made.state = "preparing"  # referred
    newer = copy(pair, sheet=replace(SHEET, code="F12"))
    second = services.replace(db, VAULT, made, first, newer, by=made.person_id, public_id="second", at=NOW)
    assert (second.source, second.state) == ("meeting:m1:2", ConsentState.ASKED)
    assert (first.removed_at, queries.sheet(VAULT, first)) == (NOW, SHEET)
    asked = queries.asked(db, "first")
    assert asked is not None
    services.take_back(db, asked, by=pair.mentee.id, at=NOW)
    work = submissions.work_of(VAULT, submissions.tries_of(db, made.id)[0])
    assert work is not None
    assert (work.parts[0].records[0].sha256, queries.sheet(VAULT, first)) == (first.sha256, None)


def test_no_more_is_released_than_a_part_holds_and_nothing_once_handed_in(db: Session, pair: Two) -> None:
    made = works.submission(db, pair.mentor)
    for number in range(rules.MOST_RECORDS):
        released(db, made, copy(pair, f"m{number}"), f"r{number}")
    assert released(db, made, copy(pair, "m0"), "again").public_id == "r0"
    with pytest.raises(services.TooManyRecords):
        released(db, made, copy(pair, "more"), "more")
    handed(db, made)
    with pytest.raises(submission_services.NotNow):
        released(db, made, copy(pair, "late"), "late")


def test_a_yes_taken_back_while_it_is_handed_in_is_out_or_sealed(app: Flask, db: Session, pair: Two) -> None:
    made = works.submission(db, pair.mentor, public_id="raced")
    works.brief(db)
    answered(db, released(db, made, copy(pair), "raced-copy"))
    db.commit()
    store: Database = app.extensions["learnmentor.database"]
    key, mentee = made.id, pair.mentee.id

    def take_back(one: Session) -> None:
        asked = queries.asked(one, "raced-copy")
        assert asked is not None
        services.take_back(one, asked, by=mentee, at=NOW)

    came = done(store, take_back, lambda one: handed(one, one.get_one(Submission, key)))
    assert kinds(came) == ["done", "done"]
    db.rollback()
    row = db.scalars(select(ReleasedRecord).where(ReleasedRecord.public_id == "raced-copy")).one()
    assert (row.state, row.body) == (ConsentState.WITHDRAWN, None)
    (tried,) = submissions.tries_of(db, key)
    work = submissions.work_of(VAULT, tried)
    assert work is not None
    names = [each.public_id for part in work.parts for each in part.records]
    assert names in ([], ["raced-copy"])  # it was out before, or sealed after


def test_a_yes_and_a_no_at_once_come_to_one_answer(app: Flask, db: Session, pair: Two) -> None:
    made = works.submission(db, pair.mentor)
    released(db, made, copy(pair), "both")
    db.commit()
    store, mentee = app.extensions["learnmentor.database"], pair.mentee.id

    def say(one: Session, *, yes: bool) -> None:
        asked = queries.asked(one, "both")
        assert asked is not None
        services.answer(one, asked, by=mentee, yes=yes, at=NOW)

    came = done(store, lambda one: say(one, yes=True), lambda one: say(one, yes=False))
    assert kinds(came) == ["NotAskedNow", "done"]
