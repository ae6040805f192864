"""What assessed work holds of people: what is taken out, what goes with a closed account, what stays and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.digests.models import AssessmentDigest
from learnmentor.assessment.assessed.discussions import queries as discussions
from learnmentor.assessment.assessed.discussions.models import Discussion
from learnmentor.assessment.assessed.models import (
    Appeal,
    AssessorScope,
    Assignment,
    Judgement,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionTry,
    WitnessNote,
)
from learnmentor.assessment.assessed.observed.models import AssessedVisit, visit_place
from learnmentor.assessment.assessed.observed.queries import record_of, visits_of_try
from learnmentor.assessment.assessed.records.rules import standing
from learnmentor.assessment.assessed.rules import HandedInWork, JudgedWork
from learnmentor.assessment.assessed.standardisation.models import Standardisation, evidence_place
from learnmentor.assessment.assessed.witnesses import queries as witnesses
from learnmentor.ground.personal_data import CANNOT_BE_OPENED, PersonalTable, TakingOut, as_json, columns
from learnmentor.ground.storage.archive import ArchiveNames
from learnmentor.ground.vault import UnreadableText

FACT_STAYS = "that it was judged, and how, is a fact that others rely on; the words of it go"

TABLES = (
    PersonalTable(
        Submission.person_id,
        taken_as="submissions",
        holds="what you began or handed in to be judged; the work itself lies beside it",
        stays=FACT_STAYS,
    ),
    PersonalTable(
        Result.person_id, taken_as="results", holds="what was released of what you handed in", stays=FACT_STAYS
    ),
    PersonalTable(
        ReleasedRecord.other_id,
        taken_as="records-released-by-you",
        holds="copies of records of a pair of yours that were asked of you, and what you answered; not the copy",
        without=frozenset({"body"}),
        stays="the hash of the copy belongs to what was judged; the copy itself goes",
    ),
    PersonalTable(AssessorScope.recorded_by_id, not_taken="what was written down about others", stays=FACT_STAYS),
    PersonalTable(
        Assignment.assessor_id, taken_as="assignments", holds="what you were asked to judge", stays=FACT_STAYS
    ),
    PersonalTable(Assignment.by_id, not_taken="what was given to others to judge", stays=FACT_STAYS),
    PersonalTable(
        Judgement.assessor_id,
        taken_as="judgements",
        holds="what you judged, and when; the words of it are about the work of others",
        without=frozenset({"body"}),
        stays=FACT_STAYS,
    ),
    PersonalTable(
        AssessmentDigest.person_id,
        taken_as="letters-about-assessed-work",
        holds="when you were last written to about assessed work, and whether you want to be",
    ),
    PersonalTable(Appeal.moderator_id, not_taken="what others asked", stays=FACT_STAYS),
    PersonalTable(Discussion.recorded_by_id, not_taken="what was said about the work of others", stays=FACT_STAYS),
    PersonalTable(
        Standardisation.person_id,
        taken_as="standardisation",
        holds="how you judged the course's records before you judged anybody's work, each time",
        opened={"body": lambda row: evidence_place(row.public_id)},
        stays="that an assessor was standardised, and how far assessors agreed, is relied on; the words go",
    ),
    PersonalTable(
        AssessedVisit.learner_id,
        taken_as="assessed-visits-to-you",
        holds="visits at which an assessor watched you, and what you were told; the record lies with the try",
        opened={"body": lambda row: visit_place(row.public_id)},
        without=frozenset({"record"}),
        stays=FACT_STAYS,
    ),
    PersonalTable(
        AssessedVisit.assessor_id,
        taken_as="assessed-visits-by-you",
        holds="visits at which you watched as an assessor, with their days; the words are about the work of others",
        without=frozenset({"body", "record"}),
        stays=FACT_STAYS,
    ),
    PersonalTable(
        AssessedVisit.present_id,
        taken_as="assessed-visits-with-you",
        holds="visits of an assessor to your mentor at which you were to be there",
        without=frozenset({"body", "record"}),
        stays=FACT_STAYS,
    ),
)


def size(db: Session, person_id: int) -> int:
    """Bytes of the files of somebody's submissions."""
    return sum(file.size for file in queries.files_of(db, person_id))


def members(out: TakingOut) -> Iterator[bytes]:
    """assessed-work.json: what is prepared and each try with what was judged of it; and the files."""
    names, kept = ArchiveNames("submission-files"), queries.files_of(out.db, out.person_id)
    called = {file.public_id: names(file.name) for file in kept}
    yield from out.archive.add("assessed-work.json", as_json(_told(out, called)))
    for file in kept:
        if out.files.exists(file.storage_key):
            read = out.files.read(file.storage_key)
            yield from out.archive.add(called[file.public_id], read, packed=False, size=file.size)
        else:
            out.missing.append(called[file.public_id])


def _told(out: TakingOut, called: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for submission in queries.submissions_of(out.db, out.person_id):
        yield {
            "unit": submission.unit_code,
            "level": submission.level,
            "state": submission.state,
            "prepared": _opened(partial(queries.prepared_words, out.db, out.vault, submission)),
            "files": {each: called[each] for each in queries.file_ids(out.db, submission.id)},
            "records": [_told_record(out, each) for each in queries.released_records(out.db, submission.id)],
            "notes": [_told_note(out, each) for each in witnesses.of_submission(out.db, submission.id)],
            "tries": [_told_try(out, each) for each in queries.tries_of(out.db, submission.id)],
        }


def _told_record(out: TakingOut, record: ReleasedRecord) -> dict[str, Any]:
    """A copy that was asked for. Who of a pair answered what is not told, nor whether a no was a yes before."""
    told = columns(record, without={"id", "submission_id", "pair_id", "other_id", "state", "body", "answered_at"})
    copy = _opened(lambda: queries.released_sheet(out.vault, record))
    return {**told, "stands": standing(record.state), "copy": copy}


def _told_note(out: TakingOut, row: WitnessNote) -> dict[str, Any]:
    """A note that was asked for, with the words of whoever wrote it for them to read."""
    told = columns(row, without={"id", "submission_id", "token_sha256", "asked", "body"})
    written = _opened(lambda: (found := witnesses.note(out.vault, row)) and asdict(found))
    return {**told, "asked": _opened(lambda: asdict(witnesses.asked_of(out.vault, row))), "note": written}


def _told_try(out: TakingOut, tried: SubmissionTry) -> dict[str, Any]:
    """A try as its writer knows it: what its results rest on, what was asked in an appeal, what was discussed."""
    judged, said = queries.released_judgements(out.db, tried.id), discussions.discussion_of(out.db, tried.id)
    return {
        **columns(tried, without={"id", "submission_id", "body", "rule"}),
        "work": _opened(lambda: _plain(queries.work_of(out.vault, tried))),
        "visits": [_opened(partial(record_of, out.vault, each)) for each in _visits(out, tried)],
        "judgements": [_opened(partial(_judged, out, each)) for each in judged],
        "appeals": [
            _opened(partial(queries.appeal_words, out.vault, each)) for each in queries.appeals_of(out.db, tried.id)
        ],
        "discussion": _opened(partial(discussions.plain_words, out.vault, said)) if said else None,
    }


def _visits(out: TakingOut, tried: SubmissionTry) -> list[AssessedVisit]:
    """The visits whose records the learner reads: once a result is released."""
    return [each for each in visits_of_try(out.db, tried.id) if each.recorded_at and tried.released_at]


def _judged(out: TakingOut, judgement: Judgement) -> dict[str, Any] | None:
    return _plain(queries.judged_work(out.vault, judgement))


def _plain(value: HandedInWork | JudgedWork | None) -> dict[str, Any] | None:
    return queries.as_json(value) if value else None


def _opened(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except UnreadableText:
        return CANNOT_BE_OPENED
