"""Whether the mentoring works: three questions, letters about a silence, and an evaluation that is shown or not."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import jobs
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.checks import queries, rules, services
from learnmentor.mentoring.checks.models import PairEvaluation
from learnmentor.mentoring.checks.rules import CheckAnswers
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.models import Pair
from tests.mentoring.agreeing import VAULT
from tests.mentoring.conftest import NOW, Two
from tests.page import Browser
from tests.racing import done, number_of

pytestmark = pytest.mark.usefixtures("time")
SECRET, ZONE = "s" * 40, "Europe/London"
ANSWERS = CheckAnswers("yes", "hardly", "no", "I would rather not")


def held(db: Session, two: Two, *days_ago: int) -> None:
    """Meetings that the pair held so many days before now."""
    for number, days in enumerate(days_ago):
        at = NOW - timedelta(days=days)
        db.add(
            PairMeeting(public_id=f"met{days}{number}", pair_id=two.pair.id, starts_at=at, zone=ZONE, minutes=45,
                        mode="room", planned_by_id=two.mentor.id, state="held", made_at=at, held_at=at,
                        held_minutes=45, mentor_id=two.mentor.id)
        )  # fmt: skip
    db.commit()


def silence(db: Session, two: Two, *, days: int) -> int:
    at = NOW + timedelta(days=days)
    return services.write_about_silence(
        db, two.pair.id, sender=Sender("http://localhost"), secret=SECRET, on=at.date(), at=at, zone=ZONE
    )  # fmt: skip


@pytest.mark.parametrize(
    ("meetings", "answered", "due"),
    [(1, (), None), (2, (), 2), (4, (), 2), (4, (2,), None), (5, (2,), 5), (9, (), 5), (9, (5,), None)],
)
def test_one_is_asked_after_the_second_and_the_fifth_meeting(
    meetings: int, answered: tuple[int, ...], due: int | None
) -> None:
    assert rules.check_due(meetings, answered) == due


def test_a_silence_is_said_once_it_is_six_weeks_long_and_not_long_after() -> None:
    began = date(2027, 1, 4)
    due = [days for days in range(80) if rules.silence_due(began, on=began + timedelta(days=days))]
    assert (due[0], due[-1]) == (42, 56)
    assert rules.quiet_since([began, date(2026, 12, 1)], opened_on=date(2026, 11, 1)) == began


def test_an_answer_is_read_by_whoever_gave_it_and_replaced_by_a_later_one(db: Session, pair: Two) -> None:
    with pytest.raises(services.NotAskedYet):
        services.answer(db, VAULT, pair.pair, after=2, answers=ANSWERS, by=pair.mentee.id, at=NOW)
    held(db, pair, 20, 10)
    for note in ("First", "Second"):
        services.answer(
            db, VAULT, pair.pair, after=2, answers=CheckAnswers("yes", "yes", "yes", note), by=pair.mentee.id, at=NOW
        )
    (row,) = queries.checks(db, pair_id=pair.pair.id, person_id=pair.mentee.id).values()
    assert queries.answers(VAULT, row).note == "Second"
    assert queries.checks(db, pair_id=pair.pair.id, person_id=pair.mentor.id) == {}


def test_both_are_written_to_once_about_a_silence_but_not_whoever_stopped_it(db: Session, pair: Two) -> None:
    assert silence(db, pair, days=41) == 0
    services.want_letters(db, person_id=pair.mentor.id, letters=False, at=NOW)
    assert silence(db, pair, days=42) == 1
    assert silence(db, pair, days=43) == 0
    letter = db.scalars(select(OutgoingMail)).one()
    assert letter.to_address == pair.mentee.email
    assert "Amina" not in letter.body + letter.subject
    held(db, pair, -50)  # they meet again, and then are silent once more
    services.want_letters(db, person_id=pair.mentor.id, letters=True, at=NOW)
    assert silence(db, pair, days=92) == 2
    pairs.end(db, pair.pair, at=NOW)
    assert silence(db, pair, days=93) == 0
    assert list(queries.quiet_pairs(db, on=NOW.date() + timedelta(days=90))) == []


def test_the_worker_writes_about_a_silence_once(
    app: Flask, db: Session, base: Database, pair: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW + timedelta(days=45)
    monkeypatch.setattr(clock, "_source", lambda: later)
    with app.app_context():
        for _ in range(2):
            jobs.handlers()[services.ASK](base, {})
    assert sorted(db.scalars(select(OutgoingMail.to_address))) == sorted([pair.mentor.email, pair.mentee.email])


def evaluated(db: Session, two: Two) -> PairEvaluation:
    made = services.begin_evaluation(
        db, VAULT, two.pair, values={"heard": "mostly", "changed": "I wait"}, by=two.mentee.id, at=NOW
    )
    db.commit()
    return made


def test_an_evaluation_is_taken_back_or_opened_but_not_both(db: Session, base: Database, pair: Two) -> None:
    made, pair_id, amina = evaluated(db, pair), pair.pair.id, pair.mentor.id
    services.show(db, pair.pair, made, at=NOW)
    db.commit()
    evaluation_id = made.id

    def take_back(session: Session) -> str:
        services.take_back(session, session.get_one(Pair, pair_id), session.get_one(PairEvaluation, evaluation_id))
        return "taken back"

    def opening(session: Session) -> bool:
        found = session.get_one(PairEvaluation, evaluation_id)
        return services.open_shown(session, session.get_one(Pair, pair_id), found, by=amina, at=NOW)

    back, opened = done(base, take_back, opening)
    assert (back == "taken back") is not (opened is True)
    assert number_of(db, PairEvaluation, PairEvaluation.opened_at.is_not(None)) == int(opened is True)


def test_the_mentor_reads_an_evaluation_once_it_is_shown_and_opened(app: Flask, db: Session, pair: Two) -> None:
    amina, mei = Browser(app).sign_in(pair.mentor), Browser(app).sign_in(pair.mentee)
    here = "/pairs/aminaandmei/evaluation"
    mei.get(f"{here}/new").submit("Keep it for myself", heard="mostly", changed="I wait longer")
    mei.get(f"{here}/new").submit("Keep it for myself", heard="mostly", changed="I wait longer")  # pressed twice
    one = f"{here}/{db.scalars(select(PairEvaluation.public_id)).one()}"
    assert amina.get(one).status == 404
    assert amina.get(f"{here}/new").status == 403
    mei.get(one).submit("Show it to Amina Yusuf")
    assert "I wait longer" not in amina.get(one).words
    mei.get(one).submit("Take it back")
    stale = mei.get(f"{one}/edit")
    mei.get(f"{one}/edit").submit("Keep it for myself", changed="I wait")
    assert stale.submit("Keep it for myself", changed="I ask").status == 422
    mei.get(one).submit("Show it to Amina Yusuf")
    assert "Read what the mentoring is worth" in amina.get("/pairs/aminaandmei").words
    assert "I wait" in amina.get(one).submit("Open it").follow().words
    assert "stays shown" in mei.post(f"{one}/take-back").follow().words
    assert mei.post(f"{one}/delete").follow().words.count("opened it") == 1


def test_three_questions_are_asked_and_no_word_of_them_reaches_the_other(
    app: Flask, db: Session, pair: Two, capsys: pytest.CaptureFixture[str]
) -> None:
    held(db, pair, 20, 10)
    amina, mei = Browser(app).sign_in(pair.mentor), Browser(app).sign_in(pair.mentee)
    here = "/pairs/aminaandmei/checks"
    mei.get("/pairs/aminaandmei").click("Is this working?").submit("Keep it", useful="no").errors()[0].index("Choose")
    asked = mei.get(f"{here}/2").submit("Keep it", useful="no", honest="yes", worth="no", note="canary-of-a-check")
    kept = asked.follow().words
    assert "canary-of-a-check" in kept
    assert "without giving a reason" in kept
    assert "Is this working?" not in mei.get("/pairs/aminaandmei").words
    assert "canary" not in amina.get(here).text + amina.get(f"{here}/2").text
    assert mei.get(f"{here}/5").status == mei.get(f"{here}/3").status == 404
    assert "canary" not in capsys.readouterr().out


def test_a_link_in_the_letter_stops_them_without_signing_in(app: Flask, db: Session, pair: Two) -> None:
    token = services.STOP.token(app.config["SETTINGS"].secret_key, pair.mentor.public_id)
    stranger = Browser(app)
    page = stranger.get(f"/mentoring/letters/stop/{token}")
    assert "have stopped" in page.submit("Stop these letters").follow().h1
    assert not queries.letters_wanted(db, pair.mentor.id)
    assert stranger.get(f"/mentoring/letters/stop/{token[:-1]}").status == 404
    mine = Browser(app).sign_in(pair.mentor).get("/mentoring/letters").submit("Save", wanted="y")
    assert "We write to you" in mine.follow().words
