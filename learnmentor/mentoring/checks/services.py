"""What is done here: questions answered, letters about a silence written or stopped, an evaluation shown and opened."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.stop_links import StopLink
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring.checks import queries, rules
from learnmentor.mentoring.checks.models import (
    PairCheck,
    PairEvaluation,
    SilenceLetter,
    SilenceLettersStopped,
    check_place,
    evaluation_place,
)
from learnmentor.mentoring.checks.rules import CheckAnswers
from learnmentor.mentoring.meetings.queries import held_meetings
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import locked_pair
from learnmentor.mentoring.services import hold_open, read_again

ASK = "silence-letters"  # the kind of the job
STOP = StopLink("silence letters")


class NotAskedYet(Exception):
    """The meeting after which this is asked was not held."""


class TooManyEvaluations(Exception):
    """A pair has as many evaluations as it can hold."""


class EvaluationShown(Exception):
    """It is shown, so that its writer takes it back before they change it."""


class EvaluationOpened(Exception):
    """The other one has opened it, so that it is not taken back any more."""


class EvaluationChanged(Exception):
    """It was changed on another device."""


def answer(
    db: Session, vault: Vault, pair: Pair, *, after: int, answers: CheckAnswers, by: int, at: datetime
) -> PairCheck:
    """Keep what somebody answers for themselves; a later answer takes its place. Raises `PairEnded`, `NotAskedYet`."""
    held = hold_open(db, pair)
    if not rules.may_answer(after, len(held_meetings(db, held.id))):
        raise NotAskedYet(after)
    row = queries.checks(db, pair_id=held.id, person_id=by).get(after)
    if row is None:
        row = PairCheck(public_id=randomness.public_id(), pair_id=held.id, person_id=by, after_meeting=after)
        db.add(row)
    row.body, row.at = vault.seal(asdict(answers), place=check_place(row.public_id)), at
    db.flush()
    return row


# Letters about a silence


def letter(sender: Sender, pair: Pair, *, stop: str) -> Letter:
    """To somebody whose pair has not met for six weeks. It says whose pair to nobody who reads along."""
    return sender.letter(
        "Six weeks without a meeting",
        "In one of your mentoring pairs no meeting has been recorded for six weeks. Perhaps you met and did not write "
        "it down, perhaps it is time to meet again, to change something, or to end well:",
        f"{sender.base_url}/pairs/{pair.public_id}",
        "We write about this silence once.",
        f"To get no more letters like this one, open {stop}",
    )


def write_about_silence(
    db: Session, pair_id: int, *, sender: Sender, secret: str, on: date, at: datetime, zone: str
) -> int:
    """Write to each of the two about six weeks without a meeting, once; how many letters."""
    pair = locked_pair(db, pair_id)
    since = queries.silent_since(db, pair, zone=zone)
    if pair.ended_at is not None or not rules.silence_due(since, on=on):
        return 0
    done = queries.written_to(db, pair_id=pair.id, since=since)
    people = [each for each in queries.willing(db, [pair.mentor_id, pair.mentee_id]) if each.id not in done]
    for person in people:
        db.add(SilenceLetter(pair_id=pair.id, person_id=person.id, quiet_since=since, sent_at=at))
        stop = f"{sender.base_url}/mentoring/letters/stop/{STOP.token(secret, person.public_id)}"
        written = letter(sender, pair, stop=stop)
        send_mail(db, to=person.email, subject=written.subject, body=written.body, at=at)
    db.flush()
    return len(people)


def want_letters(db: Session, *, person_id: int, letters: bool, at: datetime) -> None:
    """Keep whether somebody wants letters about silences. Saying it twice is saying it once."""
    hold_person(db, person_id)
    row = db.get(SilenceLettersStopped, person_id)
    if letters and row is not None:
        db.delete(row)
    elif not letters and row is None:
        db.add(SilenceLettersStopped(person_id=person_id, since=at))
    db.flush()


# Evaluations


def begin_evaluation(
    db: Session, vault: Vault, pair: Pair, *, values: Mapping[str, Any], by: int, at: datetime
) -> PairEvaluation:
    """Write one that nobody else reads yet; sent twice it is one. Raises `PairEnded`, `TooManyEvaluations`."""
    held = hold_open(db, pair)
    for there in queries.evaluations(db, held.id):
        if there.writer_id == by and there.shown_at is None and queries.opened(vault, there).values == dict(values):
            return there
    if queries.how_many(db, held.id) >= rules.MOST_EVALUATIONS:
        raise TooManyEvaluations(pair.public_id)
    made = randomness.public_id()
    row = PairEvaluation(
        public_id=made, pair_id=held.id, writer_id=by, written_at=at,
        body=vault.seal(dict(values), place=evaluation_place(made)),
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row


def change_evaluation(
    db: Session, vault: Vault, pair: Pair, found: PairEvaluation, *, values: Mapping[str, Any], seen: int, at: datetime
) -> None:
    """Change what was written; raises `PairEnded`, `EvaluationShown`, and `EvaluationChanged` by another device."""
    hold_open(db, pair)
    read_again(db, found)
    if not rules.may_change_evaluation(found.writer_id, found.facts):
        raise EvaluationShown(found.public_id)
    if seen != found.changes:
        raise EvaluationChanged(found.public_id)
    found.body = vault.seal(dict(values), place=evaluation_place(found.public_id))
    found.changes += 1
    found.written_at = at
    db.flush()


def show(db: Session, pair: Pair, found: PairEvaluation, *, at: datetime) -> None:
    """Let the mentor open it; twice is once. Raises `PairEnded`."""
    hold_open(db, pair)
    read_again(db, found)
    if found.shown_at is None:
        found.shown_at = at
        db.flush()


def take_back(db: Session, pair: Pair, found: PairEvaluation) -> None:
    """Show it no more; raises `EvaluationOpened` once the other one has opened it. Also after the end of the pair."""
    locked_pair(db, pair.id)
    read_again(db, found)
    if found.shown_at is None:
        return
    if not rules.may_take_back(found.writer_id, found.facts):
        raise EvaluationOpened(found.public_id)
    found.shown_at = None
    db.flush()


def open_shown(db: Session, pair: Pair, found: PairEvaluation, *, by: int, at: datetime) -> bool:
    """The other one opens it; False where it was taken back. Also after the end of the pair."""
    locked_pair(db, pair.id)
    read_again(db, found)
    if rules.may_open_evaluation(by, found.facts):
        found.opened_at = at
        db.flush()
    return rules.may_read_evaluation(by, found.facts)


def drop_evaluation(db: Session, pair: Pair, found: PairEvaluation) -> None:
    """Delete what nobody else has read; raises `EvaluationOpened`."""
    locked_pair(db, pair.id)
    read_again(db, found)
    if found.opened_at is not None:
        raise EvaluationOpened(found.public_id)
    db.delete(found)
    db.flush()
