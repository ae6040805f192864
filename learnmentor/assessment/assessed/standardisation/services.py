"""What is done with a round of standardisation: begun, judged record by record, finished. Its row orders it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.assessment.assessed.standardisation import queries, rules
from learnmentor.assessment.assessed.standardisation.form_record import answers_of_record, judged_from, record_form
from learnmentor.assessment.assessed.standardisation.models import Standardisation, evidence_place
from learnmentor.assessment.assessed.standardisation.rules import RecordJudged, RoundFacts
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, merge


class NoRecords(Exception):
    """The course has no records with criteria, or fewer than a round asks for."""


class RoundDone(Exception):
    """The round was finished, perhaps a moment ago in another window: nothing in it is changed any more."""


class NotThisYear(Exception):
    """A round was finished this year already."""


def begin(db: Session, *, person_id: int, public_id: str, on: date, at: datetime) -> Standardisation:
    """Begin a round, with the criteria as they are today; one that goes on already is the same one.

    Raises `NoRecords`, `NotThisYear`.
    """
    hold_person(db, person_id)
    if there := queries.open_round(db, person_id):
        return there
    rounds = queries.rounds_of(db, person_id)
    days = [each.finished_on for each in rounds if each.finished_on]
    if not rules.may_begin_round(days, on=on, rounds=len(rounds)):
        raise NotThisYear(person_id)
    records = queries.standard_records(db)
    if len(records) < rules.ROUND_SIZE:
        raise NoRecords(len(records))
    asked = {each.code: {"title": each.title, "criteria": dict(each.criteria)} for each in records}
    made = Standardisation(public_id=public_id, person_id=person_id, asked=asked, judged={}, begun_at=at)
    db.add(made)
    db.flush()
    return made


def keep(
    db: Session, vault: Vault, found: Standardisation, record: str, *, answers: Mapping[str, Any],
    seen: Mapping[str, str],
) -> MergedAnswers:  # fmt: skip
    """Keep what is decided of a record so far, joined with what came from another window. Raises `RoundDone`."""
    held = queries.held_round(db, found.id)
    facts, words = _facts(vault, held)
    if not rules.may_judge_records(found.person_id, facts):
        raise RoundDone(held.public_id)
    criteria = held.asked[record]["criteria"]
    before = answers_of_record(criteria, facts.judged.get(record, RecordJudged()))
    new = merge(record_form(criteria), before, answers, seen)
    judged = judged_from(criteria, new.answers)
    held.judged = {**held.judged, record: dict(judged.met)}
    body = {**words, record: dict(judged.evidence)}
    held.body = vault.seal(body, place=evidence_place(held.public_id))
    held.changes += 1
    db.flush()
    return new


def finish(db: Session, vault: Vault, found: Standardisation, *, on: date, at: datetime) -> list[str]:
    """Finish a round, for good; what is lacking where it cannot be. Finished twice, it is finished once."""
    held = queries.held_round(db, found.id)
    facts, _ = _facts(vault, held)
    if facts.finished or not rules.is_done(facts):
        return facts.lacking
    held.finished_at, held.finished_on = at, on
    db.flush()
    return []


def _facts(vault: Vault, held: Standardisation) -> tuple[RoundFacts, dict[str, dict[str, str]]]:
    words = queries.evidence(vault, held)
    return queries.facts_of(held, words), words
