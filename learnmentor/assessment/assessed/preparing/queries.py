"""Reads about preparing: what is in a submission so far, what its person has to do before, whether anybody judges."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Text, bindparam, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.models import (
    AssessorScope,
    CriteriaShown,
    PartWork,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionFile,
    SubmissionTry,
    WitnessNote,
    part_place,
    shown_place,
)
from learnmentor.assessment.assessed.preparing import rules
from learnmentor.assessment.assessed.preparing.rules import UnitAsked, UnitFamily
from learnmentor.assessment.assessed.rules import ConsentState, CriterionShown, Outcome, SubmissionKind, SubmissionState
from learnmentor.courses.catalogue.models import Revision, Unit
from learnmentor.courses.study import queries as study
from learnmentor.courses.study.outlines import Studied, stops
from learnmentor.courses.study.rules import SegmentProgress
from learnmentor.ground.db import read
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.organisations.queries import on_day

# What is prepared


@dataclass(frozen=True)
class PreparedPart:
    """What is in a part now; records and witness notes lie beside it."""

    text: str = ""
    links: tuple[str, ...] = ()
    files: tuple[SubmissionFile, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not (self.text or self.links or self.files)


@dataclass(frozen=True)
class PreparedWork:
    """All that is prepared. `parts` by key: those in which something is, or was."""

    parts: Mapping[str, PreparedPart] = field(default_factory=dict)
    shown: tuple[CriterionShown, ...] = ()

    def part(self, key: str) -> PreparedPart:
        """A part; an empty one where nothing is in it."""
        return self.parts.get(key, PreparedPart())

    @property
    def answered(self) -> frozenset[str]:
        """The criteria of which is said where they are shown: in which part, and where in it."""
        return frozenset(each.criterion for each in self.shown if each.parts and each.where)


_TEXTS = union_all(
    select(PartWork.part, PartWork.body).where(PartWork.submission_id == bindparam("submission_id")),
    select(literal(""), CriteriaShown.body).where(CriteriaShown.submission_id == bindparam("submission_id")),
)
_FILES = (
    select(SubmissionFile)
    .where(SubmissionFile.submission_id == bindparam("submission_id"), SubmissionFile.removed_at.is_(None))
    .order_by(SubmissionFile.id)
)


def prepared(db: Session, vault: Vault, submission: Submission) -> PreparedWork:
    """What is in a submission so far, opened; in two statements."""
    texts = dict(db.execute(_TEXTS, {"submission_id": submission.id}).all())
    sealed, files = texts.pop("", None), files_prepared(db, submission.id)
    parts = {
        key: PreparedPart(*_opened(vault, submission, key, texts.get(key)), tuple(f for f in files if f.part == key))
        for key in sorted({*texts, *(each.part for each in files)})
    }
    return PreparedWork(parts, _shown(vault, submission, sealed))


def files_prepared(db: Session, submission_id: int) -> Sequence[SubmissionFile]:
    """The files that would be handed in now."""
    return db.scalars(_FILES, {"submission_id": submission_id}).all()


def _opened(vault: Vault, submission: Submission, key: str, body: bytes | None) -> tuple[str, tuple[str, ...]]:
    if body is None:
        return "", ()
    words = vault.open(body, place=part_place(submission.public_id, key))
    return words["text"], tuple(words["links"])


def _shown(vault: Vault, submission: Submission, body: bytes | None) -> tuple[CriterionShown, ...]:
    if body is None:
        return ()
    said = vault.open(body, place=shown_place(submission.public_id))
    return tuple(CriterionShown(key, tuple(each["parts"]), each["where"]) for key, each in said.items())


@dataclass(frozen=True)
class PreparedRows:
    """The rows that hold a part's text and where criteria are shown, with their words; held by whoever changes them."""

    work: PartWork | None
    part: PreparedPart
    criteria: CriteriaShown | None
    shown: tuple[CriterionShown, ...]


def rows_of(db: Session, vault: Vault, submission: Submission, part: str) -> PreparedRows:
    """The rows of a part as they are now."""
    newest = {"populate_existing": True}
    of_part = select(PartWork).where(PartWork.submission_id == submission.id, PartWork.part == part)
    work = db.scalar(of_part.execution_options(**newest))
    of_whole = select(CriteriaShown).where(CriteriaShown.submission_id == submission.id)
    criteria = db.scalar(of_whole.execution_options(**newest))
    opened = PreparedPart(*_opened(vault, submission, part, work.body if work else None))
    return PreparedRows(work, opened, criteria, _shown(vault, submission, criteria.body if criteria else None))


def file(db: Session, public_id: str, *, submission_id: int) -> SubmissionFile | None:
    """A file of a submission, one that was taken out too."""
    asked = select(SubmissionFile).where(SubmissionFile.public_id == public_id)
    return db.scalar(asked.where(SubmissionFile.submission_id == submission_id))


def same_file(db: Session, submission_id: int, *, part: str, sha256: str) -> SubmissionFile | None:
    """The file of a part that has these bytes."""
    asked = select(SubmissionFile).where(
        SubmissionFile.submission_id == submission_id, SubmissionFile.part == part, SubmissionFile.sha256 == sha256
    )
    return db.scalar(asked.where(SubmissionFile.removed_at.is_(None)).limit(1))


def in_a_try(db: Session, vault: Vault, file: SubmissionFile) -> bool:
    """Whether a file was handed in once; also where a try cannot be opened, which may hold it."""
    return any(_holds(vault, tried, file.public_id) for tried in assessed.tries_of(db, file.submission_id))


def _holds(vault: Vault, tried: SubmissionTry, public_id: str) -> bool:
    try:
        work = assessed.work_of(vault, tried)
    except UnreadableText:
        return True
    return work is not None and any(each.public_id == public_id for part in work.parts for each in part.files)


@dataclass(frozen=True)
class BesidePart:
    """Records and witness notes of a part: those that may be handed in, and those that somebody is asked for."""

    ready: int = 0
    waiting: int = 0


_GOES_IN = ReleasedRecord.state.in_([each for each in ConsentState if each.goes_in])
_BESIDE = union_all(
    select(
        ReleasedRecord.part,
        func.sum(case((_GOES_IN, 1), else_=0)),
        func.sum(case((ReleasedRecord.state == ConsentState.ASKED, 1), else_=0)),
    )
    .where(ReleasedRecord.submission_id == bindparam("submission_id"), ReleasedRecord.removed_at.is_(None))
    .group_by(ReleasedRecord.part),
    select(
        WitnessNote.part,
        func.sum(case((WitnessNote.written_at.is_not(None), 1), else_=0)),
        func.sum(case((WitnessNote.written_at.is_(None), 1), else_=0)),
    )
    .where(WitnessNote.submission_id == bindparam("submission_id"), WitnessNote.withdrawn_at.is_(None))
    .group_by(WitnessNote.part),
)


def beside_parts(db: Session, submission_id: int) -> dict[str, BesidePart]:
    """How many records and witness notes each part has."""
    found: dict[str, BesidePart] = {}
    for part, ready, waiting in db.execute(_BESIDE, {"submission_id": submission_id}):
        before = found.get(part, BesidePart())
        found[part] = BesidePart(before.ready + ready, before.waiting + waiting)
    return found


# What has to be done before handing in


@dataclass(frozen=True)
class UnitToDo:
    """A unit that has to be finished or begun; `done` of its `segments` are."""

    code: str
    title: str
    done: int = 0
    segments: int = 0


@dataclass(frozen=True)
class LackingUnits:
    """What somebody has to do before they may hand in, `asked` in all and `missing` of it; units by code.

    `title` is that of the unit that the work is for; `passed`: whether they passed it, at whatever level.
    """

    asked: rules.UnitsBefore = field(default_factory=rules.UnitsBefore)
    missing: rules.UnitsBefore = field(default_factory=rules.UnitsBefore)
    units: Mapping[str, UnitToDo] = field(default_factory=dict)
    title: str = ""
    passed: bool = False

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.missing.finish or self.missing.begin)

    @property
    def to_finish(self) -> list[UnitToDo]:
        """Units whose segments are not all done."""
        return [self.units[code] for code in self.missing.finish]

    @property
    def to_begin(self) -> list[UnitToDo]:
        """Practice units of which work has to be begun."""
        return [self.units[code] for code in self.missing.begin]


_theirs = Submission.__table__.alias()
_BEGUN = select(_theirs.c.id).where(  # work for the unit is prepared, was handed in, or passed
    _theirs.c.person_id == bindparam("person_id"),
    _theirs.c.unit_code == Unit.code,
    _theirs.c.state != SubmissionState.GIVEN_UP,
)
_result, _later = Result.__table__.alias(), Result.__table__.alias()
_PASSED = select(_result.c.id).where(
    _result.c.person_id == bindparam("person_id"),
    _result.c.unit_code == Unit.code,
    _result.c.outcome == Outcome.PASS,
    ~select(_later.c.id).where(_later.c.instead_of_id == _result.c.id).exists(),
)
_UNITS = (
    select(
        Unit.code, Unit.title, Unit.family, cast(Unit.outline, Text).label("outline"),
        case((Unit.code == bindparam("code"), cast(Revision.data, Text))).label("data"),
        _BEGUN.exists().label("begun"), _PASSED.exists().label("passed"),
    )
    .join(Revision, Revision.id == Unit.revision_id)
    .order_by(Unit.position, Unit.id)
)  # fmt: skip


def lacking(
    db: Session, person_id: int | None, unit_code: str, *, kind: SubmissionKind = SubmissionKind.UNIT
) -> LackingUnits:
    """What has to be done before handing in work for a unit, and what of it somebody has not done; two statements.

    Nothing for what was learned elsewhere earlier. An option counts as finished where it was passed, however it was
    learned.
    """
    found = {row.code: row for row in read(db, _UNITS, {"code": unit_code, "person_id": person_id})}
    if unit_code not in found or kind == SubmissionKind.EARLIER_LEARNING:
        return LackingUnits(title=found[unit_code].title if unit_code in found else "")
    known = {code: _facts(row) for code, row in found.items()}
    asked, studied = rules.units_before_handing_in(known[unit_code], known), study.studied(db, person_id)
    units = {code: _to_do(found[code], studied) for code in (*asked.finish, *asked.begin)}
    done = {code for code in asked.finish if units[code].done == units[code].segments}
    passed = {code for code in asked.finish if found[code].passed and code != unit_code}
    missing = rules.lacking(asked, finished=done | passed, begun={code for code in asked.begin if found[code].begun})
    return LackingUnits(asked, missing, units, found[unit_code].title, bool(found[unit_code].passed))


def _facts(row: Any) -> UnitAsked:
    before = json.loads(row.data).get("prerequisites", ()) if row.data else ()
    return UnitAsked(row.code, UnitFamily(row.family), tuple(before), len(json.loads(row.outline)))


def _to_do(row: Any, studied: Mapping[str, Studied]) -> UnitToDo:
    found = stops(row.code, json.loads(row.outline), studied)
    return UnitToDo(row.code, row.title, sum(each.state == SegmentProgress.DONE for each in found), len(found))


def unit_facts(db: Session, unit_code: str) -> UnitAsked | None:
    """A unit as rules see it, without what it asks for."""
    row = db.execute(select(Unit.code, Unit.family).where(Unit.code == unit_code)).one_or_none()
    return UnitAsked(row[0], UnitFamily(row[1])) if row else None


def unit_titles(db: Session) -> dict[str, str]:
    """The title of every unit, by code."""
    return dict(db.execute(select(Unit.code, Unit.title)).all())


# Whose submissions go on


IS_PREPARING = (  # whether a person who is in the statement has work that goes on: it rides along
    select(Submission.id)
    .where(Submission.person_id == Person.__table__.c.id, Submission.ended_at.is_(None))
    .correlate(Person.__table__)
    .exists()
)


def going_on_of(db: Session, person_id: int) -> Sequence[Submission]:
    """The submissions of somebody that have not ended, the newest first."""
    mine = select(Submission).where(Submission.person_id == person_id, Submission.ended_at.is_(None))
    return db.scalars(mine.order_by(Submission.id.desc())).all()


# Whether anybody judges


_SCOPES = (
    select(AssessorScope.levels, AssessorScope.units)
    .join(Role, Role.id == AssessorScope.role_id)
    .join(Person, Person.id == Role.person_id)
    .where(Role.name == RoleName.ASSESSOR, on_day(Role.starts_on, Role.ends_on, bindparam("on", type_=Date)))
    .where(Person.closed_at.is_(None), Person.suspended_at.is_(None))
)


def anybody_judges(db: Session, unit_code: str, level: int, on: date) -> bool:
    """Whether somebody here may judge work for a unit at a level on a day: an assessor with a scope."""
    return any(level in levels and (not units or unit_code in units) for levels, units in _scopes(db, on))


def levels_judged(db: Session, unit_code: str, on: date) -> frozenset[int]:
    """The levels at which somebody here may judge work for a unit."""
    return frozenset(level for levels, units in _scopes(db, on) if not units or unit_code in units for level in levels)


def anybody_judges_anything(db: Session, on: date) -> bool:
    """Whether there is any assessor here."""
    return bool(_scopes(db, on))


def _scopes(db: Session, on: date) -> list[tuple[list[int], list[str]]]:
    return [(row[0], row[1]) for row in db.execute(_SCOPES, {"on": on})]
