"""A pair that has an agreement, met twice, looked back, and asked itself whether it works."""

from datetime import timedelta

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import queries as agreements
from learnmentor.mentoring.agreements import services as agreement_services
from learnmentor.mentoring.agreements.readings import FieldEdit
from learnmentor.mentoring.agreements.rules import Values
from learnmentor.mentoring.checks import services as checks
from learnmentor.mentoring.checks.models import SilenceLetter, SilenceLettersStopped
from learnmentor.mentoring.checks.rules import CheckAnswers
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.reviews import queries as reviews
from learnmentor.mentoring.reviews import services
from learnmentor.mentoring.reviews.rules import ReviewPoint, SummaryReader
from tests.mentoring.conftest import NOW, TODAY
from tests.mentoring.test_agreement_rules import MENTEE, MENTOR, terms


def looked_back(db: Session, vault: Vault, pair: Pair, *, word: str = "Starters", number: int = 1) -> dict[str, str]:
    """All that belongs to it, with `word` in what was typed; the public ids of what there is one of."""
    _agreed(db, vault, pair, word)
    for days in (1, 2):
        at = NOW - timedelta(days=days)
        db.add(
            PairMeeting(public_id=f"held{number}{days}", pair_id=pair.id, starts_at=at, zone="Europe/London",
                        minutes=45, mode="room", planned_by_id=pair.mentor_id, state="held", made_at=at, held_at=at,
                        held_minutes=45, mentor_id=pair.mentor_id)
        )  # fmt: skip
    db.flush()
    for person in (pair.mentor_id, pair.mentee_id):
        answers = CheckAnswers("yes", "yes", "yes", word)
        checks.answer(db, vault, pair, after=2, answers=answers, by=person, at=NOW)
        db.add(SilenceLetter(pair_id=pair.id, person_id=person, quiet_since=TODAY, sent_at=NOW))
    made = checks.begin_evaluation(db, vault, pair, values={"changed": word}, by=pair.mentee_id, at=NOW)
    checks.show(db, pair, made, at=NOW)
    checks.open_shown(db, pair, made, by=pair.mentor_id, at=NOW)
    return {"evaluation": made.public_id, "review": _reviewed(db, vault, pair, word, number)}


def wants_no_letters(db: Session, person_id: int) -> None:
    db.add(SilenceLettersStopped(person_id=person_id, since=NOW))


def _agreed(db: Session, vault: Vault, pair: Pair, word: str) -> None:
    names = {pair.mentor_id: "Amina", pair.mentee_id: "Hana"}

    def save(values: Values, by: int) -> None:
        edits = {key: FieldEdit(value, "", "") for key, value in values.items()}
        agreement_services.save(db, vault, pair, edits, by=by, names=names, at=NOW)

    def sign(by: int) -> None:
        digest = agreements.draft(db, vault, pair, names=names).digest
        agreement_services.sign(db, vault, pair, by=by, digest=digest, name=word, names=names, at=NOW)

    whole = terms(purpose=word, hours=20)
    save(dict(whole.shared), pair.mentee_id)
    for who, person in ((MENTOR, pair.mentor_id), (MENTEE, pair.mentee_id)):
        save({**whole.own[who], "own_subject": word}, person)
    for person in (pair.mentor_id, pair.mentee_id):
        sign(person)
    for person in (pair.mentor_id, pair.mentee_id):
        save({"own_subject": f"{word} too"}, person)
    sign(pair.mentor_id)
    agreement_services.mark_done(db, vault, pair, key="first_review", by=pair.mentor_id, at=NOW)


def _reviewed(db: Session, vault: Vault, pair: Pair, word: str, number: int) -> str:
    """A review with a summary that went to a tutor."""
    review = services.open_review(
        db, pair, point=ReviewPoint.HALF_WAY, on=TODAY, by=pair.mentor_id, public_id=f"review{number}", at=NOW
    )
    for person in (pair.mentor_id, pair.mentee_id):
        services.save_sheet(db, vault, pair, review, {"helped": word}, seen={}, picked=(), by=person, at=NOW)
    nothing = services.summary_mark(None)
    services.write_summary(db, vault, pair, review, text=word, seen=nothing, by=pair.mentor_id, at=NOW)
    shown = services.summary_mark(reviews.summary(db, vault, review.id))
    services.agree(db, vault, pair, review, seen=shown, by=pair.mentee_id, at=NOW)
    services.release(
        db, vault, pair, review, readers=[SummaryReader.TUTOR], seen=shown, name=word, by=pair.mentee_id, at=NOW
    )
    return review.public_id
