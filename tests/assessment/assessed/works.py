"""Submissions at any point of their way, in as few words as possible. Each takes a session and flushes."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.models import (
    AssessorScope,
    Assignment,
    Judgement,
    PartWork,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionFile,
    SubmissionTry,
    judgement_place,
    part_place,
    released_place,
    try_place,
)
from learnmentor.assessment.assessed.observed.models import AssessedVisit, visit_place
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    AssignmentKind,
    ConsentState,
    CriterionJudged,
    HandedInFile,
    HandedInPart,
    HandedInWork,
    JudgedWork,
    JudgementKind,
    Outcome,
    ResultGround,
    SubmissionKind,
    SubmissionState,
)
from learnmentor.assessment.assessed.standardisation.models import Standardisation, evidence_place
from learnmentor.courses.catalogue.models import Page, Revision
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from tests import factories

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
CRITERIA = ("P1.1-1", "P1.2-1", "P1.2-2", "P1.3-1")
P1: dict[str, Any] = {
    "title": "Assessed version of P1", "summary": "", "unit": "P1", "confirms_core": True,
    "versions": [{"level": 4, "credits": 1, "hours": 10, "split": {"practice": 6, "portfolio": 4}}],
    "decision": "Pass or refer, with two resubmissions. No grade.",
    "criteria": [
        {"id": "P1.1", "outcome": "Set up a relationship", "criteria": ["A signed agreement"], "keys": ["P1.1-1"]},
        {
            "id": "P1.2",
            "outcome": "Hold purposeful conversations",
            "criteria": ["Two meeting records", "A witness note or transcript extract"],
            "keys": ["P1.2-1", "P1.2-2"],
        },
        {"id": "P1.3", "outcome": "Reflect", "criteria": ["A reflective account"], "keys": ["P1.3-1"]},
    ],
    "parts": [
        {
            "key": "agreement", "title": "An agreement", "html": "<p>Signed by both of you.</p>",
            "takes": ["records", "text"], "records": ["agreement", "role-declaration"], "words": {},
            "criteria": ["P1.1-1"], "optional": False,
        },
        {
            "key": "meetings", "title": "Two meetings", "html": "<p>Two records.</p>",
            "takes": ["records", "text", "files"], "records": ["meeting"], "words": {}, "criteria": ["P1.2-1"],
            "optional": False,
        },
        {
            "key": "listening", "title": "Listening", "html": "<p>A note, or a page of transcript.</p>",
            "takes": ["witness", "records", "text", "files", "links"], "records": ["transcript"], "words": {},
            "criteria": ["P1.2-2"], "optional": False,
        },
        {
            "key": "account", "title": "About 800 words", "html": "<p>What you learned.</p>", "takes": ["text"],
            "records": [], "words": {"4": 800}, "criteria": ["P1.3-1"], "optional": False,
        },
    ],
}  # fmt: skip
_ids = count(1)


def brief(db: Session, data: dict[str, Any] | None = None) -> Revision:
    """The published brief of a unit, P1's if no other is given."""
    data = data or P1
    unit = data["unit"]
    found = db.scalar(select(Page).where(Page.kind == "brief", Page.code == unit))
    if found:
        return db.get_one(Revision, found.revision_id)
    made = factories.revision(db, kind="brief", code=unit, data=data)
    db.add(Page(kind="brief", code=unit, title=data["title"], summary="", revision_id=made.id))
    db.flush()
    return made


def _brief_of(db: Session, unit: str) -> Revision:
    """The brief of a unit as a test published it, P1's without that; an empty one of any other."""
    if unit == "P1" or db.scalar(select(Page.id).where(Page.kind == "brief", Page.code == unit)):
        return brief(db, {**P1, "unit": unit})
    return factories.revision(db, kind="brief", code=unit)


def submission(
    db: Session,
    learner: Person,
    *,
    unit: str = "P1",
    level: int = 4,
    kind: SubmissionKind = SubmissionKind.UNIT,
    public_id: str = "",
    at: datetime = NOW,
) -> Submission:
    """A submission in preparation, with nothing in it."""
    made = Submission(
        public_id=public_id or f"submission{next(_ids)}", person_id=learner.id, kind=kind, unit_code=unit, level=level,
        state=SubmissionState.PREPARING, tries=0, begun_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def written(db: Session, vault: Vault, made: Submission, text: str, *, part: str = "account") -> PartWork:
    """A text that is prepared for a part."""
    body = vault.seal({"text": text, "links": []}, place=part_place(made.public_id, part))
    work = PartWork(submission_id=made.id, part=part, body=body, changes=1, changed_at=NOW)
    db.add(work)
    db.flush()
    return work


def released(
    db: Session, vault: Vault, made: Submission, *, other: Person | None, text: str, public_id: str = "",
    part: str = "meetings", kind: str = "meeting", state: ConsentState = ConsentState.ASKED,
) -> ReleasedRecord:  # fmt: skip
    """A record that is released for a submission, as a sheet of one text."""
    public_id = public_id or f"released{next(_ids)}"
    said = {"label": "Said", "said": [{"text": text, "by": "", "note": False}]}
    sheet = {"title": "A meeting", "code": "F11", "readers": "", "about": [],
             "sections": [{"heading": "Said", "items": [said]}]}  # fmt: skip
    record = ReleasedRecord(
        public_id=public_id, submission_id=made.id, part=part, kind=kind, source=f"{kind}:{public_id}",
        other_id=other.id if other else None, state=state if other else ConsentState.OWN,
        body=vault.seal(sheet, place=released_place(public_id)),
        sha256=hashlib.sha256(json.dumps(sheet).encode()).hexdigest(), asked_at=NOW,
    )  # fmt: skip
    db.add(record)
    db.flush()
    return record


def kept_file(
    db: Session, made: Submission, content: bytes, *, name: str, media_type: str, part: str = "account",
    public_id: str = "", files: FileStore | None = None,
) -> HandedInFile:  # fmt: skip
    """A file of a part, in the store if one is given; as it stands in a try."""
    digest, public_id = hashlib.sha256(content).hexdigest(), public_id or f"workfile{next(_ids)}"
    if files:
        files.put(io.BytesIO(content))
    db.add(
        SubmissionFile(public_id=public_id, submission_id=made.id, part=part, name=name, media_type=media_type,
                       size=len(content), sha256=digest, storage_key=digest, added_at=NOW)
    )  # fmt: skip
    db.flush()
    return HandedInFile(public_id, name, media_type, len(content), digest)


def work(text: str = "What I learned.", parts: Sequence[HandedInPart] = ()) -> HandedInWork:
    """What is handed in: a text for each part of P1, or these parts."""
    texts = [HandedInPart(part["key"], part["title"], text=text) for part in P1["parts"]]
    return HandedInWork(tuple(parts or texts))


def handed_in(
    db: Session,
    vault: Vault,
    made: Submission,
    *,
    handed: HandedInWork | None = None,
    public_id: str = "",
    at: datetime = NOW,
) -> SubmissionTry:
    """One more try of a submission that is prepared."""
    revision = _brief_of(db, made.unit_code)
    public_id, content = public_id or f"try{next(_ids)}", queries.as_json(handed or work())
    made.tries, made.state = made.tries + 1, SubmissionState.HANDED_IN
    tried = SubmissionTry(
        public_id=public_id, submission_id=made.id, number=made.tries, handed_in_at=at,
        due_on=at.date() + timedelta(days=21), body=vault.seal(content, place=try_place(public_id)),
        sha256=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(), revision_id=revision.id,
        rule=dict(revision.data),
    )  # fmt: skip
    db.add(tried)
    db.flush()
    return tried


def assessor(
    db: Session, person: Person, *, levels: Sequence[int] = (4, 5, 6, 7), units: Sequence[str] = (),
    role: RoleName = RoleName.ASSESSOR, starts_on: date = date(2026, 1, 1),
) -> AssessorScope:  # fmt: skip
    """Somebody who may judge, or moderate, at these levels; the role is given where it is not held."""
    held = db.scalar(select(Role).where(Role.person_id == person.id, Role.name == role).limit(1))
    if held is None:
        held = Role(person_id=person.id, name=role, starts_on=starts_on)
        db.add(held)
        db.flush()
    scope = AssessorScope(
        role_id=held.id, levels=list(levels), units=list(units), training="evidence", evidence="Assessor award",
        recorded_by_id=person.id, recorded_at=NOW,
    )  # fmt: skip
    db.add(scope)
    db.flush()
    return scope


def assigned(
    db: Session, tried: SubmissionTry, to: Person, *, kind: AssignmentKind = AssignmentKind.FIRST
) -> Assignment:
    """That somebody is asked to judge a try."""
    made = Assignment(try_id=tried.id, assessor_id=to.id, kind=kind, assigned_at=NOW)
    db.add(made)
    db.flush()
    return made


def words(*, met: bool = True, comment: str = "Clear.", note: str = "Thank you for this.") -> JudgedWork:
    """What is judged of P1's criteria: all met, or the last one not."""
    last = len(CRITERIA) - 1
    return JudgedWork(
        tuple(
            CriterionJudged(key, met=met or number < last, place="account", comment=comment)
            for number, key in enumerate(CRITERIA)
        ),
        note=note,
        missing="" if met else "Cite two sources.",
    )


def judged(
    db: Session,
    vault: Vault,
    tried: SubmissionTry,
    by: Person,
    *,
    outcome: Outcome = Outcome.PASS,
    kind: JudgementKind = JudgementKind.FIRST,
    close: bool = False,
    said: JudgedWork | None = None,
    at: datetime = NOW,
) -> Judgement:
    """A judgement that was saved; the assignment for it ends."""
    said = said or words(met=outcome == Outcome.PASS)
    public_id = f"judgement{next(_ids)}"
    made = Judgement(
        public_id=public_id, try_id=tried.id, assessor_id=by.id, kind=kind, outcome=outcome, close=close,
        body=vault.seal(queries.as_json(said), place=judgement_place(public_id)), not_met=said.not_met, changes=1,
        changed_at=at, saved_at=at,
    )  # fmt: skip
    db.add(made)
    for each in db.scalars(select(Assignment).where(Assignment.try_id == tried.id, Assignment.assessor_id == by.id)):
        each.ended_at, each.ended_as = at, AssignmentEnd.JUDGED
    if kind == JudgementKind.FIRST:
        db.get_one(Submission, tried.submission_id).state = SubmissionState.JUDGED
    db.flush()
    return made


@dataclass(frozen=True)
class Passed:
    """A submission that was passed, with its try, judgement and result."""

    submission: Submission
    tried: SubmissionTry
    judgement: Judgement
    result: Result


def passed(
    db: Session, vault: Vault, learner: Person, assessor_: Person, *, unit: str = "P1", level: int = 4,
    credits_: int = 1, kind: SubmissionKind = SubmissionKind.UNIT, outcome: Outcome = Outcome.PASS,
) -> Passed:  # fmt: skip
    """A submission whose outcome was released, a pass if no other is asked."""
    made = submission(db, learner, unit=unit, level=level, kind=kind)
    tried = handed_in(db, vault, made)
    judgement = judged(db, vault, tried, assessor_, outcome=outcome)
    tried.outcome, tried.released_at = outcome, NOW
    made.state, made.ended_at = SubmissionState.PASSED, NOW
    if outcome == Outcome.REFER:
        made.state, made.ended_at = SubmissionState.PREPARING, None
    result = Result(
        public_id=f"result{next(_ids)}", try_id=tried.id, person_id=learner.id, judgement_id=judgement.id, kind=kind,
        unit_code=unit, level=level, credits=credits_, hours=10 * credits_, confirms_core=unit in {"P1", "P2", "P5"},
        outcome=outcome, ground=ResultGround.RELEASED, assessed_on=TODAY, released_on=TODAY, released_at=NOW,
    )  # fmt: skip
    db.add(result)
    db.flush()
    return Passed(made, tried, judgement, result)


RECORDS: dict[str, Any] = {
    code: {"title": code, "criteria": {"A": f"{code}: everybody begins.", "B": f"{code}: everybody is asked."}}
    for code in ("R1", "R2", "R3")
}


def standardised(
    db: Session, vault: Vault, by: Person, *, met: bool | None = True, public_id: str = "", on: date = TODAY,
    words: str = "Line 4.",
) -> Standardisation:  # fmt: skip
    """A round of standardisation, all criteria met or all not yet; `met` None: begun, with nothing decided."""
    public_id = public_id or f"round{next(_ids)}"
    decided = {code: {} if met is None else dict.fromkeys(each["criteria"], met) for code, each in RECORDS.items()}
    said = {code: dict.fromkeys(each["criteria"], words) for code, each in RECORDS.items()}
    made = Standardisation(
        public_id=public_id, person_id=by.id, asked=RECORDS, judged=decided,
        body=vault.seal(said, place=evidence_place(public_id)), begun_at=NOW,
        finished_at=None if met is None else NOW, finished_on=None if met is None else on,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def visit(
    db: Session, vault: Vault, tried: SubmissionTry, by: Person, learner: Person, *, public_id: str = "",
    focus: str = "A talk.", told: bool = True, on: date = TODAY,
) -> AssessedVisit:  # fmt: skip
    """A visit that the assessor of a try proposed; the learner was told if no other is asked."""
    public_id = public_id or f"visit{next(_ids)}"
    declared = {"training": "O3", "not_used": "Notes", "judges": "The coordinator", "apart": True}
    body = {"focus": focus, "other_day": "", "declared": declared}
    made = AssessedVisit(
        public_id=public_id, try_id=tried.id, assessor_id=by.id, learner_id=learner.id, criteria=["P1.2-1"],
        held_on=on, body=vault.seal(body, place=visit_place(public_id)), declared_at=NOW,
        told_at=NOW if told else None,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made
