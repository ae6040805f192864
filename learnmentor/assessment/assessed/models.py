"""Submissions with what is prepared in them and each time they were handed in; who judges, and what came of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    AssignmentKind,
    ConsentState,
    JudgementKind,
    Outcome,
    ResultGround,
    SubmissionFacts,
    SubmissionKind,
    SubmissionState,
)
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import Base

NO_CORE = "substr(unit_code, 1, 1) <> 'C'"  # the core carries no summative assessment: promise 1


def part_place(submission_id: str, part: str) -> str:
    """What the work on a part is sealed for, by the public id of the submission."""
    return f"submission-part:{submission_id}:{part}"


def shown_place(submission_id: str) -> str:
    """What a learner's answers to the criteria are sealed for."""
    return f"submission-criteria:{submission_id}"


def try_place(try_id: str) -> str:
    """What the work of a try is sealed for, by its public id."""
    return f"submission-try:{try_id}"


def released_place(public_id: str) -> str:
    """What the copy of a released record is sealed for."""
    return f"released-record:{public_id}"


def witness_place(public_id: str) -> str:
    """What a witness note, and who was asked for it, is sealed for."""
    return f"witness-note:{public_id}"


def judgement_place(public_id: str) -> str:
    """What the words of a judgement are sealed for."""
    return f"judgement:{public_id}"


def appeal_place(public_id: str) -> str:
    """What the words of an appeal are sealed for."""
    return f"appeal:{public_id}"


class Submission(Base):
    """One person at one assessed version of a unit. Its row orders all that is decided about it."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(NO_CORE, name="no_core"),
        CheckConstraint("level between 4 and 7", name="level"),
        CheckConstraint("kind in ('unit', 'earlier-learning')", name="kind"),
        CheckConstraint(
            "state in ('preparing', 'handed-in', 'judged', 'passed', 'not-passed', 'given-up')", name="state"
        ),
        CheckConstraint("tries between 0 and 3", name="tries"),
        Index("ix_submission_person_id", "person_id", "id"),
        Index("ix_submission_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    kind: Mapped[SubmissionKind] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    state: Mapped[SubmissionState] = mapped_column(String(12))
    tries: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def facts(self) -> SubmissionFacts:
        """What rules ask of it."""
        return SubmissionFacts(self.person_id, SubmissionState(self.state), self.tries)


class PartWork(Base):
    """What is prepared for one part: a text and links, sealed; `changes`: how often it was changed."""

    __tablename__ = "submission_part"
    __table_args__ = (UniqueConstraint("submission_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(30))
    body: Mapped[bytes]  # {text, links}, sealed for `part_place`
    changes: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class CriteriaShown(Base):
    """Where a learner says that each criterion is shown, sealed."""

    __tablename__ = "submission_criteria"

    submission_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes]  # {criterion: {parts, where}}, sealed for `shown_place`
    changes: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class SubmissionFile(Base):
    """A file of a part, kept as uploaded. `removed_at`: taken out of what is prepared, and still in a try."""

    __tablename__ = "submission_file"
    __table_args__ = (Index("ix_submission_file_submission_id", "submission_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    submission_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def kept(self) -> KeptFile:
        """The file as a value."""
        return KeptFile(self.name, self.media_type, self.size, self.sha256, self.storage_key)


class ReleasedRecord(Base):
    """A copy of one of the learner's records, read in one submission alone.

    `source` names what it is a copy of; `other_id` who is asked, where it is of two people. Consent withdrawn after it
    was handed in takes `body` away and leaves `sha256`: nobody reads the copy any more, and what was judged stands.
    """

    __tablename__ = "released_record"
    __table_args__ = (
        CheckConstraint("state in ('own', 'asked', 'given', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'own') = (other_id is null)", name="own"),
        CheckConstraint("body is not null or state in ('refused', 'withdrawn')", name="body"),
        UniqueConstraint("submission_id", "part", "source"),
        Index("ix_released_record_other_id", "other_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    submission_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(20))  # a ReleasableKind
    source: Mapped[str] = mapped_column(String(60))
    pair_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("pair.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    state: Mapped[ConsentState] = mapped_column(String(10))
    body: Mapped[bytes | None]  # a sheet, sealed for `released_place`
    sha256: Mapped[str] = mapped_column(String(64))  # of the copy
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]  # by the learner, from what is prepared


class WitnessNote(Base):
    """A colleague who is asked for a note about a part, by a link that needs no account; then the note."""

    __tablename__ = "witness_note"
    __table_args__ = (Index("ix_witness_note_submission_id", "submission_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    submission_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(30))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    asked: Mapped[bytes | None]  # {name, address, about}, sealed for `witness_place`
    body: Mapped[bytes | None]  # {name, role, text}, sealed for `witness_place`
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the note
    asked_at: Mapped[datetime]
    worth_until: Mapped[datetime]
    written_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # by the learner, or declined by whoever was asked


class SubmissionTry(Base):
    """What was handed in once, kept whole: the work, sealed, its SHA-256, and what was in force then."""

    __tablename__ = "submission_try"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("number between 1 and 3", name="number"),
        CheckConstraint("outcome in ('pass', 'refer')", name="outcome"),
        CheckConstraint("(outcome is null) = (released_at is null)", name="released"),
        Index("ix_submission_try_released_at", "released_at", "handed_in_at"),
        Index("ix_submission_try_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    submission_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission.id"))
    number: Mapped[int]
    handed_in_at: Mapped[datetime]
    due_on: Mapped[date]  # by the target of the installation, in working days
    body: Mapped[bytes | None]  # HandedInWork, sealed for `try_place`; empty once its writer's account was closed
    sha256: Mapped[str] = mapped_column(String(64))  # of HandedInWork as canonical JSON
    revision_id: Mapped[int] = mapped_column(Integer, ForeignKey("revision.id"))  # of the brief
    rule: Mapped[dict[str, Any]]  # BriefData as it was then: criteria, versions, decision
    outcome: Mapped[Outcome | None] = mapped_column(String(6))
    released_at: Mapped[datetime | None]


class AssessorScope(Base):
    """For which levels and units a role of an assessor or moderator is given, and the training that was shown.

    The dates are those of the role. No units: all of them. Without this row nothing can be assigned.
    """

    __tablename__ = "assessor_scope"
    __table_args__ = (CheckConstraint("training in ('unit-o3', 'evidence', 'standardised')", name="training"),)

    role_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    levels: Mapped[list[Any]]
    units: Mapped[list[Any]]
    training: Mapped[str] = mapped_column(String(12))
    evidence: Mapped[str] = mapped_column(String(200), default="")  # the training, by name
    recorded_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    recorded_at: Mapped[datetime]


class Assignment(Base):
    """That somebody is asked to judge a try; ended ones are kept. `by_id`: who assigned it; none: from the queue."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("kind in ('first', 'second', 'appeal')", name="kind"),
        CheckConstraint(
            "ended_as in ('judged', 'handed-back', 'recognised', 'conflict', 'role-ended', 'reassigned', 'given-up')",
            name="ended_as",
        ),
        CheckConstraint("(ended_at is null) = (ended_as is null)", name="ended"),
        Index("ix_assignment_assessor_id", "assessor_id", "ended_at"),
        Index("ix_assignment_try_id", "try_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"))
    assessor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    kind: Mapped[AssignmentKind] = mapped_column(String(8))
    by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[AssignmentEnd | None] = mapped_column(String(12))


class Judgement(Base):
    """A judgement of a try; a draft until `saved_at`, and never changed after it.

    `close`: its assessor says that it was close. `not_met`: how many criteria were not met.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("kind in ('first', 'second', 'agreed', 'appeal')", name="kind"),
        CheckConstraint("outcome in ('pass', 'refer')", name="outcome"),
        CheckConstraint("saved_at is null or outcome is not null", name="decided"),
        Index("ix_judgement_try_id", "try_id", "kind"),
        Index("ix_judgement_assessor_id", "assessor_id", "saved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"))
    assessor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    kind: Mapped[JudgementKind] = mapped_column(String(8))
    body: Mapped[bytes | None]  # JudgedWork, sealed for `judgement_place`
    outcome: Mapped[Outcome | None] = mapped_column(String(6))
    close: Mapped[bool] = mapped_column(default=False, server_default=false())
    not_met: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]


class ModerationSample(Base):
    """Whether the first judgement of a try is sampled, by which rules, and by which draw; one row a try, kept.

    `seed` is drawn after the judgement is saved; with `basis`, all that the rules were asked, anybody makes the draw
    again. `settled_at`: two agree, or came to an agreed outcome.
    """

    __tablename__ = "moderation_sample"
    __table_args__ = (Index("ix_moderation_sample_settled_at", "sampled", "settled_at"),)

    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"), primary_key=True, autoincrement=False)
    judgement_id: Mapped[int] = mapped_column(Integer, ForeignKey("judgement.id"), unique=True)
    sampled: Mapped[bool]
    reasons: Mapped[list[Any]]
    seed: Mapped[str] = mapped_column(String(64))
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # {judged, rule}
    drawn_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Result(Base):
    """What was released of a try; append-only. A later one that takes its place names it and leaves it as it is."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint(NO_CORE, name="no_core"),
        CheckConstraint("outcome in ('pass', 'refer')", name="outcome"),
        CheckConstraint("ground in ('released', 'appeal', 'correction')", name="ground"),
        CheckConstraint("(ground = 'correction') = (reason is not null)", name="reason"),
        CheckConstraint("credits >= 0", name="credits"),
        Index("ix_result_person_id", "person_id", "id"),
        Index("ix_result_try_id", "try_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    judgement_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("judgement.id"), index=True)
    kind: Mapped[SubmissionKind] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    credits: Mapped[int]
    hours: Mapped[int]
    confirms_core: Mapped[bool]
    outcome: Mapped[Outcome] = mapped_column(String(6))
    ground: Mapped[ResultGround] = mapped_column(String(10))
    instead_of_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("result.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(300))
    assessed_on: Mapped[date]
    released_on: Mapped[date]
    released_at: Mapped[datetime]


class Appeal(Base):
    """That a learner asks for another look at a released result; its outcome stands beside the result."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("outcome in ('stands', 'changed', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome is null) = (closed_at is null)", name="closed"),
        Index("ix_appeal_closed_at", "closed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    result_id: Mapped[int] = mapped_column(Integer, ForeignKey("result.id"), unique=True)
    body: Mapped[bytes | None]  # {reasons, answer}, sealed for `appeal_place`
    made_at: Mapped[datetime]
    moderator_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(10))
    closed_at: Mapped[datetime | None]
