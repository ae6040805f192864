"""What two people agreed on and said lies sealed, goes with whoever wrote it, and stays where both signed."""

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.rules import Actor
from learnmentor.ground.db import Base
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.agreements import queries as agreements
from learnmentor.mentoring.agreements.views import downloaded as agreement_files
from learnmentor.mentoring.checks import queries as checks
from learnmentor.mentoring.checks.views import downloaded as check_files
from learnmentor.mentoring.reviews import queries as reviews
from learnmentor.mentoring.reviews import services
from learnmentor.mentoring.reviews.rules import APART
from learnmentor.mentoring.reviews.views import downloaded as review_files
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.stories import closing_account
from tests.database_file import bytes_on_disk
from tests.mentoring.agreeing import VAULT, draft
from tests.mentoring.conftest import NOW, Two
from tests.mentoring.looked_back import looked_back
from tests.page import Browser

PARTS = (agreement_files, review_files, check_files)
CANARY = "canaryinacoalmine"


def everything(db: Session) -> str:
    """All rows of all tables, and the file of the database where there is one."""
    rows = [repr(db.execute(table.select()).all()) for table in Base.metadata.sorted_tables]
    where = db.get_bind().engine.url
    kept = bytes_on_disk(Path(str(where.database))) if where.drivername == "sqlite" else b""
    return "".join(rows) + kept.decode("latin-1")


def test_no_word_lies_open_in_the_database(db: Session, pair: Two) -> None:
    looked_back(db, VAULT, pair.pair, word=CANARY)
    db.commit()
    assert pair.mentor.email in everything(db)
    assert CANARY not in everything(db)


def test_a_closed_account_takes_its_words_and_leaves_what_both_signed(app: Flask, db: Session, pair: Two) -> None:
    looked_back(db, VAULT, pair.pair)
    db.commit()
    closing_account.close(
        db, rooms.personal_data(), person_id=pair.mentor.id, sender=None, at=NOW, zone="Europe/London"
    )  # fmt: skip
    db.commit()
    version = agreements.version(db, VAULT, pair.pair, number=1)
    assert version is not None
    assert (version.terms.shared["purpose"], version.whole) == ("Starters", False)
    assert {each.person_id for each in version.parties} == {pair.mentee.id}
    (review,) = reviews.reviews(db, pair.pair.id)
    said = reviews.sheets(db, VAULT, review, reader_id=pair.mentee.id)
    assert set(said) == {pair.mentee.id}
    summary = reviews.summary(db, VAULT, review.id)
    assert summary is not None
    assert summary.text == "Starters"
    assert checks.checks(db, pair_id=pair.pair.id, person_id=pair.mentor.id) == {}
    assert set(draft(db, pair.pair).own_readings) == {pair.mentee.id}
    page = Browser(app).sign_in(pair.mentee).get("/pairs/aminaandmei/agreement/1")
    assert "This account is closed" in page.words
    assert "Lecturer" not in page.words


def test_the_download_of_a_pair_has_what_whoever_asks_may_read(app: Flask, db: Session, pair: Two) -> None:
    looked_back(db, VAULT, pair.pair)
    review = reviews.reviews(db, pair.pair.id)[0]
    answers = dict.fromkeys(APART, "hardly")
    services.save_sheet(db, VAULT, pair.pair, review, answers, seen={}, picked=APART, by=pair.mentee.id, at=NOW)
    db.commit()
    for person in (pair.mentor, pair.mentee):
        actor = Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
        known = pairs.pair_by_public_id(db, pair.pair.public_id)
        assert known
        side = known.pair.pairing.side(person.id)
        assert side
        with app.test_request_context():
            seen = PairSeen(known, actor, side)
            taken = {file.name: file.content.decode() for each in PARTS for file in each.files(db, VAULT, seen)}
        assert {"version-1.md", "draft.md", "is-this-working.json"} <= set(taken)
        assert len(taken) == 6
        own = next(text for name, text in taken.items() if name.endswith(f"{review.public_id}.md"))
        assert ("Hardly" in own) is (person is pair.mentee)
