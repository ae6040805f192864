"""Assessed work of the demonstration: its trainer's starter portfolio, judged twice and passed, with the award that
came of it; and that of a nurse, which waits in the assessor's queue.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor import demo_assessed_words as words
from learnmentor.accounts import queries as accounts
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.assessors import services as assessors
from learnmentor.assessment.assessed.assessors.rules import LEVELS, ScopeFacts, Training
from learnmentor.assessment.assessed.assignments import services as assignments
from learnmentor.assessment.assessed.briefs import brief_of, current_brief
from learnmentor.assessment.assessed.handing_in import queries as handing_in
from learnmentor.assessment.assessed.handing_in import services as hand_ins
from learnmentor.assessment.assessed.handing_in.services import DecisionTarget, LookedOver
from learnmentor.assessment.assessed.judging import services as judging
from learnmentor.assessment.assessed.judging.form_judgement import answers_of
from learnmentor.assessment.assessed.judging.rules import PlaceInWork, TypedJudgement
from learnmentor.assessment.assessed.models import Assignment, SubmissionTry
from learnmentor.assessment.assessed.moderation.rules import SEED_BITS
from learnmentor.assessment.assessed.preparing import services as preparing
from learnmentor.assessment.assessed.preparing.rules import TEXT_CELL, part_cell, where_cell
from learnmentor.assessment.assessed.rules import AssignmentKind, CriterionJudged, JudgedWork, Outcome
from learnmentor.certificates import queries as certificates
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.courses.study import queries as studies
from learnmentor.courses.study import services as study
from learnmentor.cpd import services as cpd
from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.stories import judged_work, opening_account
from learnmentor.stories.judged_work import Releasing

UNIT, LEVEL, AWARD = "P1", 4, "INT-L4-3"
NURSE = ("samuel@example.org", "Samuel Osei")
_NOBODYS = "!"  # the hash of no password
_CORE = 40  # segments, all of which come before P1 is handed in
_ACTIVE = 24 * 60  # seconds at a segment


@dataclass(frozen=True)
class DemoPanel:
    """Who judges, who moderates, and who wrote down what each may judge; by the rules of the installation."""

    administrator: Person
    assessor: Person
    moderator: Person
    target: DecisionTarget
    releasing: Releasing


def make(db: Session, vault: Vault, *, owner: Person, panel: DemoPanel, at: datetime) -> None:
    """Make both portfolios, unless there is assessed work of the owner's: what people did with it stays."""
    if queries.how_many_of(db, owner.id) or current_brief(db, UNIT) is None:
        return
    _let_judge(db, panel, on=at.date(), at=at)
    _study(db, owner, at=at - timedelta(days=40))
    if tried := _hand_in(db, vault, owner, words.BENS, target=panel.target, at=at - timedelta(days=18)):
        _judge_twice(db, vault, tried, panel, at=at)
    nurse = _nurse(db, at=at - timedelta(days=60))
    _study(db, nurse, at=at - timedelta(days=20))
    _hand_in(db, vault, nurse, words.SAMUELS, target=panel.target, at=at - timedelta(days=3))


def certificate_of(db: Session, owner: Person) -> str:
    """The number of the owner's certificate of the award that the portfolio leads to; "" where there is none."""
    found = certificates.certificates_of(db, owner.id)
    return next((each.number for each in found if each.award_code == AWARD), "")


def _actor(person: Person, *roles: RoleName) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset(roles))


def _nurse(db: Session, *, at: datetime) -> Person:
    email, name = NURSE
    return accounts.person_by_email(db, email) or opening_account.open_account(
        db, email=email, name=name, password_hash=_NOBODYS, public_id=randomness.public_id(), at=at, today=at.date()
    )


def _let_judge(db: Session, panel: DemoPanel, *, on: date, at: datetime) -> None:
    """Write down for which levels each of the two judges, and how they were trained."""
    by = _actor(panel.administrator, RoleName.ADMINISTRATOR)
    for person, name in ((panel.assessor, RoleName.ASSESSOR), (panel.moderator, RoleName.MODERATOR)):
        scope = ScopeFacts(LEVELS, (), Training.EVIDENCE, words.EVIDENCE[name])
        for role in accounts.roles_of(db, person.id):
            if role.name == name:
                assessors.record(db, role, part=None, scope=scope, by=by, on=on, at=at)


def _study(db: Session, person: Person, *, at: datetime) -> None:
    """Finish the core, two segments a day, the last of them on the day of `at`."""
    learner, segments = _actor(person), studies.first_segments(db, most=_CORE)
    for number, segment in enumerate(segments):
        moment = at - timedelta(days=(len(segments) - 1 - number) // 2)
        row = study.begin(db, learner=learner, segment=segment, at=moment)
        row.active_seconds = row.active_seconds or _ACTIVE
        db.flush()
        standing = studies.standing(db, person_id=person.id, segment_id=segment.id)
        if standing is None or not study.complete(db, study=standing, at=moment):
            continue
        version = catalogue.version(db, standing.revision_id)
        cpd.credit(
            db, learner=learner, source=f"segment:{segment.code}", on=moment.date(),
            title=f"{segment.code} {segment.title}", planned=SEGMENT_MINUTES, active=standing.active_seconds // 60,
            claimed=None, segment_code=segment.code, revision_number=version.number, at=moment,
        )  # fmt: skip


def _hand_in(
    db: Session, vault: Vault, person: Person, work: words.Work, *, target: DecisionTarget, at: datetime
) -> SubmissionTry | None:
    """Prepare the starter portfolio and hand it in, unless the course as it is now asks for something else."""
    made = preparing.begin(
        db, person_id=person.id, unit_code=UNIT, level=LEVEL, public_id=randomness.public_id(),
        at=at - timedelta(days=10),
    )  # fmt: skip
    for number, (key, part) in enumerate(work.items()):
        preparing.keep_part(
            db, vault, made, by=person.id, part=key, typed=_cells(key, part), seen={}, files=(),
            at=at - timedelta(days=8 - number),
        )  # fmt: skip
    found = handing_in.to_hand_in(db, vault, made)
    if found is None or found.gaps:
        return None
    return hand_ins.hand_in(
        db, vault, made, by=person.id, seen=LookedOver(found.number, found.mark), target=target,
        public_id=randomness.public_id(), at=at,
    )  # fmt: skip


def _cells(key: str, part: words.DemoPortfolioPart) -> dict[str, str]:
    cells = {TEXT_CELL: part.text}
    for criterion, where in part.shown.items():
        cells |= {part_cell(criterion): key, where_cell(criterion): where}
    return cells


# Judged


def _judge_twice(db: Session, vault: Vault, tried: SubmissionTry, panel: DemoPanel, *, at: datetime) -> None:
    """The assessor takes it and passes it; it is sampled, as the first ten are; the moderator passes it too."""
    first, second = at - timedelta(days=12), at - timedelta(days=9)
    taken = assignments.take(db, tried, by=panel.assessor.id, on=at.date(), at=first)
    said = _all_met(words.NOTE, words.COMMENTS)
    _judge(db, vault, tried, taken, said=said, on=at.date(), at=first)
    _follow(db, tried, panel.releasing, at=first)
    asked = assignments.assign(
        db, tried, to=panel.moderator.id, kind=AssignmentKind.SECOND, by=None, on=at.date(), at=second
    )
    _judge(db, vault, tried, asked, said=_all_met(words.SECOND_NOTE, {}), on=at.date(), at=second)
    _follow(db, tried, panel.releasing, at=second)


def _follow(db: Session, tried: SubmissionTry, releasing: Releasing, *, at: datetime) -> None:
    seed = f"{randomness.bits(SEED_BITS):064x}"
    judged_work.after_judgement(db, try_id=tried.id, releasing=releasing, seed=seed, at=at)


def _all_met(note: str, comments: dict[str, str]) -> TypedJudgement:
    """Each criterion is met, in the part of which its writer says that it shows there."""
    criteria = tuple(
        CriterionJudged(key, met=True, place=PlaceInWork(part).kept, comment=comments.get(key, ""))
        for part, each in words.BENS.items()
        for key in each.shown
    )
    return TypedJudgement(JudgedWork(criteria, note), Outcome.PASS)


def _judge(
    db: Session, vault: Vault, tried: SubmissionTry, asked: Assignment, *, said: TypedJudgement, on: date, at: datetime
) -> None:
    brief, public_id = brief_of(tried), randomness.public_id()
    judging.keep_draft(
        db, vault, asked, brief=brief, answers=answers_of(brief, said), seen={}, public_id=public_id, at=at
    )
    judging.save(db, vault, tried, asked, brief=brief, seen=1, on=on, at=at)
