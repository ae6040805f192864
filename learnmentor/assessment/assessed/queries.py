"""Reads about submissions: one of them, those of a person, a try with its work, what was passed."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    CriteriaShown,
    Judgement,
    PartWork,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionFile,
    SubmissionTry,
    appeal_place,
    judgement_place,
    part_place,
    released_place,
    shown_place,
    try_place,
)
from learnmentor.assessment.assessed.rules import (
    CriterionJudged,
    CriterionShown,
    HandedInFile,
    HandedInPart,
    HandedInRecord,
    HandedInWork,
    JudgedWork,
    JudgementKind,
    Outcome,
    SubmissionKind,
)
from learnmentor.courses.catalogue.models import Revision
from learnmentor.ground.vault import Vault


def submission(db: Session, public_id: str) -> Submission | None:
    """The submission of a public id."""
    return db.scalar(select(Submission).where(Submission.public_id == public_id))


def locked_submission(db: Session, submission_id: int) -> Submission:
    """The submission's row, held until the transaction ends: what is decided about it goes one at a time."""
    held = select(Submission).where(Submission.id == submission_id).with_for_update()
    return db.scalars(held.execution_options(populate_existing=True)).one()


_OF_PERSON = (
    select(Submission)
    .where(Submission.person_id == bindparam("person_id"))
    .order_by(Submission.ended_at.is_not(None), Submission.id.desc())
)


def submissions_of(db: Session, person_id: int) -> Sequence[Submission]:
    """The submissions of somebody; those that go on first, then the newest."""
    return db.scalars(_OF_PERSON, {"person_id": person_id}).all()


def how_many_of(db: Session, person_id: int) -> int:
    """How many submissions somebody has, given up ones too."""
    return db.scalar(select(func.count(Submission.id)).where(Submission.person_id == person_id)) or 0


def going_on(
    db: Session, person_id: int, *, unit_code: str, level: int, kind: SubmissionKind = SubmissionKind.UNIT
) -> Submission | None:
    """The submission of somebody for a version of a unit that has not ended."""
    asked = select(Submission).where(
        Submission.person_id == person_id, Submission.unit_code == unit_code, Submission.level == level
    )
    return db.scalar(asked.where(Submission.kind == kind, Submission.ended_at.is_(None)).limit(1))


@dataclass(frozen=True)
class TryFound:
    """A try, its submission and whose it is."""

    tried: SubmissionTry
    submission: Submission
    learner: Person


_FOUND = (
    select(SubmissionTry, Submission, Person)
    .join(Submission, Submission.id == SubmissionTry.submission_id)
    .join(Person, Person.id == Submission.person_id)
)


def try_found(db: Session, public_id: str) -> TryFound | None:
    """The try of a public id."""
    row = db.execute(_FOUND.where(SubmissionTry.public_id == public_id)).one_or_none()
    return TryFound(*row) if row else None


def try_by_id(db: Session, try_id: int) -> TryFound | None:
    """The try of a key."""
    row = db.execute(_FOUND.where(SubmissionTry.id == try_id)).one_or_none()
    return TryFound(*row) if row else None


def tries_of(db: Session, submission_id: int) -> Sequence[SubmissionTry]:
    """Each time that a submission was handed in, in order."""
    asked = select(SubmissionTry).where(SubmissionTry.submission_id == submission_id)
    return db.scalars(asked.order_by(SubmissionTry.number)).all()


def files_of(db: Session, person_id: int) -> Sequence[SubmissionFile]:
    """Every file of the submissions of somebody."""
    asked = select(SubmissionFile).join(Submission, Submission.id == SubmissionFile.submission_id)
    return db.scalars(asked.where(Submission.person_id == person_id).order_by(SubmissionFile.id)).all()


def ids_of(person_id: int) -> Select[int]:
    """The keys of the submissions of somebody, for a statement that erases what is in them."""
    return select(Submission.id).where(Submission.person_id == person_id)


def try_ids_of(person_id: int) -> Select[int]:
    """The keys of their tries, for the same."""
    return select(SubmissionTry.id).where(SubmissionTry.submission_id.in_(ids_of(person_id)))


def result_ids_of(person_id: int) -> Select[int]:
    """The keys of their results, for the same."""
    return select(Result.id).where(Result.person_id == person_id)


def files_in_use(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys that a file of a submission has."""
    return set(db.scalars(select(SubmissionFile.storage_key).where(SubmissionFile.storage_key.in_(keys))))


def file_ids(db: Session, submission_id: int) -> Sequence[str]:
    """The public ids of the files of a submission."""
    return db.scalars(select(SubmissionFile.public_id).where(SubmissionFile.submission_id == submission_id)).all()


def prepared_words(db: Session, vault: Vault, submission: Submission) -> dict[str, Any]:
    """What is written for each part, and where criteria are said to be shown, by part; opened."""
    parts = db.scalars(select(PartWork).where(PartWork.submission_id == submission.id).order_by(PartWork.part))
    words = {each.part: vault.open(each.body, place=part_place(submission.public_id, each.part)) for each in parts}
    shown = db.get(CriteriaShown, submission.id)
    if shown:
        words["criteria"] = vault.open(shown.body, place=shown_place(submission.public_id))
    return words


def open_assignments(db: Session, submission_id: int) -> Sequence[Assignment]:
    """Who is asked to judge any try of a submission."""
    asked = select(Assignment).join(SubmissionTry, SubmissionTry.id == Assignment.try_id)
    return db.scalars(asked.where(SubmissionTry.submission_id == submission_id, Assignment.ended_at.is_(None))).all()


def asked_to_judge(db: Session, assessor_id: int) -> Sequence[Submission]:
    """The submissions of which somebody is asked to judge a try, by key."""
    theirs = select(SubmissionTry.submission_id).join(Assignment, Assignment.try_id == SubmissionTry.id)
    theirs = theirs.where(Assignment.assessor_id == assessor_id, Assignment.ended_at.is_(None))
    return db.scalars(select(Submission).where(Submission.id.in_(theirs)).order_by(Submission.id)).all()


def open_appeals_of(db: Session, person_id: int) -> Sequence[Appeal]:
    """The appeals of somebody that are neither settled nor withdrawn."""
    asked = select(Appeal).join(Result, Result.id == Appeal.result_id)
    return db.scalars(asked.where(Result.person_id == person_id, Appeal.closed_at.is_(None))).all()


def released_records(db: Session, submission_id: int) -> Sequence[ReleasedRecord]:
    """The records that were asked for a submission, in order, those that were refused or taken out too."""
    asked = select(ReleasedRecord).where(ReleasedRecord.submission_id == submission_id)
    return db.scalars(asked.order_by(ReleasedRecord.id)).all()


def released_sheet(vault: Vault, record: ReleasedRecord) -> dict[str, Any] | None:
    """The copy of a released record as JSON; None where nobody reads it any more."""
    if record.body is None:
        return None
    sheet: dict[str, Any] = vault.open(record.body, place=released_place(record.public_id))
    return sheet


def appeals_of(db: Session, try_id: int) -> Sequence[Appeal]:
    """The appeals about results of a try."""
    asked = select(Appeal).join(Result, Result.id == Appeal.result_id).where(Result.try_id == try_id)
    return db.scalars(asked.order_by(Appeal.id)).all()


def appeal_words(vault: Vault, appeal: Appeal) -> dict[str, Any] | None:
    """What was asked in an appeal and answered; None once its writer's account was closed."""
    if appeal.body is None:
        return None
    words: dict[str, Any] = vault.open(appeal.body, place=appeal_place(appeal.public_id))
    return words


def as_json(value: HandedInWork | JudgedWork) -> dict[str, Any]:
    """A value as it is sealed and hashed."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(value)))
    return plain


def work_of(vault: Vault, tried: SubmissionTry) -> HandedInWork | None:
    """What was handed in; None once its writer's account was closed."""
    if tried.body is None:
        return None
    return work_from(vault.open(tried.body, place=try_place(tried.public_id)))


def work_from(data: Mapping[str, Any]) -> HandedInWork:
    """What was handed in, from its JSON."""
    return HandedInWork(
        tuple(_part(each) for each in data["parts"]),
        tuple(CriterionShown(each["criterion"], tuple(each["parts"]), each["where"]) for each in data["shown"]),
    )


def _part(data: Mapping[str, Any]) -> HandedInPart:
    return HandedInPart(
        data["key"],
        data["title"],
        data["text"],
        tuple(data["links"]),
        tuple(HandedInFile(**each) for each in data["files"]),
        tuple(HandedInRecord(**each) for each in data["records"]),
        tuple(HandedInRecord(**each) for each in data["witness"]),
    )


def released_judgements(db: Session, try_id: int) -> Sequence[Judgement]:
    """The judgements on which the results of a try rest, in order: those that its learner reads."""
    asked = select(Judgement).join(Result, Result.judgement_id == Judgement.id)
    return db.scalars(asked.where(Result.try_id == try_id).order_by(Result.id)).all()


def judged_by(db: Session, assessor_id: int) -> frozenset[int]:
    """Everybody whose work somebody judged."""
    asked = select(Submission.person_id).join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
    theirs = asked.join(Judgement, Judgement.try_id == SubmissionTry.id).where(Judgement.assessor_id == assessor_id)
    return frozenset(db.scalars(theirs.where(Judgement.saved_at.is_not(None))))


def tries_judged_by(db: Session, assessor_id: int) -> frozenset[int]:
    """The keys of all tries that somebody judged."""
    asked = select(Judgement.try_id).where(Judgement.assessor_id == assessor_id, Judgement.saved_at.is_not(None))
    return frozenset(db.scalars(asked))


def saved_judgement(db: Session, try_id: int, kind: JudgementKind) -> Judgement | None:
    """The judgement of a kind that was saved of a try; the newest where there are several."""
    asked = select(Judgement).where(Judgement.try_id == try_id, Judgement.kind == kind, Judgement.saved_at.is_not(None))
    return db.scalar(asked.order_by(Judgement.id.desc()).limit(1))


def judged_work(vault: Vault, judgement: Judgement) -> JudgedWork:
    """The words of a judgement; none where nothing is written yet."""
    if judgement.body is None:
        return JudgedWork()
    data = vault.open(judgement.body, place=judgement_place(judgement.public_id))
    criteria = tuple(CriterionJudged(**each) for each in data["criteria"])
    return JudgedWork(criteria, data["note"], data["missing"], data["reason"])


_Later = aliased(Result)
_IN_FORCE = (
    select(Result)
    .where(Result.person_id == bindparam("person_id"))
    .where(~select(_Later.id).where(_Later.instead_of_id == Result.id).exists())
    .order_by(Result.id)
)


def results_in_force(db: Session, person_id: int) -> Sequence[Result]:
    """The results of somebody but for those in whose place another stands, the oldest first."""
    return db.scalars(_IN_FORCE, {"person_id": person_id}).all()


def released_result(db: Session, try_id: int) -> Result | None:
    """What was released of a try, whatever took its place since."""
    asked = select(Result).where(Result.try_id == try_id, Result.instead_of_id.is_(None))
    return db.scalar(asked)


def instead_of(db: Session, result_id: int) -> Result | None:
    """The result that took the place of one."""
    return db.scalar(select(Result).where(Result.instead_of_id == result_id))


def result_of_try(db: Session, try_id: int) -> Result | None:
    """The result in force of a try."""
    later = select(_Later.id).where(_Later.instead_of_id == Result.id)
    return db.scalar(select(Result).where(Result.try_id == try_id, ~later.exists()))


def tries_with_receipt(db: Session, begins: str, *, most: int = 2) -> Sequence[SubmissionTry]:
    """The first tries whose receipt has a number that begins so."""
    asked = select(SubmissionTry).where(SubmissionTry.sha256.startswith(begins, autoescape=True))
    return db.scalars(asked.order_by(SubmissionTry.id).limit(most)).all()


def handed_in_with(db: Session, sha256: str) -> tuple[SubmissionTry, Submission] | None:
    """What was first handed in with this number on its receipt."""
    asked = select(SubmissionTry, Submission).join(Submission, Submission.id == SubmissionTry.submission_id)
    row = db.execute(asked.where(SubmissionTry.sha256 == sha256).order_by(SubmissionTry.id).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def passes_of(db: Session, submission_id: int) -> bool:
    """Whether some try of a submission is passed, by the results in force."""
    later = select(_Later.id).where(_Later.instead_of_id == Result.id)
    asked = select(Result.id).join(SubmissionTry, SubmissionTry.id == Result.try_id)
    asked = asked.where(SubmissionTry.submission_id == submission_id, Result.outcome == Outcome.PASS, ~later.exists())
    return db.scalar(asked.limit(1)) is not None


def criteria_numbers(db: Session, results: Collection[Result]) -> dict[int, int]:
    """The number of the revision of the brief by which each result was judged, by the key of the result."""
    asked = select(Result.id, Revision.number).join(SubmissionTry, SubmissionTry.id == Result.try_id)
    asked = asked.join(Revision, Revision.id == SubmissionTry.revision_id)
    rows = db.execute(asked.where(Result.id.in_([each.id for each in results])))
    return dict((key, number) for key, number in rows)  # noqa: C402 -- a row is no pair to mypy


@dataclass(frozen=True)
class PassedUnit:
    """A unit that was passed at a level, and how: by work for it, or by what was learned elsewhere earlier."""

    unit_code: str
    level: int
    credits: int
    hours: int
    confirms_core: bool
    earlier: bool
    result: Result


def passed(db: Session, person_id: int) -> dict[str, PassedUnit]:
    """What somebody passed, by unit: the highest level, and by own work rather than by earlier learning."""
    found: dict[str, PassedUnit] = {}
    for result in results_in_force(db, person_id):
        if result.outcome == Outcome.PASS:
            new = _passed_unit(result)
            found[new.unit_code] = max(found.get(new.unit_code, new), new, key=lambda one: (one.level, not one.earlier))
    return found


def passed_ways(db: Session, person_id: int) -> list[PassedUnit]:
    """What somebody passed, the highest level of each unit by own work, and the same by earlier learning."""
    found: dict[tuple[str, bool], PassedUnit] = {}
    for result in results_in_force(db, person_id):
        if result.outcome == Outcome.PASS:
            new = _passed_unit(result)
            key = (new.unit_code, new.earlier)
            found[key] = max(found.get(key, new), new, key=lambda one: one.level)
    return list(found.values())


def _passed_unit(result: Result) -> PassedUnit:
    return PassedUnit(
        result.unit_code, result.level, result.credits, result.hours, result.confirms_core,
        result.kind == SubmissionKind.EARLIER_LEARNING, result,
    )  # fmt: skip
