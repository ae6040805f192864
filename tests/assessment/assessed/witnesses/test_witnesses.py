"""A colleague is asked for a note by a letter, writes it without an account, takes it back until it is handed in."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import Submission, WitnessNote
from learnmentor.assessment.assessed.rules import HandedInPart, SubmissionState
from learnmentor.assessment.assessed.witnesses import queries, rules, services
from learnmentor.assessment.assessed.witnesses.queries import WrittenNote
from learnmentor.assessment.assessed.witnesses.rules import LASTS, WitnessFacts, WitnessStanding
from learnmentor.jobs.models import OutgoingMail
from tests.assessment.assessed import works
from tests.conftest import HeldClock
from tests.mentoring.agreeing import VAULT
from tests.mentoring.conftest import NOW, database_file
from tests.page import Browser
from tests.racing import pressed

ASK = "/assessed-work/work/parts/listening/witness"
WHOM = {"name": "Tess Goldhahn", "address": "tess@example.org", "about": "The talk with hoopoe on Monday"}
OWN = "own"
NOTE = {"name": "Tess G.", "role": "colleague", "note": "She asked, and kept still. capercaillie"}


@pytest.fixture
def made(db: Session, amina: Person, time: HeldClock) -> Submission:
    works.brief(db)
    found = works.submission(db, amina, public_id="work")
    db.commit()
    return found


def links(db: Session) -> list[str]:
    """The addresses in the letters, the oldest first."""
    db.rollback()
    bodies = db.scalars(select(OutgoingMail.body).order_by(OutgoingMail.id))
    return [found.group() for body in bodies if (found := re.search(r"/witness/\w+", body))]


def row(db: Session) -> WitnessNote:
    db.rollback()
    return db.scalars(select(WitnessNote)).one()


def test_when_a_note_is_written_taken_back_and_asked_for_again() -> None:
    asked = WitnessFacts(NOW + LASTS, NOW, written=False, withdrawn=False)
    written = WitnessFacts(NOW + LASTS, NOW, written=True, withdrawn=False)
    assert rules.standing(asked, at=NOW + LASTS) == WitnessStanding.OVER
    assert [rules.may_write(asked, at=NOW + each) for each in (timedelta(0), LASTS)] == [True, False]
    assert not rules.may_write(written, at=NOW)
    assert [rules.may_ask_again(asked, at=NOW + timedelta(hours=h)) for h in (23, 24, 2_000)] == [False, True, True]
    assert not rules.may_ask_again(written, at=NOW + LASTS)
    ended = WitnessFacts(NOW + LASTS, NOW, written=False, withdrawn=False, ended=True)
    assert [rules.may_write(ended, at=NOW), rules.may_ask_again(ended, at=NOW + LASTS)] == [False, False]
    handed = WitnessFacts(NOW + LASTS, NOW, written=True, withdrawn=False, handed_in=True)
    assert (rules.may_take_note_back(written), rules.may_take_note_back(handed)) == (True, False)


def test_a_note_is_asked_for_written_once_and_taken_back_until_it_is_handed_in(
    app: Flask, db: Session, as_amina: Browser, made: Submission
) -> None:
    part = as_amina.get("/assessed-work/work/parts/listening")
    part.click("Ask a colleague for a note").submit("Send the letter", **WHOM)
    (letter,) = db.scalars(select(OutgoingMail)).all()
    assert (letter.to_address, "hoopoe" in letter.body, "P1" in letter.body) == ("tess@example.org", False, False)
    (link,) = links(db)
    tess = Browser(app)
    page = tess.get(link)
    assert all(
        words in page.words for words in ("Amina Yusuf asks you", WHOM["about"], "moderates the work. Nobody else.")
    )
    assert page.one("#name")["value"] == "Tess Goldhahn"
    assert page.submit("Send the note", role="colleague").errors() == [
        "Write your note, or say below that you would rather not."
    ]
    assert "Thank you. Your note is sent" in page.submit("Send the note", **NOTE).follow().words
    assert "how it stands now" in page.submit("Send the note", **{**NOTE, "note": "Another"}).follow().words
    own = as_amina.get("/assessed-work/work/parts/listening").click("Note of Tess G.")
    assert ("She asked, and kept still" in own.words, own.soup.select("textarea")) == (True, [])
    db.rollback()
    (found,) = queries.to_hand_in(db, VAULT, made.id)["listening"]
    assert (found.title, found.sha256) == ("Note of Tess G.", WrittenNote(*NOTE.values()).sha256)
    left = own.submit("Leave it out").follow()
    assert "You leave this note out" in left.words
    db.rollback()
    assert queries.to_hand_in(db, VAULT, made.id) == {}
    left.submit("Let it go in")
    db.rollback()
    works.handed_in(
        db, VAULT, made, handed=works.work(parts=[HandedInPart("listening", "Listening", witness=(found,))])
    )
    db.commit()
    assert "It was handed in with the work" in tess.get(link).words
    assert "how it stands now" in tess.post(f"{link}/take-back").follow().words
    assert queries.note(VAULT, row(db)) == WrittenNote(*NOTE.values())
    kept = database_file(db)
    assert not any(word in kept for word in (b"hoopoe", b"capercaillie", b"Goldhahn"))


def test_a_note_is_taken_back_and_one_that_nobody_wants_to_write_is_declined(
    app: Flask, db: Session, as_amina: Browser, made: Submission
) -> None:
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    as_amina.get(ASK).submit("Send the letter", **{**WHOM, "address": "tom@example.org", "name": "Tom"})
    first, second = links(db)
    tess, tom = Browser(app), Browser(app)
    tess.get(first).submit("Send the note", **NOTE)
    back = tess.get(first).submit("Take it back").follow()
    assert ("taken back" in back.words, "Nothing is asked of you here" in back.words) == (True, True)
    assert "Nobody asks you why" in tom.get(second).submit("I’d rather not").follow().words
    assert "how it stands now" in tom.post(second, NOTE).follow().words
    db.rollback()
    assert [(each.body, each.sha256) for each in db.scalars(select(WitnessNote))] == [(None, None)] * 2
    assert queries.to_hand_in(db, VAULT, made.id) == {}
    assert "Note of" not in as_amina.get("/assessed-work/work/parts/listening").words
    assert "nobody who judges learns" in as_amina.get(f"/assessed-work/work/witness/{_first(db)}").words
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    assert len(links(db)) == 3


def _first(db: Session) -> str:
    return str(db.scalars(select(WitnessNote.public_id).order_by(WitnessNote.id)).first())


def test_a_letter_goes_again_once_a_day_and_its_link_takes_the_place_of_the_one_before(
    app: Flask, db: Session, as_amina: Browser, made: Submission, time: HeldClock
) -> None:
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    page = as_amina.get("/assessed-work/work/parts/listening").click("Note of Tess")
    assert "Write again" not in page.words
    early = as_amina.post(f"/assessed-work/work/witness/{row(db).public_id}/again").follow()
    assert ("Nothing was sent" in early.words, len(links(db))) == (True, 1)
    time.tick(days=61)
    assert "Nothing is asked of you here" in Browser(app).get(links(db)[0]).words
    late = as_amina.get("/assessed-work/work/parts/listening").click("Note of Tess")
    assert ("No note came by" in late.words, "on its way" in late.submit("Write again").follow().words) == (True, True)
    old, new = links(db)
    assert (Browser(app).get(old).status, Browser(app).get(new).status) == (410, 200)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": OWN}, "your own address"), ({"address": "TESS@example.org"}, "asked for a note"),
        ({"about": ""}, "Say what the note"), ({"address": "tess"}, "in the usual form"),
        ({"name": "x" * 101}, "Keep the name to 100"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("made")
def test_what_cannot_be_asked_is_said_and_stays_typed(
    amina: Person, as_amina: Browser, changed: dict[str, str], said: str
) -> None:
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    own = {"address": amina.email} if changed.get("address") == OWN else {}
    page = as_amina.get(ASK).submit("Send the letter", **{**WHOM, "address": "other@example.org", **changed, **own})
    assert (page.status, said in page.errors()[0]) == (422, True)
    assert page.one("#about").text.strip() == changed.get("about", WHOM["about"])


def test_no_more_letters_go_in_a_day_than_may(db: Session, as_amina: Browser, made: Submission, amina: Person) -> None:
    other = works.submission(db, amina, level=5, public_id="second")
    for number in range(rules.MOST_LETTERS):
        part = "account" if number % 2 else "meetings"
        db.add(WitnessNote(public_id=f"w{number}", submission_id=other.id, part=part, token_sha256=str(number),
                           asked_at=NOW, worth_until=NOW + LASTS))  # fmt: skip
    db.commit()
    assert "as many as may be" in as_amina.get(ASK).submit("Send the letter", **WHOM).errors()[0]


def test_two_who_press_at_once_send_one_note(app: Flask, db: Session, as_amina: Browser, made: Submission) -> None:
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    (link,) = links(db)
    one, other = Browser(app), Browser(app)
    pages = pressed((one, link, NOTE), (other, f"{link}/rather-not", {}))
    assert [page.status for page in pages] == [303, 303]
    found = row(db)
    assert (found.body is None) is not (found.withdrawn_at is None)


def test_nothing_is_asked_of_anybody_once_the_work_has_ended(
    app: Flask, db: Session, as_amina: Browser, made: Submission
) -> None:
    as_amina.get(ASK).submit("Send the letter", **WHOM)
    found = db.get_one(Submission, made.id)
    works.handed_in(db, VAULT, found)
    db.commit()
    assert "it goes in only if the work is handed in once more" in Browser(app).get(links(db)[0]).words
    found.state, found.ended_at = SubmissionState.GIVEN_UP, NOW
    db.commit()
    assert "Nothing is asked of you here" in Browser(app).get(links(db)[0]).words
    with pytest.raises(services.NoteNotNow):
        services.write(db, VAULT, row(db).token_sha256, WrittenNote("a", "b", "c"), at=NOW)
