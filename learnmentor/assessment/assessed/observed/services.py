"""What is done with an assessed visit: proposed, agreed to, told, recorded. The submission's row orders it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as tries
from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.assessors.queries import conflict
from learnmentor.assessment.assessed.assignments.queries import open_assignment
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.observed import queries, rules
from learnmentor.assessment.assessed.observed.form_visit import DECLARATION, record_form
from learnmentor.assessment.assessed.observed.models import AssessedVisit, visit_place, visit_record_place
from learnmentor.assessment.assessed.observed.queries import VisitWords
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.courses.catalogue.assessed_versions import Criterion
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, merge


class NotWithYou(Exception):
    """Whoever writes is not asked to judge this try, or no longer."""


class VisitConflict(Exception):
    """Whoever proposes is mentor or manager of the learner, or was within the last year."""


class VisitStands(Exception):
    """The visit stands otherwise by now, so this cannot be done with it any more, or not yet."""


class TooManyVisits(Exception):
    """The try has a visit that goes on, or as many as there may be."""


class DayPassed(Exception):
    """The day is over: nobody can be told beforehand."""


def propose(
    db: Session, vault: Vault, tried: SubmissionTry, *, by: int, values: Mapping[str, Any], on: date, public_id: str,
    at: datetime,
) -> AssessedVisit:  # fmt: skip
    """Propose a visit, with form F13 signed. What another assessor proposed before and did not record is called off.

    Raises `NotWithYou`, `VisitConflict`, `TooManyVisits`, `DayPassed`.
    """
    learner_id = _hold(db, tried)
    _demand_assigned(db, tried.id, by, learner_id=learner_id, on=on)
    day = date.fromisoformat(values["held_on"])
    if day < on:
        raise DayPassed(day)
    there = queries.visits_of_try(db, tried.id)
    going = [each for each in there if not (each.facts.recorded or each.facts.called_off)]
    mine = any(each.assessor_id == by for each in going)
    if not rules.may_propose(assigned=True, visits=len(there), going_on=mine):
        raise TooManyVisits(tried.public_id)
    for each in going:
        each.called_off_at = at
    words = VisitWords(values["focus"], "", {part.key: values[part.key] for part in DECLARATION})
    made = AssessedVisit(
        public_id=public_id, try_id=tried.id, assessor_id=by, learner_id=learner_id, criteria=values["criteria"],
        held_on=day, body=_sealed(vault, public_id, words), declared_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _hold(db: Session, tried: SubmissionTry) -> int:
    found = tries.try_by_id(db, tried.id)
    if found is None:
        raise NotWithYou(tried.public_id)
    return submissions.hold(db, found.submission).person_id


def _demand_assigned(db: Session, try_id: int, person_id: int, *, learner_id: int, on: date) -> None:
    asked = open_assignment(db, try_id, person_id)
    if asked is None or asked.kind != AssignmentKind.FIRST:
        raise NotWithYou(try_id)
    if conflict(db, assessor_id=person_id, learner_id=learner_id, on=on) is not None:
        raise VisitConflict(try_id)


def _sealed(vault: Vault, public_id: str, words: VisitWords) -> bytes:
    return vault.seal(asdict(words), place=visit_place(public_id))


def _held(db: Session, found: AssessedVisit) -> AssessedVisit:
    """The visit as it is now, with its submission locked."""
    there = tries.try_by_id(db, found.try_id)
    if there is None:
        raise VisitStands(found.public_id)
    submissions.hold(db, there.submission)
    return queries.visit_now(db, found.id)


def demand(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence: demand(may_record(…))
    """Go on only where a rule allows it; raises `VisitStands`."""
    if not allowed:
        raise VisitStands


def change_day(db: Session, found: AssessedVisit, *, by: int, day: date, on: date) -> None:
    """Another day; everybody is told again. Raises `VisitStands`, `DayPassed`."""
    held = _held(db, found)
    demand(rules.may_change_day(by, held.facts))
    if day < on:
        raise DayPassed(day)
    demand(held.record is None)
    held.held_on, held.told_at, held.present_told_at, held.other_day_at = day, None, None, None
    held.pair_id, held.present_id = None, None
    db.flush()


def agree(db: Session, found: AssessedVisit, *, by: int, pair: Pair | None, at: datetime) -> None:
    """The learner was told and agrees; with `pair`, its mentee will be there and is told next. Raises `VisitStands`."""
    held = _held(db, found)
    demand(rules.may_answer(by, held.facts))
    demand(pair is None or (pair.mentor_id == by and pair.ended_at is None and pair.mentee_id != held.assessor_id))
    held.told_at, held.other_day_at = at, None
    held.pair_id, held.present_id = (pair.id, pair.mentee_id) if pair else (None, None)
    db.flush()


def ask_other_day(db: Session, vault: Vault, found: AssessedVisit, *, by: int, words: str, at: datetime) -> None:
    """The learner asks for another day. Raises `VisitStands`."""
    held = _held(db, found)
    demand(rules.may_answer(by, held.facts))
    held.body = _sealed(vault, held.public_id, replace(queries.words_of(vault, held), other_day=words))
    held.other_day_at = at
    db.flush()


def call_off(db: Session, found: AssessedVisit, *, by: int, at: datetime) -> None:
    """Call a visit off, as assessor, learner or the mentee who would be there; nobody is told who did."""
    held = _held(db, found)
    demand(rules.may_call_off(by, held.facts) or rules.may_answer_present(by, held.facts))
    held.called_off_at = at
    db.flush()


def told(db: Session, found: AssessedVisit, *, by: int, at: datetime) -> None:
    """The mentee says that they were told. Said twice, it is said once. Raises `VisitStands`."""
    held = _held(db, found)
    demand(rules.may_answer_present(by, held.facts))
    held.present_told_at = held.present_told_at or at
    db.flush()


def keep_record(
    db: Session, vault: Vault, found: AssessedVisit, *, by: int, criteria: tuple[Criterion, ...],
    values: Mapping[str, Any], seen: Mapping[str, str], on: date,
) -> MergedAnswers:  # fmt: skip
    """Keep what is recorded so far. Raises `NotWithYou`, `VisitConflict`, `VisitStands`."""
    held = _held(db, found)
    _demand_assigned(db, held.try_id, by, learner_id=held.learner_id, on=on)
    demand(rules.may_record(by, held.facts, on=on))
    form = record_form(criteria)
    new = merge(form, {**form.empty, **queries.record_of(vault, held)}, values, seen)
    held.record = vault.seal(new.answers, place=visit_record_place(held.public_id))
    held.changes += 1
    db.flush()
    return new


def finish_record(db: Session, found: AssessedVisit, *, by: int, on: date, at: datetime) -> None:
    """Say that the record is whole: it is evidence of its try now, and stays as it is. Raises as `keep_record`."""
    held = _held(db, found)
    demand(rules.may_record(by, held.facts, on=on) and held.record is not None)
    held.recorded_at = at
    db.flush()
